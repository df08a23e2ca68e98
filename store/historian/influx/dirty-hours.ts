import { bucketStart, HOUR_MS } from "../rollups.ts";
import type { Kept } from "../series-plan.ts";
import type { Line } from "./lines.ts";
import type { DirtyHour, StateFile } from "./state-file.ts";

/**
 * The hours whose roll-ups are not up to date, in the local file and in memory, so that a line of an hour that is known to be dirty costs
 * nothing more.
 */
export class DirtyHours {
  readonly #state: StateFile;
  readonly #known = new Map<string, Set<number>>();
  #kept: Kept | null = null;

  constructor(state: StateFile) {
    this.#state = state;
  }
  get kept(): Kept {
    this.#kept ??= this.#state.kept();
    return this.#kept;
  }
  set kept(kept: Kept) {
    this.#state.saveKept(kept);
    this.#kept = kept;
  }
  /** To be called before the lines are sent. Where raw points may be gone the roll-up stays as it is. */
  mark(lines: readonly Line[]): void {
    const found: DirtyHour[] = [];
    for (const { device, atMs } of lines) {
      const hourMs = bucketStart(atMs, HOUR_MS);
      if (hourMs < this.kept.rawFromMs) continue;
      const known = this.#known.get(device.id) ?? new Set();
      if (known.has(hourMs)) continue;
      this.#known.set(device.id, known.add(hourMs));
      found.push({ deviceId: device.id, hourMs });
    }
    try {
      this.#state.addDirty(found);
    } catch (error) {
      this.#known.clear();
      throw error;
    }
  }
  oldest(beforeMs: number, limit: number): readonly DirtyHour[] {
    return this.#state.dirtyHours(beforeMs, limit);
  }
  clean(hours: readonly DirtyHour[]): void {
    this.#state.removeDirty(hours);
    for (const { deviceId, hourMs } of hours) {
      const known = this.#known.get(deviceId);
      known?.delete(hourMs);
      if (known?.size === 0) this.#known.delete(deviceId);
    }
  }
}
