import {
  presenceOf,
  type Alert,
  type AlertView,
  type PersonRef,
  type TimelineEntry,
  type TrackState,
  type TrackView,
} from "../domain/alert.ts";
import { dispositionsOf, type DispositionView } from "../domain/disposition.ts";
import { isDrill } from "../domain/drill.ts";
import type { Hold, SnoozeView } from "../domain/hold.ts";
import type { Resident } from "../domain/directory.ts";
import type { Tile } from "../domain/live-events.ts";
import { CALL_LINES } from "../domain/family-notice.ts";
import { isSignKey, signInfo } from "../domain/signs.ts";
import { actionForSign, mayDo, type Relation } from "../domain/rights.ts";
import { whoWithoutNames } from "../domain/timeline-who.ts";
import type { ResidentView } from "../domain/api-schemas.ts";
import type { ApiPorts } from "./ports.ts";
import { contractsNow, hasContract, type FoundAlert } from "./targets.ts";
import { scopesOf, type Viewer } from "./viewer.ts";

/** What a relative hears by phone, never first on a screen (DOMAIN §5.7). */
const BY_PHONE_FIRST = new Set<string>([...Object.keys(CALL_LINES), "contactReached", "contactNotReached"]);

/** How many parts of a line's detail are codes, where free words follow them. */
const WORDS_AFTER: Readonly<Partial<Record<TimelineEntry["code"], number>>> = {
  resolved: 1,
  handedOver: 1,
  snoozed: 1,
  advised: 3,
  visiting: 3,
  ambulance: 3,
  admitting: 3,
  refused: 3,
};

/** Staff and administrators see names; a clinic if a contract of the facility, or of this resident, allows it; families see their own resident's, and staff by role. */
export function seesNames(ports: ApiPorts, viewer: Viewer, facilityId: string, residentId: string | null = null): boolean {
  if (viewer.screen !== undefined) return viewer.screen.hasNames;
  if (viewer.role !== "clinicStaff") return viewer.role !== "regulator";
  const clinicId = viewer.user?.clinicId ?? null;
  return clinicId !== null && contractsNow(ports, facilityId, clinicId, residentId).some(({ namesAllowed }) => namesAllowed);
}
/** May this viewer see values of this sign of this resident? Relations are those that need no records. */
export function seesSign(ports: ApiPorts, viewer: Viewer, residentId: string | null, facilityId: string, sign: string | null): boolean {
  if (sign === null || !isSignKey(sign)) return true;
  // A wall shows what its tiles are made of, and no whereabouts outside.
  if (viewer.screen !== undefined) return viewer.screen.facilityId === facilityId && signInfo(sign).class !== "location";
  const held = new Set<Relation>(["any", ...scopesOf(viewer, residentId)]);
  if (viewer.user?.facilityId === facilityId) held.add("own");
  // Reached only after the rights were checked: clinic staff stand here by contract or by a routed alert.
  if (viewer.role === "clinicStaff") {
    const clinicId = viewer.user?.clinicId ?? null;
    held.add(clinicId !== null && hasContract(ports, facilityId, clinicId, residentId) ? "contract" : "routed");
  }
  return mayDo(viewer.role, actionForSign(signInfo(sign).class), held);
}
export function alertView(ports: ApiPorts, viewer: Viewer, { alert, timeline }: FoundAlert): AlertView {
  const isFamily = viewer.role === "family";
  const hasNames = seesNames(ports, viewer, alert.facilityId, alert.residentId);
  const staffNames = hasNames && !isFamily;
  // A score is made of vital signs, and is as private as they are.
  const about = alert.kind === "news2" ? "heartRate" : alert.sign;
  const hasValue = seesSign(ports, viewer, alert.residentId, alert.facilityId, about);
  const resident = alert.residentId === null ? undefined : ports.directory.resident(alert.residentId);
  return {
    id: alert.id,
    facilityId: alert.facilityId,
    residentId: alert.residentId,
    residentName: hasNames ? (resident?.name ?? null) : null,
    room: ports.directory.roomName(alert.residentId, alert.placeId),
    deviceId: alert.deviceId,
    rule: alert.rule,
    kind: alert.kind,
    class: alert.class,
    severity: alert.severity,
    state: alert.state,
    presence: presenceOf(alert),
    latched: alert.latched,
    conditionActive: alert.conditionActive,
    late: alert.late,
    sign: hasValue ? alert.sign : null,
    value: hasValue ? alert.value : null,
    observedAt: alert.observedAtMs,
    raisedAt: alert.raisedAtMs,
    resolvedAt: alert.resolvedAtMs,
    outcome: alert.outcome,
    drill: isDrill(alert),
    prompt120: alert.prompt120,
    onSite: trackView(alert.onSite, staffNames),
    medical: trackView(alert.medical, staffNames || isOwn(viewer, alert.medical.by)),
    evidenceCount: alert.evidenceCount,
    snooze: snoozeView(alert.hold, staffNames, isFamily),
    silenceId: alert.hold?.type === "silence" ? alert.hold.silenceId : null,
    groupId: alert.hold?.type === "group" ? alert.hold.alertId : null,
    dispositions: isFamily ? [] : dispositionViews(timeline, viewer, staffNames),
    timeline: timelineView(alert, timeline, staffNames, isFamily),
  };
}
function snoozeView(hold: Hold | null, staffNames: boolean, isFamily: boolean): SnoozeView | null {
  if (hold?.type !== "snooze") return null;
  return { ...whoseView(hold.by, staffNames), reason: isFamily ? null : hold.reason, since: hold.sinceMs, until: hold.untilMs };
}
/** People of one's own clinic have their names there. */
function isOwn({ user }: Viewer, person: { readonly clinicId: string | null } | null): boolean {
  return person !== null && person.clinicId !== null && person.clinicId === user?.clinicId;
}
function trackView(track: TrackState, staffNames: boolean): TrackView {
  return {
    owed: track.owed,
    state: track.state,
    ...whoseView(track.by, staffNames),
    acknowledgedAt: track.acknowledgedAtMs,
    doneAt: track.doneAtMs,
    dueAt: track.dueAtMs,
  };
}
/** A name comes with the id of the account: two people may have one name. */
function whoseView(person: PersonRef | null, staffNames: boolean): Pick<TrackView, "by" | "byId"> {
  if (person === null) return { by: null };
  if (!staffNames) return { by: person.role };
  return { by: person.name, ...(person.userId === null ? {} : { byId: person.userId }) };
}
export function timelineView(alert: Alert, timeline: readonly TimelineEntry[], staffNames: boolean, isFamily: boolean): TimelineEntry[] {
  const shown = isFamily ? timeline.filter(({ code }) => !BY_PHONE_FIRST.has(code)) : timeline;
  return shown.map((entry) => ({
    ...entry,
    who: staffNames ? entry.who : whoWithoutNames(alert, entry),
    detail: isFamily ? null : staffNames ? entry.detail : withoutWords(entry),
  }));
}
/** What a person wrote freely may name somebody; the coded parts stand before it. */
function withoutWords({ code, detail }: TimelineEntry): string | null {
  const coded = WORDS_AFTER[code];
  return coded === undefined || detail === null ? detail : detail.split(": ").slice(0, coded).join(": ");
}
/** The doctor's own clinic reads what its people wrote; others without names learn what was decided. */
function dispositionViews(timeline: readonly TimelineEntry[], viewer: Viewer, staffNames: boolean): DispositionView[] {
  return dispositionsOf(timeline).map((one) => {
    const isShown = staffNames || isOwn(viewer, one);
    const role = one.clinicId === null ? "physician" : "clinicStaff";
    return {
      at: one.at,
      type: one.type,
      by: isShown ? one.who : role,
      clinicId: one.clinicId,
      clinic: one.clinicName,
      text: isShown ? one.text : null,
      etaAt: one.etaMs,
      department: one.department,
      calledBy: one.calledBy,
      arrivedAt: one.arrivedAtMs,
      overdueAt: one.overdueAtMs,
    };
  });
}
export function residentView(ports: ApiPorts, viewer: Viewer, resident: Resident): ResidentView {
  return {
    id: resident.id,
    facilityId: resident.facilityId,
    name: seesNames(ports, viewer, resident.facilityId, resident.id) ? resident.name : "",
    placeId: resident.placeId,
    room: ports.directory.roomName(resident.id, resident.placeId),
    level: resident.level,
    birthYear: resident.birthYear,
  };
}
/** A tile cut to what the viewer may see. */
export function tileView(ports: ApiPorts, viewer: Viewer, facilityId: string, tile: Tile): Tile {
  const sees = (sign: string) => seesSign(ports, viewer, tile.residentId, facilityId, sign);
  return {
    ...tile,
    name: seesNames(ports, viewer, facilityId, tile.residentId) ? tile.name : "",
    latest: tile.latest.filter((latest) => sees(latest.sign)),
    sparkline: sees("heartRate") ? tile.sparkline : [],
    whereabouts: sees("motion") ? tile.whereabouts : { code: "unknown", sinceMs: null, place: null },
    coverage: tile.coverage,
  };
}
