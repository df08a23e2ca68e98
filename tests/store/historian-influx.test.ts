import { afterAll, beforeAll, expect, it } from "vitest";
import { aMessage, T } from "../contract/historian-builders.ts";
import { historianSuite } from "../contract/historian-suite.ts";
import { rollupSuite } from "../contract/rollup-suite.ts";
import { startInfluxServer, type InfluxServer } from "../support/influx-server.ts";
import { need } from "../support/platform.ts";
import { influxSettings, openInflux } from "./influx-historian.ts";

/** A question of InfluxDB costs more than one of a file. */
const HISTORIES = 30;

need("influxd")("historian on InfluxDB 1.6", () => {
  let server: InfluxServer;
  beforeAll(async () => {
    server = await startInfluxServer();
  });
  afterAll(() => server.close());
  const open = (over = {}) => openInflux(influxSettings(server.url, over));

  historianSuite("as every engine", open);
  rollupSuite("as every engine", open, HISTORIES);

  it("points carry no tags but facility and device, and nothing names a person", async () => {
    const { engine, ...historian } = await open();
    const values = [
      ["heartRate", 71],
      ["spo2", 80, "suspect"],
      ["battery", 50],
      ["roomTemperature", 21.5],
      ["latitude", 31.2],
    ] as const;
    await historian.append([aMessage("a", T, values, { method: "typed" })], { row: 1, index: 0 });
    const tags = await server.rows(engine.database, "SHOW TAG KEYS");
    expect(new Set(tags.map((row) => row["tagKey"]))).toEqual(new Set(["device", "facility"]));
    const measurements = (await server.rows(engine.database, "SHOW MEASUREMENTS")).map((row) => row["name"]);
    expect(measurements).toEqual(["ambient", "device_health", "devices", "location", "vitals"]);
    const [vitals] = await server.rows(engine.database, "SELECT * FROM vitals");
    expect(vitals).toEqual({
      time: T,
      facility: "fac",
      device: "a",
      heartRate: 71,
      heartRate_method: "typed",
      spo2: 80,
      spo2_method: "typed",
      spo2_quality: "suspect",
      received: T + 100,
    });
    expect(JSON.stringify(await server.rows(engine.database, "SHOW SERIES"))).not.toContain("res");
  });

  it("ids with every character that InfluxQL or line protocol treat in a special way come back as they are", async () => {
    const historian = await open();
    const id = `it's a, "very" = odd\\ id /./; DROP`;
    const device = { id, facilityId: "a b,c=d", kind: "wristband", gatewayId: null, address: null } as const;
    await historian.append([aMessage(id, T, [["heartRate", 71]], { device })], { row: 1, index: 0 });
    await historian.append([aMessage(id, T, [["heartRate", 72]], { device })], { row: 2, index: 0 });
    expect(await historian.latest([id], T)).toMatchObject([{ deviceId: id, value: 71 }]);
  });

  it("the version that answers is told", async () => {
    const historian = await open();
    await historian.append([aMessage("a", T, [["heartRate", 71]])], { row: 1, index: 0 });
    expect(historian.status()).toEqual({ engine: expect.stringMatching(/^InfluxDB 1\.\d/), problem: null, needsPerson: false });
  });
});
