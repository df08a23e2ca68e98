import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { Severity } from "../../domain/alert.ts";
import { deviceKindInfo, methodOf } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import {
  NEWS2_HIGH,
  NEWS2_INPUTS,
  NEWS2_MEDIUM,
  scoreNews2,
  type News2Input,
  type News2Score,
  type Spo2Scale,
} from "../../domain/news2.ts";
import { NEWS2_WINDOW_MS, news2SetOf, valuesOf, type News2Readings } from "../../domain/news2-set.ts";
import { Method } from "../../domain/observation.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Said, type Step, type Watched } from "../evaluation/watcher.ts";
import { DENSE_INTERVAL_MS } from "../rules/absence.ts";
import { NEWS2_FULL_SET_RULE, NEWS2_TOTAL_RULE } from "../rules/catalogue/news2.ts";

/** A score of which nothing more was heard is not told as true for longer than the interval of observation at 1–4 (RCP 2017) [M]. */
const EXPIRES_MS = 4 * 3_600_000;

const Reading = Type.Object({ value: Type.Number(), atMs: Type.Number(), deviceId: Type.String(), method: Method });
const Since = Type.Union([Type.Number(), Type.Null()]);
const State = Type.Object({
  readings: Type.Partial(Type.Record(Type.Enum(NEWS2_INPUTS), Reading)),
  /** Since when (observation time) the set is so bad without a break; `null`: it is not. */
  since: Type.Object({ fullSet: Since, warning: Since, critical: Since }),
  total: Type.Union([Severity, Type.Null()]),
  isFullSetAsked: Type.Boolean(),
  /** Server time until which what was said holds without another set. */
  holdsUntilMs: Since,
});
type State = Static<typeof State>;
const START: State = {
  readings: {},
  since: { fullSet: null, warning: null, critical: null },
  total: null,
  isFullSetAsked: false,
  holdsUntilMs: null,
};
/** Name of its state rows. */
export const NEWS2_WATCHER = "news2";

const isInput = (sign: string): sign is News2Input => NEWS2_INPUTS.some((input) => input === sign);

/** The readings with what the message adds; the same object when it adds nothing that may enter a score (DOMAIN §5.2, §5.11). */
function taken(readings: News2Readings, message: DeviceMessage, { movingUntilMs }: Watched): News2Readings {
  const { device, grade, observedAtMs, receivedAtMs, samples } = message;
  if (grade !== "medical" || receivedAtMs - observedAtMs > NEWS2_WINDOW_MS) return readings;
  let next = readings;
  for (const { sign, value, quality } of samples) {
    if (!isInput(sign) || quality !== "good" || observedAtMs <= (next[sign]?.atMs ?? -1)) continue;
    const method = message.method ?? methodOf(device.kind, sign);
    // A person who types has seen whether somebody walks.
    if (method !== "typed" && observedAtMs < movingUntilMs) continue;
    next = { ...next, [sign]: { value, atMs: observedAtMs, deviceId: device.id, method } };
  }
  return next;
}
/** How bad the set is. `null` of a set with missing inputs is no news: it may only raise. */
function severityOf({ total, hasRed, missing }: News2Score): Severity | null {
  if (total >= NEWS2_HIGH) return "critical";
  return total >= NEWS2_MEDIUM || (hasRed && missing.length === 0) ? "warning" : null;
}
/** A continuous monitor's single minute is no finding: what it says must hold, as its vital rules must. */
function isDense({ device }: DeviceMessage): boolean {
  return (deviceKindInfo(device.kind).expectedIntervalMs ?? Infinity) <= DENSE_INTERVAL_MS;
}
function message(state: State, message: DeviceMessage, watched: Watched): Step<State> {
  if (watched.residentId === null) return { state, says: [] };
  const readings = taken(state.readings, message, watched);
  if (readings === state.readings) return { state, says: [] };
  const { atMs, values } = news2SetOf(readings);
  const scale = watched.spo2Scale(message.receivedAtMs);
  const score = scoreNews2(values, scale);
  const isWhole = score.missing.length === 0;
  const found = severityOf(score);
  const now = atMs ?? message.observedAtMs;
  const since = {
    fullSet: !isWhole && score.hasRed && found === null ? (state.since.fullSet ?? now) : null,
    warning: found !== null ? (state.since.warning ?? now) : null,
    critical: found === "critical" ? (state.since.critical ?? now) : null,
  };
  const needsMs = isDense(message) ? NEWS2_TOTAL_RULE.forMs : 0;
  const hasHeld = (from: number | null) => from !== null && now - from >= needsMs;
  const raised = hasHeld(since.critical) ? "critical" : hasHeld(since.warning) ? "warning" : null;
  const total = isWhole && found === null ? null : worse(state.total, raised, isWhole);
  const isAskedStill = state.isFullSetAsked && hasAnyRed(readings, scale);
  const isFullSetAsked = total === null && !isWhole && (hasHeld(since.fullSet) || isAskedStill);
  const isSaid = total !== null || isFullSetAsked;
  const next: State = {
    readings,
    since,
    total,
    isFullSetAsked,
    holdsUntilMs: !isSaid ? null : raised !== null || state.holdsUntilMs === null ? message.receivedAtMs + EXPIRES_MS : state.holdsUntilMs,
  };
  return { state: next, says: said(state, next, causeOf(message, now, score.total)) };
}
/** An input that scored 3 and was not measured again: the question stands, however long ago it was. */
function hasAnyRed(readings: News2Readings, scale: Spo2Scale): boolean {
  return scoreNews2(valuesOf(readings), scale).hasRed;
}
/** What was said stays said, unless a whole set says less. */
function worse(before: State["total"], raised: State["total"], mayFall: boolean): State["total"] {
  if (raised === null) return before;
  return before === "critical" && !mayFall ? before : raised;
}
function causeOf({ device, identity, receivedAtMs }: DeviceMessage, observedAtMs: number, total: number): Said["cause"] {
  return { ...deadlineCause(device.id, identity, receivedAtMs), value: total, observedAtMs, medicalGrade: true };
}
function said(before: State, next: State, cause: Said["cause"]): readonly Said[] {
  const says: Said[] = [];
  if (next.total !== before.total) says.push({ rule: NEWS2_TOTAL_RULE.id, severity: next.total, cause });
  if (next.isFullSetAsked !== before.isFullSetAsked)
    says.push({ rule: NEWS2_FULL_SET_RULE.id, severity: next.isFullSetAsked ? NEWS2_FULL_SET_RULE.severity : null, cause });
  return says;
}
function due(state: State, atMs: number): Step<State> {
  const next: State = { ...START, readings: state.readings };
  return { state: next, says: said(state, next, deadlineCause(null, `news2:${state.holdsUntilMs}`, atMs, "expired")) };
}

const schema = Compile(State);
/** The readings of a state row of this watcher; none of a text that is no such row. */
export function news2ReadingsOf(text: string | null): News2Readings {
  const state: unknown = text === null ? null : JSON.parse(text);
  return schema.Check(state) ? state.readings : {};
}
/** NEWS2 of one resident from the newest medical-grade readings at rest and what a nurse entered. */
export const NEWS2 = watchKind({
  name: NEWS2_WATCHER,
  signs: NEWS2_INPUTS,
  isMedicalOnly: true,
  state: State,
  start: () => START,
  message,
  dueMs: ({ holdsUntilMs }) => holdsUntilMs,
  due,
  shift: (state, byMs) => (state.holdsUntilMs === null ? state : { ...state, holdsUntilMs: state.holdsUntilMs + byMs }),
});
