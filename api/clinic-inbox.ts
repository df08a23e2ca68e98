import { answeringOf, clinicStateOf } from "../domain/clinic-answers.ts";
import type { ClinicItem, ClinicState } from "../domain/clinic-console.ts";
import type { Clinic } from "../domain/directory.ts";
import { WRITING_GRACE_MS } from "../domain/disposition.ts";
import { mayDo } from "../domain/rights.ts";
import type { Severity } from "../domain/alert.ts";
import type { Links } from "./links.ts";
import type { ApiPorts } from "./ports.ts";
import { alertTarget, hasContract, notFound, relationsNow, type FoundAlert } from "./targets.ts";
import type { Viewer } from "./viewer.ts";
import { alertView } from "./views.ts";

const SEVERITY_ORDER: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };
const STATE_ORDER: Readonly<Record<ClinicState, number>> = { unanswered: 0, mine: 1, others: 2, refused: 3, closed: 4 };
/** Whom a doctor rings in a home, first that there is. */
const PHONES = ["nurse", "onDutyCaregiver"] as const;

/** The clinic of the person who asks. @throws {AnhuError} `NOT_FOUND` its clinic was removed, or the person belongs to none */
export function clinicOf({ directory }: Pick<ApiPorts, "directory">, { user }: Viewer): Clinic {
  const clinic = user?.clinicId == null ? undefined : directory.clinic(user.clinicId);
  if (clinic === undefined) throw notFound("clinic");
  return clinic;
}
/** An alert as it stands to the viewer's clinic; `null`: it was not told, or may not see it now. */
export function clinicItem(ports: ApiPorts, links: Pick<Links, "handover">, viewer: Viewer, found: FoundAlert): ClinicItem | null {
  const clinicId = viewer.user?.clinicId ?? null;
  if (clinicId === null) return null;
  const answering = answeringOf(found, clinicId);
  if (answering === null || !mayDo(viewer.role, "readAlert", relationsNow(ports, viewer, alertTarget(found)))) return null;
  const { alert } = found;
  const facility = ports.directory.facility(alert.facilityId);
  const underContract = hasContract(ports, alert.facilityId, clinicId, alert.residentId);
  const contacts = ports.directory.contacts(alert.facilityId, null).filter(({ residentId }) => residentId === null);
  const phone = PHONES.flatMap((role) => contacts.filter((contact) => contact.role === role)).map((contact) => contact.phone)[0] ?? null;
  return {
    alert: alertView(ports, viewer, found),
    facility: facility?.name ?? "",
    staffed: facility?.staffed ?? false,
    state: clinicStateOf(found, answering, clinicId),
    toldAt: answering.toldAtMs,
    answeredAt: answering.answeredAtMs,
    underContract,
    visibleUntil: underContract || alert.resolvedAtMs === null ? null : alert.resolvedAtMs + WRITING_GRACE_MS,
    phone,
    handover: new URL(links.handover(alert.id, clinicId)).pathname,
  };
}
/** Open alerts of which the clinic was told and which it may see now; from memory, so that it works while the records are down. */
export function clinicInbox(ports: ApiPorts, links: Pick<Links, "handover">, viewer: Viewer): ClinicItem[] {
  return ports.directory
    .facilities()
    .flatMap(({ id }) => ports.desk.open(id))
    .flatMap((found) => clinicItem(ports, links, viewer, found) ?? [])
    .toSorted(byUrgency);
}
function byUrgency(a: ClinicItem, b: ClinicItem): number {
  return (
    STATE_ORDER[a.state] - STATE_ORDER[b.state] ||
    SEVERITY_ORDER[a.alert.severity] - SEVERITY_ORDER[b.alert.severity] ||
    a.toldAt - b.toldAt
  );
}
