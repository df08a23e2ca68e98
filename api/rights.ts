import { timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { AnhuError } from "../domain/errors.ts";
import { sha256 } from "../domain/ids.ts";
import { isShiftWork } from "../domain/handset.ts";
import { isAction, mayDo, relationsFor, type Action, type RouteAction } from "../domain/rights.ts";
import type { ApiContext, App } from "./context.ts";
import { findTarget, NO_TARGET, notFound, relationsTo, type Asked, type Target } from "./targets.ts";
import { HANDSET_COOKIE } from "./handsets.ts";
import { WALL_COOKIE } from "./wall-screens.ts";
import { TOKEN_VIEWER, unauthenticated, viewerId, viewerOf, type Viewer } from "./viewer.ts";

/** What one must be able to do to know that a thing exists. */
const KNOWING = {
  facility: "readFacility",
  resident: "readResident",
  alert: "readAlert",
  device: "readDevices",
  clinic: "readClinicFigures",
} as const;
const WRITES = new Set(["POST", "PUT", "PATCH", "DELETE"]);

export interface RouteRow {
  readonly method: string;
  readonly url: string;
  readonly action: RouteAction;
}
/** All routes with their actions. Adding a route that does not say what it does throws: the server does not start with it. */
export class RouteTable {
  readonly rows: RouteRow[] = [];
  #isOpen = false;

  watch(app: App): void {
    app.addHook("onRoute", ({ method, url, config }) => {
      const action: unknown = this.#isOpen ? "public" : config?.action;
      if (!isAction(action)) {
        throw new AnhuError("BAD_CONFIG", `adding the route ${String(method)} ${url}: it names no action of domain/rights.ts`);
      }
      for (const one of Array.isArray(method) ? method : [method]) this.rows.push({ method: one, url, action });
    });
  }
  /** Registers a library's pages that anybody may see; the library does not know our actions. */
  async openly(app: App, register: (scope: App) => Promise<void>): Promise<void> {
    await app.register(async (scope) => {
      scope.addHook("onRoute", (route) => {
        route.config = { ...route.config, action: "public" };
      });
      this.#isOpen = true;
      await register(scope.withTypeProvider());
      this.#isOpen = false;
    });
  }
}
/** Who asks, and from where a write comes: before anything of the request is looked at. */
export function addIdentity(app: App, { options, sessions, screens, handsets }: ApiContext): void {
  const rightToken = sha256(options.adminToken);
  app.decorateRequest("viewer", null);
  app.decorateRequest("target");
  app.addHook("onRequest", async (request, reply) => {
    request.target = NO_TARGET;
    const { action } = request.routeOptions.config;
    if (action === undefined) return; // no such route: the not-found handler answers
    // A credential of its own kind, which the route looks at.
    if (request.routeOptions.config.hasOwnCredential === true) return;
    const { authorization } = request.headers;
    if (authorization?.startsWith("Bearer ")) {
      if (!timingSafeEqual(sha256(authorization.slice(7)), rightToken)) throw unauthenticated();
      request.viewer = TOKEN_VIEWER;
    } else request.viewer = (await sessionViewer(request, sessions)) ?? (await screenViewer(request, screens, handsets));
    if (action === "public") return;
    const viewer = viewerOf(request);
    // Who never may is refused before a body is read; a path may name things that they must not even know of, that is decided later.
    if (!request.routeOptions.url?.includes(":") && relationsFor(viewer.role, action).length === 0) throw forbidden(action);
    if (viewer.sessionKey !== null && WRITES.has(request.method)) await checkCsrf(app, request, reply);
  });
}
async function sessionViewer(request: FastifyRequest, sessions: ApiContext["sessions"]): Promise<Viewer | null> {
  const { userId, sessionId } = request.session;
  return userId === undefined ? null : sessions.viewer(sessions.keyOf(sessionId), true);
}
/** A television only reads, and so does a shared handset with nobody on it. */
async function screenViewer(
  request: FastifyRequest,
  screens: ApiContext["screens"],
  handsets: ApiContext["handsets"],
): Promise<Viewer | null> {
  if (WRITES.has(request.method)) return null;
  const { [HANDSET_COOKIE]: handset, [WALL_COOKIE]: wall } = request.cookies;
  const found = handset === undefined ? null : await handsets.viewer(handsets.hashOf(handset));
  return found ?? (wall === undefined ? null : screens.viewer(screens.hashOf(wall)));
}
function checkCsrf(app: App, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    // The plugin answers through `reply.send(error)`; here the error takes the way of all errors.
    const refuse = {
      send: () =>
        reject(
          new AnhuError("FORBIDDEN", "writing in a session: the x-csrf-token header is missing or wrong; read it from GET /api/v1/session"),
        ),
    };
    app.csrfProtection(request, Object.assign(Object.create(reply) as FastifyReply, refuse), resolve);
  });
}
/** May they do this, to this? 404 where they may not even know of it. */
export function addRights(app: App, context: ApiContext): void {
  app.addHook("preHandler", async (request) => {
    const { action, isScoped } = request.routeOptions.config;
    if (action === undefined || action === "public") return;
    const viewer = viewerOf(request);
    try {
      request.target = await allowed(context, viewer, action, askedBy(request, viewer), isScoped === true);
    } catch (error) {
      const asked = askedBy(request, viewer);
      const target =
        asked.alertId ??
        asked.silenceId ??
        asked.contractId ??
        asked.residentId ??
        asked.deviceId ??
        asked.facilityId ??
        asked.clinicId ??
        null;
      if (error instanceof AnhuError && (error.code === "FORBIDDEN" || error.code === "NOT_FOUND")) {
        context.audit({ actor: viewerId(viewer), role: viewer.role, action, target, result: "refused" });
      }
      throw error;
    }
  });
}
async function allowed({ ports }: ApiContext, viewer: Viewer, action: Action, asked: Asked, isScoped: boolean): Promise<Target> {
  // A PIN of four digits opens the work of a shift, not all that its holder may do elsewhere.
  if (viewer.handsetId !== undefined && !isShiftWork(action)) throw forbidden(action);
  const target = await findTarget(ports, asked);
  if (target.kind === "none") {
    const relations = relationsFor(viewer.role, action);
    if (relations.includes("any") || (isScoped && relations.length > 0)) return target;
    throw forbidden(action);
  }
  const held = await relationsTo(ports, viewer, target);
  if (mayDo(viewer.role, action, held)) return target;
  throw mayDo(viewer.role, KNOWING[target.kind], held) ? forbidden(action) : notFound(target.kind);
}
export function forbidden(action: RouteAction): AnhuError {
  return new AnhuError("FORBIDDEN", `${action}: your role may not do this here; ask the administrator of the facility`);
}
/**
 * What a request is about is read where its handler reads it: in the path, else in the query of a reading and in the body of a write. Staff who
 * read and name nothing mean their own facility.
 */
function askedBy(request: FastifyRequest, viewer: Viewer): Asked {
  const params = ids(
    request.params,
    "alertId",
    "silenceId",
    "contractId",
    "annunciatorId",
    "userId",
    "channelId",
    "residentId",
    "deviceId",
    "facilityId",
    "clinicId",
  );
  if (Object.values(params).some((id) => id !== undefined)) return params;
  if (WRITES.has(request.method)) {
    const { facilityId, residentId } = ids(request.body, "facilityId", "residentId");
    // A write names its facility; a resident alone, in a body whose handler may not look at it, opens nothing.
    return facilityId === undefined ? {} : { facilityId, residentId };
  }
  const { resident, facility } = ids(request.query, "resident", "facility");
  if (resident !== undefined || facility !== undefined) return { residentId: resident, facilityId: facility };
  return request.routeOptions.config.isScoped === true ? {} : { facilityId: viewer.user?.facilityId ?? undefined };
}
function ids<K extends string>(from: unknown, ...keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  if (typeof from !== "object" || from === null) return found;
  for (const key of keys) {
    const value: unknown = Reflect.get(from, key);
    if (typeof value === "string") found[key] = value;
  }
  return found;
}
declare module "fastify" {
  interface FastifyContextConfig {
    /** A list whose handler shows only what the viewer may see. */
    isScoped?: boolean;
  }
}
