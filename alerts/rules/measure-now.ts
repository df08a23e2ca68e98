import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { Grade, Method } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";
import { hasCount, NO_RECENT, noteReading, type Recent } from "./count.ts";
import { isOver, reaches, withRecent, type ThresholdState } from "./threshold.ts";
import type { ThresholdRule } from "./types.ts";

/**
 * DOMAIN §5.2: consumer SpO2, skin temperature and cuffless pressure never raise critical alone. A consumer heart rate is not in
 * that list: held for its duration it may raise critical, but not by a deep level.
 */
export function isLimited(sign: SignKey, method: Method, grade: Grade): boolean {
  if (grade === "medical") return false;
  if (sign === "spo2") return true;
  if (sign === "bodyTemperature") return method === "skin" || method === "wrist";
  return (sign === "systolicPressure" || sign === "diastolicPressure") && method !== "cuff";
}
/** Skin is 32–35 °C in health, so a cool skin says nothing, nor does one that is a little warm again and again: it is trend only (DOMAIN §5.2). */
export function isTrendOnly(rule: ThresholdRule, method: Method, grade: Grade): boolean {
  const isTrend = rule.side === "low" || rule.levels.some(({ count }) => count !== undefined);
  return isTrend && rule.sign === "bodyTemperature" && isLimited(rule.sign, method, grade);
}
/** A question that waits for an answer: is this value real? */
export interface MeasureTask {
  readonly ruleId: string;
  readonly sign: SignKey;
  readonly deviceId: string;
  /** Level of the rule that asked. */
  readonly level: number;
  readonly value: number;
  readonly identity: string;
  readonly observedAtMs: number;
  /** When no answer counts as confirmed (server time); `null`: never (consumer grade §5.2, late values). */
  readonly dueMs: number | null;
  readonly measureWith: DeviceKind;
}
export interface Answer {
  readonly value: number;
  readonly observedAtMs: number;
  readonly deviceId: string;
  readonly limited: boolean;
}
/** What a new good reading says about a task. Only a reading that may raise critical confirms; the asking device may take it back. */
export function judge(rule: ThresholdRule, task: MeasureTask, answer: Answer): "confirmed" | "gone" | "none" {
  if (answer.observedAtMs <= task.observedAtMs) return "none";
  if (!answer.limited && worstCritical(rule, answer.value) >= 0) return "confirmed";
  const firstCritical = rule.levels.findIndex((level) => level.severity === "critical");
  const mildest = rule.levels[Math.min(task.level, firstCritical)];
  if (mildest !== undefined && !isOver(rule, mildest, answer.value)) return "none";
  return answer.limited && answer.deviceId !== task.deviceId ? "none" : "gone";
}
/** Index of the worst critical level that one value reaches, -1 for none. */
export function worstCritical(rule: ThresholdRule, value: number): number {
  return rule.levels.findLastIndex((level) => level.severity === "critical" && level.count === undefined && reaches(rule, level, value));
}
/** Index of the worst level that a value reaches, after the readings before it, -1 for none. */
function worstReached(rule: ThresholdRule, value: number, recent: Recent, atMs: number): number {
  return rule.levels.findLastIndex((level) => reaches(rule, level, value) && hasCount(rule, level, recent, atMs));
}
export interface SparseReading {
  readonly value: number;
  readonly atMs: number;
  readonly limited: boolean;
  readonly medical: boolean;
  /** It confirms a question that was open. */
  readonly confirms: boolean;
}
/**
 * One reading of a sign that is measured too rarely for durations (DOMAIN §5.3): a warning stands at once; a critical value asks for
 * a second reading; a deep medical-grade value raises at once (§5.9). `asks`: the level to confirm, -1 for none.
 */
export function stepSparse(
  rule: ThresholdRule,
  state: ThresholdState,
  reading: SparseReading,
): { readonly state: ThresholdState; readonly asks: number } {
  let firing = state.firing;
  while (firing >= 0 && rule.levels.slice(firing, firing + 1).some((level) => isOver(rule, level, reading.value))) firing -= 1;
  const recent = noteReading(rule, state.recent ?? NO_RECENT, reading.value, reading.atMs);
  const index = worstReached(rule, reading.value, recent, reading.atMs);
  const level = rule.levels[index];
  let asks = -1;
  if (level?.severity === "critical") {
    if (reading.confirms || (level.deep && reading.medical)) firing = Math.max(firing, index);
    else if (rule.levels[firing]?.severity !== "critical") asks = index;
  } else if (level !== undefined && !reading.limited) firing = Math.max(firing, index);
  return { state: withRecent({ firing, since: state.since, lastAtMs: reading.atMs }, recent), asks };
}
