import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { toAlert, toTimelineEntry } from "./alert-rows.ts";
import type { RecordsDatabase } from "./records-database.ts";

const ALERTS_AT_ONCE = 500;

/** Alerts that were raised in a period, with all that their custody is made of. */
export function makeCustodyHistory({ db }: RecordsDatabase) {
  return {
    /** Raised in [fromMs, toMs), oldest first, at most so many. */
    async custodyHistory(facilityId: string, fromMs: number, toMs: number, most: number) {
      const found: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[]; readonly attempts: readonly DeliveryAttempt[] }[] =
        [];
      const rows = await db
        .selectFrom("alerts")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .where("raisedAtMs", ">=", fromMs)
        .where("raisedAtMs", "<", toMs)
        .orderBy("raisedAtMs")
        .limit(most)
        .execute();
      for (let start = 0; start < rows.length; start += ALERTS_AT_ONCE) {
        const page = rows.slice(start, start + ALERTS_AT_ONCE);
        const ids = page.map(({ id }) => id);
        const [lines, made, tried] = await Promise.all([
          db.selectFrom("timeline").selectAll().where("alertId", "in", ids).orderBy("version").orderBy("position").execute(),
          db
            .selectFrom("deliveries")
            .select(["id", "alertId", "channel", "channelId", "recipientId", "createdAtMs"])
            .where("alertId", "in", ids)
            .execute(),
          db.selectFrom("deliveryAttempts").selectAll().where("alertId", "in", ids).orderBy("atMs").execute(),
        ]);
        const timelines = Map.groupBy(lines, ({ alertId }) => alertId);
        const queued = Map.groupBy(made, ({ alertId }) => alertId);
        const attempts = Map.groupBy(tried, ({ alertId }) => alertId);
        for (const row of page) {
          const first = (queued.get(row.id) ?? []).map(({ id, createdAtMs, ...rest }): DeliveryAttempt => ({
            ...rest,
            deliveryId: id,
            at: createdAtMs,
            attempt: 0,
            state: "queued",
            why: null,
            nextAt: null,
          }));
          const rest = (attempts.get(row.id) ?? []).map(({ id: _, atMs, ...attempt }): DeliveryAttempt => ({
            nextAt: null,
            ...attempt,
            at: atMs,
          }));
          found.push({ alert: toAlert(row), timeline: (timelines.get(row.id) ?? []).map(toTimelineEntry), attempts: [...first, ...rest] });
        }
      }
      return found;
    },
  };
}
