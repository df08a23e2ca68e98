import type { DeliveryAttempt, ReceiptState, Undelivered } from "../../domain/delivery.ts";
import { ROUTINE_UNTIL_MS } from "./delivery-ledger.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

const THROUGH = ["accepted", "delivered", "opened", "acknowledged", "spared"] as const;
/** Newest first; what is older stands in the alerts themselves. */
const MOST_UNDELIVERED = 200;

/** What providers and readers tell later of a push, and what nobody ever got. */
export function makeReceiptRecords({ db, write }: RecordsDatabase) {
  return {
    /** The row that was written; `null`: no such push, or it was told before. */
    async note(receipt: {
      readonly deliveryId: string;
      readonly state: ReceiptState;
      readonly at: number;
      readonly why: string | null;
    }): Promise<DeliveryAttempt | null> {
      const { deliveryId, state, at, why } = receipt;
      const [delivery, last] = await Promise.all([
        db
          .selectFrom("deliveries")
          .select(["id as deliveryId", "alertId", "channel", "channelId", "recipientId"])
          .where("id", "=", deliveryId)
          .executeTakeFirst(),
        db
          .selectFrom("deliveryAttempts")
          .select(({ fn }) => fn.max("attempt").as("attempt"))
          .where("deliveryId", "=", deliveryId)
          .executeTakeFirst(),
      ]);
      if (delivery === undefined) return null;
      const row = { ...delivery, attempt: last?.attempt ?? 0, state, why };
      const insert = db
        .insertInto("deliveryAttempts")
        .values({ ...row, id: `att_${state}_${deliveryId}`, atMs: at, nextAtMs: null })
        .onConflict((on) => on.column("id").doNothing());
      const { changes } = await write([statement(insert)]);
      return changes[0] === 1 ? { ...row, at, nextAt: null } : null;
    },
    /** Pushes since then that failed and that no machine took, newest first. */
    async undelivered(facilityId: string, sinceMs: number, nowMs: number): Promise<readonly Undelivered[]> {
      const deliveries = await db
        .selectFrom("deliveries")
        .select(["id", "alertId", "channel", "channelId", "recipientId", "urgent", "createdAtMs", "settledAtMs"])
        .where("facilityId", "=", facilityId)
        .where("createdAtMs", ">=", sinceMs)
        .where("channel", "<>", "screen")
        .where(({ exists, not, and, selectFrom }) => {
          const attempts = selectFrom("deliveryAttempts").select("deliveryAttempts.id").whereRef("deliveryId", "=", "deliveries.id");
          return and([exists(attempts.where("state", "=", "failed")), not(exists(attempts.where("state", "in", THROUGH)))]);
        })
        .orderBy("createdAtMs", "desc")
        .orderBy("id")
        .limit(MOST_UNDELIVERED)
        .execute();
      if (deliveries.length === 0) return [];
      const ids = deliveries.map(({ id }) => id);
      const failures = await db
        .selectFrom("deliveryAttempts")
        .select(["deliveryId", "attempt", "atMs", "why", "nextAtMs"])
        .where("deliveryId", "in", ids)
        .where("state", "=", "failed")
        .orderBy("atMs")
        .execute();
      const byDelivery = Map.groupBy(failures, ({ deliveryId }) => deliveryId);
      return deliveries.map(({ id, urgent, createdAtMs, settledAtMs, ...about }) => {
        const all = byDelivery.get(id) ?? [];
        const last = all.at(-1);
        const isGivenUp = settledAtMs !== null || (urgent === 0 && createdAtMs <= nowMs - ROUTINE_UNTIL_MS);
        return {
          ...about,
          deliveryId: id,
          createdAt: createdAtMs,
          attempts: all.length,
          lastAt: last?.atMs ?? createdAtMs,
          why: last?.why ?? null,
          state: isGivenUp ? "givenUp" : "failing",
          nextAt: isGivenUp ? null : (last?.nextAtMs ?? null),
        };
      });
    },
  };
}
