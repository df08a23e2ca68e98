import { Type, type Static } from "typebox";
import { Severity } from "../../domain/alert.ts";
import { methodOf, signIntervalMs } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { Method } from "../../domain/observation.ts";
import { deadlineCause, type Cause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched, type WatchKind } from "../evaluation/watcher.ts";
import { DENSE_INTERVAL_MS } from "../rules/absence.ts";
import { TREND_RULES } from "../rules/catalogue/trends.ts";
import { isLimited } from "../rules/measure-now.ts";
import { earlierLevel, hasChanged, withReading } from "../rules/trend.ts";
import type { TrendRule } from "../rules/types.ts";

/** A continuous sign is taken once so often: 24 readings reach over its time. */
const SHARE_OF_TIME = 24;
/** Typed values of which nobody promised the next [M]. */
const UNPROMISED_INTERVAL_MS = 24 * 3_600_000;
const NOTHING: readonly Said[] = [];
const State = Type.Object({
  method: Type.Union([Method, Type.Null()]),
  quietUntilMs: Type.Number(),
  readings: Type.Array(Type.Tuple([Type.Number(), Type.Number()])),
  /** Readings in a row that changed so much, and since when (observation time). */
  off: Type.Number(),
  offSinceMs: Type.Number(),
  said: Type.Union([Severity, Type.Null()]),
  /** Server time until which what was said holds without another reading: twice the interval (DOMAIN §5.3). */
  holdsUntilMs: Type.Number(),
});
type State = Static<typeof State>;
const START: State = { method: null, quietUntilMs: -1, readings: [], off: 0, offSinceMs: -1, said: null, holdsUntilMs: -1 };

/** One rule of change on one sign: of readings taken in one way, good ones that are not a consumer's alone (DOMAIN §5.2). */
export function watchTrend(rule: TrendRule): WatchKind {
  const { sign } = rule;
  function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
    const sample = message.samples.findLast((one) => one.sign === sign && one.quality === "good");
    const method = message.method ?? methodOf(message.device.kind, sign);
    const isHeard = sample !== undefined && !message.late && watched.residentId !== null && !isLimited(sign, method, message.grade);
    return isHeard ? take(state, message, sample.value, method) : { state, says: NOTHING };
  }
  function take(before: State, message: DeviceMessage, value: number, method: Method): Step<State> {
    const { observedAtMs: atMs, receivedAtMs, device } = message;
    const intervalMs = signIntervalMs(device.kind, sign) ?? UNPROMISED_INTERVAL_MS;
    const isDense = intervalMs <= DENSE_INTERVAL_MS;
    const isSameWay = method === before.method && atMs > (before.readings.at(-1)?.[0] ?? -1);
    const readings = withReading(rule, isSameWay ? before.readings : [], atMs, value);
    const earlier = earlierLevel(rule, readings);
    const isOff = earlier !== null && hasChanged(rule, earlier, value);
    const off = isOff ? before.off + 1 : 0;
    const offSinceMs = !isOff ? -1 : before.off > 0 ? before.offSinceMs : atMs;
    const reached = rule.levels.findLast((level) => off >= level.readings && (!isDense || atMs - offSinceMs >= level.forMs));
    const next: State = {
      method,
      quietUntilMs: isDense ? receivedAtMs + rule.overMs / SHARE_OF_TIME : -1,
      readings: readings.map(([at, one]): [number, number] => [at, one]),
      off,
      offSinceMs,
      said: reached?.severity ?? null,
      holdsUntilMs: receivedAtMs + 2 * Math.max(intervalMs, isDense ? rule.overMs / SHARE_OF_TIME : 0),
    };
    const cause: Cause = {
      ...deadlineCause(device.id, message.identity, receivedAtMs),
      ...{ sign, value, observedAtMs: atMs, medicalGrade: message.grade === "medical" },
      ...(earlier === null || next.said === null ? {} : { usual: { low: earlier, high: earlier, forMs: rule.overMs } }),
    };
    return { state: next, says: next.said === before.said ? NOTHING : [{ rule: rule.id, severity: next.said, cause }] };
  }
  return watchKind({
    name: rule.id,
    signs: [sign],
    state: State,
    start: () => START,
    message,
    dueMs: ({ said, holdsUntilMs }) => (said === null ? null : holdsUntilMs),
    due: (state, atMs) => ({
      state: { ...state, said: null, off: 0, offSinceMs: -1 },
      says: [{ rule: rule.id, severity: null, cause: deadlineCause(null, `${rule.id}:${state.holdsUntilMs}`, atMs, "expired") }],
    }),
    quietUntilMs: ({ quietUntilMs }) => quietUntilMs,
    shift: (state, byMs) => ({ ...state, quietUntilMs: state.quietUntilMs + byMs, holdsUntilMs: state.holdsUntilMs + byMs }),
  });
}
/** All of them. */
export const TRENDS: readonly WatchKind[] = TREND_RULES.map(watchTrend);
