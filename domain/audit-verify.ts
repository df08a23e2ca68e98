import { CHAIN_START, hashOf, type AuditEntry, type ChainEnd } from "./audit.ts";
import type { AuditHead } from "./audit-head.ts";

/**
 * `altered`: entries contradict each other or their own hash; `forked`: the chain is whole in itself, and another one than the one that a head
 * was signed for; `shortened`: it ends before a signed head; `intact`: none of them.
 */
export type ChainVerdict = "intact" | "altered" | "forked" | "shortened";
export interface ChainFinding {
  readonly verdict: Exclude<ChainVerdict, "intact">;
  /** First entry that it shows at. */
  readonly seq: number;
  readonly what: string;
}
export interface ChainReport {
  readonly verdict: ChainVerdict;
  readonly entries: number;
  readonly end: ChainEnd;
  /** Signed heads that were compared; without any, a tail that was cut off or a chain that was written anew cannot be seen. */
  readonly heads: number;
  readonly newestHead: { readonly seq: number; readonly at: string } | null;
  /** Entries behind the newest head: nothing but the chain itself vouches for them. */
  readonly notAnchored: number;
  /** The first ones of each verdict. */
  readonly findings: readonly ChainFinding[];
}
const MOST_FINDINGS = 20;

/** Reads a chain from its beginning, entry by entry in order of `seq`, and compares it with heads that were signed earlier. */
export class ChainVerifier {
  readonly #heads: readonly AuditHead[];
  readonly #findings: ChainFinding[] = [];
  readonly #verdicts = new Set<ChainVerdict>();
  #end = CHAIN_START;
  #entries = 0;
  #nextHead = 0;

  constructor(heads: readonly AuditHead[]) {
    this.#heads = heads.toSorted((a, b) => a.seq - b.seq);
  }
  take(entry: AuditEntry): void {
    this.#compareHeads(entry.seq);
    const { seq } = entry;
    const expected = this.#end.seq + 1;
    if (seq > expected) this.#found("altered", expected, `entries ${expected} to ${seq - 1} are missing`);
    else if (seq < expected) this.#found("altered", seq, `entry ${seq} stands twice, or out of order`);
    if (entry.prevHash !== this.#end.hash && seq === expected)
      this.#found("altered", seq, `entry ${seq} does not continue the one before it`);
    if (recomputed(entry) !== entry.hash) this.#found("altered", seq, `entry ${seq} does not say what its hash was made of`);
    this.#end = { seq, hash: entry.hash };
    this.#entries += 1;
  }
  /** What was found; nothing is taken after it. */
  report(): ChainReport {
    this.#compareHeads(Number.POSITIVE_INFINITY);
    const newest = this.#heads.at(-1) ?? null;
    const order = ["altered", "forked", "shortened"] as const;
    return {
      verdict: order.find((verdict) => this.#verdicts.has(verdict)) ?? "intact",
      entries: this.#entries,
      end: this.#end,
      heads: this.#heads.length,
      newestHead: newest === null ? null : { seq: newest.seq, at: newest.at },
      notAnchored: Math.max(0, this.#end.seq - (newest?.seq ?? 0)),
      findings: this.#findings,
    };
  }
  /** Heads below `seq` are due: the entry that they name was the last one, or there is none. */
  #compareHeads(seq: number): void {
    for (let head = this.#heads[this.#nextHead]; head !== undefined && head.seq < seq; head = this.#heads[this.#nextHead]) {
      this.#nextHead += 1;
      if (head.seq === this.#end.seq) {
        if (head.hash !== this.#end.hash)
          this.#found("forked", head.seq, `entry ${head.seq} is another one than at ${head.at}, when its head was signed`);
      } else if (seq === Number.POSITIVE_INFINITY)
        this.#found("shortened", this.#end.seq, `the chain ends at ${this.#end.seq}, and at ${head.at} it had ${head.seq} entries`);
    }
  }
  #found(verdict: ChainFinding["verdict"], seq: number, what: string): void {
    this.#verdicts.add(verdict);
    if (this.#findings.filter((finding) => finding.verdict === verdict).length < MOST_FINDINGS) this.#findings.push({ verdict, seq, what });
  }
}
/** A time or a number that cannot be written is no content that was ever hashed. */
function recomputed(entry: AuditEntry): string | null {
  try {
    return hashOf(entry.prevHash, entry);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
