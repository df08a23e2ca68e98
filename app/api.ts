import { baselinesOf } from "./baselines.ts";
import { NEWS2_WATCHER, news2ReadingsOf } from "../alerts/watchers/news2.ts";
import type { LivePicture } from "../api/live-view.ts";
import type { Links } from "../api/links.ts";
import type { ApiPorts } from "../api/ports.ts";
import { makeApi, type Api } from "../api/server.ts";
import type { Clock } from "../domain/time.ts";
import type { Alerting } from "./alerting.ts";
import { makeContractSituation } from "./contract-watch.ts";
import { makeChecks } from "./checks.ts";
import type { Simulation } from "./clock.ts";
import { makeChannels } from "./channels.ts";
import { makeCoverage } from "./coverage.ts";
import { listOf, mapTilesOf, type Settings } from "./config.ts";
import type { Engine } from "./engine.ts";
import { makeEscalations } from "./escalation.ts";
import { startFamily } from "./family.ts";
import type { House } from "./house.ts";
import type { HomeDirectory } from "./home-directory.ts";
import { findPdfFont } from "./pdf-font.ts";
import type { Late } from "./late.ts";
import { makeGovernor } from "./governor.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { makeLimitRules } from "./limit-rules.ts";
import { makeLimits } from "./limits.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { makeQuarantineReplay } from "./quarantine-replay.ts";
import type { ServerSecrets } from "./secrets.ts";
import { makeReceipts } from "./receipts.ts";
import type { Stores } from "./stores.ts";
import { makeSetupSimulator } from "./setup-simulator.ts";
import { makeTypedEntries } from "./typed-entries.ts";
import { version } from "./version.ts";

export interface ApiParts {
  readonly settings: Settings;
  readonly publicUrl: string;
  readonly dashboardDir: string;
  readonly secrets: ServerSecrets;
  readonly clock: Clock;
  readonly simulation: Simulation | null;
  readonly log: Logger;
  readonly stores: Stores;
  readonly directory: HomeDirectory;
  readonly links: Links;
  readonly alerting: Alerting;
  readonly engine: Engine;
  readonly picture: LivePicture;
  readonly metrics: Metrics;
  readonly late: Late;
  /** Reads the directory again from the records. */
  readonly refresh: () => Promise<void>;
  readonly lifecycle: Lifecycle;
  readonly house: House;
  readonly auditHeads: ApiPorts["auditHeads"];
}
/** The REST interface and the live link, joined to the parts that they ask. Nothing listens yet. */
export function composeApi(parts: ApiParts): Promise<Api> {
  const { settings, secrets, clock, simulation, log, stores, directory, links, alerting, engine, picture, metrics, late, refresh, house } =
    parts;
  const { desk, rules, lane } = alerting;
  const { records } = stores.records;
  const screens: Parameters<typeof startFamily>[0]["screens"] = {
    tell: (facilityId, role, alertId) => late.api?.live.tell(facilityId, role, alertId) ?? 0,
  };
  const escalation = makeEscalations(clock, directory, stores.records, refresh);
  const assigned: ApiPorts["assigned"] = async ({ deviceId, residentId, placeId, fromMs }) => {
    await engine.acceptor.control({ type: "assignment", deviceId, residentId, placeId, fromMs });
  };
  const accept: Parameters<typeof makeTypedEntries>[0]["accept"] = (publish, answer) => engine.acceptor.accept(publish, answer);
  const revoked: ApiPorts["revoked"] = async (id) => {
    await refresh();
    late.door?.disconnect(id);
  };
  const simulator = makeSetupSimulator(
    {
      ...{ records, clock, log, assigned, revoked, changed: refresh },
      mqttUrl: () => (settings.ANHU_MQTT_URL === undefined ? (late.door?.url ?? null) : null),
    },
    parts.lifecycle,
  );
  late.simulator = simulator;
  return makeApi(
    {
      publicUrl: parts.publicUrl,
      adminToken: secrets.adminToken,
      cookieSecret: secrets.cookieSecret,
      links,
      pdfFont: findPdfFont(settings),
      mapTiles: mapTilesOf(settings),
      dashboardDir: parts.dashboardDir,
      version: version(),
      simulated: simulation !== null,
      clockRate: simulation?.rate ?? 1,
      trustProxy: listOf(settings.ANHU_TRUST_PROXY),
      logger: log,
    },
    {
      clock,
      records,
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
      limits: makeLimits(directory),
      limitRules: makeLimitRules(directory, clock),
      baseline: (residentId) => baselinesOf(rules, residentId),
      news2: (residentId) => news2ReadingsOf(rules.watched(NEWS2_WATCHER, residentId)),
      directory,
      receipts: makeReceipts({
        records: stores.records.receipts,
        clock,
        log,
        onRow(row) {
          metrics.attempts.inc({ channel: row.channel, state: row.state });
          late.desk?.attempted(row);
          late.custody?.attempted(row);
        },
      }),
      contracts: makeContractSituation({ directory, clock }),
      governor: makeGovernor({ settings, simulation, clock, log, stores, directory, refresh, onDuty: escalation.onDuty }, parts.lifecycle),
      escalation,
      family: startFamily({ clock, log, desk, directory, records, screens, onAlertChange: alerting.onAlertChange }, parts.lifecycle),
      channels: makeChannels({ settings, records, directory, clock, publicUrl: parts.publicUrl }, parts.lifecycle),
      coverage: makeCoverage({ clock, directory, picture, gatewayOfflineSince: rules.gatewayOfflineSince }),
      auditHeads: parts.auditHeads,
      annunciators: house.annunciating.port,
      drills: house.drills,
      metrics: metrics.registry,
      checks: makeChecks({ stores, engine, clock, isSimulated: simulation !== null, dataDir: settings.ANHU_DATA_DIR }),
      changed: refresh,
      assigned,
      enter: makeTypedEntries({ clock, directory, records, accept, changed: refresh, assigned }),
      revoked,
      simulator,
      mqttAddress: () => late.door?.address ?? { port: null, tlsPort: null, externalUrl: null, isLocal: false },
      replayQuarantine: makeQuarantineReplay(stores, directory, () => engine.feed.cursor, lane),
      onAlertChange: alerting.onAlertChange,
      onSilences: alerting.onSilences,
    },
  );
}
