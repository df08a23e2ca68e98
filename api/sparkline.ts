const MINUTES = 60;
const MINUTE_MS = 60_000;

/** Mean per minute over the last hour, in a ring. */
export class Sparkline {
  readonly #sum = new Float64Array(MINUTES);
  readonly #count = new Uint32Array(MINUTES);
  /** Minute since the epoch that each place of the ring holds. */
  readonly #minute = new Float64Array(MINUTES).fill(-1);

  add(atMs: number, value: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    const place = minute % MINUTES;
    if (minute < (this.#minute[place] ?? -1)) return;
    if (minute !== this.#minute[place]) {
      this.#minute[place] = minute;
      this.#sum[place] = 0;
      this.#count[place] = 0;
    }
    this.#sum[place] = (this.#sum[place] ?? 0) + value;
    this.#count[place] = (this.#count[place] ?? 0) + 1;
  }
  /** Oldest first; `null` for a minute without a value. */
  lastHour(nowMs: number): (number | null)[] {
    const last = Math.floor(nowMs / MINUTE_MS);
    return Array.from({ length: MINUTES }, (_, index) => {
      const minute = last - MINUTES + 1 + index;
      const place = minute % MINUTES;
      const count = this.#count[place] ?? 0;
      return this.#minute[place] === minute && count > 0 ? Math.round(((this.#sum[place] ?? 0) / count) * 10) / 10 : null;
    });
  }
}
