import type { Alert } from "../domain/alert.ts";
import type { Place } from "../domain/directory.ts";
import { mayDo } from "../domain/rights.ts";
import { POLICE_AFTER_MS, type SearchItem, type SearchNote } from "../domain/search.ts";
import type { SearchView } from "../domain/search-view.ts";
import type { LocationSight } from "../domain/location-sight.ts";
import { fixView, lastSeenWithin, roomSeen } from "./location.ts";
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
/**
 * The checklist of an alert as the viewer may see it. While the alert is open it says where the resident was last, as far as `sight` shows it; a
 * room that noticed somebody is said all the same.
 */
export function searchView(ports: ApiPorts, viewer: Viewer, alert: Alert, notes: readonly SearchNote[], sight: LocationSight): SearchView {
  const { directory, clock } = ports;
  const { facilityId, residentId } = alert;
  const hasNames = seesNames(ports, viewer, facilityId) && viewer.role !== "family";
  const of = (item: SearchItem) =>
    notes.filter((note) => note.item === item).map(({ by, atMs, text }) => ({ by: hasNames ? by.name : by.role, at: atMs, text }));
  const dueAt = alert.raisedAtMs + POLICE_AFTER_MS;
  const isOpen = alert.state !== "resolved";
  const near = isOpen && residentId !== null ? roomSeen(ports, viewer, residentId, sight) : null;
  const mayCall = mayDo(viewer.role, "readContacts", relationsNow(ports, viewer, alertTarget({ alert, timeline: [] })));
  return {
    alertId: alert.id,
    openedAt: alert.raisedAtMs,
    closedAt: alert.resolvedAtMs,
    lastPlace: near === null ? null : { name: near.name, at: near.at },
    lastPosition: isOpen && residentId !== null ? fixView(lastSeenWithin(ports, residentId, sight).position) : null,
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
