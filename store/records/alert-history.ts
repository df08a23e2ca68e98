import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { DEFAULT_LOAD_SETTINGS, type LoadSettings } from "../../domain/alert-load.ts";
import { DRILL_FAILED_RULE, DRILL_RULE } from "../../domain/drill.ts";
import { toAlert, toTimelineEntry } from "./alert-rows.ts";
import type { RecordsDatabase } from "./records-database.ts";

/** Alerts that one question to the database fetches. */
const ALERTS_PER_QUERY = 500;

interface History {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
/** An observation behind an alert, by which a replay knows it again. */
interface StoredEvidence {
  readonly alertId: string;
  readonly identity: string;
  readonly atMs: number;
  readonly deviceId: string | null;
}
/** Alerts over time, for the alarm load and for back-tests. */
export function makeAlertHistory({ db }: RecordsDatabase) {
  const during = (facilityId: string, fromMs: number, toMs: number) =>
    db
      .selectFrom("alerts")
      .where("facilityId", "=", facilityId)
      // Drills are counted for themselves: they are no load, and neither true nor false.
      .where("rule", "not in", [DRILL_RULE, DRILL_FAILED_RULE])
      .where("raisedAtMs", "<", toMs)
      .where(({ eb, or }) => or([eb("raisedAtMs", ">=", fromMs), eb("resolvedAtMs", "is", null), eb("resolvedAtMs", ">=", fromMs)]));
  return {
    /** Alerts of a facility that were raised or open in [fromMs, toMs), with their timelines; oldest first, asked for in pieces. */
    async alertHistory(facilityId: string, fromMs: number, toMs: number): Promise<readonly History[]> {
      const found: History[] = [];
      for (;;) {
        const last = found.at(-1)?.alert;
        let wanted = during(facilityId, fromMs, toMs);
        if (last !== undefined)
          wanted = wanted.where(({ eb, or, and }) =>
            or([eb("raisedAtMs", ">", last.raisedAtMs), and([eb("raisedAtMs", "=", last.raisedAtMs), eb("id", ">", last.id)])]),
          );
        const rows = await wanted.selectAll().orderBy("raisedAtMs").orderBy("id").limit(ALERTS_PER_QUERY).execute();
        if (rows.length === 0) return found;
        const ids = rows.map(({ id }) => id);
        const lines = await db
          .selectFrom("timeline")
          .selectAll()
          .where("alertId", "in", ids)
          .orderBy("version")
          .orderBy("position")
          .execute();
        const timelines = Map.groupBy(lines, (line) => line.alertId);
        for (const row of rows) found.push({ alert: toAlert(row), timeline: (timelines.get(row.id) ?? []).map(toTimelineEntry) });
        if (rows.length < ALERTS_PER_QUERY) return found;
      }
    },
    /** Observations that belong to those alerts. */
    async alertEvidence(facilityId: string, fromMs: number, toMs: number): Promise<readonly StoredEvidence[]> {
      return db
        .selectFrom("evidence")
        .select(["alertId", "identity", "atMs", "deviceId"])
        .where("alertId", "in", during(facilityId, fromMs, toMs).select("alerts.id"))
        .orderBy("atMs")
        .execute();
    },
    async loadSettings(facilityId: string): Promise<LoadSettings> {
      const row = await db.selectFrom("loadSettings").selectAll().where("facilityId", "=", facilityId).executeTakeFirst();
      if (row === undefined) return DEFAULT_LOAD_SETTINGS;
      const { carers, pagesGood, pagesBad } = row;
      return { carers, pagesGood, pagesBad };
    },
    async setLoadSettings(facilityId: string, settings: LoadSettings): Promise<void> {
      await db
        .insertInto("loadSettings")
        .values({ facilityId, ...settings })
        .onConflict((on) => on.column("facilityId").doUpdateSet(settings))
        .execute();
    },
    /** A back-test that ended, as the API answers it. */
    async addBacktest(entry: { id: string; facilityId: string; atMs: number; result: unknown }): Promise<void> {
      const { result, ...row } = entry;
      await db
        .insertInto("backtests")
        .values({ ...row, resultJson: JSON.stringify(result) })
        .execute();
    },
    /** @returns JSON as it was added; `undefined`: there is none */
    async backtest(facilityId: string, id: string): Promise<string | undefined> {
      const row = await db
        .selectFrom("backtests")
        .select("resultJson")
        .where("id", "=", id)
        .where("facilityId", "=", facilityId)
        .executeTakeFirst();
      return row?.resultJson;
    },
  };
}
