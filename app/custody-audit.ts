import type { AlertChange, AlertStore } from "../alerts/ports.ts";
import type { AuditRecords } from "../api/audit-ports.ts";
import type { Alert } from "../domain/alert.ts";
import type { AuditNote } from "../domain/audit.ts";
import { custodyNote, pushNote } from "../domain/custody-notes.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";

export interface CustodyAudit {
  attempted(attempt: DeliveryAttempt): void;
  /** The store with its custody noted; nothing of it is slower or fails more often. */
  around(store: AlertStore): AlertStore;
}
interface CustodyAuditOptions {
  readonly audit: AuditRecords["audit"];
  /** From memory. */
  readonly alert: (alertId: string) => Alert | undefined;
}
/**
 * Custody goes into the audit log beside the path of the alert: after the transaction that it is about, and nobody waits for it. What a process
 * that died had not noted is noted when the alert is loaded again; the ids are derived, so nothing stands there twice.
 */
export function makeCustodyAudit({ audit, alert: known }: CustodyAuditOptions): CustodyAudit {
  /** Never rejects. */
  const note = (...notes: readonly AuditNote[]): void => void audit(...notes);
  const saved = ({ alert, timeline, deliveries, attempts = [] }: AlertChange): void =>
    note(
      ...timeline.map((line) => custodyNote(alert, line)),
      ...deliveries.map(({ id: deliveryId, channel, channelId, recipientId, alertId, createdAtMs }) =>
        pushNote(alert, {
          deliveryId,
          alertId,
          channel,
          channelId,
          recipientId,
          attempt: 0,
          at: createdAtMs,
          state: "queued",
          why: null,
          nextAt: null,
        }),
      ),
      ...attempts.map((attempt) => pushNote(alert, attempt)),
    );
  return {
    attempted: (attempt: DeliveryAttempt): void => note(pushNote(known(attempt.alertId) ?? { id: attempt.alertId }, attempt)),
    /** The store with its custody noted; nothing of it is slower or fails more often. */
    around: (store: AlertStore): AlertStore => ({
      ...store,
      async load(sinceMs) {
        const loaded = await store.load(sinceMs);
        for (const { alert, timeline } of loaded) note(...timeline.map((line) => custodyNote(alert, line)));
        return loaded;
      },
      async save(change) {
        const outcome = await store.save(change);
        if (outcome.written) saved(change);
        return outcome;
      },
    }),
  };
}
