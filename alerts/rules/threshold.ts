import { hasCount, NO_RECENT, noteReading, type Recent } from "./count.ts";
import type { Level, ThresholdRule } from "./types.ts";

/** Where one rule stands for one device. */
export interface ThresholdState {
  /** Index of the level that fires, -1 when none. */
  readonly firing: number;
  /** Per level: since when it is reached without a break (observation time), -1 when it is not. */
  readonly since: readonly number[];
  /** Observation time of the last reading that was stepped. */
  readonly lastAtMs: number;
  /** Of a rule that counts readings; absent: none that count. */
  readonly recent?: Recent;
}
/** With the readings that count, if there are any. */
export function withRecent(state: ThresholdState, recent: Recent): ThresholdState {
  return recent.length === 0 ? state : { ...state, recent };
}
export interface ThresholdReading {
  /** In the unit of the rule's sign. */
  readonly value: number;
  readonly atMs: number;
  /** A value stands no longer than this (DOMAIN §5.3: twice the interval); a later reading starts the duration anew. */
  readonly holdMs: number;
  /** Deep levels are heard (DOMAIN §5.9: medical grade, or a sign whose consumer readings only ask to measure). */
  readonly deepHeard: boolean;
  /** The resident moves: a resting rule starts no warning. */
  readonly moving: boolean;
}

export function normalState(rule: ThresholdRule): ThresholdState {
  return { firing: -1, since: rule.levels.map(() => -1), lastAtMs: -1 };
}
export function reaches(rule: ThresholdRule, level: Level, value: number): boolean {
  return rule.side === "high" ? value >= level.raiseAt : value <= level.raiseAt;
}
export function isOver(rule: ThresholdRule, level: Level, value: number): boolean {
  return rule.side === "high" ? value < level.clearAt : value > level.clearAt;
}
/** Neither fires nor counts towards a duration. */
export function isCalm(state: ThresholdState): boolean {
  return state.firing < 0 && state.recent === undefined && state.since.every((since) => since < 0);
}
/**
 * Next state after one good reading. Pure: durations run on observation time, so a replay gives the same alerts.
 * A level fires once reached for `forMs` without a break; a firing level ends only past its `clearAt`, to the worst level that still stands.
 */
export function stepThreshold(rule: ThresholdRule, state: ThresholdState, reading: ThresholdReading): ThresholdState {
  const isBroken = state.lastAtMs >= 0 && reading.atMs - state.lastAtMs > reading.holdMs;
  const recent = noteReading(rule, state.recent ?? NO_RECENT, reading.value, reading.atMs);
  let reached = -1;
  const since = rule.levels.map((level, index) => {
    const isUnheard = (level.deep && !reading.deepHeard) || (rule.atRest && reading.moving && level.severity !== "critical");
    if (isUnheard || !reaches(rule, level, reading.value)) return -1;
    const before = state.since[index] ?? -1;
    const start = before < 0 || isBroken ? reading.atMs : before;
    if (reading.atMs - start >= level.forMs && hasCount(rule, level, recent, reading.atMs)) reached = index;
    return start;
  });
  let firing = state.firing;
  while (firing >= 0 && rule.levels.slice(firing, firing + 1).some((level) => isOver(rule, level, reading.value))) firing -= 1;
  return withRecent({ firing: Math.max(firing, reached), since, lastAtMs: reading.atMs }, recent);
}
