import { decideAhead, decideNow, foretell, worstOf } from "../../alerts/escalation/foretell.ts";
import { upcoming } from "../../alerts/escalation/upcoming.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { Escalations } from "../../api/escalation-ports.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { PolicyVersion } from "../../domain/escalation.ts";
import type { RotaOverride, RotaShift } from "../../domain/rota.ts";
import { careOf } from "../alerts/support.ts";
import type { FakeRecords } from "./fake-records.ts";

/** Policies and rotas in memory; what is foretold is foretold by the real ladder. */
export function fakeEscalations(records: FakeRecords): Escalations {
  const versions: PolicyVersion[] = [];
  const shifts: RotaShift[] = [];
  const overrides: RotaOverride[] = [];
  const of = <T extends { readonly facilityId: string }>(rows: readonly T[], facilityId: string) =>
    rows.filter((row) => row.facilityId === facilityId);
  const staff = (userId: string) => records.userRows.find(({ id, facilityId }) => id === userId && facilityId !== null);
  const rota = (facilityId: string) => ({ shifts: of(shifts, facilityId), overrides: of(overrides, facilityId) });
  const careAt = (atMs: number) => {
    const directory = records.directory(() => atMs);
    return careOf({
      facility: directory.facility,
      resident: directory.resident,
      contracts: directory.contracts,
      clinic: directory.clinic,
      contacts: directory.contacts,
      escalationPolicies: (facilityId) => of(versions, facilityId),
      rota,
      staff,
    });
  };
  return {
    policies: (facilityId) => of(versions, facilityId),
    async addPolicy(input) {
      if (versions.some(({ facilityId, version }) => facilityId === input.facilityId && version === input.version))
        throw new AnhuError("CONFLICT", "adding a policy: there is one of this version");
      const version = { id: `esc_${versions.length}`, ...input };
      versions.push(version);
      return version;
    },
    rota,
    async addShift(input) {
      const shift = { id: `shf_${shifts.length}`, ...input };
      shifts.push(shift);
      return shift;
    },
    async endShift(shiftId, toMs) {
      const at = shifts.findIndex(({ id }) => id === shiftId);
      shifts.splice(at, 1, { ...shifts[at]!, toMs });
    },
    async addOverride(input) {
      const override = { id: `ovr_${overrides.length}`, ...input };
      overrides.push(override);
      return override;
    },
    staff,
    foretell({ residentId, rule: ruleId, severity: asked, medicalGrade, atMs }, forMs) {
      const rule = DEFAULT_CATALOGUE.rule(ruleId);
      const resident = records.residentRows.find(({ id }) => id === residentId);
      if (rule === undefined || resident === undefined) return undefined;
      const severity = asked ?? worstOf(rule);
      const care = careAt(atMs);
      const about = { facilityId: resident.facilityId, residentId, placeId: null, subjectId: residentId, rule: ruleId };
      const all = { ...about, kind: rule.kind, class: rule.class, severity, medicalGrade };
      return { severity, items: foretell(care, all, atMs, forMs), decision: decideAhead(care, all, atMs) };
    },
    upcoming: (alert, timeline) => upcoming(careAt(alert.raisedAtMs), alert, timeline, alert.raisedAtMs),
    decision: (alert, timeline) => decideNow(careAt(alert.raisedAtMs), alert, timeline, alert.raisedAtMs),
    decisions: async () => [],
  };
}
