import type { FastifyBaseLogger, Session } from "fastify";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../domain/errors.ts";
import { inviteState, type FamilyInvite } from "../domain/family-consent.ts";
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
  inviteId: Type.Optional(Type.String()),
});
type SessionData = Static<typeof SessionData>;
const isSessionData = Compile(SessionData);

type Kept = "session" | "saveSession" | "renewSession" | "sessionsOf" | "removeSession" | "removeSessionsOf";
export interface SessionsOptions {
  readonly records: Pick<Records, Kept | "user" | "familyInvite">;
  readonly clock: Clock;
  /** The server's time, which may be simulated: until when a relative's link holds. */
  readonly serverClock: Clock;
  readonly homeOf: (residentId: string) => string | undefined;
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
 * Only a sign-in inserts one; use renews what the records still hold, so that an ended one stays ended whatever is on its way.
 * While the records are down, sessions that this process knows stay usable until they end: somebody must be able to acknowledge.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions;
  readonly #users;
  readonly #invites;
  readonly #listeners = new Set<(sessionKey: string) => void>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    const recent = { believedMs: BELIEVED_MS, clock: options.clock, mayOutlive: isUnavailable };
    this.#sessions = makeRecent({ ...recent, read: (key: string) => options.records.session(key).then(parse) });
    this.#users = makeRecent({ ...recent, read: (userId: string) => options.records.user(userId) });
    this.#invites = makeRecent({ ...recent, read: (inviteId: string) => options.records.familyInvite(inviteId) });
  }
  /** Key of a session id in the records and in the live link. */
  keyOf(sessionId: string): string {
    return sha256(sessionId).toString("hex");
  }
  endsAt(startedAtMs: number): number {
    return startedAtMs + this.#options.absoluteMs;
  }
  now(): number {
    return this.#options.clock.now();
  }
  monotonic(): number {
    return this.#options.clock.monotonic();
  }
  /** The person of a session that still holds; `isUse` says that it is in use right now. */
  async viewer(sessionKey: string, isUse = false): Promise<Viewer | null> {
    const data = await this.#held(sessionKey);
    const user = data === null ? null : await this.userOf(data.userId);
    if (data === null || user === null) return null;
    const { handsetId, inviteId } = data;
    if (handsetId !== undefined && (await this.#options.holdsHandset?.(handsetId)) !== true) return null;
    const invite = inviteId === undefined ? undefined : await this.#invites.get(inviteId);
    if (inviteId !== undefined && !this.#isOpen(invite)) return null;
    if (isUse && this.#isDue(data.seenAtMs)) this.#use(sessionKey, data);
    return {
      ...{ role: user.role, sessionKey, ...(handsetId === undefined ? {} : { handsetId }) },
      ...(invite === undefined ? { user } : this.#inOneHome(user, invite)),
    };
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
    for (const [inviteId, invite] of this.#invites.entries()) if (invite?.userId === userId) this.#invites.forget(inviteId);
    const end = () => {
      for (const [key, data] of this.#sessions.entries()) if (data?.userId === userId) this.#ended(key);
    };
    end();
    await this.#options.records.removeSessionsOf(userId);
    // Whoever asked meanwhile was answered from the row that is gone now.
    end();
  }
  /** Signs a person out of shared handsets, but for the session in which that is asked. */
  async endOnHandsets(userId: string, besidesKey: string | null): Promise<void> {
    const { records } = this.#options;
    const isOn = (key: string, data: SessionData | null | undefined) =>
      key !== besidesKey && data?.userId === userId && data.handsetId !== undefined;
    const end = () => {
      for (const [key, data] of this.#sessions.entries()) if (isOn(key, data)) this.#ended(key);
    };
    end();
    const kept = await records.sessionsOf(userId);
    for (const { id, data } of kept) if (isOn(id, parse(data))) await records.removeSession(id);
    end();
  }
  onEnd(listener: (sessionKey: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** The store of @fastify/session. */
  readonly store = {
    get: (sessionId: string, done: (error: unknown, session?: Session | null) => void): void => {
      this.#held(this.keyOf(sessionId)).then(
        (data) => done(null, data === null ? null : { ...data, isKept: true, cookie: { originalMaxAge: null } }),
        (error: unknown) => done(error),
      );
    },
    set: (sessionId: string, session: Session, done: (error?: unknown) => void): void => {
      const { userId, startedAtMs, seenAtMs, _csrf, handsetId, inviteId, isKept } = session;
      const data: unknown = { userId, startedAtMs, seenAtMs, _csrf, handsetId, inviteId };
      // A session without a person (regenerated, not yet signed in) is kept nowhere.
      if (!isSessionData.Check(data)) return done();
      const key = this.keyOf(sessionId);
      (isKept === true ? this.#renew(key, data) : this.#add(key, data)).then(() => done(), done);
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
  /** By a relative's link one sees residents of the home that made it, whatever the person may see elsewhere. */
  #inOneHome(user: User, invite: FamilyInvite | undefined): Pick<Viewer, "user" | "onlyFacilityId"> {
    const { homeOf } = this.#options;
    const onlyFacilityId = (invite === undefined ? undefined : homeOf(invite.residentId)) ?? "";
    return { user: { ...user, consents: user.consents.filter(({ residentId }) => homeOf(residentId) === onlyFacilityId) }, onlyFacilityId };
  }
  #isOpen(invite: FamilyInvite | undefined): boolean {
    return invite !== undefined && inviteState(invite, this.#options.serverClock.now()) === "open";
  }
  /** Seen that long ago, a session is written again. */
  #isDue(seenAtMs: number): boolean {
    return this.now() - seenAtMs > Math.min(60_000, this.#options.idleMs / 10);
  }
  #forgottenAt({ seenAtMs, startedAtMs }: SessionData): number {
    return this.#options.forgottenAt(Math.min(seenAtMs + this.#options.idleMs, this.endsAt(startedAtMs)) - this.now());
  }
  async #add(key: string, data: SessionData): Promise<void> {
    const { records } = this.#options;
    this.#sessions.put(key, data);
    try {
      await records.saveSession(key, JSON.stringify(data), this.#forgottenAt(data));
    } catch (error) {
      this.#sessions.forget(key);
      throw error;
    }
    // Ended while it was written: the row may be younger than the end.
    if (this.#sessions.isNone(key)) await records.removeSession(key);
  }
  /** Noted at once, written beside: what somebody came to do does not wait for it. */
  #use(key: string, data: SessionData): void {
    this.#renew(key, { ...data, seenAtMs: this.now() }).catch((error: unknown) => {
      this.#options.log.error({ detail: errorText(error) }, "use of a session not written");
    });
  }
  async #renew(key: string, data: SessionData): Promise<void> {
    if (this.#sessions.isNone(key)) return;
    this.#sessions.put(key, data);
    try {
      const isThere = await this.#options.records.renewSession(key, JSON.stringify(data), this.#forgottenAt(data));
      if (!isThere) this.#ended(key);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
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
