import type { FastifyReply, FastifyRequest } from "fastify";
import { SessionView } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { HandsetState, LOCKS_AFTER_MS, SwitchPerson } from "../../domain/handset.ts";
import { OF_NOBODY, whoIs, workerOf, worksOn } from "../carer-keys.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { HANDSET_COOKIE } from "../handsets.ts";
import { makeOwnLimit } from "../own-limit.ts";
import type { Passwords } from "../passwords.ts";
import { userView } from "./sessions.ts";

/** Browsers keep no cookie longer; each look at the handset renews it. */
const KEPT_S = 400 * 24 * 3_600;
/** A minute on one handset; people who relieve each other come nowhere near [M]. */
const MOST_SWITCHES = 120;

export function setHandsetCookie(reply: FastifyReply, token: string, publicUrl: string): void {
  const secure = publicUrl.startsWith("https:");
  void reply.setCookie(HANDSET_COOKIE, token, { httpOnly: true, sameSite: "strict", secure, path: "/", maxAge: KEPT_S });
}
/** What the shared phone itself asks, by what it holds. Its sessions end like any other (`DELETE /session` locks it). */
export function handsetSelfRoutes(app: App, { options, ports, sessions, handsets, audit }: ApiContext, passwords: Passwords): void {
  const { records, directory } = ports;
  const read = document("handsets", "readHandset", "Is this browser a shared handset, of which home, and who may switch on it", {
    response: { 200: HandsetState },
  });
  app.get("/handset", { config: { action: "public", isExempt: true }, schema: read }, async (request, reply) => {
    const token = request.cookies[HANDSET_COOKIE];
    const handset = await handsets.holding(token);
    if (handset === null || token === undefined) return { handset: null, people: [] };
    setHandsetCookie(reply, token, options.publicUrl);
    const facility = directory.facility(handset.facilityId);
    const [staff, keys] = await Promise.all([records.staffOf(handset.facilityId), records.carerKeys(handset.facilityId)]);
    const people = staff
      .filter((user) => worksOn(handset, user))
      .map(({ id, name, role }) => {
        const held = keys.find(({ userId }) => userId === id);
        return { id, name, role, hasPin: (held?.pinSetAtMs ?? null) !== null, hasBadge: (held?.badgeMadeAtMs ?? null) !== null };
      });
    return {
      handset: {
        ...{ id: handset.id, name: handset.name },
        facility: { id: handset.facilityId, name: facility?.name ?? "", callbackPhone: facility?.callbackPhone ?? null },
        locksAfterMs: LOCKS_AFTER_MS,
      },
      people: people.toSorted((a, b) => a.name.localeCompare(b.name, "zh-CN")),
    };
  });
  const change = document("handsets", "switchPerson", "Somebody takes the handset, by PIN or badge; whoever was on it is signed out", {
    ...{ body: SwitchPerson, response: { 200: SessionView } },
  });
  const countSwitch = makeOwnLimit(app, {
    ...{ max: MOST_SWITCHES, timeWindowMs: 60_000, doing: "switching on a handset" },
    // Only one that is enrolled comes so far.
    keyOf: ({ cookies }: FastifyRequest) => handsets.hashOf(cookies[HANDSET_COOKIE] ?? ""),
  });
  app.post("/handset/session", { config: { action: "public", isExempt: true }, schema: change }, async (request, reply) => {
    const handset = await handsets.holding(request.cookies[HANDSET_COOKIE]);
    if (handset === null)
      throw new AnhuError(
        "FORBIDDEN",
        "switching on a handset: this phone is not enrolled, or was switched off; a manager or nurse enrols it",
      );
    await countSwitch(request, reply);
    const target = handset.id;
    /** The audit names nobody whom only the request names. */
    const named = async () => {
      const user = "userId" in request.body ? await workerOf(ports, handset, request.body.userId) : undefined;
      return user?.id ?? OF_NOBODY;
    };
    try {
      const user = await whoIs(ports, passwords, handset, request.body);
      // Whoever was on it is signed out, links included.
      await request.session.regenerate();
      const now = sessions.now();
      Object.assign(request.session, { userId: user.id, startedAtMs: now, seenAtMs: now, handsetId: handset.id });
      audit({
        actor: user.id,
        role: user.role,
        action: "switchPerson",
        target,
        result: "ok",
        detail: "pin" in request.body ? "pin" : "badge",
      });
      return { user: userView(user), csrfToken: reply.generateCsrf(), endsAt: sessions.endsAt(now) };
    } catch (error) {
      const actor = await named().catch(() => OF_NOBODY);
      const detail = error instanceof AnhuError ? error.code : "failed";
      audit({ actor, role: "none", action: "switchPerson", target, result: "refused", detail });
      throw error;
    }
  });
}
