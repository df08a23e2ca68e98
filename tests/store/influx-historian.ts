import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { HistorianStatus } from "../../store/historian/historian-protocol.ts";
import { openHistorian } from "../../store/historian/historian.ts";
import type { InfluxSettings } from "../../store/historian/influx/settings.ts";
import { tempDir } from "./temp-dir.ts";
import { HISTORIAN_WORKER } from "./workers.ts";

let databases = 0;
/** Settings of an InfluxDB, with a database and a local file of this test's own. */
export function influxSettings(url: string, over: Partial<InfluxSettings> = {}): InfluxSettings {
  databases += 1;
  const database = `anhu${process.pid}x${databases}`;
  const stateFile = join(tempDir(), "historian-influx.db");
  return {
    type: "influx",
    url,
    token: null,
    org: null,
    bucket: database,
    database,
    retentionPolicy: null,
    stateFile,
    timeoutMs: 10_000,
    ...over,
  };
}
/** A historian in its workers on InfluxDB, closed when the test is over. */
export async function openInflux(engine: InfluxSettings) {
  const statuses: HistorianStatus[] = [];
  const historian = await openHistorian({ engine, worker: HISTORIAN_WORKER, onStatus: (status) => statuses.push(status) });
  onTestFinished(() => historian.close());
  return { ...historian, statuses, engine };
}
