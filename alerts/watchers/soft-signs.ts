import { Type, type Static } from "typebox";
import { alertIdOf } from "../../domain/ids.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { NEWS2_INPUTS, scoreNews2, type News2Input } from "../../domain/news2.ts";
import { news2SetOf } from "../../domain/news2-set.ts";
import { SOFT_SIGNS, type SoftSign } from "../../domain/soft-signs.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { CONCERN_RULE, SOFT_SIGNS_RULE } from "../rules/catalogue/soft-signs.ts";

/** Two signs, or one twice, so close together belong together (DOMAIN §5.11) [M]. */
const TOGETHER_MS = 24 * 3_600_000;
/** Sooner it is the same observation, typed twice [M]. */
const AGAIN_AFTER_MS = 10 * 60_000;
/** RESTORE2: 0–2 is watched and repeated; more, or a single 3, is looked at by a senior. */
const NORMAL_UP_TO = 2;

const Reading = Type.Object({ value: Type.Number(), atMs: Type.Number() });
const Ms = Type.Union([Type.Number(), Type.Null()]);
const State = Type.Object({
  /** When each was said last, observation time; at most six. */
  said: Type.Partial(Type.Record(Type.Enum(SOFT_SIGNS), Type.Number())),
  deviceId: Type.Union([Type.String(), Type.Null()]),
  /** The open task: identity and server time of the tap that opened it; `null`: none. */
  task: Type.Union([Type.Object({ identity: Type.String(), sinceMs: Type.Number() }), Type.Null()]),
  /** Identity of the tap or set for which a nurse or physician was called. */
  concern: Type.Union([Type.String(), Type.Null()]),
  /** Readings since the task was opened. */
  readings: Type.Partial(Type.Record(Type.Enum(NEWS2_INPUTS), Reading)),
  /** Server time after which what was said says nothing any more. */
  endsMs: Ms,
});
type State = Static<typeof State>;
const START: State = { said: {}, deviceId: null, task: null, concern: null, readings: {}, endsMs: null };
const NOTHING: readonly Said[] = [];

const isSoft = (sign: string): sign is SoftSign => SOFT_SIGNS.some((one) => one === sign);
const isInput = (sign: string): sign is News2Input => NEWS2_INPUTS.some((one) => one === sign);

function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  const tapped = message.samples.flatMap(({ sign, value }) => (value === 1 && isSoft(sign) ? [sign] : []));
  if (tapped.length > 0) return noticed(state, message, tapped);
  return state.task === null || message.grade !== "medical" ? { state, says: NOTHING } : measured(state, message, watched);
}
function noticed(state: State, message: DeviceMessage, tapped: readonly SoftSign[]): Step<State> {
  const { observedAtMs, receivedAtMs, device, identity } = message;
  const said: State["said"] = {};
  for (const sign of SOFT_SIGNS) {
    const atMs = state.said[sign];
    if (atMs !== undefined && observedAtMs - atMs < TOGETHER_MS) said[sign] = atMs;
  }
  const isAgain = tapped.some((sign) => observedAtMs - (said[sign] ?? observedAtMs) >= AGAIN_AFTER_MS);
  for (const sign of tapped) said[sign] ??= observedAtMs;
  const cause = { ...deadlineCause(device.id, identity, receivedAtMs), observedAtMs };
  const isConcern = isAgain || Object.keys(said).length >= 2;
  const next: State = {
    said,
    deviceId: device.id,
    task: state.task ?? { identity, sinceMs: receivedAtMs },
    concern: isConcern ? (state.concern ?? identity) : state.concern,
    readings: state.task === null ? {} : state.readings,
    endsMs: receivedAtMs + TOGETHER_MS,
  };
  const says: Said[] = [{ rule: SOFT_SIGNS_RULE.id, severity: SOFT_SIGNS_RULE.severity, cause, again: true }];
  if (isConcern) says.push({ rule: CONCERN_RULE.id, severity: CONCERN_RULE.severity, cause, again: true });
  return { state: next, says };
}
/** A whole set since the tap ends the task; one that is not normal calls a nurse or physician. */
function measured(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  const { task } = state;
  if (task === null) return { state, says: NOTHING };
  let { readings } = state;
  for (const { sign, value, quality } of message.samples) {
    if (!isInput(sign) || quality !== "good" || message.observedAtMs < task.sinceMs) continue;
    readings = { ...readings, [sign]: { value, atMs: message.observedAtMs } };
  }
  if (readings === state.readings) return { state, says: NOTHING };
  const score = scoreNews2(news2SetOf(readings).values, watched.spo2Scale(message.receivedAtMs));
  if (score.missing.length > 0) return { state: { ...state, readings }, says: NOTHING };
  const isNormal = score.total <= NORMAL_UP_TO && !score.hasRed;
  const cause = { ...deadlineCause(message.device.id, message.identity, message.receivedAtMs, "answered"), medicalGrade: true };
  const says: Said[] = [{ rule: SOFT_SIGNS_RULE.id, severity: null, cause }];
  if (!isNormal) says.push({ rule: CONCERN_RULE.id, severity: CONCERN_RULE.severity, cause, again: state.concern === null });
  return { state: { ...state, readings: {}, task: null, concern: isNormal ? state.concern : (state.concern ?? message.identity) }, says };
}
function dueMs({ task, concern, endsMs }: State): number | null {
  if (task === null || concern !== null) return endsMs;
  return Math.min(task.sinceMs + SOFT_SIGNS_RULE.forMs, endsMs ?? Infinity);
}
function due(state: State, atMs: number): Step<State> {
  const { task, deviceId, endsMs } = state;
  if (endsMs !== null && endsMs <= atMs) {
    const cause = deadlineCause(deviceId, `softSigns:${endsMs}`, atMs, "expired");
    return {
      state: START,
      says: [
        { rule: SOFT_SIGNS_RULE.id, severity: null, cause },
        { rule: CONCERN_RULE.id, severity: null, cause },
      ],
    };
  }
  // No set was taken in time: no answer counts as confirmed (DOMAIN §5.3).
  const identity = `untaken:${task?.identity}`;
  const cause = deadlineCause(deviceId, identity, atMs);
  return { state: { ...state, concern: identity }, says: [{ rule: CONCERN_RULE.id, severity: CONCERN_RULE.severity, cause, again: true }] };
}
/** A person closed one of the two: it is over until somebody says something again. */
function resolved(state: State, alertId: string, watched: Watched, atMs: number): Step<State> {
  const of = (rule: string, identity: string | undefined | null) => identity != null && alertIdOf(watched.id, rule, identity) === alertId;
  const cause = deadlineCause(state.deviceId, `resolved:${alertId}`, atMs, "answered");
  if (of(SOFT_SIGNS_RULE.id, state.task?.identity))
    return { state: { ...state, task: null, readings: {} }, says: [{ rule: SOFT_SIGNS_RULE.id, severity: null, cause }] };
  if (of(CONCERN_RULE.id, state.concern))
    return { state: { ...state, concern: null, said: {} }, says: [{ rule: CONCERN_RULE.id, severity: null, cause }] };
  return { state, says: NOTHING };
}

/** 今天不对劲 (DOMAIN §5.11): one tap opens an observation task; several, or one again, call a nurse or physician. */
export const SOFT_SIGNS_WATCHER = watchKind({
  name: "softSigns",
  signs: [...SOFT_SIGNS, ...NEWS2_INPUTS],
  isMedicalOnly: true,
  state: State,
  start: () => START,
  message,
  dueMs,
  due,
  resolved,
  shift: (state) => state,
});
