import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from "fastify";
import type { MapTiles } from "../domain/map-tiles.ts";
import type { Clock } from "../domain/time.ts";
import type { RouteAction } from "../domain/rights.ts";
import type { Handsets } from "./handsets.ts";
import type { Links } from "./links.ts";
import type { Looked } from "./looks.ts";
import type { ApiPorts } from "./ports.ts";
import type { Sessions } from "./sessions.ts";
import type { Target } from "./targets.ts";
import type { Viewer } from "./viewer.ts";
import type { WallScreens } from "./wall-screens.ts";

export interface ApiOptions {
  /** Address under which people reach the server; its scheme decides about secure cookies, its origin may open the live link. */
  readonly publicUrl: string;
  readonly adminToken: string;
  /** ≥ 32 characters; signs session cookies. Kept across restarts. */
  readonly cookieSecret: string;
  readonly links: Links;
  /** File of a TrueType font that has Chinese, for PDFs; null: none was found. */
  readonly pdfFont?: string | null;
  /** Background of maps; null: none, and no browser asks anybody. */
  readonly mapTiles?: MapTiles | null;
  /** Built dashboard, or null. */
  readonly dashboardDir: string | null;
  readonly version: string;
  /** The server runs on a simulated clock. */
  readonly simulated: boolean;
  /** Seconds of server time per second. Default 1. */
  readonly clockRate?: number;
  /** Exact addresses of reverse proxies whose X-Forwarded-* is believed. */
  readonly trustProxy?: readonly string[];
  readonly logger?: FastifyBaseLogger;
  /** Time of people's sessions: real time, also when the server runs on a simulated clock. */
  readonly sessionClock?: Clock;
  readonly sessionIdleMs?: number;
  readonly sessionAbsoluteMs?: number;
  /** Requests a minute and address; acknowledging, health and the pages' own files are exempt. */
  readonly requestsPerMinute?: number;
  /** Sign-ins of one address that are refused within five minutes, whoever they name; 100 [M]. */
  readonly wrongSignInsPerAddress?: number;
  /** Event-loop delay over which requests are refused; acknowledging, health and the pages' own files are exempt. */
  readonly maxEventLoopDelayMs?: number;
  /** How often live tiles and the link's sign of life are sent; 1 s. */
  readonly liveTickMs?: number;
  /** More routes of the same house; the rules for routes hold for them too. */
  readonly moreRoutes?: (app: App, context: ApiContext) => void;
}
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
/** What every route file is handed. */
export interface ApiContext {
  readonly options: ApiOptions;
  readonly ports: ApiPorts;
  readonly sessions: Sessions;
  readonly screens: WallScreens;
  readonly handsets: Handsets;
  /** Writes to the audit log; never fails and never holds anybody up. */
  readonly audit: (entry: {
    actor: string;
    role: string;
    action: string;
    target: string | null;
    result: AuditResult;
    detail?: string;
  }) => void;
  /** Writes down that somebody was shown where a resident is. */
  readonly looked: Looked;
}
export type AuditResult = "ok" | "refused" | "failed";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Every route names what it does; see domain/rights.ts. */
    action?: RouteAction;
    /** The route signs its callers in itself, by another token. */
    hasOwnCredential?: boolean;
    /** Acknowledging and health: no rate limit, no load shedding. */
    isExempt?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; `null` on public routes without a sign-in. */
    viewer: Viewer | null;
    /** What the request is about, after the rights were checked. */
    target: Target;
  }
  interface Session {
    userId?: string;
    startedAtMs?: number;
    seenAtMs?: number;
    _csrf?: string | undefined;
    /** Signed in by PIN or badge on that shared handset. */
    handsetId?: string | undefined;
    /** Let in by that relative's link. */
    inviteId?: string | undefined;
    /** Read from the records: it is renewed there, never inserted again. */
    isKept?: boolean;
  }
}
