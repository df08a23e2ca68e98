import { Type, type Static } from "typebox";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { alertIdOf } from "../../domain/ids.ts";
import { isWithin, nextLocal } from "../../domain/local-time.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { NIGHT } from "../rules/catalogue/bathroom.ts";
import { ESCORT_WITHIN_MS, EXIT_RULE, NIGHT_DOOR_RULE, PASSAGE_GAP_MS, STANDS_OPEN_MS } from "../rules/catalogue/wandering.ts";

/** Bounds of what one place remembers [M]. */
const MOST_DOORS = 8;
const MOST_PASSAGES = 16;
const NOTHING: readonly Said[] = [];
const Ms = Type.Union([Type.Number(), Type.Null()]);
const Door = Type.Object({
  deviceId: Type.String(),
  /** Server time; `null`: closed again, and the passage is still to be told. */
  openSinceMs: Ms,
  openedMs: Type.Number(),
  /** An exit, or the door of somebody at risk: to have been opened is enough. */
  isWatched: Type.Boolean(),
  dueMs: Ms,
  isTold: Type.Boolean(),
});
type Door = Static<typeof Door>;
const Passage = Type.Object({
  residentId: Type.String(),
  deviceId: Type.String(),
  /** Of the sighting that was told. */
  identity: Type.String(),
  firstMs: Type.Number(),
  lastMs: Type.Number(),
});
const State = Type.Object({
  doors: Type.Array(Door, { maxItems: MOST_DOORS }),
  passages: Type.Array(Passage, { maxItems: MOST_PASSAGES }),
  /** Server time at which a badge was last seen here. */
  badgeMs: Ms,
});
type State = Static<typeof State>;
const START: State = { doors: [], passages: [], badgeMs: null };

function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  const { samples, device, receivedAtMs, late } = message;
  let step: Step<State> = { state, says: NOTHING };
  for (const { sign, value, quality } of samples) {
    if (quality !== "good") continue;
    if (sign === "doorOpen" && !late) step = value === 1 ? opened(state, message, watched) : closed(state, device.id, receivedAtMs);
    if (sign !== "beacon") continue;
    const place = watched.ways.placeOfBeacon(value);
    if (device.kind === "badge" && !late) step = escorted(state, receivedAtMs);
    else if (device.kind !== "badge" && place?.use === "exit") step = passed(state, message, watched);
  }
  return step;
}
/** Which doors tell: an exit, and the door of a room; that of a bathroom or hall says nothing. A sensor that a resident holds hangs on their own. */
function opened(state: State, { device, placeId, receivedAtMs }: DeviceMessage, watched: Watched): Step<State> {
  const use = placeId === null ? "bedroom" : watched.ways.place(placeId)?.use;
  if (use !== "exit" && use !== "bedroom") return { state, says: NOTHING };
  const known = state.doors.find(({ deviceId }) => deviceId === device.id);
  if (known !== undefined && known.openSinceMs !== null) return { state, says: NOTHING };
  const isWatched = use === "exit" || watched.ways.residents.some(({ id }) => watched.ways.isAtWanderingRisk(id, receivedAtMs));
  if (!isWatched && watched.staffed) return { state, says: NOTHING };
  const isNight = isWithin(receivedAtMs, NIGHT);
  const standsMs = (isNight ? receivedAtMs : nextLocal(receivedAtMs, NIGHT.from)) + STANDS_OPEN_MS;
  const isEscorted = state.badgeMs !== null && receivedAtMs - state.badgeMs <= ESCORT_WITHIN_MS;
  const dueMs = isNight && isWatched && !isEscorted ? receivedAtMs + ESCORT_WITHIN_MS : standsMs;
  const door: Door = { deviceId: device.id, openSinceMs: receivedAtMs, openedMs: receivedAtMs, isWatched, dueMs, isTold: false };
  const others = state.doors.filter(({ deviceId }) => deviceId !== device.id);
  return { state: { ...state, doors: [...others.slice(1 - MOST_DOORS), door] }, says: NOTHING };
}
function closed(state: State, id: string, atMs: number): Step<State> {
  const door = state.doors.find(({ deviceId }) => deviceId === id);
  if (door === undefined || door.openSinceMs === null) return { state, says: NOTHING };
  const others = state.doors.filter(({ deviceId }) => deviceId !== id);
  // Somebody went through: whether with a badge is still to be seen.
  const isOwed = door.dueMs !== null && door.dueMs === door.openedMs + ESCORT_WITHIN_MS;
  const doors = isOwed ? [...others, { ...door, openSinceMs: null }] : others;
  const isOver = door.isTold && !others.some(({ isTold }) => isTold);
  return { state: { ...state, doors }, says: isOver ? [over(NIGHT_DOOR_RULE.id, id, atMs)] : NOTHING };
}
/** A badge explains the passages around it, and no others: a door that then stands open is told as such. */
function escorted(state: State, atMs: number): Step<State> {
  const says: Said[] = [];
  const passages = state.passages.filter(({ residentId, deviceId, firstMs }) => {
    if (atMs - firstMs > ESCORT_WITHIN_MS) return true;
    says.push({ ...over(EXIT_RULE.id, deviceId, atMs), residentId });
    return false;
  });
  const doors = state.doors.flatMap((door): Door[] => {
    if (door.isTold || atMs - door.openedMs > ESCORT_WITHIN_MS) return [door];
    return door.openSinceMs === null ? [] : [{ ...door, dueMs: door.openSinceMs + STANDS_OPEN_MS }];
  });
  return { state: { doors, passages, badgeMs: atMs }, says };
}
/** The tag of a resident at risk. A late word is told too: it may be the only one. */
function passed(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  const { residentId, device, receivedAtMs, observedAtMs, identity, late } = message;
  if (residentId === null || !watched.ways.isAtWanderingRisk(residentId, receivedAtMs)) return { state, says: NOTHING };
  const known = state.passages.find((passage) => passage.residentId === residentId);
  const others = state.passages.filter((passage) => passage.residentId !== residentId);
  if (known !== undefined && receivedAtMs - known.lastMs < PASSAGE_GAP_MS) {
    return { state: { ...state, passages: [...others, { ...known, lastMs: receivedAtMs }] }, says: NOTHING };
  }
  if (!late && state.badgeMs !== null && receivedAtMs - state.badgeMs <= ESCORT_WITHIN_MS) return { state, says: NOTHING };
  const passage = { residentId, deviceId: device.id, identity, firstMs: receivedAtMs, lastMs: receivedAtMs };
  const cause = { ...deadlineCause(device.id, identity, receivedAtMs), observedAtMs, late };
  const said: Said = { rule: EXIT_RULE.id, severity: EXIT_RULE.severity, cause, again: true, residentId };
  return { state: { ...state, passages: [...others.slice(1 - MOST_PASSAGES), passage] }, says: [said] };
}
/** A person closed the alert: the passage is over, and the next sighting another. */
function resolved(state: State, alertId: string, _watched: Watched, atMs: number): Step<State> {
  const closed = state.passages.find(({ residentId, identity }) => alertIdOf(residentId, EXIT_RULE.id, identity) === alertId);
  if (closed === undefined) return { state, says: NOTHING };
  const { residentId, deviceId } = closed;
  const passages = state.passages.filter((passage) => passage !== closed);
  return { state: { ...state, passages }, says: [{ ...over(EXIT_RULE.id, deviceId, atMs), residentId }] };
}
function over(rule: string, deviceId: string, atMs: number): Said {
  return { rule, severity: null, cause: deadlineCause(deviceId, `${rule}:over:${atMs}`, atMs) };
}
function dueMs({ doors }: State): number | null {
  const times = doors.flatMap((door) => (door.dueMs === null ? [] : [door.dueMs]));
  return times.length === 0 ? null : Math.min(...times);
}
function due(state: State, atMs: number): Step<State> {
  const says: Said[] = [];
  const doors = state.doors.flatMap((door): Door[] => {
    if (door.dueMs === null || door.dueMs > atMs) return [door];
    const cause = deadlineCause(door.deviceId, `door:${door.deviceId}:${door.openedMs}`, atMs);
    says.push({ rule: NIGHT_DOOR_RULE.id, severity: NIGHT_DOOR_RULE.severity, cause, again: true });
    if (door.openSinceMs !== null) return [{ ...door, dueMs: null, isTold: true }];
    says.push(over(NIGHT_DOOR_RULE.id, door.deviceId, atMs));
    return [];
  });
  return { state: { ...state, doors }, says };
}
function shift(state: State, byMs: number): State {
  if (state.doors.length === 0 && state.passages.length === 0 && state.badgeMs === null) return state;
  const later = (ms: number | null) => (ms === null ? null : ms + byMs);
  return {
    doors: state.doors.map((door) => ({
      ...door,
      openSinceMs: later(door.openSinceMs),
      openedMs: door.openedMs + byMs,
      dueMs: later(door.dueMs),
    })),
    passages: state.passages.map((one) => ({ ...one, firstMs: one.firstMs + byMs, lastMs: one.lastMs + byMs })),
    badgeMs: later(state.badgeMs),
  };
}

/** What happens at a door: who passes an exit, with whom, and which doors are opened at night. About the place, or who lives there alone. */
export const DOOR = watchKind({
  name: "door",
  signs: ["doorOpen", "beacon"],
  isAtBeacon: true,
  state: State,
  start: () => START,
  message,
  dueMs,
  due,
  shift,
  resolved,
});
