import type { FastifyBaseLogger } from "fastify";
import { AnhuError, errorText } from "../domain/errors.ts";
import type { Handset } from "../domain/handset.ts";
import { sha256 } from "../domain/ids.ts";
import type { Clock } from "../domain/time.ts";
import type { Records } from "./ports.ts";
import { makeRecent } from "./recent.ts";
import type { Viewer } from "./viewer.ts";

/** What a shared handset holds; only the server's cookies carry it. */
export const HANDSET_COOKIE = "anhu_handset";
/** What was read from the records is believed so long: a handset that was switched off elsewhere goes dark within it. */
const BELIEVED_MS = 2_000;
/** The list of handsets says when each was seen, to the minute. */
const SEEN_EVERY_MS = 60_000;

export interface HandsetsOptions {
  readonly records: Pick<Records, "handset" | "handsetSeen">;
  /** Real time. */
  readonly clock: Clock;
  /** The server's time, which may be simulated: when a handset was seen. */
  readonly serverClock: Clock;
  readonly log: FastifyBaseLogger;
}
/**
 * Shared phones, by the hash of what they hold or by id. While the records are down, handsets that this process knows go on: open calls must
 * stay on them.
 */
export class Handsets {
  readonly #options: HandsetsOptions;
  readonly #byToken;
  readonly #byId;
  readonly #seenAtMs = new Map<string, number>();
  readonly #listeners = new Set<(handsetId: string) => void>();

  constructor(options: HandsetsOptions) {
    this.#options = options;
    const recent = {
      believedMs: BELIEVED_MS,
      clock: options.clock,
      mayOutlive: (error: unknown) => error instanceof AnhuError && error.code === "RECORDS_UNAVAILABLE",
    };
    this.#byToken = makeRecent<Handset>({ ...recent, read: (tokenHash) => options.records.handset({ tokenHash }) });
    this.#byId = makeRecent<Handset>({ ...recent, read: (id) => options.records.handset({ id }) });
  }
  hashOf(token: string): string {
    return sha256(token).toString("hex");
  }
  /** The handset that holds this token; it is noted as seen. */
  async holding(token: string | undefined): Promise<Handset | null> {
    if (token === undefined) return null;
    return this.#known(await this.#byToken.get(this.hashOf(token)));
  }
  /** Is this handset still one? */
  async holds(handsetId: string): Promise<boolean> {
    return (await this.#byId.get(handsetId)) !== undefined;
  }
  /** A handset on which nobody is: it shows what a wall shows, and does nothing. */
  async viewer(tokenHash: string): Promise<Viewer | null> {
    const handset = this.#known(await this.#byToken.get(tokenHash));
    if (handset === null) return null;
    return { role: "wallScreen", user: null, sessionKey: null, screen: { ...handset, hasNames: true, floors: [] }, handsetId: handset.id };
  }
  /** It was switched off: its links, and those of whoever is on it, end at once. */
  ended(handsetId: string): void {
    for (const [key, handset] of this.#byToken.entries()) if (handset?.id === handsetId) this.#byToken.forget(key);
    this.#byId.forget(handsetId);
    for (const listener of this.#listeners) listener(handsetId);
  }
  onEnd(listener: (handsetId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #known(handset: Handset | undefined): Handset | null {
    if (handset !== undefined) this.#seen(handset.id);
    return handset ?? null;
  }
  #seen(handsetId: string): void {
    const { clock, serverClock, records, log } = this.#options;
    const before = this.#seenAtMs.get(handsetId);
    if (before !== undefined && clock.monotonic() - before < SEEN_EVERY_MS) return;
    this.#seenAtMs.set(handsetId, clock.monotonic());
    records.handsetSeen(handsetId, serverClock.now()).catch((error: unknown) => {
      log.warn({ handsetId, why: errorText(error) }, "handset: not noted as seen");
    });
  }
}
