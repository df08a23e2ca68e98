import { Type, type Static } from "typebox";
import type { Severity } from "../../domain/alert.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { isWithin } from "../../domain/local-time.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Step, type Watched } from "../evaluation/watcher.ts";
import { BATHROOM_LIMITS, BATHROOM_RULE, NIGHT } from "../rules/catalogue/bathroom.ts";

const NOTHING: Step<unknown>["says"] = [];
const State = Type.Object({
  deviceId: Type.Union([Type.String(), Type.Null()]),
  /** Server time at which somebody was first noticed inside; `null`: nobody, or unknown. */
  inSinceMs: Type.Union([Type.Number(), Type.Null()]),
  /** A radar says that somebody is inside: only the radar ends the stay. */
  isPresent: Type.Boolean(),
  /** Something would notice that the bathroom was left: its door, a radar, a sensor elsewhere. */
  canSeeLeaving: Type.Boolean(),
  /** The bathroom's door, as it was last said. */
  isDoorOpen: Type.Boolean(),
  told: Type.Union([Type.Literal("warning"), Type.Literal("critical"), Type.Null()]),
});
type State = Static<typeof State>;
const START: State = { deviceId: null, inSinceMs: null, isPresent: false, canSeeLeaving: false, isDoorOpen: false, told: null };

function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  const { placeId, late } = message;
  if (late) return { state, says: NOTHING };
  const isHere = placeId !== null && watched.ways.place(placeId)?.use === "bathroom";
  return isHere ? inside(state, message) : elsewhere(state, message, watched);
}
/** A sensor of the bathroom itself. */
function inside(state: State, { samples, device, receivedAtMs }: DeviceMessage): Step<State> {
  let next = state;
  let says = NOTHING;
  for (const { sign, value, quality } of samples) {
    if (quality !== "good") continue;
    if (sign === "presence" && value === 0)
      ({ state: next, says } = left({ ...next, isPresent: false, canSeeLeaving: true }, device.id, receivedAtMs));
    else if (sign === "presence" || (sign === "motion" && value === 1)) {
      const isPresent = next.isPresent || sign === "presence";
      const canSeeLeaving = next.canSeeLeaving || sign === "presence";
      const isSame = next.inSinceMs !== null && isPresent === next.isPresent && canSeeLeaving === next.canSeeLeaving;
      if (!isSame) next = { ...next, isPresent, canSeeLeaving, deviceId: device.id, inSinceMs: next.inSinceMs ?? receivedAtMs };
    } else if (sign === "doorOpen" && (value === 1) !== next.isDoorOpen) {
      next = { ...next, isDoorOpen: value === 1, canSeeLeaving: true };
      // Who goes on moving in there begins a new stay.
      if (value === 1 && !next.isPresent) ({ state: next, says } = left(next, device.id, receivedAtMs));
    } else if (sign === "doorOpen" && !next.canSeeLeaving) next = { ...next, canSeeLeaving: true };
  }
  return { state: next, says };
}
/** What is fixed elsewhere and notices this resident: who moves there, or lies in bed, is not in the bathroom. A wrist moves with its wearer. */
function elsewhere(state: State, { samples, device, receivedAtMs }: DeviceMessage, { residentId }: Watched): Step<State> {
  const sign = device.kind === "motionSensor" ? "motion" : device.kind === "bedMat" ? "bedOccupied" : null;
  if (sign === null || residentId === null) return { state, says: NOTHING };
  const next = state.canSeeLeaving ? state : { ...state, canSeeLeaving: true };
  const isElsewhere = samples.some((sample) => sample.sign === sign && sample.value === 1 && sample.quality === "good");
  return isElsewhere && !next.isPresent ? left(next, device.id, receivedAtMs) : { state: next, says: NOTHING };
}
function left(state: State, deviceId: string, atMs: number): Step<State> {
  if (state.inSinceMs === null) return { state, says: NOTHING };
  const cause = deadlineCause(deviceId, `left:${atMs}`, atMs);
  const says = state.told === null ? NOTHING : [{ rule: BATHROOM_RULE.id, severity: null, cause }];
  return { state: { ...state, inSinceMs: null, told: null }, says };
}
/** The next word that is owed about this stay. A room that several share: as for who needs little help. */
function next(
  { inSinceMs, canSeeLeaving, told }: State,
  { resident }: Watched,
): { readonly severity: Severity; readonly dueMs: number } | null {
  if (inSinceMs === null || !canSeeLeaving || told === "critical") return null;
  const { dayMs, nightMs } = BATHROOM_LIMITS[resident?.level ?? 1];
  const limitMs = isWithin(inSinceMs, NIGHT) ? nightMs : dayMs;
  return told === null ? { severity: "warning", dueMs: inSinceMs + limitMs } : { severity: "critical", dueMs: inSinceMs + 2 * limitMs };
}
function due(state: State, atMs: number, watched: Watched): Step<State> {
  const owed = next(state, watched);
  if (owed === null) return { state, says: NOTHING };
  const cause = deadlineCause(state.deviceId, `bathroom:${state.inSinceMs}:${owed.severity}`, atMs);
  const told = owed.severity === "critical" ? "critical" : "warning";
  return { state: { ...state, told }, says: [{ rule: BATHROOM_RULE.id, severity: owed.severity, cause }] };
}

/** Somebody went into the bathroom and has not come out. About who lives in the room that it serves alone, else about the bathroom. */
export const BATHROOM = watchKind({
  name: "bathroom",
  signs: ["motion", "presence", "doorOpen", "bedOccupied"],
  state: State,
  start: () => START,
  message,
  dueMs: (state, watched) => next(state, watched)?.dueMs ?? null,
  due,
  shift: (state, byMs) => (state.inSinceMs === null ? state : { ...state, inSinceMs: state.inSinceMs + byMs }),
});
