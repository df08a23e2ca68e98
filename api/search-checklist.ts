import type { Alert } from "../domain/alert.ts";
import type { Place } from "../domain/directory.ts";
import { mayDo } from "../domain/rights.ts";
import { POLICE_AFTER_MS, type SearchItem, type SearchNote } from "../domain/search.ts";
import type { SearchView } from "../domain/search-view.ts";
import { NEVER_SEEN } from "./last-seen.ts";
import type { ApiPorts } from "./ports.ts";
import { alertTarget, relationsNow } from "./targets.ts";
import type { Viewer } from "./viewer.ts";
import { seesNames } from "./views.ts";

export interface Zone {
  readonly id: string;
  readonly name: string;
}
/** Where one looks: ways out first, then what everybody uses, then the rooms floor by floor. */
export function zonesOf(places: readonly Place[]): readonly Zone[] {
  const order: readonly Place["use"][] = ["exit", "outdoor", "common", "corridor", "bathroom"];
  const single = order.flatMap((use) => places.filter((place) => place.use === use).map(({ id, name }) => ({ id, name })));
  const floors = new Map<string, Zone>();
  for (const { use, building, floor } of places)
    if (use === "bedroom") floors.set(`${building}/${floor}`, { id: `rooms/${building}/${floor}`, name: `${building} ${floor}` });
  return [...single, ...floors.values()];
}
/** The checklist of an alert as the viewer may see it. While the alert is open it says where the resident was last. */
export function searchView(ports: ApiPorts, viewer: Viewer, alert: Alert, notes: readonly SearchNote[]): SearchView {
  const { directory, clock } = ports;
  const { facilityId, residentId } = alert;
  const hasNames = seesNames(ports, viewer, facilityId);
  const of = (item: SearchItem) =>
    notes.filter((note) => note.item === item).map(({ by, atMs, text }) => ({ by: hasNames ? by.name : by.role, at: atMs, text }));
  const dueAt = alert.raisedAtMs + POLICE_AFTER_MS;
  const isOpen = alert.state !== "resolved";
  const seen = isOpen && residentId !== null ? ports.live.lastSeen(residentId) : NEVER_SEEN;
  const mayCall = mayDo(viewer.role, "readContacts", relationsNow(ports, viewer, alertTarget({ alert, timeline: [] })));
  return {
    alertId: alert.id,
    openedAt: alert.raisedAtMs,
    closedAt: alert.resolvedAtMs,
    lastPlace: isOpen ? lastPlace(ports, alert, seen.beacon) : null,
    lastPosition: seen.position === null ? null : positionView(seen.position),
    photo: of("photo"),
    clothing: of("clothing"),
    zones: zonesOf(directory.places(facilityId)).map(({ id, name }) => ({ id, name, searched: of(`zone:${id}`) })),
    family: {
      told: of("family"),
      contacts: mayCall
        ? directory
            .contacts(facilityId, residentId)
            .filter(({ role }) => role === "nextContact" || role === "emergencyContact")
            .map(({ name, phone }) => ({ name, phone }))
        : [],
    },
    police: { dueAt, isDue: isOpen && clock.now() >= dueAt && of("police").length === 0, called: of("police") },
  };
}
function positionView({ latitude, longitude, accuracyM, atMs }: NonNullable<ReturnType<ApiPorts["live"]["lastSeen"]>["position"]>) {
  return { latitude, longitude, accuracyM, at: atMs };
}
/** The newer of the last beacon and of what the room noticed. */
function lastPlace(
  ports: ApiPorts,
  { facilityId, residentId }: Alert,
  beacon: { number: number; atMs: number } | null,
): SearchView["lastPlace"] {
  const where = residentId === null ? undefined : ports.live.tile(residentId)?.whereabouts;
  const room = where?.sinceMs == null || where.place === null ? null : { name: where.place, at: where.sinceMs };
  const name = beacon === null ? undefined : ports.directory.places(facilityId).find((place) => place.beacon === beacon.number)?.name;
  if (beacon === null || name === undefined) return room;
  return room !== null && room.at > beacon.atMs ? room : { name, at: beacon.atMs };
}
