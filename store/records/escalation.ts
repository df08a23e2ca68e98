import type { EscalationPolicy, PolicyVersion } from "../../domain/escalation.ts";
import { newId } from "../../domain/ids.ts";
import type { Staff } from "../../domain/people.ts";
import type { RouteDecision } from "../../domain/tell-reason.ts";
import type { RotaOverride, RotaShift } from "../../domain/rota.ts";
import type { TimeWindow } from "../../domain/time-window.ts";
import { parseOwnJson } from "../own-json.ts";
import type { RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Escalation policies, shifts and overrides; only added. */
export function makeEscalationRecords({ db, changed }: RecordsDatabase) {
  return {
    /** What the routing of an alert decided, oldest first. */
    async alertRoutes(alertId: string): Promise<readonly RouteDecision[]> {
      const rows = await db.selectFrom("alertRoutes").selectAll().where("alertId", "=", alertId).orderBy("version").execute();
      return rows.map(({ atMs, decisionJson }) => ({ atMs, ...parseOwnJson<Omit<RouteDecision, "atMs">>(decisionJson) }));
    },
    /** @throws {AnhuError} `CONFLICT`: the facility has a policy of this version */
    async addEscalationPolicy(input: Omit<PolicyVersion, "id">): Promise<PolicyVersion> {
      const { policy, ...rest } = input;
      const version = { id: newId("esc"), ...rest };
      await db
        .insertInto("escalationPolicies")
        .values({ ...version, policyJson: JSON.stringify(policy) })
        .execute();
      changed("escalationPolicies");
      return { ...version, policy };
    },
    /** @throws {AnhuError} `NOT_FOUND`: no such facility or user */
    async addRotaShift(input: Omit<RotaShift, "id">): Promise<RotaShift> {
      const { window, ...rest } = input;
      const shift = { id: newId("shf"), ...rest };
      await db
        .insertInto("rotaShifts")
        .values({ ...shift, windowJson: JSON.stringify(window) })
        .execute();
      changed("rotaShifts");
      return { ...shift, window };
    },
    async endRotaShift(shiftId: string, toMs: number): Promise<void> {
      await db.updateTable("rotaShifts").set({ toMs }).where("id", "=", shiftId).execute();
      changed("rotaShifts");
    },
    /** @throws {AnhuError} `NOT_FOUND`: no such facility or user */
    async addRotaOverride(input: Omit<RotaOverride, "id">): Promise<RotaOverride> {
      const override = { id: newId("ovr"), ...input };
      await db.insertInto("rotaOverrides").values(override).execute();
      changed("rotaOverrides");
      return override;
    },
  };
}
/** What the local snapshot holds of them, and whom a rota may name. */
export interface EscalationSnapshot {
  readonly escalationPolicies: readonly PolicyVersion[];
  readonly rotaShifts: readonly RotaShift[];
  /** In the order in which they were laid down. */
  readonly rotaOverrides: readonly RotaOverride[];
  readonly staff: readonly Staff[];
  /** Who signs in for a clinic; those who were disabled are left out. */
  readonly clinicPeople: readonly { readonly id: string; readonly clinicId: string }[];
}
export async function loadEscalation({ db }: RecordsDatabase): Promise<EscalationSnapshot> {
  const [policies, shifts, rotaOverrides, users] = await Promise.all([
    db.selectFrom("escalationPolicies").selectAll().orderBy("version").execute(),
    db.selectFrom("rotaShifts").selectAll().orderBy("fromMs").orderBy("id").execute(),
    db.selectFrom("rotaOverrides").selectAll().orderBy("createdAtMs").orderBy("id").execute(),
    db
      .selectFrom("users")
      .select(["id", "name", "role", "facilityId", "clinicId", "disabled"])
      .where((one) => one.or([one("facilityId", "is not", null), one("clinicId", "is not", null)]))
      .orderBy("id")
      .execute(),
  ]);
  return {
    escalationPolicies: policies.map(toPolicyVersion),
    rotaShifts: shifts.map(toShift),
    rotaOverrides,
    staff: users
      .filter(({ facilityId }) => facilityId !== null)
      .map(({ clinicId: _clinic, ...user }) => ({ ...user, disabled: user.disabled === 1 })),
    clinicPeople: users.flatMap(({ id, role, clinicId, disabled }) =>
      role === "clinicStaff" && clinicId !== null && disabled === 0 ? [{ id, clinicId }] : [],
    ),
  };
}
function toPolicyVersion({ policyJson, ...rest }: Tables["escalationPolicies"]): PolicyVersion {
  return { ...rest, policy: parseOwnJson<EscalationPolicy>(policyJson) };
}
function toShift({ windowJson, ...rest }: Tables["rotaShifts"]): RotaShift {
  return { ...rest, window: parseOwnJson<TimeWindow>(windowJson) };
}
