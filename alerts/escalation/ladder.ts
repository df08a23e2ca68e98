import type { EscalationTarget } from "../../domain/escalation.ts";
import type { RouteLadder } from "./route.ts";

/** Whom one step is for, who comes after them, and who was told by the steps before. */
export interface Rung {
  /** Number of steps that were taken before. */
  readonly step: number;
  /** Empty: nobody (somebody is on the way, or the ladder has ended). */
  readonly targets: readonly EscalationTarget[];
  /** Targets of the steps behind this one, nearest first: who is told at once when nobody of `targets` is there. */
  readonly next: readonly EscalationTarget[];
  readonly before: ReadonlySet<EscalationTarget>;
  /** Where it comes from: `default ladder critical step 1`. */
  readonly why: string;
}
/** The step that follows `step` taken ones. */
export function targetsAt({ steps, repeat, why }: RouteLadder, step: number, isTaken: boolean): Rung {
  const one = steps[step];
  const targets = one === undefined ? (repeat?.targets ?? []) : one.unlessTaken === true && isTaken ? [] : one.targets;
  return {
    step,
    targets,
    next: [...steps.slice(step + 1).flatMap((later) => later.targets), ...(repeat?.targets ?? [])],
    before: new Set(steps.slice(0, step).flatMap((earlier) => earlier.targets)),
    why: one === undefined ? `${why} repeat` : `${why} step ${step}`,
  };
}
/** When the step after this one is due; `null`: the ladder ends. */
export function dueAfter({ steps, repeat }: RouteLadder, step: number, isTaken: boolean, nowMs: number): number | null {
  const [one, next] = [steps[step], steps[step + 1]];
  if (one !== undefined && next !== undefined) return nowMs + next.afterMs - one.afterMs;
  if (repeat === null) return null;
  return nowMs + (isTaken ? (repeat.takenEveryMs ?? repeat.everyMs) : repeat.everyMs);
}
export function firstDelayMs({ steps }: RouteLadder): number {
  return steps[0]?.afterMs ?? 0;
}
