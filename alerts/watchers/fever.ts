import { Type, type Static } from "typebox";
import { methodOf } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { deadlineCause } from "../evaluation/subjects.ts";
import { watchKind, type Found, type Step } from "../evaluation/watcher.ts";
import { FEVER } from "../rules/catalogue/fever-cluster.ts";

const HOUR = 3_600_000;
/** A second reading so soon is the same measurement; one so late is another illness [M]. */
const REPEATED = { afterMs: HOUR / 2, withinMs: 48 * HOUR };
/** Who had no fever for so long and gets one falls ill anew [M]. */
const WELL_AFTER_MS = 48 * HOUR;
/** The usual temperature is known from so many days on, and is that of the last two weeks [M]. */
const USUAL_DAYS = { least: 3, most: 14 };
const DAY_MS = 24 * HOUR;
/** Differences of one decimal are not exact in binary. */
const ROUNDING = 1e-6;

const State = Type.Object({
  /** Last raised reading, observation time; -1: none. */
  raisedMs: Type.Number(),
  /** Last reading that was a fever; -1: none. */
  feverMs: Type.Number(),
  /** One reading without fever a day, °C, newest last, and the day of the newest. */
  usual: Type.Array(Type.Number()),
  usualDay: Type.Number(),
});
type State = Static<typeof State>;
const START: State = { raisedMs: -1, feverMs: -1, usual: [], usualDay: -1 };
const NOTHING: readonly Found[] = [];

function message(state: State, { samples, device, method, observedAtMs, receivedAtMs, identity }: DeviceMessage): Step<State> {
  const found = samples.findLast(({ sign, quality }) => sign === "bodyTemperature" && quality === "good");
  // Skin is a trend and no temperature of the body (DOMAIN §5.2).
  if (found === undefined || (method ?? methodOf(device.kind, "bodyTemperature")) === "skin") return { state, says: NOTHING };
  const value = found.value + ROUNDING;
  if (!isFever(state, value, observedAtMs)) {
    const isRaised = value >= FEVER.repeatedAt;
    return {
      state: isRaised ? { ...state, raisedMs: Math.max(state.raisedMs, observedAtMs) } : withUsual(state, found.value, observedAtMs),
      says: NOTHING,
    };
  }
  const isNew = state.feverMs < 0 || observedAtMs - state.feverMs > WELL_AFTER_MS;
  const next = { ...state, raisedMs: Math.max(state.raisedMs, observedAtMs), feverMs: Math.max(state.feverMs, observedAtMs) };
  const cause = { ...deadlineCause(device.id, identity, receivedAtMs), observedAtMs, medicalGrade: true };
  return { state: next, says: isNew ? [{ finding: "fever", cause }] : NOTHING };
}
function isFever({ raisedMs, usual }: State, value: number, atMs: number): boolean {
  if (value >= FEVER.onceAt) return true;
  const sinceMs = atMs - raisedMs;
  if (value >= FEVER.repeatedAt && raisedMs >= 0 && sinceMs >= REPEATED.afterMs && sinceMs <= REPEATED.withinMs) return true;
  return usual.length >= USUAL_DAYS.least && value >= medianOf(usual) + FEVER.overUsual;
}
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
/** The first reading of a day stands for it; days around a fever teach nothing. */
function withUsual(state: State, value: number, atMs: number): State {
  const day = Math.floor(atMs / DAY_MS);
  if (day <= state.usualDay || (state.feverMs >= 0 && atMs - state.feverMs < WELL_AFTER_MS)) return state;
  return { ...state, usual: [...state.usual, value].slice(-USUAL_DAYS.most), usualDay: day };
}

/** Tells the building when a resident falls ill with fever (IDSA LTCF), by medical-grade readings. Pages nobody: the vital rules do. */
export const FEVER_WATCHER = watchKind({
  name: "fever",
  signs: ["bodyTemperature"],
  isMedicalOnly: true,
  state: State,
  start: () => START,
  message,
  dueMs: () => null,
  due: (state) => ({ state, says: NOTHING }),
  shift: (state) => state,
});
