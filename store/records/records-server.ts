import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { serve } from "../worker-server.ts";
import { WorkerDeliveryLedger } from "./delivery-ledger.ts";
import { migrateRecords } from "./migrate.ts";
import { RecordsFile } from "./records-file.ts";
import type { DeliveryEndpoint, RecordsProtocol, RecordsSettings } from "./records-protocol.ts";

/** What the store needs of the loop that sends; `alerts/` has one of this shape. */
export interface SendingLoopHandle {
  send(deliveries: readonly Delivery[]): void;
  acknowledged(alertId: string, recipientId?: string): void;
  close(): void | Promise<void>;
}
export interface SendingLoopNeeds {
  readonly ledger: { pending(nowMs: number): readonly Delivery[]; record(attempt: DeliveryAttempt, isLast?: boolean): void };
  endpoint(recipientId: string): DeliveryEndpoint | undefined;
  /** Tells the main thread of an attempt. */
  report(attempt: DeliveryAttempt): void;
  readonly composition: unknown;
}
/** Names of what this worker tells unasked. */
export const ATTEMPT_EVENT = "attempt";
export const LEDGER_EVENT = "ledgerFailed";

/** Runs the records' file in this worker thread, with the sending loop beside it. */
export function serveRecords(startSending: (needs: SendingLoopNeeds) => SendingLoopHandle): Promise<void> {
  return serve<RecordsProtocol, RecordsSettings>("RECORDS_UNAVAILABLE", async (settings, emit) => {
    const file = new RecordsFile(settings.file);
    await migrateRecords((sql, parameters) => file.query(sql, parameters));
    const ledger = new WorkerDeliveryLedger(file, (message) => emit(LEDGER_EVENT, message));
    let endpoints: ReadonlyMap<string, DeliveryEndpoint> | null = null;
    // Started by the first addresses: what was pending at a crash has somewhere to go.
    let loop: SendingLoopHandle | null = null;
    const sending = () =>
      (loop ??= startSending({
        ledger,
        endpoint: (recipientId) => endpoints?.get(recipientId),
        report: (attempt) => emit(ATTEMPT_EVENT, attempt),
        composition: settings.composition,
      }));
    return {
      handlers: {
        query: ({ sql, parameters }) => file.query(sql, parameters),
        write({ statements, deliveries }) {
          // Started before the write: the loop takes what is pending, and must not find these among it.
          const sendingLoop = deliveries.length > 0 ? sending() : null;
          const outcome = file.write(statements);
          if (outcome.written) sendingLoop?.send(deliveries);
          return outcome;
        },
        send(deliveries) {
          sending().send(deliveries);
          return null;
        },
        acknowledged({ alertId, recipientId }) {
          if (recipientId === null) loop?.acknowledged(alertId);
          else loop?.acknowledged(alertId, recipientId);
          return null;
        },
        endpoints(addresses) {
          endpoints = addresses;
          sending();
          return null;
        },
      },
      async close() {
        await loop?.close();
        ledger.close();
        file.close();
      },
    };
  });
}
