/** Percentiles of a set of durations, ms, by nearest rank; all `null` for an empty set. */
export interface Latency {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}
export function latencyOf(durationsMs: Float64Array | readonly number[]): Latency {
  const sorted = Float64Array.from(durationsMs).sort();
  const rank = (share: number): number | null => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    return value === undefined ? null : Math.round(value * 100) / 100;
  };
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) };
}
