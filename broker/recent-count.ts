const WINDOW_MS = 60_000;
const PRUNE_AT = 10_000;

/** How often something happened per key during the last minute. Times are monotonic milliseconds. */
export class RecentCount {
  readonly #hits = new Map<string, number[]>();

  /** Counts one more and returns the count of the last minute, this one included. */
  add(key: string, nowMs: number): number {
    if (this.#hits.size >= PRUNE_AT) this.#prune(nowMs);
    const recent = (this.#hits.get(key) ?? []).filter((atMs) => nowMs - atMs < WINDOW_MS);
    recent.push(nowMs);
    this.#hits.set(key, recent);
    return recent.length;
  }
  /** Takes the newest back: it was not the fault of `key`. */
  forgive(key: string): void {
    this.#hits.get(key)?.pop();
  }
  clear(key: string): void {
    this.#hits.delete(key);
  }
  #prune(nowMs: number): void {
    for (const [key, hits] of this.#hits) {
      const last = hits.at(-1);
      if (last === undefined || nowMs - last >= WINDOW_MS) this.#hits.delete(key);
    }
  }
}
