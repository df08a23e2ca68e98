import { coverageGaps } from "../alerts/coverage.ts";
import { makeLinks } from "../api/links.ts";
import { openAuditKey } from "./audit-key.ts";
import { headsFile, startAuditHeads } from "./audit-heads.ts";
import { openAlerting } from "./alerting.ts";
import { makeCustodyAudit } from "./custody-audit.ts";
import { composeApi } from "./api.ts";
import { startContractWatch } from "./contract-watch.ts";
import type { Late } from "./late.ts";
import type { Clock } from "../domain/time.ts";
import type { Simulation } from "./clock.ts";
import type { Settings } from "./config.ts";
import { DASHBOARD_DIR } from "./dashboard-build.ts";
import { startEngine } from "./engine.ts";
import { endpointsOf } from "./endpoints.ts";
import { openFrontDoor } from "./front-door.ts";
import { freePort } from "./free-port.ts";
import { tuneGarbageCollector } from "./garbage-collector.ts";
import { makeGoneChannels } from "./gone-channels.ts";
import { startHistorianJobs } from "./historian-jobs.ts";
import { HomeDirectory } from "./home-directory.ts";
import { startHouse } from "./house.ts";
import { Lifecycle } from "./lifecycle.ts";
import { makeLivePicture } from "./live.ts";
import { makeLogger, type Logger } from "./logger.ts";
import { makeMetrics } from "./metrics.ts";
import { startRestoring } from "./restore-picture.ts";
import { retentionOf } from "./retention.ts";
import { openSecrets } from "./secrets.ts";
import { newSetupCode } from "./setup-code.ts";
import { openStores } from "./stores.ts";

export interface StartOptions {
  readonly clock: Clock;
  /** `null`: the machine's own time. */
  readonly simulation: Simulation | null;
  readonly log?: Logger;
  /** The built dashboard, where it is not the usual one. */
  readonly dashboardDir?: string;
}
export interface Platform {
  readonly httpUrl: string;
  readonly mqttUrl: string;
  readonly adminToken: string;
  /** A new set-up code, printed for the operator; `null`: there is an administrator. */
  newSetupCode(): Promise<string | null>;
  close(): Promise<void>;
}
/** The historian's jobs hold back while it has so many rows of the journal to store. */
const JOBS_YIELD_ROWS = 20;

/**
 * Builds and starts the platform; whatever started is stopped again if a later step fails. Order: stores, alerts and their states,
 * intake, the API, and the MQTT listeners last; stopped in reverse.
 */
export async function start(settings: Settings, options: StartOptions): Promise<Platform> {
  tuneGarbageCollector();
  const lifecycle = new Lifecycle();
  try {
    return await build(settings, options, lifecycle);
  } catch (error) {
    await Promise.allSettled([lifecycle.close()]);
    throw error;
  }
}
async function build(settings: Settings, options: StartOptions, lifecycle: Lifecycle): Promise<Platform> {
  const { clock, simulation, log = makeLogger(settings.ANHU_LOG_LEVEL), dashboardDir = DASHBOARD_DIR } = options;
  const retention = retentionOf(settings);
  const httpHost = settings.ANHU_HTTP_HOST ?? "127.0.0.1";
  const httpPort = settings.ANHU_HTTP_PORT === 0 ? await freePort(httpHost) : settings.ANHU_HTTP_PORT;
  const httpUrl = `http://${httpHost === "0.0.0.0" ? "127.0.0.1" : httpHost}:${httpPort}`;
  const publicUrl = settings.ANHU_PUBLIC_URL ?? httpUrl;

  const late: Late = {};
  const metrics = makeMetrics({
    connections: () => late.door?.connections() ?? 0,
    openAlerts: () => directory.facilities().reduce((sum, { id }) => sum + (late.desk?.open(id).length ?? 0), 0),
    historianLagRows: () => late.engine?.feed.lagRows ?? 0,
    isJournalStalled: () => late.engine?.acceptor.isStalled ?? false,
    publishes: () => late.engine?.acceptor.answers ?? { kept: 0, notKept: 0 },
  });

  const stores = await openStores(
    {
      settings,
      clock,
      simulation,
      log,
      deviceOf: (deviceId) => directory.device(deviceId),
      onAttempt: (attempt) => {
        metrics.attempts.inc({ channel: attempt.channel, state: attempt.state });
        late.desk?.attempted(attempt);
        late.custody?.attempted(attempt);
        late.house?.attempted(attempt);
      },
      onGone: (attempt) => late.goneChannels?.gone(attempt),
    },
    lifecycle,
  );
  late.custody = makeCustodyAudit({ audit: stores.records.records.audit, alert: (id) => late.desk?.find(id)?.alert });
  const secrets = openSecrets(settings);
  const auditHeads = startAuditHeads(
    {
      ...{ file: headsFile(settings), key: openAuditKey(settings.ANHU_DATA_DIR), clock, log },
      end: stores.records.records.auditEnd,
      hashAt: async (seq) => (await stores.records.records.auditEntry(seq))?.hash ?? null,
    },
    lifecycle,
  );
  const directory = new HomeDirectory(await stores.records.loadSnapshot(), () => clock.now());
  const refresh = async (): Promise<void> => {
    directory.replace(await stores.records.loadSnapshot());
    stores.records.sending.setEndpoints(endpointsOf(directory));
  };

  late.goneChannels = makeGoneChannels({ stores, directory, clock, log, late, refresh });
  const links = makeLinks(secrets.linkKey, { publicUrl, clock });
  const alerting = openAlerting(
    {
      ...{ settings, clock, log, stores, directory, links, late },
      changed(alert) {
        late.house?.changed(alert);
        const { residentId } = alert;
        if (residentId !== null) picture.residentChanged(residentId);
      },
    },
    lifecycle,
  );
  const { desk, rules, lane } = alerting;
  const picture = makeLivePicture({ clock, directory, desk, coverage: coverageGaps, gatewayOfflineSince: rules.gatewayOfflineSince });
  await startRestoring({ picture, historian: stores.historian, directory, clock, log }, lifecycle);
  await desk.start();
  const house = startHouse(
    { ...{ clock, directory, desk, late, log, refresh, settings }, records: stores.records.records, linkKey: secrets.linkKey },
    lifecycle,
  );
  late.house = house;
  startContractWatch({ directory, clock, desk }, lifecycle);
  stores.records.sending.setEndpoints(endpointsOf(directory));

  const engine = await startEngine(
    { clock, log, directory, stores, rules, picture, lane, alert: (id) => desk.find(id)?.alert, metrics },
    lifecycle,
  );
  late.engine = engine;

  startHistorianJobs(
    {
      historian: stores.historian,
      clock,
      // What was measured in simulated time is not older because of it.
      retention: simulation === null ? retention : null,
      log,
      isBehind: () => engine.feed.lagRows > JOBS_YIELD_ROWS,
      onRemoved: (resolution, rows) => metrics.removed.inc({ resolution }, rows),
      onRolledUp: (hours) => metrics.rolledUp.inc(hours),
    },
    lifecycle,
  );

  const api = await composeApi({
    ...{
      settings,
      publicUrl,
      dashboardDir,
      secrets,
      clock,
      simulation,
      log,
      stores,
      directory,
      links,
      alerting,
      engine,
      picture,
      metrics,
      late,
      refresh,
      lifecycle,
      house,
      auditHeads,
    },
  });
  late.api = api;
  lifecycle.add("api", () => api.close());
  await api.listen(httpHost, httpPort);

  const door = await openFrontDoor(
    settings,
    {
      clock,
      credential: directory.credential,
      accept(publish, answer) {
        engine.acceptor.accept(publish, answer);
        late.house?.heard(publish);
      },
      presence({ deviceId, online, reason }) {
        late.house?.presence({ deviceId, online });
        return engine.acceptor.control({ type: "presence", deviceId, online, reason });
      },
      security: (entry) => stores.records.security.add(entry),
    },
    directory,
  );
  late.door = door;
  lifecycle.add("mqtt", () => door.close());
  await late.simulator?.endLeftOver();
  return {
    httpUrl,
    mqttUrl: door.url,
    adminToken: secrets.adminToken,
    newSetupCode: () => newSetupCode(stores.records.records),
    close: () => lifecycle.close(),
  };
}
