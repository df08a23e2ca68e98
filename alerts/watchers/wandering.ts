import { Type, type Static } from "typebox";
import { Severity } from "../../domain/alert.ts";
import { DEVICE_KIND_KEYS, deviceKindInfo, type DeviceKind } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { fencesFor } from "../../domain/fence.ts";
import type { SignKey } from "../../domain/signs.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { FENCE_RULE, LOST_RULE, REMOVED_AFTER_MS, REMOVED_RULE } from "../rules/catalogue/wandering.ts";
import { AT_HOME, Excursion, excursionDueMs, shiftExcursion, sideOf, stepFix } from "../rules/excursion.ts";

/** A resident carries a watch, a tag and a phone at most [M]: the one heard least recently is forgotten. */
const MOST_DEVICES = 4;
/** Only what can be located says anything here; a wristband speaks too often to be asked more. */
const LOCATING: ReadonlySet<DeviceKind> = new Set(
  DEVICE_KIND_KEYS.filter((kind) => deviceKindInfo(kind).signs.some((sign) => sign === "latitude" || sign === "beacon")),
);
const NOTHING: readonly Said[] = [];
const Carried = Type.Object({
  deviceId: Type.String(),
  excursion: Excursion,
  /** Server time at which it was taken off; `null`: worn, charging, or of somebody who is not at risk. */
  removedMs: Type.Union([Type.Number(), Type.Null()]),
});
type Carried = Static<typeof Carried>;
const State = Type.Object({
  devices: Type.Array(Carried, { maxItems: MOST_DEVICES }),
  /** How bad being outside is for this resident, as it was at the last fix. */
  severity: Severity,
  /** Rules that were told and not taken back. */
  told: Type.Array(Type.String()),
});
type State = Static<typeof State>;
const START: State = { devices: [], severity: "warning", told: [] };

function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  const { residentId } = watched;
  if (!LOCATING.has(message.device.kind) || residentId === null || message.late) return { state, says: NOTHING };
  const { device } = message;
  const isAtRisk = watched.ways.isAtWanderingRisk(residentId, message.receivedAtMs);
  const before = state.devices.find(({ deviceId }) => deviceId === device.id) ?? {
    deviceId: device.id,
    excursion: AT_HOME,
    removedMs: null,
  };
  const carried = worn(located(before, message, watched, isAtRisk), message, isAtRisk);
  const severity = isAtRisk ? "critical" : "warning";
  if (carried === before && severity === state.severity) return { state, says: NOTHING };
  const others = state.devices.filter(({ deviceId }) => deviceId !== device.id);
  const isPlain = carried.excursion.phase === "inside" && carried.removedMs === null;
  const devices = isPlain ? others : [...others.slice(1 - MOST_DEVICES), carried];
  return settled({ ...state, devices, severity }, device.id, message.receivedAtMs, message.observedAtMs);
}
/** A fix, or a beacon inside the house, moves the excursion of the device that saw it. */
function located(carried: Carried, message: DeviceMessage, watched: Watched, isAtRisk: boolean): Carried {
  const { receivedAtMs } = message;
  const beacon = good(message, "beacon");
  const use = beacon === undefined ? undefined : watched.ways.placeOfBeacon(beacon)?.use;
  if (use !== undefined && use !== "outdoor" && use !== "exit")
    return carried.excursion === AT_HOME ? carried : { ...carried, excursion: AT_HOME };
  const latitude = good(message, "latitude");
  const longitude = good(message, "longitude");
  // What a receiver without a fix says is no place that anybody lives at.
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0)) return carried;
  const fences = fencesFor(watched.ways.fences(), watched.residentId ?? "", isAtRisk, receivedAtMs);
  const side = fences.length === 0 ? "inside" : sideOf(fences, { latitude, longitude }, good(message, "accuracy") ?? 0);
  const excursion = stepFix(carried.excursion, side, receivedAtMs);
  return excursion === carried.excursion ? carried : { ...carried, excursion };
}
/** What is taken off is missed; on its charger it rests. */
function worn(carried: Carried, message: DeviceMessage, isAtRisk: boolean): Carried {
  const isWorn = good(message, "worn");
  const isOff = isWorn === 0 && isAtRisk && good(message, "charging") !== 1;
  if (isOff) return carried.removedMs === null ? { ...carried, removedMs: message.receivedAtMs } : carried;
  const isBack = isWorn !== undefined || good(message, "charging") === 1;
  return isBack && carried.removedMs !== null ? { ...carried, removedMs: null } : carried;
}
function good({ samples }: DeviceMessage, wanted: SignKey): number | undefined {
  return samples.findLast(({ sign, quality }) => sign === wanted && quality === "good")?.value;
}
/** Says what is true and was not said, and takes back what is over. */
function settled(state: State, deviceId: string | null, atMs: number, observedAtMs = atMs): Step<State> {
  const { devices, severity, told } = state;
  const removed = devices.some(({ removedMs }) => removedMs !== null && removedMs + REMOVED_AFTER_MS <= atMs);
  const wanted: readonly (readonly [rule: string, isTrue: boolean, severity: Severity])[] = [
    [FENCE_RULE.id, devices.some(({ excursion }) => excursion.phase === "outside"), severity],
    [LOST_RULE.id, devices.some(({ excursion }) => excursion.isLost), LOST_RULE.severity],
    [REMOVED_RULE.id, removed, REMOVED_RULE.severity],
  ];
  const says: Said[] = [];
  for (const [rule, isTrue, worse] of wanted) {
    if (!isTrue && !told.includes(rule)) continue;
    // Only the change of severity is news of what was told; the frame leaves the rest out.
    const cause = { ...deadlineCause(deviceId, `${rule}:${isTrue ? "" : "over:"}${atMs}`, atMs), observedAtMs };
    says.push({ rule, severity: isTrue ? worse : null, cause });
  }
  const next = wanted.flatMap(([rule, isTrue]) => (isTrue ? [rule] : []));
  return { state: { ...state, told: next }, says };
}
function dueMs({ devices, told }: State): number | null {
  const times = devices.flatMap(({ excursion, removedMs }) => [
    excursionDueMs(excursion),
    removedMs === null || told.includes(REMOVED_RULE.id) ? null : removedMs + REMOVED_AFTER_MS,
  ]);
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
function due(state: State, atMs: number): Step<State> {
  let deviceId: string | null = null;
  const devices = state.devices.map((carried): Carried => {
    const { excursion } = carried;
    const excursionMs = excursionDueMs(excursion);
    const isDue = excursionMs !== null && excursionMs <= atMs;
    if (isDue || carried.removedMs !== null) deviceId = carried.deviceId;
    if (!isDue) return carried;
    const now: Excursion = excursion.phase === "leaving" ? { ...excursion, phase: "outside" } : { ...excursion, isLost: true };
    return { ...carried, excursion: now };
  });
  return settled({ ...state, devices }, deviceId, atMs);
}

/** A resident outside the fences, lost there, or without the device that would find them. One alert an excursion. */
export const WANDERING = watchKind({
  name: "wandering",
  signs: ["latitude", "longitude", "beacon", "worn", "charging"],
  state: State,
  start: () => START,
  message,
  dueMs,
  due,
  shift: (state, byMs) => {
    if (state.devices.length === 0) return state;
    const later = (ms: number | null) => (ms === null ? null : ms + byMs);
    const devices = state.devices.map(({ deviceId, excursion, removedMs }) => {
      return { deviceId, excursion: shiftExcursion(excursion, byMs), removedMs: later(removedMs) };
    });
    return { ...state, devices };
  },
});
