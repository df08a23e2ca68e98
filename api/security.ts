import cookie from "@fastify/cookie";
import csrf from "@fastify/csrf-protection";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import session from "@fastify/session";
import underPressure from "@fastify/under-pressure";
import type { FastifyRequest } from "fastify";
import { tilesOrigin } from "../domain/map-tiles.ts";
import type { ApiContext, App } from "./context.ts";
import { SESSION_COOKIE } from "./routes/sessions.ts";

/** What is no route is a page of the dashboard, or said to be nothing. */
const isExempt = (request: FastifyRequest) => request.is404 || request.routeOptions.config.isExempt === true;

/** Starting keeps the event loop busy for a moment after the server listens. */
const START_MS = 5_000;

/** Limits, headers, cookies. Acknowledging, health and the pages' own files pass every limit. */
export async function addSecurity(app: App, { options, sessions }: ApiContext): Promise<void> {
  const isHttps = options.publicUrl.startsWith("https:");
  const tiles = options.mapTiles == null ? [] : [tilesOrigin(options.mapTiles)];
  let listeningSinceMs = Number.POSITIVE_INFINITY;
  app.addHook("onListen", async () => {
    listeningSinceMs = performance.now();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: options.maxEventLoopDelayMs ?? 1_000,
    pressureHandler: async (request, reply, _type, delayMs) => {
      if (isExempt(request)) return;
      // Nothing was measured, or what was is the start itself: no reason to send anybody away.
      if (delayMs === undefined || !Number.isFinite(delayMs) || performance.now() - listeningSinceMs < START_MS) return;
      reply.header("retry-after", "1");
      throw Object.assign(new Error("the server has too much to do right now; try again in a second"), { statusCode: 503 });
    },
  });
  await app.register(helmet, {
    hsts: isHttps,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "connect-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "img-src": ["'self'", "data:", "blob:", ...tiles],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
      },
    },
  });
  await app.register(rateLimit, { max: options.requestsPerMinute ?? 1_200, timeWindow: 60_000, allowList: isExempt, cache: 20_000 });
  await app.register(cookie);
  await app.register(session, {
    secret: options.cookieSecret,
    cookieName: SESSION_COOKIE,
    cookie: { httpOnly: true, sameSite: "strict", secure: isHttps, path: "/" },
    saveUninitialized: false,
    rolling: false,
    store: sessions.store,
  });
  await app.register(csrf, { sessionPlugin: "@fastify/session", getToken: csrfHeader });
  app.addHook("onSend", async (_request, reply) => {
    // Personal data is kept by nobody on the way; files of the dashboard say themselves how long they last.
    if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
}
function csrfHeader(request: FastifyRequest): string {
  const header = request.headers["x-csrf-token"];
  return typeof header === "string" ? header : "";
}
