import type { Alert } from "../domain/alert.ts";
import { locationSightOf, NOT_SHOWN, seenWithin, type LocationSight } from "../domain/location-sight.ts";
import type { FixView, LocationConsentView, RoomSeen } from "../domain/location-view.ts";
import type { CareSetting } from "../domain/care-settings.ts";
import { AnhuError } from "../domain/errors.ts";
import { toldClinics } from "../domain/disposition.ts";
import type { LastSeen } from "./last-seen.ts";
import type { ApiPorts } from "./ports.ts";
import { notFound } from "./targets.ts";
import { personRole, type Viewer } from "./viewer.ts";
import { seesNames, tileView } from "./views.ts";

/** A way of more fixes is cut to its newest. */
export const MOST_FIXES = 1_000;
/** Rows of the historian at once, and at most: a watch that speaks every half minute for a week. */
const PAGE = 2_000;
const MOST_PAGES = 11;

/** Whether this viewer, who passed `readLocation`, is shown where the resident is. @throws {AnhuError} `NOT_FOUND` */
export function sightOf({ desk, directory, clock }: ApiPorts, viewer: Viewer, residentId: string): LocationSight {
  const role = personRole(viewer);
  const resident = directory.resident(residentId);
  if (resident === undefined) throw notFound("resident");
  const clinicId = viewer.user?.clinicId ?? "";
  const open = desk.open(resident.facilityId).filter(({ timeline }) => role !== "clinicStaff" || toldClinics(timeline).has(clinicId));
  const settings = directory.careSettings(residentId);
  return locationSightOf({ role, resident, alerts: open.map(({ alert }) => alert), settings, nowMs: clock.now() });
}
/** The same beside an alert: of nobody, and of somebody who is not known any more, nothing is shown. */
export function sightDuring(ports: ApiPorts, viewer: Viewer, { residentId }: Pick<Alert, "residentId">): LocationSight {
  return residentId === null || ports.directory.resident(residentId) === undefined ? NOT_SHOWN : sightOf(ports, viewer, residentId);
}
/** For whoever holds a clinic's link to an alert: that the clinic was told of it, the link itself says; of other alerts it says nothing. */
export function sightByLink({ directory, clock }: Pick<ApiPorts, "directory" | "clock">, alert: Alert): LocationSight {
  const resident = alert.residentId === null ? undefined : directory.resident(alert.residentId);
  if (resident === undefined) return NOT_SHOWN;
  return locationSightOf({ role: "clinicStaff", resident, alerts: [alert], settings: [], nowMs: clock.now() });
}
/** Where the resident was last, as far as it is shown. */
export function lastSeenWithin({ live }: Pick<ApiPorts, "live">, residentId: string, sight: LocationSight): LastSeen {
  const { position, beacon } = live.lastSeen(residentId);
  return { position: seenWithin(sight, position), beacon: seenWithin(sight, beacon) };
}
/**
 * From when on signs that say where somebody is are shown, by the way past the page of their location: never from before what the page shows.
 * @throws {AnhuError} `FORBIDDEN` when nothing is shown at all
 */
export function shownFrom(sight: LocationSight, fromMs: number): number {
  if (sight.fromMs !== null) return Math.max(sight.fromMs, fromMs);
  throw new AnhuError(
    "FORBIDDEN",
    "reading where a resident is: without consent, and without an open alert, it is not shown; GET /residents/…/location says why",
  );
}
export function fixView(position: LastSeen["position"]): FixView | null {
  if (position === null) return null;
  const { latitude, longitude, accuracyM, atMs } = position;
  return { latitude, longitude, accuracyM, at: atMs };
}
/** In which room the resident was noticed, as far as the viewer may know; the place of a beacon only where the location is shown. */
export function roomSeen(ports: ApiPorts, viewer: Viewer, residentId: string, sight: LocationSight): RoomSeen | null {
  const { directory, live } = ports;
  const resident = directory.resident(residentId);
  const tile = live.tile(residentId);
  if (resident === undefined) return null;
  const where = tile === undefined ? null : tileView(ports, viewer, resident.facilityId, tile).whereabouts;
  const room = where?.sinceMs == null || where.place === null ? null : { placeId: resident.placeId, name: where.place, at: where.sinceMs };
  const { beacon } = lastSeenWithin(ports, residentId, sight);
  const near = beacon === null ? undefined : directory.places(resident.facilityId).find((one) => one.beacon === beacon.number);
  if (beacon === null || near === undefined || (room !== null && room.at > beacon.atMs)) return room;
  return { placeId: near.id, name: near.name, at: beacon.atMs };
}
/** Fixes of the devices that the resident held, oldest first: a latitude, a longitude and perhaps an accuracy of one moment of one device. */
export async function trailOf(
  { holdings, historian }: ApiPorts,
  residentId: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Promise<{ readonly trail: FixView[]; readonly isTrailCut: boolean }> {
  const read = (sign: "latitude" | "longitude" | "accuracy") => readAll({ holdings, historian }, residentId, sign, fromMs, toMs);
  const [latitudes, longitudes, accuracies] = await Promise.all([read("latitude"), read("longitude"), read("accuracy")]);
  const key = ({ deviceId, at }: { readonly deviceId: string; readonly at: number }) => `${deviceId} ${at}`;
  const east = new Map(longitudes.map((one) => [key(one), one]));
  const radius = new Map(accuracies.map((one) => [key(one), one.value]));
  const trail = latitudes.flatMap((north): FixView[] => {
    const other = east.get(key(north));
    const isFix = north.quality === "good" && other?.quality === "good" && (north.value !== 0 || other.value !== 0);
    if (other === undefined || !isFix) return [];
    const accuracyM = radius.get(key(north)) ?? 0;
    // A device that says 0 knows none.
    return [{ latitude: north.value, longitude: other.value, accuracyM: accuracyM === 0 ? null : accuracyM, at: north.at }];
  });
  return { trail: trail.slice(-MOST_FIXES), isTrailCut: trail.length > MOST_FIXES };
}
/** All of the range, page by page. */
async function readAll(
  { holdings, historian }: Pick<ApiPorts, "holdings" | "historian">,
  residentId: string,
  sign: "latitude" | "longitude" | "accuracy",
  fromMs: number,
  toMs: number,
) {
  const periods = holdings.periods(residentId, sign);
  const kept: Awaited<ReturnType<typeof historian.observations>>[number][] = [];
  let afterMs: number | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found: typeof kept = [...(await historian.observations({ periods, sign, fromMs, toMs, limit: PAGE, afterMs }))];
    kept.push(...found);
    afterMs = found.at(-1)?.at ?? null;
    if (found.length < PAGE || afterMs === null) break;
  }
  return kept;
}
/** What was said about being located, newest first. */
export function consentViews(ports: ApiPorts, viewer: Viewer, residentId: string): LocationConsentView[] {
  if (viewer.role === "family" || viewer.role === "clinicStaff") return [];
  const facilityId = ports.directory.resident(residentId)?.facilityId ?? "";
  const hasNames = seesNames(ports, viewer, facilityId, residentId);
  return ports.directory
    .careSettings(residentId)
    .filter(({ kind }) => kind === "locationConsent")
    .map((row) => consentView(row, hasNames))
    .toReversed();
}
function consentView({ value, detail, fromMs, byName, byRole }: CareSetting, hasNames: boolean): LocationConsentView {
  return {
    isGiven: value === 1,
    giver: detail?.giver ?? "resident",
    note: detail?.reason ?? null,
    at: fromMs,
    by: hasNames ? byName : byRole,
    role: byRole,
  };
}
