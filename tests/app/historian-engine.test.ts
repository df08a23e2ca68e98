import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { historianCheck } from "../../app/checks.ts";
import { readSettings } from "../../app/config.ts";
import { historianEngine } from "../../app/historian-engine.ts";
import { notStored } from "../../app/not-stored.ts";
import { aDevice } from "../support/builders.ts";
import { tempDir } from "../support/machine.ts";

describe("where observations are kept", () => {
  it("is a file of the data directory, unless an InfluxDB is named", () => {
    expect(historianEngine(readSettings({ ANHU_DATA_DIR: "/data" }))).toEqual({ type: "sqlite", file: "/data/historian.db" });
    const url = "http://influx.example:8086/";
    expect(historianEngine(readSettings({ ANHU_DATA_DIR: "/data", ANHU_HISTORIAN_URL: url }))).toMatchObject({
      type: "influx",
      url: "http://influx.example:8086",
      token: null,
      database: "anhu",
      bucket: "anhu",
      stateFile: "/data/historian-influx.db",
    });
  });
  it("takes the token from a file, and a bucket of another name than the database", () => {
    const file = join(tempDir(), "token");
    writeFileSync(file, "a-secret\n");
    const env = { ANHU_HISTORIAN_URL: "https://influx.example", ANHU_HISTORIAN_TOKEN_FILE: file, ANHU_HISTORIAN_ORG: "care" };
    expect(historianEngine(readSettings({ ...env, ANHU_HISTORIAN_BUCKET: "vital signs" }))).toMatchObject({
      token: "a-secret",
      org: "care",
      bucket: "vital signs",
      database: "anhu",
    });
  });
  it.each(["http://me:word@influx.example:8086", "influx.example:8086", "postgres://db.example"])("refuses %s", (url) => {
    expect(() => readSettings({ ANHU_HISTORIAN_URL: url })).toThrow("ANHU_HISTORIAN_URL");
  });
});

describe("readiness of the historian", () => {
  it.each([
    { name: "in step", problem: null, needsPerson: false, lagRows: 3, ok: true },
    { name: "away for a moment", problem: "no connection", needsPerson: false, lagRows: 100, ok: true },
    { name: "away for long", problem: "no connection", needsPerson: false, lagRows: 6_000, ok: false },
    { name: "a setting is wrong", problem: "set ANHU_HISTORIAN_TOKEN", needsPerson: true, lagRows: 0, ok: false },
  ])("$name: $ok", ({ problem, needsPerson, lagRows, ok }) => {
    const check = historianCheck({ engine: "InfluxDB 2.7.12", problem, needsPerson }, lagRows);
    expect(check).toMatchObject({ name: "historian", ok });
    expect(check.detail).toContain("InfluxDB 2.7.12");
    if (problem !== null) expect(check.detail).toContain(problem);
  });
});

it("what the store does not take goes to the quarantine with the reason and the values, and so does another value", () => {
  const device = aDevice({ id: "dev_1", gatewayId: null });
  const [conflict, refused, ...more] = notStored(
    {
      conflicts: [{ deviceId: "dev_1", sign: "heartRate", atMs: 5, receivedAtMs: 7, value: 99 }],
      refused: [
        { deviceId: "dev_1", atMs: 6, receivedAtMs: 8, values: { battery: 42 }, reason: "field type conflict" },
        { deviceId: "nobody", atMs: 6, receivedAtMs: 8, values: {}, reason: "field type conflict" },
      ],
    },
    (id) => (id === "dev_1" ? device : undefined),
  );
  expect(conflict).toMatchObject({ reason: "identityConflict", principalId: "dev_1", receivedAtMs: 7 });
  expect(refused).toMatchObject({ reason: "refusedByStore", detail: expect.stringContaining("field type conflict"), receivedAtMs: 8 });
  expect(JSON.parse(Buffer.from(refused?.payload ?? []).toString())).toEqual({ at: 6, battery: 42 });
  expect(more).toEqual([]);
});
