import type { Deadline, Deadlines } from "./deadlines.ts";

/** Several things of one owner may be due at one time (a warning, then urgent; an offline mark): never as many as this. */
export const MOST_LOOKS_AT_ONCE = 8;
/** An owner that stays due however often it is looked at is looked at again so much later. */
export const STUCK_AGAIN_MS = 60_000;

/**
 * Looks at everybody who is due up to `nowMs`, in due order. `look` acts and says when its owner is due next, `null` for never.
 * Always ends: an owner that is still due after `MOST_LOOKS_AT_ONCE` looks at one time is moved on and told to `stuck`.
 */
export function fireDue(
  deadlines: Deadlines,
  nowMs: number,
  look: (deadline: Deadline) => number | null,
  stuck: (deadline: Deadline) => void,
): void {
  let atMs = Number.NEGATIVE_INFINITY;
  /** How often each owner was looked at, at `atMs`: kept while somebody is left who is due then. */
  const looked = new Map<string, number>();
  while (deadlines.nextMs <= nowMs) {
    const deadline = deadlines.take();
    if (deadline === undefined) return;
    const { dueMs, of, id } = deadline;
    if (dueMs !== atMs && looked.size > 0) looked.clear();
    atMs = dueMs;
    const looks = looked.size === 0 ? 0 : (looked.get(`${of}:${id}`) ?? 0);
    // Its next due time stands already: what else stands here for it is covered by that.
    if (looks === MOST_LOOKS_AT_ONCE) continue;
    const nextMs = look(deadline);
    const isStillDue = nextMs !== null && nextMs <= dueMs;
    if (isStillDue || deadlines.nextMs <= dueMs) looked.set(`${of}:${id}`, looks + 1);
    if (nextMs === null) continue;
    const isStuck = isStillDue && looks + 1 === MOST_LOOKS_AT_ONCE;
    if (isStuck) stuck(deadline);
    deadlines.add({ dueMs: isStuck ? dueMs + STUCK_AGAIN_MS : Math.max(nextMs, dueMs), of, id });
  }
}
