import { join } from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { openHistorian } from "../../store/historian/historian.ts";
import { historianSuite } from "../contract/historian-suite.ts";
import { startInfluxServer, type InfluxServer } from "../support/influx-server.ts";
import { need } from "../support/platform.ts";
import { tempDir } from "./temp-dir.ts";
import { HISTORIAN_WORKER } from "./workers.ts";

need("influxd")("historian on InfluxDB 1.6", () => {
  let server: InfluxServer;
  let databases = 0;
  beforeAll(async () => {
    server = await startInfluxServer();
  });
  afterAll(() => server.close());

  historianSuite("as every engine", async () => {
    databases += 1;
    const database = `anhu${databases}`;
    const historian = await openHistorian({
      engine: {
        type: "influx",
        url: server.url,
        token: null,
        org: null,
        bucket: database,
        database,
        retentionPolicy: null,
        stateFile: join(tempDir(), "historian-influx.db"),
        timeoutMs: 10_000,
      },
      worker: HISTORIAN_WORKER,
    });
    onTestFinished(() => historian.close());
    return historian;
  });
});
