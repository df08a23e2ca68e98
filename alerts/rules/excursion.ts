import { Type, type Static } from "typebox";
import { outsideByM, type Fence, type Position } from "../../domain/fence.ts";
import { ACCURACY_FACTOR, FIXES_OUTSIDE, LEAVE_MARGIN_M, RETURN_ACCURACY_M, RETURN_MARGIN_M } from "../../domain/fence-gate.ts";
import { FENCE_RULE, LOST_AFTER_MS } from "./catalogue/wandering.ts";

const Ms = Type.Union([Type.Number(), Type.Null()]);
/** What one device says about being inside the fences. No position is kept. Server times. */
export const Excursion = Type.Object({
  /** `leaving`: seen outside, not for long enough; `outside`: told. */
  phase: Type.Union([Type.Literal("inside"), Type.Literal("leaving"), Type.Literal("outside")]),
  sinceMs: Ms,
  /** Fixes clearly outside since then. */
  fixes: Type.Number(),
  /** The newest fix that said neither. */
  unclearMs: Ms,
  lastFixMs: Ms,
  /** Nothing was heard since the last fix, and that was told. */
  isLost: Type.Boolean(),
});
export type Excursion = Static<typeof Excursion>;
export const AT_HOME: Excursion = { phase: "inside", sinceMs: null, fixes: 0, unclearMs: null, lastFixMs: null, isLost: false };

/**
 * `outside`: farther from every fence than the accuracy can explain; `inside`: far enough inside, and exact enough, to be back; `within`: the
 * centre lies inside; `unclear`: it says nothing. `accuracyM` 0: the device said none.
 */
export function sideOf(
  fences: readonly Pick<Fence, "shape">[],
  at: Position,
  accuracyM: number,
): "outside" | "inside" | "within" | "unclear" {
  const byM = outsideByM(fences, at);
  if (byM > Math.max(LEAVE_MARGIN_M, ACCURACY_FACTOR * accuracyM)) return "outside";
  if (byM <= -RETURN_MARGIN_M && accuracyM <= RETURN_ACCURACY_M) return "inside";
  return byM <= 0 ? "within" : "unclear";
}
/** The excursion after one fix. Told is it when the third fix in a row lies outside, or the dwell has passed and the newest is outside. */
export function stepFix(state: Excursion, side: ReturnType<typeof sideOf>, atMs: number): Excursion {
  const isBack = side === "inside" || (side === "within" && state.phase !== "outside");
  if (isBack) return state.phase === "inside" && state.lastFixMs === null ? state : AT_HOME;
  if (side !== "outside") {
    if (state.phase === "inside") return state;
    return { ...state, unclearMs: atMs, lastFixMs: atMs, isLost: false };
  }
  const sinceMs = state.sinceMs ?? atMs;
  const fixes = state.fixes + 1;
  const isTold = state.phase === "outside" || fixes >= FIXES_OUTSIDE || (fixes > 1 && atMs - sinceMs >= FENCE_RULE.forMs);
  return { phase: isTold ? "outside" : "leaving", sinceMs, fixes, unclearMs: state.unclearMs, lastFixMs: atMs, isLost: false };
}
/** When silence says something: still outside for all that is known, or lost. */
export function excursionDueMs({ phase, sinceMs, unclearMs, lastFixMs, isLost }: Excursion): number | null {
  if (phase === "leaving" && sinceMs !== null) return Math.max(sinceMs, unclearMs ?? 0) + FENCE_RULE.forMs;
  return phase === "outside" && lastFixMs !== null && !isLost ? lastFixMs + LOST_AFTER_MS : null;
}
export function shiftExcursion(state: Excursion, byMs: number): Excursion {
  const later = (ms: number | null) => (ms === null ? null : ms + byMs);
  return { ...state, sinceMs: later(state.sinceMs), unclearMs: later(state.unclearMs), lastFixMs: later(state.lastFixMs) };
}
