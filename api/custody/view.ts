import { custodyPushes, custodySince, custodyTargets, custodyTimes, spanMs } from "../../domain/custody.ts";
import { CUSTODY_STAGES, type CustodyStageKey, type CustodyView } from "../../domain/custody-view.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { Alert, PersonRef, TimelineEntry } from "../../domain/alert.ts";
import type { ApiPorts } from "../ports.ts";
import type { FoundAlert } from "../targets.ts";
import type { Viewer } from "../viewer.ts";
import { seesNames } from "../views.ts";

/** Audit entries that one custody shows. */
const MOST_ENTRIES = 1_000;

/** The custody of an alert as this viewer may see it; made from memory while the records are down. */
export async function custodyView(ports: ApiPorts, viewer: Viewer, found: FoundAlert): Promise<CustodyView> {
  const { clock, directory, records } = ports;
  const { id } = found.alert;
  const [whole, attempts, entries] = await Promise.all([
    ifThere(records.alert(id), found),
    ifThere<readonly DeliveryAttempt[]>(records.deliveryAttempts(id), []),
    ifThere(
      records.auditEntries({ facilityId: null, residentId: null, alertId: id, actor: null, cursor: null, limit: MOST_ENTRIES }),
      null,
    ),
  ]);
  const alert = ports.desk.find(id)?.alert ?? found.alert;
  const timeline = whole?.timeline ?? found.timeline;
  const mine = attempts.filter(({ recipientId }) => viewer.role !== "clinicStaff" || recipientId === viewer.user?.clinicId);
  const times = custodyTimes(alert, timeline, mine);
  const names = seesNames(ports, viewer, alert.facilityId) && viewer.role !== "family";
  const stages = CUSTODY_STAGES.map((stage) => ({
    ...{ stage, at: times[stage], sincePreviousMs: custodySince(times, stage), sinceReceivedMs: spanMs(times, "received", stage) },
    by: nameOf(byOf(stage, alert, timeline), names),
  }));
  return {
    ...{ alertId: id, facilityId: alert.facilityId, facilityName: directory.facility(alert.facilityId)?.name ?? "" },
    residentName:
      seesNames(ports, viewer, alert.facilityId) && alert.residentId !== null ? (directory.resident(alert.residentId)?.name ?? null) : null,
    room: directory.roomName(alert.residentId, alert.placeId),
    ...{ rule: alert.rule, kind: alert.kind, severity: alert.severity, outcome: alert.outcome, stages },
    targets: custodyTargets(alert, times, clock.now()),
    pushes: custodyPushes(mine, ({ channel, recipientId }) =>
      channel === "screen" ? recipientId : (directory.clinic(recipientId)?.name ?? null),
    ),
    audit: (entries?.items ?? []).toReversed().map(({ seq, atMs, action, role, hash }) => ({ seq, at: atMs, action, role, hash })),
    auditComplete: entries !== null && entries.next === null,
  };
}
/** Who did it: whom the alert names for the track, or whom its timeline names. */
function byOf(stage: CustodyStageKey, alert: Alert, timeline: readonly TimelineEntry[]): PersonRef | string | null {
  const line = (...codes: readonly string[]) =>
    timeline.find(({ code, track }) => codes.includes(code) && (track === null || stage !== "medical" || track === "medical"))?.who ?? null;
  switch (stage) {
    case "onSite":
      return line("onTheWay") ?? alert.onSite.by;
    case "medical":
      return alert.medical.by ?? line("acknowledged");
    case "arrived":
      return line("arrived") ?? (alert.onSite.state === "done" ? alert.onSite.by : null);
    case "resolved":
      return line("resolved");
    default:
      return null;
  }
}
/** A name from the timeline is shown to those who see names; others see the role where it is known. */
function nameOf(by: PersonRef | string | null, names: boolean): string | null {
  if (by === null) return null;
  if (typeof by === "string") return names ? by : null;
  return names ? by.name : by.role;
}
async function ifThere<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AnhuError && error.code === "RECORDS_UNAVAILABLE") return otherwise;
    throw error;
  }
}
