import { randomInt } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import {
  FamilyLinkMade,
  FamilyRelatives,
  FamilyScopesChange,
  FamilyScopesEnd,
  GUARDIAN_REVIEW_MS,
  INVITE_LIFE_MS,
  NewFamilyAccess,
  type ConsentAct,
} from "../../domain/family-consent.ts";
import { newId, newSecret } from "../../domain/ids.ts";
import type { FamilyScope } from "../../domain/people.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { relativesOf } from "../family/relatives.ts";
import type { Passwords } from "../passwords.ts";
import { personRole, viewerId, viewerOf } from "../viewer.ts";

const params = Type.Object({ residentId: Id });
const ofOne = Type.Object({ residentId: Id, userId: Id });
type Said = {
  readonly saidBy: "resident" | "guardian";
  readonly how: ConsentAct["how"];
  readonly guardian?: { name: string; document: string };
};

/** Who sees what of a resident: invitations, consents with their date and whose word they are, and their end (docs/family-page.md). */
export function familyAccessRoutes(app: App, { options, ports, sessions, audit }: ApiContext, passwords: Passwords): void {
  const { records, clock } = ports;
  const noted = (request: FastifyRequest, action: string, residentId: string, detail: string) => {
    const viewer = viewerOf(request);
    audit({ actor: viewerId(viewer), role: viewer.role, action, target: residentId, result: "ok", detail });
  };
  /** @throws {AnhuError} `BAD_INPUT`: a guardian without the paper that makes them one */
  function actOf(request: FastifyRequest, { saidBy, how, guardian }: Said): { act: ConsentAct; reviewMs: number | null } {
    const viewer = viewerOf(request);
    if ((saidBy === "guardian") !== (guardian !== undefined))
      throw new AnhuError(
        "BAD_INPUT",
        "writing down a consent: a guardian decides with name and document, the resident without; send both or none",
      );
    const by = { userId: viewer.user?.id ?? null, name: viewer.user?.name ?? viewer.role, role: personRole(viewer) };
    const act: ConsentAct = { atMs: clock.now(), saidBy, how, guardian: guardian ?? null, by };
    return { act, reviewMs: saidBy === "guardian" ? act.atMs + GUARDIAN_REVIEW_MS : null };
  }
  async function newInvite(request: FastifyRequest) {
    const code = String(randomInt(0, 1_000_000)).padStart(6, "0");
    const madeAtMs = clock.now();
    const made = { madeAtMs, madeByName: viewerOf(request).user?.name ?? "administrator", endsAtMs: madeAtMs + INVITE_LIFE_MS };
    return { code, invite: { id: newId("inv"), codeHash: await passwords.hash(code), ...made } };
  }
  /** @throws {AnhuError} `CONFLICT`: the person never was a relative of this resident */
  async function knownRelative(userId: string, residentId: string): Promise<void> {
    if ((await records.consentsOfRelative(userId)).every((consent) => consent.residentId !== residentId))
      throw new AnhuError("CONFLICT", `changing what ${userId} may see: not a relative of this resident; invite them first`);
  }
  async function change(request: FastifyRequest, about: { userId: string; residentId: string }, scopes: Scopes, said: Said) {
    await knownRelative(about.userId, about.residentId);
    const { act, reviewMs } = actOf(request, said);
    await records.changeFamilyConsents({ ...about, ...scopes, act, reviewMs });
    sessions.rightsChanged(about.userId);
  }
  interface Scopes {
    readonly give: readonly FamilyScope[];
    readonly end: readonly FamilyScope[];
  }
  const response = { 200: FamilyRelatives };
  const list = document("people", "listFamilyAccess", "Relatives of a resident: what they may see, since when, on whose word", {
    params,
    response,
  });
  app.get("/residents/:residentId/family-access", { config: { action: "readFamilyAccess" }, schema: list }, async (request) =>
    relativesOf(ports, request.params.residentId),
  );
  const invite = document("people", "inviteRelative", "A signed link and a code for one relative, with what the resident consents to", {
    params,
    body: NewFamilyAccess,
    response: { 201: FamilyLinkMade },
  });
  app.post("/residents/:residentId/family-access", { config: { action: "manageFamilyAccess" }, schema: invite }, async (request, reply) => {
    const { residentId } = request.params;
    const { name, scopes } = request.body;
    const { code, invite: made } = await newInvite(request);
    // Nobody knows this password: the relative comes by the link.
    const account = { name: name.trim(), username: newId("family"), passwordHash: await passwords.hash(newSecret()) };
    const given: readonly FamilyScope[] = scopes.includes("state") ? scopes : ["state", ...scopes];
    const { user } = await records.addRelative({ ...account, residentId, scopes: given, ...actOf(request, request.body), invite: made });
    noted(request, "inviteRelative", residentId, `${user.id} ${given.join(",")} ${request.body.saidBy} ${request.body.how}`);
    return reply.code(201).send({ userId: user.id, url: options.links.family(made.id, made.endsAtMs), code, endsAt: made.endsAtMs });
  });
  const renew = document("people", "renewFamilyLink", "A new link and code: every earlier one, and the device that was let in, is out", {
    params: ofOne,
    response: { 201: FamilyLinkMade },
  });
  app.post(
    "/residents/:residentId/family-access/:userId/link",
    { config: { action: "manageFamilyAccess" }, schema: renew },
    async (request, reply) => {
      const { residentId, userId } = request.params;
      await knownRelative(userId, residentId);
      const { code, invite: made } = await newInvite(request);
      await records.renewFamilyInvite({ userId, residentId, invite: made });
      await sessions.endAllOf(userId);
      noted(request, "renewFamilyLink", residentId, userId);
      return reply.code(201).send({ userId, url: options.links.family(made.id, made.endsAtMs), code, endsAt: made.endsAtMs });
    },
  );
  const scopes = document(
    "people",
    "changeFamilyScopes",
    "Gives and ends scopes, on the word of the resident or a guardian; it holds at once",
    {
      params: ofOne,
      body: FamilyScopesChange,
      response,
    },
  );
  app.post(
    "/residents/:residentId/family-access/:userId/scopes",
    { config: { action: "manageFamilyAccess" }, schema: scopes },
    async (request) => {
      const { give, end } = request.body;
      const { residentId, userId } = request.params;
      await change(request, request.params, { give, end }, request.body);
      noted(
        request,
        "changeFamilyScopes",
        residentId,
        `${userId} +${give.join(",")} -${end.join(",")} ${request.body.saidBy} ${request.body.how}`,
      );
      return relativesOf(ports, residentId);
    },
  );
  const end = document("people", "endFamilyScopes", "The resident switches something off; whoever is beside them writes it down", {
    params: ofOne,
    body: FamilyScopesEnd,
    response,
  });
  app.post(
    "/residents/:residentId/family-access/:userId/scopes/end",
    { config: { action: "endFamilyScope" }, schema: end },
    async (request) => {
      const { residentId, userId } = request.params;
      await change(request, request.params, { give: [], end: request.body.scopes }, request.body);
      noted(
        request,
        "endFamilyScopes",
        residentId,
        `${userId} -${request.body.scopes.join(",")} ${request.body.saidBy} ${request.body.how}`,
      );
      return relativesOf(ports, residentId);
    },
  );
  const revoke = document(
    "people",
    "revokeFamilyLink",
    "Takes the link back: the device that was let in is out at once; consents stay as they are",
    {
      params: ofOne,
      response,
    },
  );
  app.post(
    "/residents/:residentId/family-access/:userId/revoke",
    { config: { action: "manageFamilyAccess" }, schema: revoke },
    async (request) => {
      const { residentId, userId } = request.params;
      await knownRelative(userId, residentId);
      await records.revokeFamilyInvites({ userId, atMs: clock.now() });
      await sessions.endAllOf(userId);
      noted(request, "revokeFamilyLink", residentId, userId);
      return relativesOf(ports, residentId);
    },
  );
}
