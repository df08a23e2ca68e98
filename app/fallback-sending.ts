import type { Notifier } from "../alerts/ports.ts";
import { startSendingLoop } from "../alerts/sending-loop.ts";
import type { Track } from "../domain/alert.ts";
import type { Delivery, DeliveryAttempt } from "../domain/delivery.ts";
import type { Clock } from "../domain/time.ts";
import { endpointOf } from "./endpoints.ts";
import type { HomeDirectory } from "./home-directory.ts";

/**
 * Sends from memory on the main thread while the records do not confirm in time: same ids and texts as the loop beside the records, which
 * is told of every attempt (`record`), so that it does not send them as well when their transaction ends after all.
 */
export function startFallbackSending(options: {
  directory: HomeDirectory;
  clock: Clock;
  sender: Notifier;
  onAttempt: (attempt: DeliveryAttempt, isGone: boolean) => void;
  /** `false`: the loop beside the records sends it. */
  record: (attempt: DeliveryAttempt, isLast: boolean) => Promise<boolean>;
}): {
  send(deliveries: readonly Delivery[]): void;
  acknowledged(alertId: string, track: Track | null): void;
  close(): Promise<void>;
} {
  const { directory, clock, sender, onAttempt, record } = options;
  const loop = startSendingLoop({
    ledger: {
      pending: () => [],
      record(attempt, isLast = false) {
        void record(attempt, isLast).then((isMine) => {
          if (!isMine) loop.release([attempt.deliveryId]);
        });
      },
    },
    endpoint: (id) => endpointOf(directory, id),
    clock,
    elapsedMs: () => performance.now(),
    sender,
    report: onAttempt,
  });
  return {
    send: (deliveries) => loop.send(deliveries),
    acknowledged: (alertId, track) => loop.acknowledged(alertId, track),
    close: () => loop.close(),
  };
}
