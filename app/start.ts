import { coverageGaps } from "../alerts/coverage.ts";
import { openAlertDesk, type Desk } from "../alerts/desk.ts";
import { makeEvaluator } from "../alerts/evaluate.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import { eventSignals } from "../alerts/rules/event.ts";
import { NEWS2_WATCHER, news2ReadingsOf } from "../alerts/watchers/news2.ts";
import { makeLinks } from "../api/links.ts";
import { type LivePicture } from "../api/live-view.ts";
import type { ApiPorts } from "../api/ports.ts";
import { makeApi, type Api } from "../api/server.ts";
import type { Alert, TimelineEntry } from "../domain/alert.ts";
import { spo2ScaleAt } from "../domain/care-settings.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import type { Clock } from "../domain/time.ts";
import { makeChecks } from "./checks.ts";
import type { Simulation } from "./clock.ts";
import { listOf, type Settings } from "./config.ts";
import { DASHBOARD_DIR } from "./dashboard-build.ts";
import { startEngine, type Engine } from "./engine.ts";
import { startFallbackSending, endpointsOf } from "./fallback-sending.ts";
import { openFrontDoor, type FrontDoor } from "./front-door.ts";
import { freePort } from "./free-port.ts";
import { tuneGarbageCollector } from "./garbage-collector.ts";
import { startHistorianJobs } from "./historian-jobs.ts";
import { HomeDirectory } from "./home-directory.ts";
import { Lifecycle } from "./lifecycle.ts";
import { limitsOf } from "./limits.ts";
import { makeLivePicture } from "./live.ts";
import { makeLogger, type Logger } from "./logger.ts";
import { makeMeasureCommands } from "./measure-commands.ts";
import { makeMetrics } from "./metrics.ts";
import { makeQuarantineReplay } from "./quarantine-replay.ts";
import { startRestoring } from "./restore-picture.ts";
import { retentionOf } from "./retention.ts";
import { openSecrets } from "./secrets.ts";
import { openStores } from "./stores.ts";
import { makeTypedEntries } from "./typed-entries.ts";
import { version } from "./version.ts";

export interface StartOptions {
  readonly clock: Clock;
  /** `null`: the machine's own time. */
  readonly simulation: Simulation | null;
  readonly log?: Logger;
}
export interface Platform {
  readonly httpUrl: string;
  readonly mqttUrl: string;
  readonly adminToken: string;
  close(): Promise<void>;
}
const DRAIN_MS = 3_000;
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
  const { clock, simulation, log = makeLogger(settings.ANHU_LOG_LEVEL) } = options;
  const retention = retentionOf(settings);
  const httpHost = settings.ANHU_HTTP_HOST ?? "127.0.0.1";
  const httpPort = settings.ANHU_HTTP_PORT === 0 ? await freePort(httpHost) : settings.ANHU_HTTP_PORT;
  const httpUrl = `http://${httpHost === "0.0.0.0" ? "127.0.0.1" : httpHost}:${httpPort}`;
  const publicUrl = settings.ANHU_PUBLIC_URL ?? httpUrl;

  // Parts that are called by parts that are built before them; nothing calls before the last is built.
  const late: { desk?: Desk; api?: Api; engine?: Engine; door?: FrontDoor } = {};
  const alertListeners = new Set<(change: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] }) => void>();
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
      },
    },
    lifecycle,
  );
  const secrets = openSecrets(settings);
  const directory = new HomeDirectory(await stores.records.loadSnapshot(), () => clock.now());
  const fallback = startFallbackSending({
    directory,
    clock,
    allowOrigins: listOf(settings.ANHU_WEBHOOK_ALLOW),
    onAttempt: (attempt) => late.desk?.attempted(attempt),
    record: (attempt, isLast) =>
      stores.records.sending.attempted(attempt, isLast).catch((error: unknown) => {
        log.warn({ deliveryId: attempt.deliveryId, error }, "keeping an attempt: the records do not answer");
        return true;
      }),
  });
  lifecycle.add("fallback sending", () => fallback.close());
  const refresh = async (): Promise<void> => {
    directory.replace(await stores.records.loadSnapshot());
    stores.records.sending.setEndpoints(endpointsOf(directory));
  };

  const links = makeLinks(secrets.linkKey, { publicUrl, clock });
  const desk = openAlertDesk({
    store: stores.records.alertStore,
    care: directory,
    clock,
    screens: { tell: (facilityId, role, alertId) => late.api?.live.tell(facilityId, role, alertId) ?? 0 },
    links: (alertId, clinicId) => ({
      acknowledgeUrl: links.acknowledge(alertId, clinicId),
      handoverUrl: links.handover(alertId, clinicId),
    }),
    fallbackSend: (deliveries) => fallback.send(deliveries),
    stopSending: (alertId) => {
      fallback.acknowledged(alertId);
      stores.records.sending
        .acknowledged(alertId)
        .catch((error: unknown) => log.warn({ alertId, error }, "ending the repeats of an alert: the records do not answer"));
    },
    journalResolved: (alertId) => late.engine?.resolved(alertId),
    onChange: (alert, timeline) => {
      if (alert.residentId !== null) picture.residentChanged(alert.residentId);
      for (const listener of alertListeners) listener({ alert, timeline });
    },
  });
  late.desk = desk;
  lifecycle.add("alerts", async () => {
    await desk.drain(DRAIN_MS);
    desk.close();
  });
  const picture: LivePicture = makeLivePicture({ clock, directory, desk, coverage: coverageGaps });
  await startRestoring({ picture, historian: stores.historian, directory, clock, log }, lifecycle);
  await desk.start();
  stores.records.sending.setEndpoints(endpointsOf(directory));

  const askToMeasure = makeMeasureCommands(directory, async (topic, payload) => late.door?.publishCommand(topic, payload), log);
  const rules = makeEvaluator({
    catalogue: DEFAULT_CATALOGUE,
    care: directory,
    device: directory.device,
    onStuck: (what) => log.error({ what }, "evaluating deadlines: one stays due; it was moved on by a minute, please report it"),
    gatewayFacility: (gatewayId) => directory.gateway(gatewayId)?.facilityId,
    emit: (signal) => {
      desk.signal(signal);
      askToMeasure(signal);
    },
  });
  const lane = (message: DeviceMessage): void => eventSignals(DEFAULT_CATALOGUE, message).forEach(desk.signal);
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

  const limits = { 1: limitsOf(DEFAULT_CATALOGUE), 2: limitsOf(DEFAULT_CATALOGUE, 2) };
  const assigned: ApiPorts["assigned"] = async ({ deviceId, residentId, placeId, fromMs }) => {
    await engine.acceptor.control({ type: "assignment", deviceId, residentId, placeId, fromMs });
  };
  const enter = makeTypedEntries({
    clock,
    directory,
    records: stores.records.records,
    accept: (publish, answer) => engine.acceptor.accept(publish, answer),
    changed: refresh,
    assigned,
  });
  const api = await makeApi(
    {
      publicUrl,
      adminToken: secrets.adminToken,
      cookieSecret: secrets.cookieSecret,
      links,
      dashboardDir: DASHBOARD_DIR,
      version: version(),
      simulated: simulation !== null,
      clockRate: simulation?.rate ?? 1,
      trustProxy: listOf(settings.ANHU_TRUST_PROXY),
      logger: log,
    },
    {
      clock,
      records: stores.records.records,
      historian: stores.historian,
      desk: {
        ...desk,
        async resolve(...request) {
          await desk.resolve(...request);
          await engine.journalled();
        },
      },
      live: picture,
      holdings: directory,
      limits: (residentId) => limits[spo2ScaleAt(directory.careSettings(residentId), clock.now())],
      news2: (residentId) => news2ReadingsOf(rules.watched(NEWS2_WATCHER, residentId)),
      directory,
      metrics: metrics.registry,
      checks: makeChecks({ stores, engine, clock, isSimulated: simulation !== null, dataDir: settings.ANHU_DATA_DIR }),
      changed: refresh,
      assigned,
      enter,
      revoked: async (id) => {
        await refresh();
        late.door?.disconnect(id);
      },
      replayQuarantine: makeQuarantineReplay(stores, directory, () => engine.feed.cursor, lane),
      onAlertChange(listener) {
        alertListeners.add(listener);
        return () => alertListeners.delete(listener);
      },
    },
  );
  late.api = api;
  lifecycle.add("api", () => api.close());
  await api.listen(httpHost, httpPort);

  const door = await openFrontDoor(
    settings,
    {
      clock,
      credential: directory.credential,
      accept: (publish, answer) => engine.acceptor.accept(publish, answer),
      presence: ({ deviceId, online, reason }) => engine.acceptor.control({ type: "presence", deviceId, online, reason }),
      security: (entry) => stores.records.security.add(entry),
    },
    directory,
  );
  late.door = door;
  lifecycle.add("mqtt", () => door.close());
  return {
    httpUrl,
    mqttUrl: door.url,
    adminToken: secrets.adminToken,
    close: () => lifecycle.close(),
  };
}
