import Fastify, { LogController } from "fastify";
import { pino } from "pino";
import { AnhuError, errorText } from "../domain/errors.ts";
import { makeAudit } from "./audit.ts";
import type { ApiContext, ApiOptions, App } from "./context.ts";
import { handleError } from "./error-handler.ts";
import { openLive, type Live } from "./live.ts";
import { makeLooked } from "./looks.ts";
import { addOpenApi } from "./openapi.ts";
import { addPages } from "./pages.ts";
import { makePasswords } from "./passwords.ts";
import type { ApiPorts } from "./ports.ts";
import { addIdentity, addRights, RouteTable, type RouteRow } from "./rights.ts";
import { alertLoadRoutes } from "./routes/alert-load.ts";
import { custodyRoutes } from "./routes/custody.ts";
import { FHIR_PREFIX, fhirRoutes } from "./fhir/routes.ts";
import { fhirCredentialRoutes } from "./routes/fhir-credentials.ts";
import { auditRoutes } from "./routes/audit.ts";
import { annunciatorRoutes } from "./routes/annunciators.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { channelRoutes } from "./routes/channels.ts";
import { clinicConsoleRoutes } from "./routes/clinic-console.ts";
import { clinicRoutes } from "./routes/clinics.ts";
import { contractCoverageRoutes } from "./routes/contract-coverage.ts";
import { contractPaperRoutes } from "./routes/contract-papers.ts";
import { contractRoutes } from "./routes/contracts.ts";
import { coverageRoutes } from "./routes/coverage.ts";
import { escalationRoutes } from "./routes/escalation.ts";
import { familyAccessRoutes } from "./routes/family-access.ts";
import { familyLinkRoutes } from "./routes/family-link.ts";
import { familyViewRoutes } from "./routes/family-view.ts";
import { familyRoutes } from "./routes/family.ts";
import { whyRoutes } from "./routes/why.ts";
import { rotaRoutes } from "./routes/rota.ts";
import { drillRoutes } from "./routes/drills.ts";
import { deviceCareRoutes } from "./routes/device-care.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { entryRoutes } from "./routes/entries.ts";
import { facilityRoutes } from "./routes/facilities.ts";
import { healthRoutes } from "./routes/health.ts";
import { importRoutes } from "./routes/import.ts";
import { limitRoutes } from "./routes/limits.ts";
import { linkDispositionRoutes } from "./routes/link-dispositions.ts";
import { linkRoutes } from "./routes/links.ts";
import { baselineRoutes } from "./routes/baseline.ts";
import { news2Routes } from "./routes/news2.ts";
import { orderSetRoutes } from "./routes/order-sets.ts";
import { quarantineRoutes } from "./routes/operations.ts";
import { placeRoutes } from "./routes/places.ts";
import { floorPlanRoutes } from "./routes/floor-plans.ts";
import { locationRoutes } from "./routes/location.ts";
import { roundRoutes } from "./routes/rounds.ts";
import { handoverRoutes } from "./routes/handover.ts";
import { recordRoutes } from "./routes/record.ts";
import { ownChannelRoutes } from "./routes/own-channels.ts";
import { reachRoutes } from "./routes/reach.ts";
import { photoRoutes } from "./routes/photos.ts";
import { residentRoutes } from "./routes/residents.ts";
import { rhythmRoutes } from "./routes/rhythm.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { silenceRoutes } from "./routes/silences.ts";
import { searchRoutes } from "./routes/searches.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { setupRoutes } from "./routes/setup.ts";
import { setupDeviceRoutes } from "./routes/setup-devices.ts";
import { softSignRoutes } from "./routes/soft-signs.ts";
import { undeliveredRoutes } from "./routes/undelivered.ts";
import { userAccountRoutes } from "./routes/user-accounts.ts";
import { userRoutes } from "./routes/users.ts";
import { handsetSelfRoutes } from "./routes/handset.ts";
import { handsetRoutes } from "./routes/handsets.ts";
import { wallScreenRoutes } from "./routes/wall-screens.ts";
import { wearerRoutes } from "./routes/wearer.ts";
import { compileSerializer } from "./serialization.ts";
import { addSecurity } from "./security.ts";
import { Sessions, SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from "./sessions.ts";
import { viewerId } from "./viewer.ts";
import { compileValidator } from "./validation.ts";
import { Handsets } from "./handsets.ts";
import { WallScreens } from "./wall-screens.ts";

/** A request that has not come whole by then is given up; the largest floor plan comes over a slow line [M]. */
const REQUEST_MS = 5 * 60_000;

export interface Api {
  /** @throws {AnhuError} `PORT_IN_USE`, `BAD_CONFIG` */
  listen(host: string, port: number): Promise<{ readonly port: number }>;
  readonly live: Pick<Live, "tell">;
  /** All routes with their actions. */
  readonly routes: readonly RouteRow[];
  close(): Promise<void>;
}

/**
 * The REST interface and the live link on one port. Nothing is opened before `listen`.
 * @throws {AnhuError} `BAD_CONFIG` when a route names no action
 */
export async function makeApi(options: ApiOptions, ports: ApiPorts): Promise<Api> {
  const log = options.logger ?? pino({ level: "silent" });
  const app: App = Fastify({
    loggerInstance: log,
    bodyLimit: 64 * 1024,
    requestTimeout: REQUEST_MS,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: options.trustProxy === undefined ? false : [...options.trustProxy],
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 1000 },
  }).withTypeProvider();
  const clock = options.sessionClock ?? { now: Date.now, monotonic: () => performance.now() };
  const { sessionIdleMs: idleMs = SESSION_IDLE_MS, sessionAbsoluteMs: absoluteMs = SESSION_ABSOLUTE_MS } = options;
  const handsets = new Handsets({ records: ports.records, clock, serverClock: ports.clock, log });
  const sessions = new Sessions({
    records: ports.records,
    clock,
    serverClock: ports.clock,
    homeOf: (residentId) => ports.directory.resident(residentId)?.facilityId,
    log,
    idleMs,
    absoluteMs,
    holdsHandset: (handsetId) => handsets.holds(handsetId),
    // The records count in the server's time, which may be simulated and run faster.
    forgottenAt: (remainingMs) => Math.ceil(ports.clock.now() + remainingMs * (options.clockRate ?? 1)),
  });
  const screens = new WallScreens({ records: ports.records, clock, serverClock: ports.clock, log });
  const audit = makeAudit(ports, log);
  const context: ApiContext = { options, ports, sessions, screens, handsets, audit, looked: makeLooked(audit, ports.clock) };
  // Whoever floods the sign-in keeps nobody from a PIN, a relative's code or the set-up.
  const [signIns, passwords] = [makePasswords(), makePasswords()];
  const table = new RouteTable();

  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(compileSerializer);
  app.setErrorHandler(handleError);
  addRequestLog(app);
  table.watch(app);
  await addSecurity(app, context);
  addIdentity(app, context);
  addRights(app, context);
  await addOpenApi(app, table, options);
  await app.register(
    async (scope) => {
      const api: App = scope.withTypeProvider();
      sessionRoutes(api, context, signIns);
      setupRoutes(api, context, passwords);
      setupDeviceRoutes(api, context);
      facilityRoutes(api, context);
      wallScreenRoutes(api, context);
      handsetRoutes(api, context, passwords);
      handsetSelfRoutes(api, context, passwords);
      placeRoutes(api, context);
      floorPlanRoutes(api, context);
      locationRoutes(api, context);
      residentRoutes(api, context);
      photoRoutes(api, context);
      rhythmRoutes(api, context);
      recordRoutes(api, context);
      handoverRoutes(api, context);
      roundRoutes(api, context);
      entryRoutes(api, context);
      softSignRoutes(api, context);
      coverageRoutes(api, context);
      wearerRoutes(api, context);
      escalationRoutes(api, context);
      whyRoutes(api, context);
      familyRoutes(api, context);
      familyViewRoutes(api, context);
      familyAccessRoutes(api, context, passwords);
      familyLinkRoutes(api, context, passwords);
      rotaRoutes(api, context);
      news2Routes(api, context);
      baselineRoutes(api, context);
      limitRoutes(api, context);
      orderSetRoutes(api, context);
      alertRoutes(api, context);
      undeliveredRoutes(api, context);
      clinicConsoleRoutes(api, context);
      searchRoutes(api, context);
      silenceRoutes(api, context);
      alertLoadRoutes(api, context);
      ruleRoutes(api, context);
      deviceRoutes(api, context);
      deviceCareRoutes(api, context);
      annunciatorRoutes(api, context);
      reachRoutes(api, context);
      drillRoutes(api, context);
      clinicRoutes(api, context);
      channelRoutes(api, context);
      ownChannelRoutes(api, context);
      contractRoutes(api, context);
      contractPaperRoutes(api, context);
      contractCoverageRoutes(api, context);
      userRoutes(api, context, passwords);
      userAccountRoutes(api, context, passwords);
      quarantineRoutes(api, context);
      auditRoutes(api, context);
      custodyRoutes(api, context);
      fhirCredentialRoutes(api, context);
      importRoutes(api, context, passwords);
      options.moreRoutes?.(api, context);
    },
    { prefix: "/api/v1" },
  );
  await app.register(async (scope) => fhirRoutes(scope.withTypeProvider(), context), { prefix: FHIR_PREFIX });
  healthRoutes(app, context);
  await app.register(async (scope) => {
    linkRoutes(scope.withTypeProvider(), context);
    linkDispositionRoutes(scope.withTypeProvider(), context);
  });
  await addPages(app, table, options.dashboardDir);
  await app.ready();
  const live = openLive(app, context);
  return {
    live,
    routes: table.rows,
    async listen(host, port) {
      try {
        await app.listen({ host, port });
      } catch (error) {
        throw listenError(error, host, port);
      }
      const address = app.server.address();
      return { port: typeof address === "object" && address !== null ? address.port : port };
    },
    async close() {
      await live.close();
      await app.close();
    },
  };
}
function listenError(error: unknown, host: string, port: number): AnhuError {
  const where = `opening HTTP on ${host}:${port}`;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return new AnhuError("PORT_IN_USE", `${where}: the port is in use; end the other program or set ANHU_HTTP_PORT`, { cause: error });
  }
  return new AnhuError("BAD_CONFIG", `${where}: ${errorText(error)}; check ANHU_HTTP_HOST and ANHU_HTTP_PORT`, { cause: error });
}
function addRequestLog(app: App): void {
  app.addHook("onResponse", async (request, reply) => {
    // The route's pattern, never the address: that may hold tokens and what was searched for.
    const { method, routeOptions, viewer } = request;
    request.log.info(
      {
        method,
        route: routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        who: viewerId(viewer ?? null),
      },
      "answered",
    );
  });
}
