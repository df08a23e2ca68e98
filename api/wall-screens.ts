import type { FastifyBaseLogger } from "fastify";
import { AnhuError, errorText } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import type { Clock } from "../domain/time.ts";
import type { WallScreen } from "../domain/wall-screen.ts";
import type { Records } from "./ports.ts";
import { makeRecent } from "./recent.ts";
import type { Viewer } from "./viewer.ts";

/** What a television holds instead of a sign-in; only the server's cookies carry it. */
export const WALL_COOKIE = "anhu_wall";
/** What was read from the records is believed so long: a screen that was switched off elsewhere goes dark within it. */
const BELIEVED_MS = 2_000;
/** The list of screens says when each was seen, to the minute. */
const SEEN_EVERY_MS = 60_000;

export interface WallScreensOptions {
  readonly records: Pick<Records, "wallScreenByToken" | "wallScreenSeen">;
  /** Real time. */
  readonly clock: Clock;
  /** The server's time, which may be simulated: when a screen was seen. */
  readonly serverClock: Clock;
  readonly log: FastifyBaseLogger;
}
/**
 * Televisions without anybody signed in, by the hash of what they hold. While the records are down, screens that this process knows go on:
 * a wall must not go dark then.
 */
export class WallScreens {
  readonly #options: WallScreensOptions;
  readonly #screens;
  readonly #seenAtMs = new Map<string, number>();
  readonly #listeners = new Set<(screenId: string) => void>();

  constructor(options: WallScreensOptions) {
    this.#options = options;
    this.#screens = makeRecent<WallScreen>({
      believedMs: BELIEVED_MS,
      clock: options.clock,
      mayOutlive: (error) => error instanceof AnhuError && error.code === "RECORDS_UNAVAILABLE",
      read: (tokenHash) => options.records.wallScreenByToken(tokenHash),
    });
  }
  hashOf(token: string): string {
    return sha256(token).toString("hex");
  }
  /** The screen that holds this token; it is noted as seen. */
  async viewer(tokenHash: string): Promise<Viewer | null> {
    const screen = await this.#screens.get(tokenHash);
    if (screen === undefined) return null;
    this.#seen(screen.id);
    return { role: "wallScreen", user: null, sessionKey: null, screen };
  }
  /** It was paired, or changed: what is remembered is old. */
  changed(screenId: string | null): void {
    for (const [key, screen] of this.#screens.entries()) if (screen === undefined || screen.id === screenId) this.#screens.forget(key);
  }
  /** It was switched off: its link ends at once. */
  ended(screenId: string): void {
    this.changed(screenId);
    for (const listener of this.#listeners) listener(screenId);
  }
  onEnd(listener: (screenId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #seen(screenId: string): void {
    const { clock, serverClock, records, log } = this.#options;
    const before = this.#seenAtMs.get(screenId);
    if (before !== undefined && clock.monotonic() - before < SEEN_EVERY_MS) return;
    this.#seenAtMs.set(screenId, clock.monotonic());
    records.wallScreenSeen(screenId, serverClock.now()).catch((error: unknown) => {
      log.warn({ screenId, why: errorText(error) }, "wall screen: not noted as seen");
    });
  }
}
