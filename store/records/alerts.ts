import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { toAlert, toTimelineEntry } from "./alert-rows.ts";
import { cursorKey, pageLimit, toPage } from "./page-cursor.ts";
import type { RecordsDatabase } from "./records-database.ts";

/** In one attempt a delivery goes through these; attempts of the same millisecond are told apart by them. */
const STATE_ORDER = { queued: 0, sent: 1, accepted: 2, delivered: 3, opened: 4, acknowledged: 5, failed: 5, spared: 5 } as const;

/** Alerts and what was sent about them, for reading. */
export function makeAlertRecords({ db }: RecordsDatabase) {
  return {
    async alerts(input: {
      facilityIds: readonly string[] | null;
      residentId: string | null;
      openOnly: boolean;
      cursor: string | null;
      limit: number;
    }) {
      const limit = pageLimit(input.limit);
      // PostgreSQL knows no empty list.
      if (input.facilityIds?.length === 0) return { items: [], next: null };
      let list = db.selectFrom("alerts").selectAll();
      if (input.facilityIds !== null) list = list.where("facilityId", "in", input.facilityIds);
      if (input.residentId !== null) list = list.where("residentId", "=", input.residentId);
      if (input.openOnly) list = list.where("resolvedAtMs", "is", null);
      if (input.cursor !== null) {
        const [atMs, id] = cursorKey(input.cursor, "number");
        list = list.where(({ eb, or, and }) => or([eb("raisedAtMs", "<", atMs), and([eb("raisedAtMs", "=", atMs), eb("id", "<", id)])]));
      }
      const rows = await list
        .orderBy("raisedAtMs", "desc")
        .orderBy("id", "desc")
        .limit(limit + 1)
        .execute();
      return toPage(rows.map(toAlert), limit, (alert) => [alert.raisedAtMs, alert.id]);
    },
    async alert(alertId: string): Promise<{ readonly alert: Alert; readonly timeline: readonly TimelineEntry[] } | undefined> {
      const [row, timeline] = await Promise.all([
        db.selectFrom("alerts").selectAll().where("id", "=", alertId).executeTakeFirst(),
        db.selectFrom("timeline").selectAll().where("alertId", "=", alertId).orderBy("version").orderBy("position").execute(),
      ]);
      return row === undefined ? undefined : { alert: toAlert(row), timeline: timeline.map(toTimelineEntry) };
    },
    async deliveryAttempts(alertId: string): Promise<readonly DeliveryAttempt[]> {
      const [made, tried] = await Promise.all([
        db
          .selectFrom("deliveries")
          .select(["id as deliveryId", "alertId", "channel", "channelId", "recipientId", "createdAtMs as at", "afterId", "waitMs"])
          .where("alertId", "=", alertId)
          .execute(),
        db
          .selectFrom("deliveryAttempts")
          .select(["deliveryId", "alertId", "channel", "channelId", "recipientId", "attempt", "atMs as at", "state", "why"])
          .select("nextAtMs as nextAt")
          .where("alertId", "=", alertId)
          .execute(),
      ]);
      // The row of the outbox itself says when a delivery was queued.
      const queued = made.map(({ afterId, waitMs, ...delivery }): DeliveryAttempt => {
        const nextAt = afterId === null ? null : delivery.at + waitMs;
        return { ...delivery, attempt: 0, state: "queued", why: null, nextAt };
      });
      return [...queued, ...tried].sort((a, b) => a.at - b.at || a.attempt - b.attempt || STATE_ORDER[a.state] - STATE_ORDER[b.state]);
    },
  };
}
