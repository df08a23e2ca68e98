import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { SIGN_KEYS } from "../../domain/signs.ts";
import { openDataDir } from "../../store/data-dir.ts";
import type { HistorianReader } from "../../store/historian/engine.ts";
import { openInfluxReader } from "../../store/historian/influx/influx-reader.ts";
import { StateFile } from "../../store/historian/influx/state-file.ts";
import { MessageWriter } from "../../store/historian/message-writer.ts";
import { HOUR_MS } from "../../store/historian/rollups.ts";
import { openSqliteReader } from "../../store/historian/sqlite/queries.ts";
import { SqliteWriter } from "../../store/historian/sqlite/sqlite-writer.ts";
import { RecordsFile } from "../../store/records/sqlite/records-file.ts";
import { migrateRecords } from "../../store/records/migrate.ts";
import { aMessage, removeAll, rollUpAll, T } from "../contract/historian-builders.ts";
import { runAnhu } from "../support/anhu-command.ts";
import { startInfluxStandIn } from "../support/influx-stand-in.ts";
import { startInfluxServer, type InfluxServer } from "../support/influx-server.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { measured, need } from "../support/platform.ts";

const MAIN = new URL("../../app/main.ts", import.meta.url).pathname;
const DEVICES = ["dev-0", "dev-1", "dev-2", "dev-3"];
/** The first device has several pieces of a copy. */
const MESSAGES = { "dev-0": 12_000, others: 1_000 } as const;
/** Lines that a copy writes until it is killed: more than the 5,000 of one request, less than the first device has. */
const LINES = 6_000;
const CURSOR = { row: 4_711, index: 3 };
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
let influx: InfluxServer;

/** Readings of some hours, a little of everything, after an hour that lives on as roll-ups only; dev-3 stands in no records. */
function messagesOf(deviceId: string): DeviceMessage[] {
  const old = [0, 1, 2].map((minute) => aMessage(deviceId, T - 40 * HOUR_MS + minute * 60_000, [["heartRate", 61 + minute]]));
  const recent = Array.from({ length: deviceId === "dev-0" ? MESSAGES[deviceId] : MESSAGES.others }, (_, index) => {
    const at = T + index * 4_500;
    if (index % 50 === 1) return aMessage(deviceId, at, [["bodyTemperature", 36.6 + index / 1e5]], { method: "ear", grade: "medical" });
    if (index % 50 === 2)
      return aMessage(
        deviceId,
        at,
        [
          ["heartRate", 0, "technical"],
          ["battery", 0.5],
        ],
        { receivedAtMs: at + 86_400_000 },
      );
    if (index % 50 === 3)
      return aMessage(deviceId, at, [
        ["spo2", 88, "suspect"],
        ["latitude", 31.2304],
        ["longitude", -121.4737],
      ]);
    return aMessage(deviceId, at, [
      ["heartRate", 60 + (index % 30)],
      ["spo2", 96.5],
      ["steps", index],
    ]);
  });
  return [...old, ...recent];
}
async function makeDataDir(): Promise<string> {
  const dataDir = mkdtempSync(join(temp.path, "data-"));
  const writer = new SqliteWriter(join(dataDir, "historian.db"));
  const messages = new MessageWriter(0, 1);
  for (const deviceId of DEVICES) for (const message of messagesOf(deviceId)) messages.add(message);
  const { messages: numbers, length, devices } = messages.take();
  expect(writer.append(numbers.subarray(0, length), devices, CURSOR)).toEqual({ conflicts: [], refused: [] });
  const historian = {
    rollUp: async (request: { nowMs: number }) => writer.rollUp(request),
    removeBefore: async (request: { resolution: "raw" | "1m"; beforeMs: number }) => writer.removeBefore(request),
  };
  expect(await rollUpAll(historian, T + 100 * HOUR_MS)).toBeGreaterThan(0);
  expect(await removeAll(historian, { resolution: "raw", beforeMs: T - 10 * HOUR_MS })).toBe(3 * DEVICES.length);
  writer.close();
  const records = new RecordsFile(join(dataDir, "records.db"));
  await migrateRecords("sqlite", (sql, parameters) => records.query(sql, parameters));
  records.query("INSERT INTO facilities (id, name, staffed) VALUES ('home-7', '岁安', 1)", []);
  for (const id of DEVICES.slice(0, 3))
    records.query("INSERT INTO devices (id, facility_id, kind) VALUES (?, 'home-7', 'wristband')", [id]);
  records.close();
  return dataDir;
}
function influxReader(dataDir: string, database: string): HistorianReader {
  return openInfluxReader({
    type: "influx",
    url: influx.url,
    token: null,
    org: null,
    bucket: database,
    database,
    retentionPolicy: null,
    stateFile: join(dataDir, "historian-influx.db"),
    timeoutMs: 10_000,
  });
}
/** Everything that the historian can be asked for. */
async function everythingIn(reader: HistorianReader): Promise<object> {
  const held: Record<string, unknown> = {};
  for (const deviceId of DEVICES) {
    const periods = [{ deviceId, fromMs: 0, toMs: null }];
    for (const sign of SIGN_KEYS) {
      const found = await reader.observations({ periods, sign, fromMs: 0, toMs: 2 * T, limit: 1e6, afterMs: null });
      if (found.length > 0) held[`${deviceId} ${sign}`] = found;
    }
    const range = { periods, sign: "heartRate", fromMs: T - 48 * HOUR_MS, toMs: T - 24 * HOUR_MS } as const;
    held[`${deviceId} old hours`] = (await reader.series({ ...range, points: 24 })).points;
    held[`${deviceId} old minutes`] = (await reader.series({ ...range, fromMs: T - 41 * HOUR_MS, points: 1_200 })).points;
  }
  await reader.close();
  return held;
}
const copy = (database: string, from: string, to: string, ...more: readonly string[]) =>
  runAnhu(["historian", "copy", "--from", from, "--to", to, ...more], { ANHU_HISTORIAN_DATABASE: database });

async function storedIn(database: string): Promise<number> {
  return Number((await influx.rows(database, 'SELECT count("heartRate") AS n FROM vitals'))[0]?.["n"] ?? 0);
}
/** InfluxDB behind something that takes no more lines than it is told to, and then stands still. */
async function startHolding() {
  let mayTake = 0;
  let isHeld = false;
  const between = await startInfluxStandIn(({ path, body }) => {
    if (path !== "/write") return "forward";
    mayTake -= body.trim().split("\n").length;
    isHeld ||= mayTake < 0;
    return isHeld ? "hang" : "forward";
  }, influx.url);
  return {
    url: between.url,
    isHeld: () => isHeld,
    take(lines: number) {
      mayTake = lines;
      isHeld = false;
    },
  };
}
/** Kills a copy when so many lines were written; how many values there were in the end. */
async function killedAt(lines: number, database: string, dataDir: string, held: Awaited<ReturnType<typeof startHolding>>): Promise<number> {
  held.take(lines);
  const env = { PATH: process.env["PATH"] ?? "", ANHU_HISTORIAN_DATABASE: database };
  const args = [MAIN, "historian", "copy", "--from", `sqlite:${dataDir}`, "--to", held.url];
  const child = spawn(process.execPath, args, { env, stdio: "ignore" });
  const gone = once(child, "exit");
  await until(() => held.isHeld(), { deadlineMs: 60_000, what: `${lines} lines to be copied` });
  child.kill("SIGKILL");
  await gone;
  held.take(Number.POSITIVE_INFINITY);
  return storedIn(database);
}

need("influxd")("copying the observations", () => {
  beforeAll(async () => {
    influx = await startInfluxServer();
    closing.push(() => influx.close());
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  it("to InfluxDB and back leaves every value, how it was taken and when it came", async () => {
    const dataDir = await makeDataDir();
    const there = await copy("there", `sqlite:${dataDir}`, influx.url, "--json");
    expect(there.code, there.stderr).toBe(0);
    const { signs } = JSON.parse(there.stdout) as { signs: { sign: string; devices: number; values: number }[] };
    const values = Object.fromEntries(signs.map(({ sign, values: count }) => [sign, count]));
    expect(values).toMatchObject({
      heartRate: 0.96 * (12_000 + 3 * 1_000),
      "heartRate/1h": DEVICES.length,
      "heartRate/1m": 3 * DEVICES.length,
    });
    const [counted] = await influx.rows("there", 'SELECT count("heartRate") AS heartRate, count("spo2") AS spo2 FROM vitals');
    expect(counted).toMatchObject({ heartRate: values["heartRate"], spo2: values["spo2"] });
    const facilities = await influx.rows("there", 'SHOW TAG VALUES FROM "vitals" WITH KEY = "facility"');
    expect(facilities.map(({ value }) => value).sort()).toEqual(["home-7", "unknown"]);
    const expected = await everythingIn(openSqliteReader(join(dataDir, "historian.db")));
    expect(Object.keys(expected)).toContain("dev-3 longitude");
    expect(expected).toMatchObject({ "dev-0 old hours": [{ count: 3, mean: 62 }], "dev-0 old minutes": [{}, {}, {}] });
    expect(await everythingIn(influxReader(dataDir, "there"))).toEqual(expected);
    const state = new StateFile(join(dataDir, "historian-influx.db"), { readOnly: true });
    expect(state.cursor()).toEqual(CURSOR);
    state.close();
    expect(existsSync(join(dataDir, "historian-copy.json"))).toBe(false);

    const back = join(dataDir, "back.db");
    const again = await copy("there", influx.url, `sqlite:${back}`, "--json");
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ signs });
    expect(await everythingIn(openSqliteReader(back))).toEqual(expected);
    const writer = new SqliteWriter(back);
    expect(writer.cursor()).toEqual(CURSOR);
    writer.close();
  });

  it("killed on its way goes on where it was, and comes to the same end", async () => {
    const dataDir = await makeDataDir();
    const held = await startHolding();
    const steps = [await killedAt(LINES, "killed", dataDir, held), await killedAt(LINES, "killed", dataDir, held)];
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps[1]).toBeGreaterThan(steps[0]!);
    // As a kill in the middle of a line leaves it.
    appendFileSync(join(dataDir, "historian-copy.json"), '\n{"device":"dev-1","progr');
    const { code, stderr } = await copy("killed", `sqlite:${dataDir}`, held.url);
    expect(code, stderr).toBe(0);
    const expected = await everythingIn(openSqliteReader(join(dataDir, "historian.db")));
    expect(await everythingIn(influxReader(dataDir, "killed"))).toEqual(expected);
    measured("historian copy, killed on its way", { values: await storedIn("killed"), steps: steps.join(" ") });
  });

  it("begins anew when the source went on in between", async () => {
    const dataDir = await makeDataDir();
    const held = await startHolding();
    expect(await killedAt(LINES, "went_on", dataDir, held)).toBeGreaterThan(0);
    const writer = new SqliteWriter(join(dataDir, "historian.db"));
    const messages = new MessageWriter(0, 1);
    messages.add(aMessage("dev-0", T - HOUR_MS, [["heartRate", 77]]));
    const { messages: numbers, length, devices } = messages.take();
    writer.append(numbers.subarray(0, length), devices, { row: CURSOR.row + 1, index: 0 });
    writer.close();
    const { code, stderr } = await copy("went_on", `sqlite:${dataDir}`, held.url);
    expect(code, stderr).toBe(0);
    const expected = await everythingIn(openSqliteReader(join(dataDir, "historian.db")));
    expect(await everythingIn(influxReader(dataDir, "went_on"))).toEqual(expected);
  });

  it("is refused where others wrote, in a directory that a server uses, and between two of a kind", async () => {
    const dataDir = await makeDataDir();
    await influx.rows("postgres", "CREATE DATABASE taken");
    await influx.write("taken", `vitals,facility=x,device=dev-9 heartRate=1,received=1i ${T}`);
    const sqlite = `sqlite:${dataDir}`;
    expect(await copy("taken", sqlite, influx.url)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/holds observations of 1 devices/),
    });
    expect(await copy("x", sqlite, sqlite)).toMatchObject({ code: 1, stderr: expect.stringMatching(/the other the URL of an InfluxDB/) });
    expect(await copy("x", influx.url, influx.url)).toMatchObject({ code: 1, stderr: expect.stringMatching(/must be sqlite:/) });
    expect(await copy("x", sqlite, "http://127.0.0.1:9")).toMatchObject({ code: 1, stderr: expect.stringMatching(/127\.0\.0\.1:9/) });
    const server = openDataDir(dataDir);
    const inUse = await copy("x", sqlite, influx.url);
    server.close();
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringMatching(/uses it; stop that one/) });
  });
});
