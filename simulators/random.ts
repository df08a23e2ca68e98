/** Seeded chance: the same seed gives the same stream on every machine. */

/** mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
/** A 32-bit seed from parts (FNV-1a with a final mix), for streams that must not depend on each other. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of parts.join("\u0000")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
/**
 * Noise that changes smoothly with time: in [-1, 1], a new value every `periodMs`, in between interpolated. A pure function of its
 * arguments, so that a value can be asked at any time in any order.
 */
export function smoothNoise(seed: number, channel: string, atMs: number, periodMs: number): number {
  const position = atMs / periodMs;
  const index = Math.floor(position);
  const share = position - index;
  const ease = share * share * (3 - 2 * share);
  const at = (step: number): number => mulberry32(seedOf(seed, channel, step))() * 2 - 1;
  return at(index) * (1 - ease) + at(index + 1) * ease;
}
