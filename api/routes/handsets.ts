import { randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { badgeFrom, CarerKeysView, HandsetView, NewBadge, NewHandset, OwnBadge, OwnPin, type Handset } from "../../domain/handset.ts";
import { newSecret } from "../../domain/ids.ts";
import { badgeHash, checkPin, worksOn } from "../carer-keys.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import type { Passwords } from "../passwords.ts";
import { notFound } from "../targets.ts";
import { signedInUser, viewerId, viewerOf } from "../viewer.ts";
import { setHandsetCookie } from "./handset.ts";

/** Ten tries a person in five minutes, then longer and longer waits: as signing in. */
const OWN_LIMIT = { max: 10, timeWindow: 5 * 60_000, exponentialBackoff: true, hook: "preHandler" } as const;
const ofHome = Type.Object({ facilityId: Id });
const ofCarer = Type.Object({ facilityId: Id, carerId: Id });
const nothing = { 204: Type.Null() };

/** Shared phones of a home, and the PINs and badges with which its people switch on them. */
export function handsetRoutes(app: App, { options, ports, sessions, handsets, audit }: ApiContext, passwords: Passwords): void {
  const { records, clock } = ports;
  const note = (request: FastifyRequest, action: string, target: string, detail?: string) => {
    const viewer = viewerOf(request);
    audit({ actor: viewerId(viewer), role: viewer.role, action, target, result: "ok", ...(detail === undefined ? {} : { detail }) });
  };
  const list = document("handsets", "listHandsets", "Shared handsets of the home, revoked ones too", {
    ...{ params: ofHome, querystring: Type.Object(PageQuery), response: { 200: pageOf(HandsetView) } },
  });
  app.get("/facilities/:facilityId/handsets", { config: { action: "manageHandsets" }, schema: list }, async (request) =>
    pageOfAll((await records.handsets(request.params.facilityId)).map(view), request.query),
  );
  const add = document(
    "handsets",
    "enrolHandset",
    "This browser is a shared handset of the home from now on; whoever enrolled it is signed out",
    {
      ...{ params: ofHome, body: NewHandset, response: { 201: HandsetView } },
    },
  );
  app.post("/facilities/:facilityId/handsets", { config: { action: "manageHandsets" }, schema: add }, async (request, reply) => {
    const viewer = viewerOf(request);
    const user = signedInUser(viewer, "enrolling a handset");
    const { facilityId } = request.params;
    const token = newSecret();
    const who = { byUserId: user.id, byName: user.name, createdAtMs: clock.now() };
    const made = await records.addHandset({ facilityId, name: request.body.name.trim(), ...who, tokenHash: handsets.hashOf(token) });
    note(request, "enrolHandset", facilityId, made.id);
    setHandsetCookie(reply, token, options.publicUrl);
    await request.session.destroy();
    return reply.code(201).send(view(made));
  });
  const end = document("handsets", "revokeHandset", "The handset shows nothing more, and whoever is on it is signed out", {
    ...{ params: Type.Object({ facilityId: Id, handsetId: Id }), response: nothing },
  });
  app.delete(
    "/facilities/:facilityId/handsets/:handsetId",
    { config: { action: "manageHandsets" }, schema: end },
    async (request, reply) => {
      const { facilityId, handsetId } = request.params;
      await records.revokeHandset({ facilityId, handsetId, atMs: clock.now() });
      handsets.ended(handsetId);
      note(request, "revokeHandset", facilityId, handsetId);
      return reply.code(204).send(null);
    },
  );

  const carers = document("handsets", "listCarerKeys", "Who of the home has a PIN or a badge", {
    ...{ params: ofHome, querystring: Type.Object(PageQuery), response: { 200: pageOf(CarerKeysView) } },
  });
  app.get("/facilities/:facilityId/carers", { config: { action: "manageCarerKeys" }, schema: carers }, async (request) => {
    const { facilityId } = request.params;
    const [staff, keys] = await Promise.all([records.staffOf(facilityId), records.carerKeys(facilityId)]);
    const rows = staff
      .filter((user) => worksOn({ facilityId }, user))
      .map(({ id, name, role }) => {
        const held = keys.find(({ userId }) => userId === id);
        return { id, name, role, pinSetAt: held?.pinSetAtMs ?? null, badgeMadeAt: held?.badgeMadeAtMs ?? null };
      });
    return pageOfAll(rows, request.query);
  });
  /** @throws {AnhuError} `NOT_FOUND`: nobody of this home */
  const carer = async (facilityId: string, userId: string) => {
    const user = await records.user(userId);
    if (user === undefined || !worksOn({ facilityId }, user)) throw notFound("person");
    return user.id;
  };
  /** What opened shared handsets for the person ends, and with it their sessions there. */
  const endKey = async (request: FastifyRequest, userId: string, end: () => Promise<void>) => {
    await end();
    await sessions.endOnHandsets(userId, viewerOf(request).sessionKey);
  };
  const makeBadge = async (request: FastifyRequest, userId: string) => {
    const badge = badgeFrom(randomBytes(24));
    await endKey(request, userId, () => records.setBadge({ userId, badgeHash: badgeHash(badge), atMs: clock.now() }));
    return { badge };
  };
  const reset = document(
    "handsets",
    "resetPin",
    "The person's PIN and their sessions on handsets end; they set a new PIN with their password",
    {
      ...{ params: ofCarer, response: nothing },
    },
  );
  app.delete(
    "/facilities/:facilityId/carers/:carerId/pin",
    { config: { action: "manageCarerKeys" }, schema: reset },
    async (request, reply) => {
      const userId = await carer(request.params.facilityId, request.params.carerId);
      await endKey(request, userId, () => records.setPin({ userId, pinHash: null, atMs: clock.now() }));
      note(request, "resetPin", userId);
      return reply.code(204).send(null);
    },
  );
  const print = document(
    "handsets",
    "makeBadge",
    "A new badge for the person, shown once; the one before and their sessions on handsets end",
    {
      ...{ params: ofCarer, response: { 201: NewBadge } },
    },
  );
  const badgeUrl = "/facilities/:facilityId/carers/:carerId/badge";
  app.post(badgeUrl, { config: { action: "manageCarerKeys" }, schema: print }, async (request, reply) => {
    const userId = await carer(request.params.facilityId, request.params.carerId);
    const made = await makeBadge(request, userId);
    note(request, "makeBadge", userId);
    return reply.code(201).send(made);
  });
  const lost = document("handsets", "endBadge", "The badge was lost: it ends at once, and with it the sessions of its holder on handsets", {
    params: ofCarer,
    response: nothing,
  });
  app.delete(badgeUrl, { config: { action: "manageCarerKeys" }, schema: lost }, async (request, reply) => {
    const userId = await carer(request.params.facilityId, request.params.carerId);
    await endKey(request, userId, () => records.setBadge({ userId, badgeHash: null, atMs: clock.now() }));
    note(request, "endBadge", userId);
    return reply.code(204).send(null);
  });

  /** @throws {AnhuError} `FORBIDDEN`, also for whoever works on no handset */
  const confirmed = async (request: FastifyRequest, password: string, doing: string) => {
    const user = signedInUser(viewerOf(request), doing);
    if (user.facilityId === null || !worksOn({ facilityId: user.facilityId }, user))
      throw new AnhuError("FORBIDDEN", `${doing}: only people who work in a home switch on its handsets`);
    const found = await records.userByName(user.username);
    if (await passwords.verify(found?.passwordHash, password)) return user.id;
    audit({ actor: user.id, role: user.role, action: doing, target: user.id, result: "refused" });
    throw new AnhuError("FORBIDDEN", `${doing}: the password is wrong`);
  };
  const limited = {
    action: "ownCarerKeys",
    rateLimit: { ...OWN_LIMIT, keyGenerator: (request: FastifyRequest) => viewerId(request.viewer) },
  } as const;
  const own = document("handsets", "setOwnPin", "My own PIN for shared handsets, with my password; guessable ones are refused", {
    ...{ body: OwnPin, response: nothing },
  });
  app.put("/me/pin", { config: limited, schema: own }, async (request, reply) => {
    checkPin(request.body.pin);
    const userId = await confirmed(request, request.body.password, "setOwnPin");
    const pinHash = await passwords.hash(request.body.pin);
    await endKey(request, userId, () => records.setPin({ userId, pinHash, atMs: clock.now() }));
    note(request, "setOwnPin", userId);
    return reply.code(204).send(null);
  });
  const ownBadge = document("handsets", "makeOwnBadge", "My own badge, with my password; shown once, the one before ends", {
    ...{ body: OwnBadge, response: { 201: NewBadge } },
  });
  app.post("/me/badge", { config: limited, schema: ownBadge }, async (request, reply) => {
    const userId = await confirmed(request, request.body.password, "makeOwnBadge");
    const made = await makeBadge(request, userId);
    note(request, "makeBadge", userId);
    return reply.code(201).send(made);
  });
}
function view({ id, facilityId, name, byName, createdAtMs, lastSeenAtMs, revokedAtMs }: Handset) {
  return { id, facilityId, name, by: byName, createdAt: createdAtMs, lastSeenAt: lastSeenAtMs, revokedAt: revokedAtMs };
}
