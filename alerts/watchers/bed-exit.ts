import { Type, type Static } from "typebox";
import { isWithin } from "../../domain/local-time.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Step, type Watched } from "../evaluation/watcher.ts";
import { BED_EXIT_RULE } from "../rules/catalogue/behaviour.ts";

/** Minutes of the local day: 22:00 to 06:00 [M]. */
const NIGHT = { from: 22 * 60, to: 6 * 60 };
/** Who needs help to walk (失能, care level 3, 4 of GB/T 42195) is looked for sooner [M]. */
const DEPENDENT_FOR_MS = 5 * 60_000;

const State = Type.Object({
  deviceId: Type.Union([Type.String(), Type.Null()]),
  /** Server time at which the bed was left; `null`: lain in, or unknown. */
  outSinceMs: Type.Union([Type.Number(), Type.Null()]),
  isRaised: Type.Boolean(),
});
type State = Static<typeof State>;
const START: State = { deviceId: null, outSinceMs: null, isRaised: false };

/** `null`: the home switched the rule off. */
function allowedMs({ applies }: Watched): number | null {
  const forMs = applies.forMs(BED_EXIT_RULE);
  return forMs === null ? null : applies.groups.has("disabled") ? Math.min(DEPENDENT_FOR_MS, forMs) : forMs;
}
function message(state: State, { samples, late, device, receivedAtMs }: DeviceMessage): Step<State> {
  const bed = samples.findLast(({ sign, quality }) => sign === "bedOccupied" && quality === "good");
  if (bed === undefined || late) return { state, says: [] };
  if (bed.value === 0) {
    return { state: state.outSinceMs === null ? { deviceId: device.id, outSinceMs: receivedAtMs, isRaised: false } : state, says: [] };
  }
  const cause = deadlineCause(device.id, `back:${receivedAtMs}`, receivedAtMs);
  const says = state.isRaised ? [{ rule: BED_EXIT_RULE.id, severity: null, cause }] : [];
  return { state: state.outSinceMs === null ? state : START, says };
}
function dueMs({ outSinceMs, isRaised }: State, watched: Watched): number | null {
  const forMs = allowedMs(watched);
  return outSinceMs === null || isRaised || forMs === null ? null : outSinceMs + forMs;
}
function due(state: State, atMs: number): Step<State> {
  // By day nobody is expected in bed: the next night begins with lying down.
  if (state.outSinceMs === null || !isWithin(atMs, NIGHT)) return { state: START, says: [] };
  const cause = deadlineCause(state.deviceId, `bedExit:${state.outSinceMs}`, atMs);
  return { state: { ...state, isRaised: true }, says: [{ rule: BED_EXIT_RULE.id, severity: BED_EXIT_RULE.severity, cause }] };
}

/** The bed was left at night and is still empty after `BED_EXIT_RULE.forMs`. */
export const BED_EXIT = watchKind({
  name: "bedExit",
  signs: ["bedOccupied"],
  state: State,
  start: () => START,
  message,
  dueMs,
  due,
  shift: (state, byMs) => (state.outSinceMs === null ? state : { ...state, outSinceMs: state.outSinceMs + byMs }),
});
