import {
  FamilyLinkState,
  inviteState,
  DEVICE_LIFE_MS,
  MOST_CODE_TRIES,
  OpenFamilyLink,
  type FamilyInvite,
} from "../../domain/family-consent.ts";
import { newSecret, sha256 } from "../../domain/ids.ts";
import type { RateLimitOptions } from "@fastify/rate-limit";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import type { Passwords } from "../passwords.ts";

/** What the one device of a link keeps; the records have its hash. */
export const FAMILY_COOKIE = "anhu_family";
const COOKIE_PATH = "/api/v1/family-link";
/** Codes and looks of one address within five minutes; besides, each link has its own few tries. Many relatives may sit behind one address [M]. */
const MOST = { codes: 60, looks: 600 } as const;
const LIMIT: RateLimitOptions = {
  ...{ timeWindow: 5 * 60_000, hook: "preHandler" },
  keyGenerator: ({ ip, body }) => `${ip} ${hasCode(body) ? "codes" : "looks"}`,
  max: (_request, key) => (key.endsWith(" codes") ? MOST.codes : MOST.looks),
};
function hasCode(body: unknown): boolean {
  return typeof body === "object" && body !== null && "code" in body;
}
const said = (state: FamilyLinkState["state"], triesLeft: number | null = null): FamilyLinkState => ({ state, triesLeft });
const hashOf = (secret: string): string => sha256(secret).toString("hex");

/** Relatives come by a signed link and a code that they were told in another way. Nothing here says of whom the link is (ADR 0028). */
export function familyLinkRoutes(app: App, { options, ports, sessions, audit }: ApiContext, passwords: Passwords): void {
  const { records, clock } = ports;
  const isHttps = options.publicUrl.startsWith("https:");
  const noted = ({ id, userId, residentId }: FamilyInvite, result: "ok" | "refused", detail: string) =>
    audit({ actor: userId, role: "family", action: "openFamilyLink", target: residentId, result, detail: `${id} ${detail}` });
  /** The session holds as long as the link does. */
  async function letIn(request: FastifyRequest, invite: FamilyInvite): Promise<FamilyLinkState> {
    if ((await sessions.userOf(invite.userId)) === null) return said("ended");
    await request.session.regenerate();
    const now = sessions.now();
    Object.assign(request.session, { userId: invite.userId, startedAtMs: now, seenAtMs: now, inviteId: invite.id });
    return said("open");
  }
  async function tryCode(request: FastifyRequest, reply: FastifyReply, invite: FamilyInvite, code: string): Promise<FamilyLinkState> {
    const checked = await passwords.withPlace(async (placed) => {
      if (!(await records.takeCodeTry(invite.id, MOST_CODE_TRIES))) return "locked";
      return (await placed.verify(invite.codeHash, code)) ? "right" : "wrong";
    });
    if (checked === "locked") return said("locked");
    if (checked === "wrong") {
      const triesLeft = Math.max(0, MOST_CODE_TRIES - invite.tries - 1);
      noted(invite, "refused", triesLeft === 0 ? "locked" : "wrong code");
      return triesLeft === 0 ? said("locked") : said("wrong", triesLeft);
    }
    const device = newSecret();
    if (!(await records.openFamilyInvite({ inviteId: invite.id, deviceHash: hashOf(device), atMs: clock.now() }))) return said("elsewhere");
    reply.setCookie(FAMILY_COOKIE, device, {
      ...{ path: COOKIE_PATH, httpOnly: true, sameSite: "strict", secure: isHttps, maxAge: DEVICE_LIFE_MS / 1_000 },
    });
    noted(invite, "ok", "let in");
    return letIn(request, invite);
  }
  const schema = document(
    "links",
    "openFamilyLink",
    "A relative's link: is it good, is the code right, is this the device that was let in",
    {
      body: OpenFamilyLink,
      response: { 200: FamilyLinkState },
    },
  );
  app.post("/family-link", { config: { action: "public", rateLimit: LIMIT }, schema }, async (request, reply) => {
    const { token, code } = request.body;
    const device = request.cookies[FAMILY_COOKIE];
    const deviceHash = device === undefined ? null : hashOf(device);
    if (token === undefined) {
      const invite = deviceHash === null ? undefined : await records.familyInviteOfDevice(deviceHash);
      return invite !== undefined && inviteState(invite, clock.now()) === "open" ? letIn(request, invite) : said("none");
    }
    const inviteId = options.links.readFamily(token);
    const invite = inviteId === null ? undefined : await records.familyInvite(inviteId);
    if (invite === undefined) return said("ended");
    const state = inviteState(invite, clock.now());
    if (state === "open") return deviceHash !== null && deviceHash === invite.deviceHash ? letIn(request, invite) : said("elsewhere");
    if (state === "locked") return said("locked");
    if (state !== "waiting") return said("ended");
    return code === undefined ? said("code", MOST_CODE_TRIES - invite.tries) : tryCode(request, reply, invite, code);
  });
}
