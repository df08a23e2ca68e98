import { Type, type Static } from "typebox";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { isWithin } from "../../domain/local-time.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { NIGHT } from "../rules/catalogue/bathroom.ts";
import { WEARER_ROOM_RULE } from "../rules/catalogue/wearer.ts";

const State = Type.Object({
  deviceId: Type.Union([Type.String(), Type.Null()]),
  /** Server time at which it was first seen in that room; `null`: it is at home, or nowhere in particular. */
  strangeSinceMs: Type.Union([Type.Number(), Type.Null()]),
  isRaised: Type.Boolean(),
});
type State = Static<typeof State>;
const START: State = { deviceId: null, strangeSinceMs: null, isRaised: false };
const NOTHING: readonly Said[] = [];

function message(state: State, { device, samples, late, receivedAtMs, identity }: DeviceMessage, watched: Watched): Step<State> {
  const seen = samples.findLast(({ sign, quality }) => sign === "beacon" && quality === "good");
  if (seen === undefined || late || device.kind === "badge" || watched.resident === undefined) return { state, says: NOTHING };
  const place = watched.ways.placeOfBeacon(seen.value);
  const isStrange = place?.use === "bedroom" && place.id !== watched.resident.placeId && isWithin(receivedAtMs, NIGHT);
  if (!isStrange) return state === START ? { state, says: NOTHING } : over(state, identity, receivedAtMs);
  return {
    state: state.strangeSinceMs === null ? { deviceId: device.id, strangeSinceMs: receivedAtMs, isRaised: false } : state,
    says: NOTHING,
  };
}
function over({ isRaised, deviceId }: State, identity: string, atMs: number): Step<State> {
  const cause = deadlineCause(deviceId, identity, atMs);
  return { state: START, says: isRaised ? [{ rule: WEARER_ROOM_RULE.id, severity: null, cause }] : NOTHING };
}
function dueMs({ strangeSinceMs, isRaised }: State): number | null {
  return strangeSinceMs === null || isRaised ? null : strangeSinceMs + WEARER_ROOM_RULE.forMs;
}
function due(state: State, atMs: number): Step<State> {
  const cause = deadlineCause(state.deviceId, `wearer:${state.strangeSinceMs}`, atMs);
  return { state: { ...state, isRaised: true }, says: [{ rule: WEARER_ROOM_RULE.id, severity: WEARER_ROOM_RULE.severity, cause }] };
}

/** At night the device of one resident stays in the room of another (DOMAIN §5.14). */
export const WEARER_ROOM = watchKind({
  name: "wearerRoom",
  signs: ["beacon"],
  state: State,
  start: () => START,
  message,
  dueMs,
  due,
  assigned: (state, { deviceId }, _watched, atMs) => over({ ...state, deviceId }, `assigned:${atMs}`, atMs),
  shift: (state, byMs) => (state.strangeSinceMs === null ? state : { ...state, strangeSinceMs: state.strangeSinceMs + byMs }),
});
