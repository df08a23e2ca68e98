import type { LevelChange } from "../../domain/rule-change.ts";
import type { Level, ThresholdRule } from "./types.ts";

/** A level that follows another one when it is not named itself: what stands at the same limit stays there. */
const FOLLOWS: Readonly<Partial<Record<Level["name"], Level["name"]>>> = { mark: "warning", fastWarning: "deep" };

/** The change that a level takes; `undefined`: it stays. One that follows keeps its own duration. */
export function changeOf(level: Level, rule: ThresholdRule, changes: readonly LevelChange[]): LevelChange | undefined {
  const named = changes.find((change) => change.level === level.name);
  if (named !== undefined) return named;
  const leader = rule.levels.find(({ name }) => name === FOLLOWS[level.name]);
  const change = changes.find((one) => one.level === leader?.name);
  if (leader === undefined || change === undefined) return undefined;
  const { raiseAt, clearAt } = moved(leader, change);
  return { level: level.name, raiseAt, clearAt };
}
/** The level with another limit: what is not said keeps its distance and duration. */
export function moved(level: Level, { raiseAt, clearAt, forMs }: LevelChange): Level {
  return { ...level, raiseAt, clearAt: clearAt ?? round(level.clearAt + raiseAt - level.raiseAt), forMs: forMs ?? level.forMs };
}
/** Tenths and hundredths of units stay what they are when they are added. */
function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
/** Told later, over sooner, or held longer than before. */
export function isLooser(side: ThresholdRule["side"], next: Level, before: Level): boolean {
  const sign = side === "high" ? 1 : -1;
  return sign * next.raiseAt > sign * before.raiseAt || sign * next.clearAt > sign * before.clearAt || next.forMs > before.forMs;
}
