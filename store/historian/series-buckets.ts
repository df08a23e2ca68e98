import type { SeriesPoint } from "../../domain/series.ts";
import { meanOf, type Rollup } from "./rollups.ts";
import type { SeriesPlan } from "./series-plan.ts";

/** Good values that lie in one bucket of an answer. */
export type SeriesPart = Pick<Rollup, "atMs" | "count" | "min" | "max" | "sum">;

/** Gathers the parts of an answer, from any device and resolution, into its buckets. */
export class SeriesBuckets {
  readonly #plan: SeriesPlan;
  readonly #buckets = new Map<number, { min: number; max: number; sum: number; count: number }>();

  constructor(plan: SeriesPlan) {
    this.#plan = plan;
  }
  /** `atMs`: any time of the bucket that the part lies in. */
  add({ atMs, count, min, max, sum }: SeriesPart): void {
    const index = Math.floor((atMs - this.#plan.fromMs) / this.#plan.bucketMs);
    const bucket = this.#buckets.get(index);
    if (bucket === undefined) {
      this.#buckets.set(index, { count, min, max, sum });
      return;
    }
    bucket.count += count;
    bucket.min = Math.min(bucket.min, min);
    bucket.max = Math.max(bucket.max, max);
    bucket.sum += sum;
  }
  /** Oldest first; buckets without a good value are left out. */
  points(): SeriesPoint[] {
    const { fromMs, bucketMs } = this.#plan;
    return [...this.#buckets]
      .toSorted(([a], [b]) => a - b)
      .map(([index, bucket]) => {
        const { min, max, count } = bucket;
        return { at: fromMs + index * bucketMs, min, max, mean: meanOf(bucket), count };
      });
  }
}
