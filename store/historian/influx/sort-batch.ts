import type { BatchMessage } from "./messages.ts";

export interface SortedBatch {
  /** Newer than everything of their device, each at a time of its own: they go straight out. */
  readonly fresh: readonly BatchMessage[];
  /** Something may be stored at their time, or another message of the batch has it: to be compared, in this order. */
  readonly doubtful: readonly BatchMessage[];
}

/**
 * Sorts a batch by whether a value may exist already. `newestMs`: newest stored time of a device, -Infinity where nothing is stored.
 * A message that comes before a doubtful one of the same device and time is doubtful too, so that the first value wins.
 */
export function sortBatch(messages: readonly BatchMessage[], newestMs: (deviceId: string) => number): SortedBatch {
  const reached = new Map<string, number>();
  const doubted = new Map<string, Set<number>>();
  for (const message of messages) {
    const { id } = message.device;
    const newest = reached.get(id) ?? newestMs(id);
    if (message.atMs > newest) reached.set(id, message.atMs);
    if (message.atMs > newest && !repeatsSign(message)) continue;
    const times = doubted.get(id) ?? new Set();
    doubted.set(id, times.add(message.atMs));
  }
  if (doubted.size === 0) return { fresh: messages, doubtful: [] };
  const fresh: BatchMessage[] = [];
  const doubtful: BatchMessage[] = [];
  for (const message of messages) (doubted.get(message.device.id)?.has(message.atMs) === true ? doubtful : fresh).push(message);
  return { fresh, doubtful };
}
/** Moves the newest times on to those of a batch. */
export function moveOn(newestMs: Map<string, number>, times: Iterable<readonly [deviceId: string, atMs: number]>): void {
  for (const [deviceId, atMs] of times) newestMs.set(deviceId, Math.max(atMs, newestMs.get(deviceId) ?? -Infinity));
}
function repeatsSign({ values }: BatchMessage): boolean {
  return values.some(({ sign }, index) => values.findIndex((other) => other.sign === sign) < index);
}
