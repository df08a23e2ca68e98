import type { FastifyBaseLogger, Session } from "fastify";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import type { User } from "../domain/people.ts";
import type { Clock } from "../domain/time.ts";
import type { Records } from "./ports.ts";
import { makeRecent } from "./recent.ts";
import type { Viewer } from "./viewer.ts";

export const SESSION_IDLE_MS = 30 * 60_000;
export const SESSION_ABSOLUTE_MS = 12 * 3_600_000;
/** What was read from the records is believed so long: a sign-out elsewhere or a withdrawn right is felt within it. */
const BELIEVED_MS = 2_000;

const SessionData = Type.Object({
  userId: Type.String(),
  startedAtMs: Type.Number(),
  seenAtMs: Type.Number(),
  _csrf: Type.Optional(Type.String()),
  handsetId: Type.Optional(Type.String()),
});
type SessionData = Static<typeof SessionData>;
const isSessionData = Compile(SessionData);

export interface SessionsOptions {
  readonly records: Pick<Records, "session" | "saveSession" | "removeSession" | "removeSessionsOf" | "user">;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** When a session that has so long to live ends, in the time by which the records forget it. */
  readonly forgottenAt: (remainingMs: number) => number;
  /** Is that shared handset still one? A person's session on it ends with it. */
  readonly holdsHandset?: (handsetId: string) => Promise<boolean>;
}
/**
 * Sign-ins that live on the server. Kept under the hash of the session id, so that nobody signs in with what the records hold.
 * While the records are down, sessions that this process knows stay usable until they end: somebody must be able to acknowledge.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions;
  readonly #users;
  readonly #listeners = new Set<(sessionKey: string) => void>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    const recent = { believedMs: BELIEVED_MS, clock: options.clock, mayOutlive: isUnavailable };
    this.#sessions = makeRecent({ ...recent, read: (key: string) => options.records.session(key).then(parse) });
    this.#users = makeRecent({ ...recent, read: (userId: string) => options.records.user(userId) });
  }
  /** Key of a session id in the records and in the live link. */
  keyOf(sessionId: string): string {
    return sha256(sessionId).toString("hex");
  }
  endsAt(startedAtMs: number): number {
    return startedAtMs + this.#options.absoluteMs;
  }
  /** Seen that long ago, a session is written again. */
  isDue(seenAtMs: number): boolean {
    return this.#options.clock.now() - seenAtMs > Math.min(60_000, this.#options.idleMs / 10);
  }
  now(): number {
    return this.#options.clock.now();
  }
  /** The person of a session that still holds; `isUse` says that it is in use right now. */
  async viewer(sessionKey: string, isUse = false): Promise<Viewer | null> {
    const data = await this.#held(sessionKey);
    const user = data === null ? null : await this.userOf(data.userId);
    if (data === null || user === null) return null;
    const { handsetId } = data;
    if (handsetId !== undefined && !(await this.mayUse(handsetId))) return null;
    if (isUse && this.isDue(data.seenAtMs)) await this.#save(sessionKey, { ...data, seenAtMs: this.now() });
    return { role: user.role, user, sessionKey, ...(handsetId === undefined ? {} : { handsetId }) };
  }
  async mayUse(handsetId: string): Promise<boolean> {
    return (await this.#options.holdsHandset?.(handsetId)) ?? false;
  }
  async userOf(userId: string): Promise<User | null> {
    const user = await this.#users.get(userId);
    return user === undefined || user.disabled ? null : user;
  }
  /** What a person may see has changed: it holds from the next request. */
  rightsChanged(userId: string): void {
    this.#users.forget(userId);
  }
  /** Ends all sessions of a person at once, sockets included. */
  async endAllOf(userId: string): Promise<void> {
    this.#users.forget(userId);
    for (const [key, data] of this.#sessions.entries()) if (data?.userId === userId) this.#ended(key);
    await this.#options.records.removeSessionsOf(userId);
  }
  onEnd(listener: (sessionKey: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** The store of @fastify/session. */
  readonly store = {
    get: (sessionId: string, done: (error: unknown, session?: Session | null) => void): void => {
      this.#held(this.keyOf(sessionId)).then(
        (data) => done(null, data === null ? null : { ...data, cookie: { originalMaxAge: null } }),
        (error: unknown) => done(error),
      );
    },
    set: (sessionId: string, session: Session, done: (error?: unknown) => void): void => {
      const { userId, startedAtMs, seenAtMs, _csrf, handsetId } = session;
      const data: unknown = { userId, startedAtMs, seenAtMs, _csrf, handsetId };
      // A session without a person (regenerated, not yet signed in) is kept nowhere.
      if (!isSessionData.Check(data)) return done();
      this.#save(this.keyOf(sessionId), data).then(() => done(), done);
    },
    destroy: (sessionId: string, done: (error?: unknown) => void): void => {
      const key = this.keyOf(sessionId);
      this.#ended(key);
      this.#options.records.removeSession(key).then(() => done(), done);
    },
  };

  async #held(key: string): Promise<SessionData | null> {
    const data = (await this.#sessions.get(key)) ?? null;
    if (data === null) return null;
    const now = this.now();
    return now - data.seenAtMs < this.#options.idleMs && now < this.endsAt(data.startedAtMs) ? data : null;
  }
  async #save(key: string, data: SessionData): Promise<void> {
    const isKnown = this.#sessions.has(key);
    this.#sessions.put(key, data);
    const endsAt = Math.min(data.seenAtMs + this.#options.idleMs, this.endsAt(data.startedAtMs));
    try {
      await this.#options.records.saveSession(key, JSON.stringify(data), this.#options.forgottenAt(endsAt - this.now()));
    } catch (error) {
      if (!isKnown || !isUnavailable(error)) throw error;
      this.#options.log.warn({ detail: errorText(error) }, "session kept in memory only");
    }
  }
  #ended(key: string): void {
    this.#sessions.put(key, null);
    for (const listener of this.#listeners) listener(key);
  }
}
function isUnavailable(error: unknown): boolean {
  return error instanceof AnhuError && error.code === "RECORDS_UNAVAILABLE";
}
function parse(text: string | undefined): SessionData | null {
  if (text === undefined) return null;
  const value: unknown = JSON.parse(text);
  return isSessionData.Check(value) ? value : null;
}
