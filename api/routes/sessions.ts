import { Type } from "typebox";
import { SessionState, SessionView, SignIn } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { GIVEN_PASSWORD_HOURS } from "../../domain/manage-people.ts";
import type { User } from "../../domain/people.ts";
import type { ApiContext, App } from "../context.ts";
import { makeFailureLimit } from "../failure-limit.ts";
import type { Passwords } from "../passwords.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { document } from "../document.ts";

/** Ten tries a person and address in five minutes, then longer and longer waits. */
export const SIGN_IN_LIMIT = { max: 10, timeWindow: 5 * 60_000, exponentialBackoff: true, hook: "preHandler" } as const;

/** Sign-ins of one address that are refused in five minutes, whoever they name: a whole home may sit behind one [M]. */
const PER_ADDRESS = { max: 100, timeWindowMs: 5 * 60_000 } as const;
/** Somebody whose password was right. */
type Known = Pick<User, "id"> & { readonly passwordHash: string };

export function sessionRoutes(app: App, { options, ports, sessions, audit }: ApiContext, passwords: Passwords): void {
  /**
   * What somebody else gave is good once and for a while, to choose another.
   * @throws {AnhuError} `PASSWORD_EXPIRED`; `PASSWORD_TEMPORARY`; `BAD_INPUT` when it is the same again; `CONFLICT` when it was given anew
   */
  async function chooseOwn({ id: userId, passwordHash: insteadOf }: Known, given: string, own: string | undefined): Promise<void> {
    const givenAtMs = await ports.records.passwordGivenAt(userId);
    if (givenAtMs === null) return;
    if (ports.clock.now() - givenAtMs >= GIVEN_PASSWORD_HOURS * 3_600_000)
      throw new AnhuError(
        "PASSWORD_EXPIRED",
        `signing in: the password was given more than ${GIVEN_PASSWORD_HOURS} hours ago; let a manager or administrator give a new one`,
      );
    if (own === undefined)
      throw new AnhuError("PASSWORD_TEMPORARY", "signing in: the password was given by somebody else; send newPassword");
    if (own === given) throw new AnhuError("BAD_INPUT", "signing in: newPassword is the one that was given; choose another");
    await ports.records.setUserPassword({ userId, passwordHash: await passwords.hash(own), givenAtMs: null, insteadOf });
  }
  const isHttps = options.publicUrl.startsWith("https:");
  const { timeWindowMs, max: most } = PER_ADDRESS;
  const max = options.wrongSignInsPerAddress ?? most;
  const perAddress = makeFailureLimit({ max, timeWindowMs, monotonic: () => sessions.monotonic(), doing: "signing in from this address" });
  app.post(
    "/session",
    {
      ...perAddress,
      config: { action: "public", rateLimit: { ...SIGN_IN_LIMIT, keyGenerator: (request) => `${request.ip} ${usernameOf(request.body)}` } },
      schema: document("session", "signIn", "Sign in", { body: SignIn, response: { 200: SessionView } }),
    },
    async (request, reply) => {
      if (isHttps && request.protocol !== "https") {
        throw new AnhuError(
          "BAD_CONFIG",
          "signing in: ANHU_PUBLIC_URL says https, but this request came without, and no browser would keep its session; " +
            "name the proxy in ANHU_TRUST_PROXY and let it send X-Forwarded-Proto",
        );
      }
      const { username, password } = request.body;
      const asked = await ports.records.userByName(username);
      const isRight = await passwords.verify(asked?.passwordHash, password);
      // Waiting for one's turn takes a while, in which the password may be replaced or the account closed.
      const found = isRight ? await ports.records.userByName(username) : asked;
      if (found === undefined || !isRight || found.passwordHash !== asked?.passwordHash || found.disabled) {
        audit({ actor: found?.id ?? "nobody", role: found?.role ?? "none", action: "signIn", target: null, result: "refused" });
        throw new AnhuError("UNAUTHENTICATED", "signing in: the name or the password is wrong, or the account is closed");
      }
      await chooseOwn(found, password, request.body.newPassword);
      await request.session.regenerate();
      const now = sessions.now();
      Object.assign(request.session, { userId: found.id, startedAtMs: now, seenAtMs: now });
      audit({ actor: found.id, role: found.role, action: "signIn", target: null, result: "ok" });
      return { user: userView(found), csrfToken: reply.generateCsrf(), endsAt: sessions.endsAt(now) };
    },
  );
  app.get(
    "/session",
    {
      config: { action: "public" },
      schema: document("session", "readSession", "Who is signed in, if anybody", { response: { 200: SessionState } }),
    },
    async (request, reply) => {
      const user = request.viewer?.user ?? null;
      const { startedAtMs } = request.session;
      if (user === null || startedAtMs === undefined) return { user: null };
      return { user: userView(user), csrfToken: reply.generateCsrf(), endsAt: sessions.endsAt(startedAtMs) };
    },
  );
  app.delete(
    "/session",
    { config: { action: "signedIn" }, schema: document("session", "signOut", "Sign out", { response: { 204: Type.Null() } }) },
    async (request, reply) => {
      const viewer = viewerOf(request);
      await request.session.destroy();
      audit({ actor: viewerId(viewer), role: viewer.role, action: "signOut", target: null, result: "ok" });
      return reply.clearCookie(SESSION_COOKIE, { path: "/" }).code(204).send(null);
    },
  );
}
export const SESSION_COOKIE = "anhu_session";

/** @param seesConsentOf which residents' consents the asker may know of; all when left out */
export function userView(user: User, seesConsentOf: (residentId: string) => boolean = () => true) {
  const { id, username, name, role, facilityId, clinicId, disabled } = user;
  return {
    id,
    username,
    name,
    role,
    facilityId,
    clinicId,
    disabled,
    consents: user.consents
      .filter(({ residentId }) => seesConsentOf(residentId))
      .map((consent) => ({ ...consent, scopes: [...consent.scopes] })),
  };
}
function usernameOf(body: unknown): string {
  const name: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "username") : "";
  return typeof name === "string" ? name.toLowerCase() : "";
}
