import type { Alert, AlertView } from "../domain/alert.ts";
import { AnhuError } from "../domain/errors.ts";
import { pageOfAll } from "./paging.ts";
import type { ApiPorts, Page } from "./ports.ts";
import { mayDo } from "../domain/rights.ts";
import { alertTarget, relationsNow, type FoundAlert, type Target } from "./targets.ts";
import type { Viewer } from "./viewer.ts";
import { alertView } from "./views.ts";

interface Query {
  readonly cursor?: string;
  readonly limit: number;
  readonly open: boolean;
}
/**
 * Alerts that the viewer may see, newest first; the rights to `target` were checked. Open alerts of known facilities come from
 * memory, so that they can be read while the records are down. In lists the timeline is there for alerts that are in memory.
 */
export async function listAlerts(
  ports: ApiPorts,
  viewer: Viewer,
  target: Target,
  query: Query,
): Promise<{ items: AlertView[]; next: string | null }> {
  const facilityIds = facilitiesOf(ports, viewer, target);
  const residentId = residentOf(viewer, target);
  // A clinic may know of one resident, or of one alert, of a facility: each is asked for.
  const sees = (found: FoundAlert) =>
    viewer.role !== "clinicStaff" || mayDo(viewer.role, "readAlert", relationsNow(ports, viewer, alertTarget(found)));
  if (query.open && facilityIds !== null) {
    const open = facilityIds
      .flatMap((facilityId) => ports.desk.open(facilityId))
      .filter((found) => (residentId === null || found.alert.residentId === residentId) && sees(found))
      .toSorted((a, b) => b.alert.raisedAtMs - a.alert.raisedAtMs || (a.alert.id < b.alert.id ? -1 : 1));
    const page = pageOfAll(open, query);
    return { items: page.items.map((found) => alertView(ports, viewer, found)), next: page.next };
  }
  const { items, next }: Page<Alert> = await ports.records.alerts({
    ...{ facilityIds, residentId, openOnly: query.open },
    ...{ cursor: query.cursor ?? null, limit: query.limit },
  });
  const found = items.map((alert) => ports.desk.find(alert.id) ?? { alert, timeline: [] }).filter(sees);
  return { items: found.map((one) => alertView(ports, viewer, one)), next };
}
/** `null`: all. */
function facilitiesOf(ports: ApiPorts, viewer: Viewer, target: Target): readonly string[] | null {
  if (target.facilityId !== null) return [target.facilityId];
  const { user, role } = viewer;
  if (role === "administrator") return null;
  const clinicId = user?.clinicId ?? null;
  if (role === "clinicStaff" && clinicId !== null) {
    return ports.directory
      .facilities()
      .map((facility) => facility.id)
      .filter(
        (facilityId) =>
          ports.directory.contracts(facilityId).some((one) => one.clinicId === clinicId) || ports.desk.open(facilityId).length > 0,
      );
  }
  if (role === "family") {
    const facilityId = ports.directory.resident(residentOf(viewer, target) ?? "")?.facilityId;
    return facilityId === undefined ? [] : [facilityId];
  }
  return user?.facilityId == null ? [] : [user.facilityId];
}
function residentOf(viewer: Viewer, target: Target): string | null {
  if (viewer.role !== "family" || target.residentId !== null) return target.residentId;
  const [consent, second] = viewer.user?.consents.filter(({ scopes }) => scopes.includes("state")) ?? [];
  if (consent === undefined) throw new AnhuError("FORBIDDEN", "listing alerts: no resident has consented to show you their state");
  if (second !== undefined) throw new AnhuError("BAD_INPUT", "listing alerts: say of whom in ?resident=");
  return consent.residentId;
}
