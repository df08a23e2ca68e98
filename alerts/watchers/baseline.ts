import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { Severity } from "../../domain/alert.ts";
import type { SignBaseline } from "../../domain/baseline-view.ts";
import { methodOf, signIntervalMs } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { localDay, localMinute } from "../../domain/local-time.ts";
import { Method } from "../../domain/observation.ts";
import { signInfo, type SignKey } from "../../domain/signs.ts";
import { deadlineCause, type Cause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched, type WatchKind } from "../evaluation/watcher.ts";
import { bandOf, compare, emptyPlaces, learn, REMEMBERED_DAYS, usualOf } from "../rules/baseline.ts";
import { BASELINE_RULES } from "../rules/catalogue/baselines.ts";
import { isLimited } from "../rules/measure-now.ts";
import { reaches } from "../rules/threshold.ts";
import type { BaselineRule } from "../rules/types.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A calm sign is looked at so often; one that is off, or could not be judged, once a minute. */
const CALM_LOOK_MS = 5 * MINUTE;
const LOOK_MS = MINUTE;
/** Another way of measuring takes over when the one that was learned has been silent for two days [M]. */
const METHOD_GONE_MS = 2 * DAY;
/** A level that has lasted three days is the new one: it was told, and is learned anew [M]. */
const NEW_LEVEL_MS = 3 * DAY;
/** Typed values of which nobody promised the next [M]. */
const UNPROMISED_INTERVAL_MS = DAY;
const MOST_VALUES = HOUR / CALM_LOOK_MS;
const NOTHING: readonly Said[] = [];

const Ms = Type.Number();
const State = Type.Object({
  /** How the values were taken that stand here; `null`: nothing was heard yet. */
  method: Type.Union([Method, Type.Null()]),
  intervalMs: Ms,
  /** Observation time of the last value of that method, -1 for none. */
  heardMs: Ms,
  /** Server time before which nobody looks. */
  quietUntilMs: Ms,
  /** Medians of the days, a character each, oldest first: 24 places, one an hour, or one for a sign that is measured more rarely. */
  places: Type.Array(Type.String()),
  /** The place that is filled at present: its day and hour, and the values so far. */
  day: Type.Number(),
  place: Type.Number(),
  values: Type.Array(Type.Number()),
  band: Type.Union([Type.Object({ mid: Type.Number(), spread: Type.Number() }), Type.Null()]),
  /** Since when (observation time) the values are off, and how many looks found them so. */
  offSinceMs: Ms,
  offLooks: Type.Number(),
  said: Type.Union([Severity, Type.Null()]),
  /** Server time until which what was said holds without another value. */
  holdsUntilMs: Ms,
});
type State = Static<typeof State>;
const START: State = {
  method: null,
  intervalMs: 0,
  heardMs: -1,
  quietUntilMs: -1,
  places: [],
  day: -1,
  place: -1,
  values: [],
  band: null,
  offSinceMs: -1,
  offLooks: 0,
  said: null,
  holdsUntilMs: -1,
};
interface Reading {
  readonly value: number;
  readonly method: Method;
  readonly intervalMs: number;
  readonly message: DeviceMessage;
}
const isByHour = (intervalMs: number): boolean => intervalMs <= HOUR;
const isDense = (intervalMs: number): boolean => intervalMs <= CALM_LOOK_MS;

/** Signs of which a baseline is learned. */
export const BASELINE_SIGNS = ["heartRate", "spo2", "respiratoryRate", "bodyTemperature"] as const satisfies readonly SignKey[];
export type BaselineSign = (typeof BASELINE_SIGNS)[number];
export const baselineName = (sign: BaselineSign): string => `baseline.${sign}`;

/** What one sign of one resident usually is, learned from values at rest that nothing else is said about, and what is far from it. */
export function watchBaseline(sign: BaselineSign, rule: BaselineRule): WatchKind {
  /** A good value that may be learned and judged; `null`: the message has none. */
  function readingOf(message: DeviceMessage): Reading | null {
    const sample = message.samples.findLast((one) => one.sign === sign);
    const method = message.method ?? methodOf(message.device.kind, sign);
    // Consumer SpO2 and skin temperature are no level of a person (DOMAIN §5.2).
    if (sample === undefined || sample.quality !== "good" || isLimited(sign, method, message.grade)) return null;
    const intervalMs = signIntervalMs(message.device.kind, sign) ?? UNPROMISED_INTERVAL_MS;
    return { value: sample.value, method, intervalMs, message };
  }
  /** No fixed limit is reached, not even its mark. */
  function isNormal(value: number, watched: Watched): boolean {
    return watched.applies.thresholds(sign).every((threshold) => threshold.levels.every((level) => !reaches(threshold, level, value)));
  }
  function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
    if (message.late || watched.residentId === null) return { state, says: NOTHING };
    const reading = readingOf(message);
    if (reading === null) return { state: quiet(state, message.receivedAtMs + LOOK_MS), says: NOTHING };
    const silentMs = message.observedAtMs - state.heardMs;
    const isOther = reading.method !== state.method;
    if (state.method !== null && isOther && silentMs <= METHOD_GONE_MS) return { state, says: NOTHING };
    // The hours of the day show as soon as somebody measures often enough.
    const isFiner = isByHour(reading.intervalMs) && state.places.length === 1;
    const isForgotten = silentMs > REMEMBERED_DAYS * DAY;
    return take(isOther || isFiner || isForgotten ? anew(state, reading) : state, reading, watched);
  }
  function take(before: State, reading: Reading, watched: Watched): Step<State> {
    const { message, value } = reading;
    const atMs = message.observedAtMs;
    const isMoving = rule.atRest && atMs < watched.movingUntilMs;
    const state = { ...atPlace(before, atMs), heardMs: atMs, intervalMs: reading.intervalMs };
    if (isMoving) return { state: looked({ ...state, offSinceMs: -1, offLooks: 0 }, reading, LOOK_MS), says: NOTHING };
    const verdict = state.band === null ? "back" : compare(rule, state.band, value);
    const off = count(state, before.heardMs, verdict, reading);
    const said = severityOf(off, verdict, atMs);
    const isOld = said !== null && atMs - off.offSinceMs >= NEW_LEVEL_MS;
    const isCalm = said === null && off.offLooks === 0;
    const isLearned = isCalm && isNormal(value, watched) && !watched.isAlerting(message.receivedAtMs);
    const values = isLearned && state.values.length < MOST_VALUES ? [...state.values, value] : state.values;
    const next = looked({ ...off, values, said: isOld ? null : said }, reading, isCalm ? CALM_LOOK_MS : LOOK_MS);
    return { state: isOld ? anew(next, reading) : next, says: saysOf(state, next, reading) };
  }
  /** One more look that was off, or an end of them: outliers neither start nor lengthen anything. */
  function count(state: State, lastMs: number, verdict: ReturnType<typeof compare>, { intervalMs, message }: Reading): State {
    const atMs = message.observedAtMs;
    const isBroken = state.said === null && atMs - lastMs > 2 * Math.max(intervalMs, LOOK_MS);
    if (verdict === "back" || (verdict === "between" && state.said === null)) return { ...state, offSinceMs: -1, offLooks: 0 };
    const isFirst = state.offLooks === 0 || isBroken || atMs < state.offSinceMs;
    return { ...state, offSinceMs: isFirst ? atMs : state.offSinceMs, offLooks: isFirst ? 1 : state.offLooks + 1 };
  }
  function severityOf(state: State, verdict: ReturnType<typeof compare>, atMs: number): State["said"] {
    if (verdict === "back") return null;
    if (verdict === "between") return state.said;
    const reached = rule.levels.findLast(({ forMs, readings }) => state.offLooks >= readings && held(state, forMs) <= atMs);
    return reached === undefined || (state.said === "warning" && reached.severity === "info") ? state.said : reached.severity;
  }
  /** When a level has held for long enough; a sparse sign is confirmed by its next reading instead (DOMAIN §5.3). */
  function held(state: State, forMs: number): number {
    return state.offSinceMs + (isDense(state.intervalMs) ? forMs : 0);
  }
  function saysOf(before: State, { said, band }: State, { message, value }: Reading): readonly Said[] {
    if (said === before.said) return NOTHING;
    const forMs = message.observedAtMs - (before.offSinceMs < 0 ? message.observedAtMs : before.offSinceMs);
    const cause: Cause = {
      ...deadlineCause(message.device.id, message.identity, message.receivedAtMs),
      sign,
      value,
      observedAtMs: message.observedAtMs,
      medicalGrade: message.grade === "medical",
      ...(said === null || band === null ? {} : { usual: { ...usualOf(band), forMs } }),
    };
    return [{ rule: rule.id, severity: said, cause }];
  }
  /** Moves on to the place of this time: what was gathered before is learned. */
  function atPlace(state: State, atMs: number): State {
    const day = localDay(atMs);
    const place = state.places.length === 1 ? 0 : Math.floor(localMinute(atMs) / 60);
    if (day === state.day && place === state.place) return state;
    const places = state.values.length === 0 ? state.places : learn(sign, state.places, state.place, state.values);
    // While something is said it is compared with what it was said of.
    const band = bandOf(sign, places, place) ?? (state.said === null ? null : state.band);
    return { ...state, day, place, places, values: [], band };
  }
  function anew(state: State, { method, intervalMs }: Reading): State {
    return { ...START, quietUntilMs: state.quietUntilMs, method, intervalMs, places: emptyPlaces(isByHour(intervalMs)), said: state.said };
  }
  function looked(state: State, { intervalMs, message }: Reading, lookMs: number): State {
    return {
      ...state,
      quietUntilMs: isDense(intervalMs) ? message.receivedAtMs + lookMs : -1,
      holdsUntilMs: state.said === null ? -1 : message.receivedAtMs + 2 * Math.max(intervalMs, CALM_LOOK_MS),
    };
  }
  function due(state: State, atMs: number): Step<State> {
    const cause = deadlineCause(null, `baseline:${state.holdsUntilMs}`, atMs, "expired");
    return {
      state: { ...state, said: null, offSinceMs: -1, offLooks: 0, holdsUntilMs: -1 },
      says: [{ rule: rule.id, severity: null, cause }],
    };
  }
  return watchKind({
    name: baselineName(sign),
    signs: [sign],
    // What a consumer device says of these is no level of a person (DOMAIN §5.2): it need not come here.
    isMedicalOnly: sign === "spo2" || sign === "bodyTemperature",
    state: State,
    start: () => START,
    message,
    dueMs: ({ said, holdsUntilMs }) => (said === null ? null : holdsUntilMs),
    due,
    quietUntilMs: (state) => state.quietUntilMs,
    shift: (state, byMs) => ({ ...state, quietUntilMs: state.quietUntilMs + byMs, holdsUntilMs: state.holdsUntilMs + byMs }),
  });
}
const quiet = (state: State, untilMs: number): State => ({ ...state, quietUntilMs: untilMs });
const schema = Compile(State);
/** What was learned of a sign, from a state row of its watcher; `null`: nothing, or no such row. */
export function baselineOf(sign: BaselineSign, text: string | null): SignBaseline | null {
  const state: unknown = text === null ? null : JSON.parse(text);
  if (!schema.Check(state) || state.method === null) return null;
  const { method, heardMs, places, said, offSinceMs } = state;
  return {
    sign,
    unit: signInfo(sign).unit,
    method,
    heardAt: heardMs < 0 ? null : heardMs,
    places: places.map((days, place) => {
      const band = bandOf(sign, places, place);
      const usual = band === null ? { low: null, high: null } : usualOf(band);
      return { hour: places.length === 1 ? null : place, days: days.length, median: band?.mid ?? null, ...usual };
    }),
    off: said === null ? null : { severity: said, since: offSinceMs },
  };
}
/** All of them. */
export const BASELINES: readonly WatchKind[] = BASELINE_RULES.flatMap((rule) =>
  BASELINE_SIGNS.flatMap((sign) => (rule.sign === sign ? [watchBaseline(sign, rule)] : [])),
);
