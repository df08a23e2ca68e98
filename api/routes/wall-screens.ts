import { randomInt } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { newSecret } from "../../domain/ids.ts";
import {
  CODE_ALPHABET,
  CODE_LENGTH,
  NewWallScreen,
  PAIRING_LIVES_MS,
  plainCode,
  WallPairingView,
  WallScreenChoice,
  WallScreenParams,
  WallScreenState,
  WallScreenView,
  type WallPairing,
  type WallScreen,
} from "../../domain/wall-screen.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import { notFound } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { WALL_COOKIE } from "../wall-screens.ts";

/** A television asks for a new code every ten minutes; a room full of them behind one address still may. */
const PAIRING_LIMIT = { max: 60, timeWindow: 10 * 60_000, keyGenerator: (request: FastifyRequest) => request.ip } as const;
/** Browsers keep no cookie longer than 400 days; it is renewed whenever the screen starts. */
const COOKIE_SECONDS = 400 * 86_400;

/** Televisions that show a wall: pairing by a code on the screen, the list of a home, switching off. */
export function wallScreenRoutes(app: App, { options, ports, sessions, screens, audit }: ApiContext): void {
  const note = noteOf(audit);
  const { records, clock, directory } = ports;
  const cookie = { httpOnly: true, sameSite: "strict", secure: options.publicUrl.startsWith("https:"), path: "/" } as const;
  const keep = (reply: FastifyReply, token: string) => reply.setCookie(WALL_COOKIE, token, { ...cookie, maxAge: COOKIE_SECONDS });
  const tokenOf = (request: FastifyRequest): string | undefined => request.cookies[WALL_COOKIE];

  const begin = document("facilities", "beginWallPairing", "A television asks to become a wall: a code, once, for ten minutes", {
    response: { 201: Type.Object({ code: Type.String(), expiresInMs: Type.Integer() }, { additionalProperties: false }) },
  });
  app.post("/wall-pairings", { config: { action: "public", rateLimit: PAIRING_LIMIT }, schema: begin }, async (request, reply) => {
    // Always a secret of our own: what the browser brought may be somebody else's.
    const token = `wall_${newSecret()}`;
    const createdAtMs = sessions.now();
    const code = Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join("");
    const expiresAtMs = createdAtMs + PAIRING_LIVES_MS;
    await records.addWallPairing({ code, tokenHash: screens.hashOf(token), address: request.ip, createdAtMs, expiresAtMs });
    return keep(reply, token).code(201).send({ code, expiresInMs: PAIRING_LIVES_MS });
  });

  const state = document("facilities", "readWallScreen", "What the television that asks is: a wall, a screen that waits, or neither", {
    response: { 200: WallScreenState },
  });
  app.get("/wall-screen", { config: { action: "public" }, schema: state }, async (request, reply) => {
    const token = tokenOf(request);
    const screen = request.viewer?.screen;
    const facility = screen === undefined ? undefined : directory.facility(screen.facilityId);
    if (token !== undefined && screen !== undefined && facility !== undefined) {
      keep(reply, token);
      const { id, name, floors, hasNames } = screen;
      const of = { id: facility.id, name: facility.name };
      return { screen: { id, name, floors: [...floors], hasNames, facility: of }, pairing: null };
    }
    const nowMs = sessions.now();
    const waiting = token === undefined ? undefined : await records.wallPairing({ tokenHash: screens.hashOf(token) }, nowMs);
    return { screen: null, pairing: waiting === undefined ? null : { code: waiting.code, expiresInMs: waiting.expiresAtMs - nowMs } };
  });

  const look = document("facilities", "readWallPairing", "The television that shows this code", {
    params: Type.Object({ code: Id }),
    response: { 200: WallPairingView },
  });
  app.get("/wall-pairings/:code", { config: { action: "manageWallScreens", isScoped: true }, schema: look }, async (request) => {
    const nowMs = sessions.now();
    const waiting = await records.wallPairing({ code: plainCode(request.params.code) }, nowMs);
    if (waiting === undefined) throw notFound("code of a wall screen; it lives ten minutes, read the new one on the screen");
    return pairingView(waiting, nowMs);
  });

  const ofHome = Type.Object({ facilityId: Id });
  const list = document("facilities", "listWallScreens", "Televisions that show the wall of a home, switched off ones too", {
    ...{ params: ofHome, querystring: Type.Object(PageQuery), response: { 200: pageOf(WallScreenView) } },
  });
  app.get("/facilities/:facilityId/wall-screens", { config: { action: "manageWallScreens" }, schema: list }, async (request) =>
    pageOfAll((await records.wallScreens(request.params.facilityId)).map(view), request.query),
  );

  const add = document("facilities", "addWallScreen", "The television with this code shows the wall of the home from now on", {
    ...{ params: ofHome, body: NewWallScreen, response: { 201: WallScreenView } },
  });
  app.post("/facilities/:facilityId/wall-screens", { config: { action: "manageWallScreens" }, schema: add }, async (request, reply) => {
    const viewer = viewerOf(request);
    const { facilityId } = request.params;
    const { name, floors, hasNames, code } = request.body;
    const made = await records.addWallScreen({
      ...{ facilityId, name: name.trim(), floors, hasNames, code: plainCode(code), nowMs: sessions.now() },
      ...{ byUserId: viewerId(viewer), byName: viewer.user?.name ?? "", createdAtMs: clock.now() },
    });
    screens.changed(null);
    note(request, "addWallScreen", facilityId, made.id);
    return reply.code(201).send(view(made));
  });

  const change = document("facilities", "changeWallScreen", "Another name, other floors, with or without names", {
    ...{ params: WallScreenParams, body: WallScreenChoice, response: { 204: Type.Null() } },
  });
  const one = "/facilities/:facilityId/wall-screens/:screenId";
  app.put(one, { config: { action: "manageWallScreens" }, schema: change }, async (request, reply) => {
    const { facilityId, screenId } = request.params;
    await records.setWallScreen({ ...request.body, name: request.body.name.trim(), facilityId, id: screenId });
    screens.changed(screenId);
    note(request, "changeWallScreen", facilityId, screenId);
    return reply.code(204).send(null);
  });

  const end = document("facilities", "revokeWallScreen", "The television shows nothing more, at once", {
    ...{ params: WallScreenParams, response: { 204: Type.Null() } },
  });
  app.delete(one, { config: { action: "manageWallScreens" }, schema: end }, async (request, reply) => {
    const { facilityId, screenId } = request.params;
    await records.revokeWallScreen({ facilityId, screenId, atMs: clock.now() });
    screens.ended(screenId);
    note(request, "revokeWallScreen", facilityId, screenId);
    return reply.code(204).send(null);
  });
}
function view({ id, facilityId, name, floors, hasNames, byName, createdAtMs, lastSeenAtMs, revokedAtMs }: WallScreen) {
  const seen = { createdAt: createdAtMs, lastSeenAt: lastSeenAtMs, revokedAt: revokedAtMs };
  return { id, facilityId, name, floors: [...floors], hasNames, by: byName, ...seen };
}
function pairingView({ code, address, createdAtMs, expiresAtMs }: WallPairing, nowMs: number) {
  return { code, address, ageMs: nowMs - createdAtMs, expiresInMs: expiresAtMs - nowMs };
}
