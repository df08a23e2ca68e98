/** Pulses of a wrist and of the bed below it, a pair a minute while both are felt; newest last. */
export interface PulsePairs {
  /** Wrist minus mat, per minute. */
  readonly differences: readonly number[];
  /** Server time of the newest, -1 for none. */
  readonly atMs: number;
}
export const NO_PAIRS: PulsePairs = { differences: [], atMs: -1 };
/** Both are optical or mechanical and off by a few beats; ten beats in the same direction, again and again, are two hearts [M]. */
const APART_PER_MIN = 10;
/** Of so many pairs so many: two swapped watches are noticed within 30 min (DOMAIN §5.14). */
const PAIRS = 12;
const AGREEING = 10;
/** Pairs of another night prove nothing. */
const FORGOTTEN_AFTER_MS = 30 * 60_000;

export function withPair(before: PulsePairs, difference: number, atMs: number): PulsePairs {
  const known = atMs - before.atMs > FORGOTTEN_AFTER_MS ? [] : before.differences;
  return { differences: [...known, difference].slice(-PAIRS), atMs };
}
/** `true`: two hearts; `false`: one; `null`: too early to tell, or in between. */
export function isAnotherHeart({ differences }: PulsePairs): boolean | null {
  if (differences.length < PAIRS) return null;
  const above = differences.filter((one) => one >= APART_PER_MIN).length;
  const below = differences.filter((one) => one <= -APART_PER_MIN).length;
  if (Math.max(above, below) >= AGREEING) return true;
  return above + below <= PAIRS - AGREEING ? false : null;
}
