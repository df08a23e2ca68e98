import { startSendingLoop } from "../alerts/sending-loop.ts";
import type { Endpoint } from "../alerts/ports.ts";
import type { Delivery, DeliveryAttempt } from "../domain/delivery.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";

/** Addresses and secrets of the clinics, as the sending loops look them up. */
export function endpointsOf(directory: HomeDirectory): ReadonlyMap<string, Endpoint> {
  return new Map(
    directory
      .clinics()
      .map(({ id, webhookUrl, webhookSecret, loopbackAllowed }) => [id, { url: webhookUrl, secret: webhookSecret, loopbackAllowed }]),
  );
}
/**
 * Sends from memory on the main thread while the records do not confirm in time: no ledger to resume from, same ids and texts, so that a
 * clinic sees one message even if both loops send it.
 */
export function startFallbackSending(options: {
  directory: HomeDirectory;
  clock: Clock;
  allowOrigins: readonly string[];
  onAttempt: (attempt: DeliveryAttempt) => void;
}): {
  send(deliveries: readonly Delivery[]): void;
  acknowledged(alertId: string): void;
  close(): void;
} {
  const { directory, clock, allowOrigins, onAttempt } = options;
  const loop = startSendingLoop({
    ledger: { pending: () => [], record: () => undefined },
    endpoint: (clinicId) => endpointsOf(directory).get(clinicId),
    clock,
    elapsedMs: () => performance.now(),
    allowOrigins,
    report: onAttempt,
  });
  return {
    send: (deliveries) => loop.send(deliveries),
    acknowledged: (alertId) => loop.acknowledged(alertId, null),
    close: () => loop.close(),
  };
}
