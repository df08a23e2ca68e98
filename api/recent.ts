import type { Clock } from "../domain/time.ts";

/** So many are remembered; the longest unused go first. */
const REMEMBERED = 10_000;

export interface Recent<T> {
  get(key: string): Promise<T | undefined>;
  put(key: string, value: T): void;
  /** Read or put as nothing. */
  isNone(key: string): boolean;
  forget(key: string): void;
  entries(): IterableIterator<[string, T | undefined]>;
}
/** Remembers what was read for `believedMs`, and for longer while reading fails with an error that `mayOutlive`. */
export function makeRecent<T>(options: {
  readonly read: (key: string) => Promise<T | undefined>;
  readonly believedMs: number;
  readonly clock: Clock;
  readonly mayOutlive: (error: unknown) => boolean;
}): Recent<T> {
  const known = new Map<string, { readonly value: T | undefined; readonly readAt: number; readonly version: number }>();
  let version = 0;
  const remember = (key: string, value: T | undefined) => {
    known.delete(key);
    known.set(key, { value, readAt: options.clock.monotonic(), version: (version += 1) });
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
  };
  return {
    async get(key) {
      const before = known.get(key);
      if (before !== undefined && options.clock.monotonic() - before.readAt < options.believedMs) return before.value;
      try {
        const value = await options.read(key);
        // What was put or forgotten while we read is newer than what we read.
        if (known.get(key)?.version === before?.version) remember(key, value);
        return known.has(key) ? known.get(key)?.value : value;
      } catch (error) {
        if (before === undefined || !options.mayOutlive(error)) throw error;
        // Believed on for a while: who acknowledges does not wait for the records once for each thing that is asked of them.
        if (known.get(key)?.version === before.version) remember(key, before.value);
        return before.value;
      }
    },
    put: remember,
    isNone: (key) => known.has(key) && (known.get(key)?.value ?? null) === null,
    forget: (key) => void known.delete(key),
    *entries() {
      for (const [key, { value }] of known) yield [key, value];
    },
  };
}
