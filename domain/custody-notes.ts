import type { Alert, PersonRef, TimelineEntry } from "./alert.ts";
import type { AuditNote } from "./audit.ts";
import type { DeliveryAttempt } from "./delivery.ts";
import { derivedId } from "./ids.ts";

type AlertRef = Pick<Alert, "id" | "facilityId" | "residentId" | "outcome" | "rule" | "severity"> & {
  readonly onSite: { readonly by: PersonRef | null };
  readonly medical: { readonly by: PersonRef | null };
};
/** Lines whose `who` is a person; of the others it is a role or what is to be phoned. */
const BY_PEOPLE: ReadonlySet<string> = new Set([
  ...["acknowledged", "onTheWay", "arrived", "handedOver", "sentLate", "doctorNeeded", "resolved", "snoozed", "snoozeEnded"],
  ...["silenced", "silenceEnded", "advised", "visiting", "ambulance", "admitting", "refused", "visitArrived"],
]);
/** Roles and targets of ladders; anything else in `who` might be a name. */
const ROLE =
  /^(onDutyCaregiver|caregiver|nurse|physician|manager|clinicStaff|administrator|link|familyContact|postedDoctor|nextContact|dutyPhone|inHouse|clinics|call120)$/;
/** Details that are codes, numbers or ids: no word that a person typed. */
const CODED: ReadonlySet<string> = new Set([
  "told",
  "repaged",
  "call120",
  "onTheWay",
  "acknowledged",
  "arrived",
  "sentLate",
  "grouped",
  "ungrouped",
]);

/**
 * One line of an alert's timeline as an entry of the audit log: ids and codes only. The same line has the same id, whoever notes it: noting it
 * again changes nothing.
 */
export function custodyNote(alert: AlertRef, line: TimelineEntry): AuditNote {
  const { at, code, track, who, detail } = line;
  const person = BY_PEOPLE.has(code) ? [alert.onSite.by, alert.medical.by].find((by) => by?.name === who) : undefined;
  const actor = person?.userId ?? person?.clinicId ?? (BY_PEOPLE.has(code) ? "person" : "system");
  const says = [track, who !== null && ROLE.test(who) ? who : null, detailOf(alert, line)].filter((part) => part !== null);
  return {
    id: derivedId("custody", alert.id, at, code, track ?? "", who ?? "", detail ?? ""),
    ...{ atMs: at, actor, role: person?.role ?? (BY_PEOPLE.has(code) ? "person" : "system"), action: `alert.${code}` },
    ...{ facilityId: alert.facilityId, residentId: alert.residentId, alertId: alert.id, target: alert.id, result: "ok" },
    detail: says.length === 0 ? null : says.join(" "),
  };
}
function detailOf(alert: AlertRef, { code, detail }: TimelineEntry): string | null {
  if (code === "raised") return `${alert.rule} ${alert.severity}`;
  if (code === "resolved") return alert.outcome;
  if (detail === null) return null;
  if (CODED.has(code)) return /^[\w:. -]{1,120}$/.test(detail) ? detail : null;
  // "30: why": the minutes, not the reason.
  return code === "snoozed" ? (/^\d+/.exec(detail)?.[0] ?? null) : null;
}
/** One state that a push came to, as an entry of the audit log. */
export function pushNote(
  alert: Pick<Alert, "id" | "facilityId" | "residentId"> | { readonly id: string },
  attempt: DeliveryAttempt,
): AuditNote {
  const { deliveryId, channel, recipientId, state, at, why } = attempt;
  return {
    id: derivedId("push", deliveryId, attempt.attempt, state, at),
    ...{ atMs: at, actor: "system", role: "system", action: `push.${state}`, target: deliveryId },
    result: state === "failed" ? "failed" : "ok",
    ...("facilityId" in alert ? { facilityId: alert.facilityId, residentId: alert.residentId } : {}),
    alertId: alert.id,
    detail: [channel, recipientId, state === "failed" && why !== null ? why.slice(0, 200) : null].filter((part) => part !== null).join(" "),
  };
}
