import { Type, type Static } from "typebox";
import { deviceKindInfo } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { WEARER_RULE } from "../rules/catalogue/wearer.ts";
import { isAnotherHeart, NO_PAIRS, withPair } from "../rules/wearer.ts";

const SECOND = 1_000;
/** A look lasts until both were heard, at most so long: a mat speaks every 30 s. */
const LOOK_MS = 40 * SECOND;
const NEXT_LOOK_MS = 60 * SECOND;
/** Nobody lies on the mat: it is looked for every five minutes. */
const NOBODY_IN_BED_MS = 5 * 60 * SECOND;
/** No mat was ever heard: a look costs, and most have none. */
const NO_MAT_MS = 15 * 60 * SECOND;
/** A person compared watch and resident: for so long they are right [M]. */
const CONFIRMED_MS = 12 * 3_600 * SECOND;

const Heard = Type.Union([Type.Object({ deviceId: Type.String(), value: Type.Number() }), Type.Null()]);
const State = Type.Object({
  quietUntilMs: Type.Number(),
  /** Server time at which the present look began; -1: none. */
  lookMs: Type.Number(),
  wrist: Heard,
  mat: Heard,
  hasMat: Type.Boolean(),
  pairs: Type.Object({ differences: Type.Array(Type.Number(), { maxItems: 12 }), atMs: Type.Number() }),
  isRaised: Type.Boolean(),
});
type State = Static<typeof State>;
const START: State = {
  ...{ quietUntilMs: -1, lookMs: -1, wrist: null, mat: null, hasMat: false, isRaised: false },
  pairs: { differences: [...NO_PAIRS.differences], atMs: NO_PAIRS.atMs },
};
const NOTHING: readonly Said[] = [];

function message(state: State, message: DeviceMessage, { residentId, movingUntilMs }: Watched): Step<State> {
  const { device, samples, late, receivedAtMs, observedAtMs } = message;
  const isMat = device.kind === "bedMat";
  if (late || residentId === null || (!isMat && deviceKindInfo(device.kind).method !== "wrist")) return { state, says: NOTHING };
  if (state.lookMs >= 0 && receivedAtMs - state.lookMs > LOOK_MS) {
    // Only one of the two was heard: the next look.
    const quietUntilMs = receivedAtMs + (state.hasMat || state.mat !== null ? NOBODY_IN_BED_MS : NO_MAT_MS);
    return {
      state: { ...state, lookMs: -1, wrist: null, mat: null, hasMat: state.hasMat || state.mat !== null, quietUntilMs },
      says: NOTHING,
    };
  }
  const pulse = samples.findLast(({ sign, quality }) => sign === "heartRate" && quality === "good");
  if (pulse === undefined || observedAtMs < movingUntilMs || (isMat ? state.mat : state.wrist) !== null) return { state, says: NOTHING };
  const heard = { deviceId: device.id, value: pulse.value };
  const next = { ...state, lookMs: state.lookMs < 0 ? receivedAtMs : state.lookMs, ...(isMat ? { mat: heard } : { wrist: heard }) };
  return next.wrist === null || next.mat === null
    ? { state: next, says: NOTHING }
    : compared(next, next.wrist.deviceId, next.wrist.value - next.mat.value, message);
}
function compared(state: State, wristId: string, difference: number, { identity, receivedAtMs }: DeviceMessage): Step<State> {
  const { differences, atMs } = withPair(state.pairs, difference, receivedAtMs);
  const pairs = { differences: [...differences], atMs };
  const isAnother = isAnotherHeart(pairs);
  const isRaised = isAnother ?? state.isRaised;
  const cause = deadlineCause(wristId, identity, receivedAtMs);
  const says: Said[] =
    isRaised === state.isRaised ? [] : [{ rule: WEARER_RULE.id, severity: isRaised ? WEARER_RULE.severity : null, cause }];
  return { state: { lookMs: -1, wrist: null, mat: null, hasMat: true, pairs, isRaised, quietUntilMs: receivedAtMs + NEXT_LOOK_MS }, says };
}
/** A scan of watch and resident, or another holder: it is counted anew. */
function assigned(state: State, deviceId: string, isConfirmed: boolean, atMs: number): Step<State> {
  const says: Said[] = state.isRaised
    ? [{ rule: WEARER_RULE.id, severity: null, cause: deadlineCause(deviceId, `assigned:${atMs}`, atMs, "answered") }]
    : [];
  return { state: { ...START, quietUntilMs: isConfirmed ? atMs + CONFIRMED_MS : -1 }, says };
}

/** The watch of one on the wrist of another: its pulse is not that of the bed (DOMAIN §5.14). */
export const WEARER = watchKind({
  name: "wearer",
  signs: ["heartRate"],
  state: State,
  start: () => START,
  message,
  dueMs: () => null,
  due: (state) => ({ state, says: NOTHING }),
  quietUntilMs: ({ quietUntilMs }) => quietUntilMs,
  assigned: (state, { deviceId, isConfirmed }, _watched, atMs) => assigned(state, deviceId, isConfirmed, atMs),
  shift: (state) => state,
});
