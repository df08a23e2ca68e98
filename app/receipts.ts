import type { Receipts } from "../api/receipt-port.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { Clock } from "../domain/time.ts";
import type { RecordsStore } from "../store/records/records.ts";
import type { Logger } from "./logger.ts";

/** Receipts beside the path of the alert: nobody waits for them, and what cannot be kept is logged and forgotten. */
export function makeReceipts(options: {
  readonly records: RecordsStore["receipts"];
  readonly clock: Clock;
  readonly log: Logger;
  readonly onRow: (row: DeliveryAttempt) => void;
}): Receipts {
  const { records, clock, log, onRow } = options;
  return {
    note({ deliveryId, state, why }) {
      records.note({ deliveryId, state, why, at: clock.now() }).then(
        (row) => {
          if (row !== null) onRow(row);
        },
        (error: unknown) => log.warn({ deliveryId, state, error }, "keeping a receipt: the records do not answer"),
      );
    },
    undelivered: (facilityId, sinceMs) => records.undelivered(facilityId, sinceMs, clock.now()),
  };
}
