/** Lengths of the buckets that roll-ups are kept for. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** A stored value of one sign of one device, whatever its quality. */
export interface RollupReading {
  readonly atMs: number;
  readonly value: number;
  readonly isGood: boolean;
}
/**
 * The good values of one sign of one device in one bucket; there is no roll-up of a bucket without one.
 * `coveredMs`: how much of the bucket the values speak for. A good reading covers from its time to the next reading of that sign, good or
 * not, or for the sign's expected interval (`signIntervalMs` of domain/device-kinds.ts), whichever is shorter, clipped to its minute; a sign
 * without an interval covers nothing. An hour covers what its minutes cover.
 */
export interface Rollup {
  /** Start of the bucket, a whole multiple of its length. */
  readonly atMs: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** Mean × count: unlike a mean it adds up without rounding again. */
  readonly sum: number;
  /** Value of the newest reading. */
  readonly last: number;
  readonly coveredMs: number;
}
export function meanOf({ sum, count }: { readonly sum: number; readonly count: number }): number {
  return sum / count;
}
/** Start of the bucket of length `lengthMs` that holds `atMs`. */
export function bucketStart(atMs: number, lengthMs: number): number {
  return Math.floor(atMs / lengthMs) * lengthMs;
}

/**
 * The minutes of one sign of one device, oldest first, computed from all its readings in whole minutes. Depends on nothing else, so that
 * computing it again, in whatever order readings arrived and however often, gives the same.
 * @param readings in order of time
 * @param intervalMs normal time between values of the sign; `null`: it comes only when something happens
 */
export function rollUpMinutes(readings: readonly RollupReading[], intervalMs: number | null): Rollup[] {
  const minutes: Rollup[] = [];
  let open: { -readonly [K in keyof Rollup]: Rollup[K] } | null = null;
  for (const [index, { atMs, value, isGood }] of readings.entries()) {
    if (!isGood) continue;
    const startMs = bucketStart(atMs, MINUTE_MS);
    if (open === null || open.atMs !== startMs) {
      open = { atMs: startMs, count: 0, min: value, max: value, sum: 0, last: value, coveredMs: 0 };
      minutes.push(open);
    }
    open.count += 1;
    open.min = Math.min(open.min, value);
    open.max = Math.max(open.max, value);
    open.sum += value;
    open.last = value;
    const nextMs = readings[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    open.coveredMs += Math.max(0, Math.min(nextMs, atMs + (intervalMs ?? 0), startMs + MINUTE_MS) - atMs);
  }
  return minutes;
}

/** The roll-ups of longer buckets, made of whole shorter ones. @param parts of one sign of one device, in order of time */
export function combineRollups(parts: readonly Rollup[], lengthMs: number): Rollup[] {
  const combined: Rollup[] = [];
  let open: { -readonly [K in keyof Rollup]: Rollup[K] } | null = null;
  for (const part of parts) {
    const startMs = bucketStart(part.atMs, lengthMs);
    if (open === null || open.atMs !== startMs) {
      open = { ...part, atMs: startMs };
      combined.push(open);
      continue;
    }
    open.count += part.count;
    open.min = Math.min(open.min, part.min);
    open.max = Math.max(open.max, part.max);
    open.sum += part.sum;
    open.last = part.last;
    open.coveredMs += part.coveredMs;
  }
  return combined;
}
