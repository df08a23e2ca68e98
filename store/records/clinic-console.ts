import { sql } from "kysely";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { ReferralClosure } from "../../domain/clinic-console.ts";
import { toAlert, toTimelineEntry } from "./alert-rows.ts";
import type { RecordsDatabase } from "./records-database.ts";

/** Alerts that one question to the database fetches. */
const ALERTS_PER_QUERY = 500;

interface Found {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
/** What a clinic was told, and what became of whom it referred. */
export function makeClinicConsoleRecords({ db }: RecordsDatabase) {
  async function alertsOf(ids: readonly string[]): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (let start = 0; start < ids.length; start += ALERTS_PER_QUERY) {
      const some = ids.slice(start, start + ALERTS_PER_QUERY);
      const [rows, lines] = await Promise.all([
        db.selectFrom("alerts").selectAll().where("id", "in", some).execute(),
        db.selectFrom("timeline").selectAll().where("alertId", "in", some).orderBy("version").orderBy("position").execute(),
      ]);
      const timelines = Map.groupBy(lines, (line) => line.alertId);
      for (const row of rows) found.push({ alert: toAlert(row), timeline: (timelines.get(row.id) ?? []).map(toTimelineEntry) });
    }
    return found.toSorted((a, b) => a.alert.raisedAtMs - b.alert.raisedAtMs || (a.alert.id < b.alert.id ? -1 : 1));
  }
  return {
    /** Alerts of which the clinic was told in [fromMs, toMs), with their timelines; oldest first. `facilityIds` null: of all. */
    async clinicAlerts(input: { clinicId: string; facilityIds: readonly string[] | null; fromMs: number; toMs: number }) {
      if (input.facilityIds?.length === 0) return [];
      let told = db
        .selectFrom("timeline")
        .innerJoin("alerts", "alerts.id", "timeline.alertId")
        .select("timeline.alertId")
        .distinct()
        .where("timeline.code", "=", sql.lit<"told">("told"))
        .where("timeline.detail", "=", input.clinicId)
        .where("timeline.track", "=", "medical")
        .where("timeline.atMs", ">=", input.fromMs)
        .where("timeline.atMs", "<", input.toMs);
      if (input.facilityIds !== null) told = told.where("alerts.facilityId", "in", input.facilityIds);
      return alertsOf((await told.execute()).map(({ alertId }) => alertId));
    },
    /** Alerts with an ambulance or an admission since `fromMs`, by this clinic. */
    async referredAlerts(input: { clinicId: string; fromMs: number }) {
      const rows = await db
        .selectFrom("timeline")
        .select(["alertId", "detail"])
        .distinct()
        .where("code", "in", [sql.lit<"ambulance">("ambulance"), sql.lit<"admitting">("admitting")])
        .where("atMs", ">=", input.fromMs)
        .execute();
      const mine = rows.filter(({ detail }) => detail?.startsWith(`${input.clinicId}: `) === true);
      return alertsOf([...new Set(mine.map(({ alertId }) => alertId))]);
    },
    async referralClosures(alertIds: readonly string[]): Promise<readonly ReferralClosure[]> {
      if (alertIds.length === 0) return [];
      const rows = await db.selectFrom("referralClosures").selectAll().where("alertId", "in", alertIds).execute();
      return rows.map(({ byUserId, byName, byRole, ...row }) => ({ ...row, by: { userId: byUserId, name: byName, role: byRole } }));
    },
    /** `false`: somebody closed it before. */
    async closeReferral({ by, ...closure }: ReferralClosure): Promise<boolean> {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("referralClosures")
        .values({ ...closure, byUserId: by.userId, byName: by.name, byRole: by.role })
        .onConflict((on) => on.columns(["alertId", "referredAtMs"]).doNothing())
        .executeTakeFirst();
      return (numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
  };
}
