import { join } from "node:path";
import type { HistorianEngine, HistorianStatus } from "../store/historian/historian-protocol.ts";
import type { Settings } from "./config.ts";
import type { Logger } from "./logger.ts";

const REQUEST_TIMEOUT_MS = 10_000;

/** Where observations are kept: InfluxDB where `ANHU_HISTORIAN_URL` names one, else a file of the data directory. */
export function historianEngine(settings: Settings): HistorianEngine {
  const file = (name: string) => join(settings.ANHU_DATA_DIR, name);
  const url = settings.ANHU_HISTORIAN_URL;
  if (url === undefined) return { type: "sqlite", file: file("historian.db") };
  const database = settings.ANHU_HISTORIAN_DATABASE;
  return {
    type: "influx",
    url: url.replace(/\/+$/, ""),
    token: settings.ANHU_HISTORIAN_TOKEN ?? null,
    org: settings.ANHU_HISTORIAN_ORG ?? null,
    bucket: settings.ANHU_HISTORIAN_BUCKET ?? database,
    database,
    retentionPolicy: settings.ANHU_HISTORIAN_RETENTION_POLICY ?? null,
    stateFile: file("historian-influx.db"),
    timeoutMs: REQUEST_TIMEOUT_MS,
  };
}
/** One line for each change of how the historian's store is. */
export function logStatus(log: Logger, { engine, problem, needsPerson }: HistorianStatus): void {
  if (problem === null) {
    log.info({ engine }, "historian: stores observations");
    if (/^InfluxDB 3\b/.test(engine))
      log.info({ engine }, "historian: old observations go by the retention period of its database; set it there");
  } else if (needsPerson)
    log.error({ engine, problem }, "historian: a person has to correct this; until then the journal keeps the readings");
  else log.warn({ engine, problem }, "historian: it is away; the journal keeps the readings");
}
