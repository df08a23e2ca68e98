import type { Alert } from "../../domain/alert.ts";
import type { AlertEventType } from "../../domain/delivery.ts";
import { DRILL_PLACE, isDrill } from "../../domain/drill.ts";
import { derivedId } from "../../domain/ids.ts";
import type { CareDirectory } from "../ports.ts";

/** Links of one alert for one clinic: each opens a page that acts only after a person's POST. */
export interface AlertLinks {
  readonly acknowledgeUrl: string;
  readonly handoverUrl: string;
}
/**
 * The body of a webhook (docs/webhooks.md): thin, without diagnosis or value. `residentRef` is the room and an opaque id, with the name only
 * when the contract allows it. The text is made once and signed as it is.
 */
export function webhookBody(
  input: { readonly alert: Alert; readonly eventType: AlertEventType; readonly namesAllowed: boolean; readonly nowMs: number },
  care: CareDirectory,
  links: AlertLinks,
): string {
  const { alert, eventType, namesAllowed, nowMs } = input;
  const room = isDrill(alert) ? DRILL_PLACE : (care.roomName(alert.residentId, alert.placeId) ?? "");
  const opaque = derivedId("residentRef", alert.subjectId).slice(0, 8);
  const name = namesAllowed && alert.residentId !== null ? care.resident(alert.residentId)?.name : undefined;
  return JSON.stringify({
    type: eventType,
    timestamp: iso(nowMs),
    data: {
      alertId: alert.id,
      severity: alert.severity,
      kind: alert.kind,
      facility: care.facility(alert.facilityId)?.name ?? alert.facilityId,
      residentRef: [room, name, opaque].filter((part) => part !== undefined && part !== "").join(" "),
      observedAt: iso(alert.observedAtMs),
      raisedAt: iso(alert.raisedAtMs),
      ...(isDrill(alert) ? { drill: true } : {}),
      ...links,
    },
  });
}
/** What the Test button of a channel sends: about nobody, and marked. */
export function testBody({ facility, nowMs, url }: { readonly facility: string; readonly nowMs: number; readonly url: string }): string {
  const data = {
    alertId: "test",
    severity: "info",
    kind: "test",
    facility,
    residentRef: "000",
    observedAt: iso(nowMs),
    raisedAt: iso(nowMs),
  };
  return JSON.stringify({
    type: "alert.raised",
    timestamp: iso(nowMs),
    data: { ...data, acknowledgeUrl: url, handoverUrl: url, test: true },
  });
}
function iso(ms: number): string {
  return new Date(ms).toISOString();
}
