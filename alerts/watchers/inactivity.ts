import { Type, type Static } from "typebox";
import type { Severity } from "../../domain/alert.ts";
import { localMinute } from "../../domain/local-time.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { SIGN_INDEX, SIGN_KEYS, type SignKey } from "../../domain/signs.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { INACTIVITY_FLOOR_RULE, NOT_UP_RULE, UNUSUAL_SILENCE_RULE } from "../rules/catalogue/behaviour.ts";
import { learnDay, NO_HABIT, notUpByMs, usualHoursPassedMs, wakingDay, wakingHoursPassedMs } from "../rules/inactivity.ts";

/** DOMAIN §5.10. */
const FLOOR_HOURS = 12;
/** So many hours in which this person usually moves, passed without any [M]. */
const UNUSUAL_HOURS = 2;
/** Who walks is noted once a minute: steps come with every message. */
const WALK_NOTED_MS = 60_000;
const ROOM_SIGNS: ReadonlySet<SignKey> = new Set(["motion", "doorOpen", "bedOccupied"]);
/** Sensors repeat what they said: only a change is somebody's doing. Presence is none: who lies on the floor is present. */
const CHANGES: ReadonlySet<SignKey> = new Set(["steps", "doorOpen", "bedOccupied"]);
const HEARD: readonly SignKey[] = ["steps", "worn", ...ROOM_SIGNS];
const IS_HEARD = Uint8Array.from(SIGN_KEYS, (sign) => (HEARD.includes(sign) ? 1 : 0));

const NOTHING: readonly Said[] = [];
const State = Type.Object({
  deviceId: Type.Union([Type.String(), Type.Null()]),
  /** Server time of the last activity, or of the first word of a sensor; `null`: nothing was heard yet. */
  lastActiveMs: Type.Union([Type.Number(), Type.Null()]),
  /** The last values of `CHANGES`, by device, then by sign. */
  values: Type.Record(Type.String(), Type.Record(Type.String(), Type.Number())),
  /** The wearable was taken off, and nothing in the room would notice. */
  isBlind: Type.Boolean(),
  hasRoomSensor: Type.Boolean(),
  /** What happens today becomes habit at the next dawn, unless something was wrong. */
  day: Type.Number(),
  activeHours: Type.Array(Type.Number()),
  isSpoiled: Type.Boolean(),
  habit: Type.Object({ days: Type.Number(), hours: Type.Array(Type.Number(), { minItems: 24, maxItems: 24 }) }),
  raised: Type.Array(Type.String()),
});
type State = Static<typeof State>;
const START: State = {
  deviceId: null,
  lastActiveMs: null,
  values: {},
  isBlind: false,
  hasRoomSensor: false,
  day: -1,
  activeHours: [],
  isSpoiled: false,
  habit: { days: NO_HABIT.days, hours: [...NO_HABIT.hours] },
  raised: [],
};

/** Nothing in it is news: no movement, no change, nothing about the wearing or the room, and the day is the same. Most messages are such. */
function isRepetition(state: State, { samples, device, observedAtMs, receivedAtMs }: DeviceMessage): boolean {
  const { lastActiveMs, day, hasRoomSensor } = state;
  if (lastActiveMs === null || wakingDay(observedAtMs) > day) return false;
  const isWalkingOn = state.raised.length === 0 && receivedAtMs >= lastActiveMs && receivedAtMs - lastActiveMs < WALK_NOTED_MS;
  const known = state.values[device.id];
  for (const { sign, value } of samples) {
    if (IS_HEARD[SIGN_INDEX[sign]] !== 1 || (sign === "steps" && isWalkingOn)) continue;
    if (sign === "worn" || (sign === "motion" && value === 1)) return false;
    if (!hasRoomSensor && ROOM_SIGNS.has(sign)) return false;
    if (CHANGES.has(sign) && known?.[sign] !== value) return false;
  }
  return true;
}
function message(state: State, message: DeviceMessage): Step<State> {
  const { samples, late, device, receivedAtMs, observedAtMs } = message;
  if (late || isRepetition(state, message)) return { state, says: NOTHING };
  const good = samples.filter(({ quality }) => quality === "good");
  let { values } = state;
  let isActive = false;
  for (const { sign, value } of good) {
    if (sign === "motion" && value === 1) isActive = true;
    if (!CHANGES.has(sign)) continue;
    const known = values[device.id];
    const before = known?.[sign];
    if (before === value) continue;
    // The count of steps begins anew at midnight.
    if (before !== undefined && (sign !== "steps" || value > before)) isActive = true;
    values = { ...values, [device.id]: { ...known, [sign]: value } };
  }
  const worn = good.findLast(({ sign }) => sign === "worn")?.value;
  const hasRoomSensor = state.hasRoomSensor || good.some(({ sign }) => ROOM_SIGNS.has(sign));
  const isBlind = !hasRoomSensor && (worn === undefined ? state.isBlind : worn === 0);
  const today = newDay(state, observedAtMs);
  const isSame = values === state.values && hasRoomSensor === state.hasRoomSensor && isBlind === state.isBlind;
  if (!isActive && isSame && today === state && state.lastActiveMs !== null) return { state, says: NOTHING };
  const next = { ...today, values, hasRoomSensor, isBlind };
  if (!isActive) return { state: { ...next, lastActiveMs: next.lastActiveMs ?? receivedAtMs }, says: [] };
  const cause = deadlineCause(device.id, `active:${receivedAtMs}`, receivedAtMs);
  const hour = Math.floor(localMinute(observedAtMs) / 60);
  const activeHours = next.activeHours.includes(hour) ? next.activeHours : [...next.activeHours, hour];
  return {
    state: { ...next, deviceId: device.id, lastActiveMs: receivedAtMs, activeHours, raised: [] },
    says: next.raised.map((rule) => ({ rule, severity: null, cause })),
  };
}
/** At the first word after dawn yesterday is learned; a day with an alert teaches nothing. */
function newDay(state: State, atMs: number): State {
  const day = wakingDay(atMs);
  if (day <= state.day) return state;
  const isWhole = state.day >= 0 && !state.isSpoiled && !state.isBlind;
  const habit = isWhole ? learnDay(state.habit, new Set(state.activeHours)) : state.habit;
  return { ...state, day, activeHours: [], isSpoiled: state.raised.length > 0, habit: { ...habit, hours: [...habit.hours] } };
}
interface Limit {
  readonly rule: string;
  readonly severity: Severity;
  readonly dueMs: number;
}
/** What is not raised yet. The floor holds where nobody is on site and for who lives alone, whatever the habit says (DOMAIN §5.10). */
function limits({ lastActiveMs, raised, habit, isBlind }: State, { staffed, applies }: Watched): Limit[] {
  if (lastActiveMs === null) return [];
  const all: Limit[] = [];
  const isUnusualOn = applies.forMs(UNUSUAL_SILENCE_RULE) !== null;
  const unusualMs = isBlind || !isUnusualOn ? null : usualHoursPassedMs(habit, lastActiveMs, UNUSUAL_HOURS);
  if (unusualMs !== null) all.push({ rule: UNUSUAL_SILENCE_RULE.id, severity: UNUSUAL_SILENCE_RULE.severity, dueMs: unusualMs });
  if (!staffed || applies.groups.has("livingAlone")) {
    all.push({ rule: NOT_UP_RULE.id, severity: NOT_UP_RULE.severity, dueMs: notUpByMs(lastActiveMs) });
    all.push({ rule: INACTIVITY_FLOOR_RULE.id, severity: "critical", dueMs: wakingHoursPassedMs(lastActiveMs, FLOOR_HOURS) });
  }
  return all.filter(({ rule }) => !raised.includes(rule));
}
function dueMs(state: State, watched: Watched): number | null {
  const times = limits(state, watched).map((limit) => limit.dueMs);
  return times.length === 0 ? null : Math.min(...times);
}
function due(state: State, atMs: number, watched: Watched): Step<State> {
  const passed = limits(state, watched).filter((limit) => limit.dueMs <= atMs);
  const cause = deadlineCause(state.deviceId, `inactive:${state.lastActiveMs}`, atMs);
  const says: Said[] = passed.map(({ rule, severity }) => ({ rule, severity, cause }));
  return { state: { ...state, isSpoiled: true, raised: [...state.raised, ...passed.map(({ rule }) => rule)] }, says };
}

/** Nobody moves: the fixed floor of who lives alone, and the silence of hours in which this person usually moves. */
export const INACTIVITY = watchKind({
  name: "inactivity",
  signs: HEARD,
  state: State,
  start: () => START,
  message,
  dueMs,
  due,
  shift: (state, byMs) => (state.lastActiveMs === null ? state : { ...state, lastActiveMs: state.lastActiveMs + byMs }),
});
