import { Type, type Static } from "typebox";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step } from "../evaluation/watcher.ts";
import { LONG_LIE_CRITICAL_MS, LONG_LIE_RULE } from "../rules/catalogue/bathroom.ts";

/** A fall that the same radar told so shortly before explains the low posture: its alert is open already [M]. */
const FALL_EXPLAINS_MS = 10 * 60_000;
const NOTHING: readonly Said[] = [];
const State = Type.Object({
  deviceId: Type.Union([Type.String(), Type.Null()]),
  /** Server time at which somebody was first seen low down; `null`: nobody. */
  lowSinceMs: Type.Union([Type.Number(), Type.Null()]),
  fellMs: Type.Union([Type.Number(), Type.Null()]),
  told: Type.Union([Type.Literal("warning"), Type.Literal("critical"), Type.Null()]),
});
type State = Static<typeof State>;
const START: State = { deviceId: null, lowSinceMs: null, fellMs: null, told: null };

function message(state: State, { samples, event, device, late, receivedAtMs }: DeviceMessage): Step<State> {
  if (late) return { state, says: NOTHING };
  if (event?.type === "fall") return { state: { ...state, fellMs: receivedAtMs }, says: NOTHING };
  const low = samples.findLast(({ sign, quality }) => sign === "lowPosture" && quality === "good")?.value;
  if (low === undefined) return { state, says: NOTHING };
  if (low === 1)
    return { state: state.lowSinceMs === null ? { ...state, deviceId: device.id, lowSinceMs: receivedAtMs } : state, says: NOTHING };
  // Another radar sees the rest of the room.
  if (state.lowSinceMs === null || device.id !== state.deviceId) return { state, says: NOTHING };
  const cause = deadlineCause(device.id, `up:${receivedAtMs}`, receivedAtMs);
  return { state: START, says: state.told === null ? NOTHING : [{ rule: LONG_LIE_RULE.id, severity: null, cause }] };
}
function next({ lowSinceMs, fellMs, told }: State): { readonly severity: "warning" | "critical"; readonly dueMs: number } | null {
  if (lowSinceMs === null || told === "critical") return null;
  const isExplained = fellMs !== null && lowSinceMs - fellMs <= FALL_EXPLAINS_MS;
  if (told === null && !isExplained) return { severity: "warning", dueMs: lowSinceMs + LONG_LIE_RULE.forMs };
  return { severity: "critical", dueMs: lowSinceMs + LONG_LIE_CRITICAL_MS };
}
function due(state: State, atMs: number): Step<State> {
  const owed = next(state);
  if (owed === null) return { state, says: NOTHING };
  const cause = deadlineCause(state.deviceId, `longLie:${state.lowSinceMs}:${owed.severity}`, atMs);
  return { state: { ...state, told: owed.severity }, says: [{ rule: LONG_LIE_RULE.id, severity: owed.severity, cause }] };
}
function moved(state: State, byMs: number): State {
  const later = (ms: number | null) => (ms === null ? null : ms + byMs);
  return { ...state, lowSinceMs: later(state.lowSinceMs), fellMs: later(state.fellMs) };
}

/** Somebody low down for long, without a fall that was told: somebody looks. A radar that falls silent meanwhile does not end it. */
export const LONG_LIE = watchKind({
  name: "longLie",
  signs: ["lowPosture", "presence"],
  state: State,
  start: () => START,
  message,
  dueMs: (state) => next(state)?.dueMs ?? null,
  due,
  shift: (state, byMs) => (state.lowSinceMs === null && state.fellMs === null ? state : moved(state, byMs)),
});
