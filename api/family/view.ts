import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { isDrill } from "../../domain/drill.ts";
import { familyState, type FamilyGap, type OpenForFamily } from "../../domain/family-state.ts";
import { FAMILY_ACTIVITIES, FAMILY_SIGNS, type FamilyContact, type FamilyHappening, type FamilyView } from "../../domain/family-view.ts";
import { NOT_SHOWN, type LocationSight } from "../../domain/location-sight.ts";
import type { FamilyScope } from "../../domain/people.ts";
import type { ApiContext } from "../context.ts";
import { lastSeenWithin, sightOf } from "../location.ts";
import type { ApiPorts } from "../ports.ts";
import { noticeView } from "../routes/family.ts";
import { notFound } from "../targets.ts";
import { asActor, scopesOf, type Viewer } from "../viewer.ts";
import { tileView } from "../views.ts";
import { byPhoneSinceMs, type FamilyPast, type PastOf } from "./past.ts";

const MOST_HAPPENINGS = 10;
/** What happened longer ago stands with the home, not on a page that is looked at every day [M]. */
const SHOWN_MS = 30 * 24 * 3_600_000;

/** One resident for a relative: the state first, the rest by scope. @throws {AnhuError} `NOT_FOUND`, `RECORDS_UNAVAILABLE` */
export async function familyView(
  { ports, looked }: Pick<ApiContext, "ports" | "looked">,
  pastOf: PastOf,
  viewer: Viewer,
  residentId: string,
): Promise<FamilyView> {
  const { directory, clock, desk } = ports;
  const resident = directory.resident(residentId);
  if (resident === undefined) throw notFound("resident");
  const past = await pastOf(residentId);
  const { facilityId } = resident;
  const nowMs = clock.now();
  const scopes = scopesOf(viewer, residentId);
  const open = desk.open(facilityId).filter(({ alert }) => alert.residentId === residentId && !isDrill(alert));
  const { state, why, gap, aliveAtMs } = familyState({
    nowMs,
    alive: ports.live.signsOfLife(residentId),
    open: open.map(({ alert, timeline }) => openForFamily(alert, timeline)),
    gaps: ports
      .coverage(residentId)
      .flatMap(({ what, isPromised, why: reason, sinceMs }): FamilyGap[] =>
        isPromised && reason !== null ? [{ what, why: reason, sinceMs }] : [],
      ),
    resolvedAtMs: past.resolvedAtMs,
    awaitsWords: past.awaitsWords,
  });
  const tile = ports.live.tile(residentId);
  const shown = tile === undefined ? null : tileView(ports, viewer, facilityId, tile);
  const sight = scopes.includes("location") ? sightOf(ports, viewer, residentId) : NOT_SHOWN;
  const location = locationOf(ports, residentId, sight);
  if (location !== null) looked(asActor(viewer), residentId, sight.why);
  return {
    ...{ residentId, name: resident.name, room: directory.roomName(residentId, resident.placeId) },
    ...{ facility: directory.facility(facilityId)?.name ?? "", now: nowMs, scopes: [...scopes], state, why, aliveAt: aliveAtMs },
    gap: gap === null ? null : gapFor(gap, scopes),
    activity: scopes.includes("rhythm") ? activityOf(shown?.whereabouts) : null,
    vitals: scopes.includes("vitals") ? vitalsOf(shown?.latest ?? []) : null,
    location,
    happened: happenedTo(past, nowMs),
    contacts: contactsOf(ports, facilityId),
  };
}
function openForFamily(alert: Alert, timeline: readonly TimelineEntry[]): OpenForFamily {
  const { severity, class: about, state, onSite } = alert;
  const isTaken = onSite.owed ? onSite.state !== "waiting" : state !== "raised";
  return {
    ...{ severity, class: about, isByPhone: byPhoneSinceMs(timeline) !== null },
    progress: onSite.state === "done" ? "there" : isTaken ? "coming" : "told",
  };
}
/** Whom nobody consented to locate is not said to be out. */
function gapFor(gap: FamilyGap, scopes: readonly FamilyScope[]): FamilyGap {
  return gap.why === "notAtHome" && !scopes.includes("location") ? { ...gap, why: "silent" } : gap;
}
function activityOf(whereabouts: { readonly code: string; readonly sinceMs: number | null } | undefined): FamilyView["activity"] {
  const code = FAMILY_ACTIVITIES.find((one) => one === whereabouts?.code);
  const sinceMs = whereabouts?.sinceMs ?? null;
  return code === undefined || sinceMs === null ? null : { code, at: sinceMs };
}
function vitalsOf(
  latest: readonly {
    readonly sign: string;
    readonly value: number;
    readonly at: number;
    readonly isStale: boolean;
    readonly quality: string;
  }[],
): FamilyView["vitals"] {
  return FAMILY_SIGNS.flatMap((sign) => {
    const found = latest.find((one) => one.sign === sign && one.quality === "good");
    return found === undefined ? [] : [{ sign, value: found.value, at: found.at, isStale: found.isStale }];
  });
}
function locationOf(ports: ApiPorts, residentId: string, sight: LocationSight): FamilyView["location"] {
  const { directory } = ports;
  const { position, beacon } = lastSeenWithin(ports, residentId, sight);
  const facilityId = directory.resident(residentId)?.facilityId ?? "";
  if (beacon !== null && beacon.atMs >= (position?.atMs ?? 0)) {
    const place = directory.places(facilityId).find((one) => one.beacon === beacon.number)?.name ?? null;
    if (place !== null) return { place, latitude: null, longitude: null, accuracyM: null, at: beacon.atMs };
  }
  if (position === null) return null;
  const { latitude, longitude, accuracyM, atMs } = position;
  return { place: null, latitude, longitude, accuracyM, at: atMs };
}
function happenedTo({ alerts, notices, byPhone }: FamilyPast, nowMs: number): FamilyHappening[] {
  const told = Map.groupBy(
    notices.filter(({ atMs }) => nowMs - atMs < SHOWN_MS),
    ({ alertId }) => alertId,
  );
  return [...told].slice(0, MOST_HAPPENINGS).map(([alertId, of]) => {
    const alert = alerts.find(({ id }) => id === alertId);
    const oldestFirst = of.toSorted((a, b) => (a.releasedAtMs ?? a.atMs) - (b.releasedAtMs ?? b.atMs));
    return {
      alertId,
      at: alert?.observedAtMs ?? oldestFirst[0]?.atMs ?? nowMs,
      isOver: alert === undefined || (alert.state === "resolved" && !byPhone.has(alertId)),
      notices: oldestFirst.map((notice) => noticeView(notice, false)),
      // From a call of 120 on, a person says what was done.
      answered: alert === undefined || byPhone.has(alertId) ? null : answeredBy(alert),
    };
  });
}
function answeredBy({ onSite }: Alert): FamilyHappening["answered"] {
  return onSite.by === null ? null : { role: onSite.by.role, tookAt: onSite.acknowledgedAtMs, arrivedAt: onSite.doneAtMs };
}
/** The home's phone, then who is on duty, by role. */
export function contactsOf({ directory }: Pick<ApiPorts, "directory">, facilityId: string): FamilyContact[] {
  const home = directory.facility(facilityId)?.callbackPhone ?? null;
  const all: FamilyContact[] = home === null ? [] : [{ role: "home", phone: home }];
  for (const { role, phone, residentId } of directory.contacts(facilityId, null))
    if (residentId === null && (role === "onDutyCaregiver" || role === "nurse")) all.push({ role, phone });
  return all.filter(({ phone }, index) => all.findIndex((one) => one.phone === phone) === index);
}
