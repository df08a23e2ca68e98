/** Whose it is to send what a change made. */
export type Sender = "records" | "memory";
const NUMBERS: Readonly<Record<Sender, number>> = { records: 1, memory: 2 };

/**
 * Memory that the main thread shares with that of the records: one of them gets to send what a change made, whichever comes first. The
 * records take it after their commit, the main thread when the commit takes too long.
 */
export type SendClaim = Int32Array<SharedArrayBuffer>;

export function makeSendClaim(): SendClaim {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
/** `true`: it is the asker's, from now on or already. */
export function takeSend(claim: SendClaim, sender: Sender): boolean {
  const before = Atomics.compareExchange(claim, 0, 0, NUMBERS[sender]);
  return before === 0 || before === NUMBERS[sender];
}
