import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { takeSend } from "../../domain/send-claim.ts";
import { serve } from "../worker-server.ts";
import type { DeliveryLedger, SendingLoopHandle } from "./delivery-ledger.ts";
import type { WriteOutcome } from "./engine.ts";
import { openEngine } from "./open-engine.ts";
import type { DeliveryEndpoint, RecordsProtocol, RecordsSettings } from "./records-protocol.ts";

export interface SendingLoopNeeds {
  readonly ledger: DeliveryLedger;
  /** By the id of the channel; a clinic's own webhook by that of the clinic. */
  endpoint(id: string): DeliveryEndpoint | undefined;
  /** Tells the main thread of an attempt; `isGone`: trying again changes nothing. */
  report(attempt: DeliveryAttempt, isGone?: boolean): void;
  readonly composition: unknown;
}
/** Names of what this worker tells unasked. */
export const ATTEMPT_EVENT = "attempt";
export const GONE_EVENT = "gone";
export const TROUBLE_EVENT = "trouble";

/** Runs the records' engine in this worker thread, with the sending loop beside it. */
export function serveRecords(startSending: (needs: SendingLoopNeeds) => SendingLoopHandle): Promise<void> {
  return serve<RecordsProtocol, RecordsSettings>("RECORDS_UNAVAILABLE", async (settings, emit) => {
    const { engine, outbox } = await openEngine(settings.engine, (message) => emit(TROUBLE_EVENT, message));
    let endpoints: ReadonlyMap<string, DeliveryEndpoint> | null = null;
    // Started by the first addresses: what was pending at a crash has somewhere to go.
    let loop: SendingLoopHandle | null = null;
    function sending(): SendingLoopHandle {
      if (loop !== null) return loop;
      loop = startSending({
        ledger: outbox.ledger,
        endpoint: (id) => endpoints?.get(id),
        report(attempt, isGone) {
          emit(ATTEMPT_EVENT, attempt);
          if (isGone === true) emit(GONE_EVENT, attempt);
        },
        composition: settings.composition,
      });
      outbox.started(loop);
      return loop;
    }
    return {
      handlers: {
        ready: async (withinMs) => {
          await engine.ready(withinMs);
          return null;
        },
        query: ({ sql, parameters }) => engine.query(sql, parameters),
        write({ statements, deliveries, claim }) {
          if (deliveries.length === 0) return engine.write(statements);
          // Started before the write: the loop takes what is pending, and must not find these among it.
          const sendingLoop = sending();
          const handOver = (outcome: WriteOutcome): WriteOutcome => {
            const changes = outcome.changes.slice(statements.length);
            if (!outcome.written) return outcome;
            const isHere = claim === undefined || takeSend(claim, "records");
            sendingLoop.send(outbox.claimed(deliveries, changes, isHere));
            return outcome;
          };
          const outcome = engine.write([...statements, ...outbox.claims(deliveries)]);
          return outcome instanceof Promise ? outcome.then(handOver) : handOver(outcome);
        },
        send(deliveries) {
          sending().send(deliveries);
          return null;
        },
        attempted: ({ attempt, isLast }) => outbox.attempted(attempt, isLast),
        acknowledged({ alertId, track }) {
          if (track === null) loop?.acknowledged(alertId);
          else loop?.acknowledged(alertId, track);
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
        await outbox.close();
        await engine.close();
      },
    };
  });
}
