import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { countRows } from "../../store/backup/copy-database.ts";
import type { Manifest } from "../../store/backup/manifest.ts";
import { startClinic } from "../../simulators/clinic.ts";
import type { ClinicMessage } from "../../simulators/clinic-message.ts";
import { openDeviceLink, type DeviceLink } from "../../simulators/device-link.ts";
import { runAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess, wrappedPids, type AnhuProcess } from "../support/anhu-process.ts";
import { connectDevice, makeTestHome, type MadeDevice } from "../support/home.ts";
import { furnishHome } from "../support/furnish.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { findProgram, measured, need, programPath } from "../support/platform.ts";

const RESIDENTS = 4;
/** Acknowledged readings of a device after which there was load. */
const FEW = 100;
/** The ladder tells the clinic again of what nobody has taken on. */
const AGAIN_MS = 60_000;
const WAIT = (what: string) => ({ deadlineMs: 60_000, what });
const MAIN = new URL("../../app/main.ts", import.meta.url).pathname;
const SERIES = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) SELECT i FROM n)";
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly residentId: string;
  readonly state: string;
  readonly raisedAt: number;
  readonly timeline: readonly { readonly atMs: number; readonly code: string }[];
}

/** A wristband that measures without a pause. */
class Wearer {
  readonly link: DeviceLink;
  readonly sentAtMs: number[] = [];
  readonly #device: MadeDevice;
  constructor(mqttPort: number, device: MadeDevice) {
    this.#device = device;
    const mqttUrl = `mqtt://127.0.0.1:${mqttPort}`;
    this.link = openDeviceLink({ mqttUrl, username: device.username, password: device.password, reconnectMs: 50 });
  }
  measure(): void {
    const at = Math.max(Date.now(), (this.sentAtMs.at(-1) ?? 0) + 1);
    this.sentAtMs.push(at);
    this.#send(this.#device.topics.observations, { at, seq: this.sentAtMs.length, heartRate: 60 + (this.sentAtMs.length % 20), spo2: 97 });
  }
  sos(): void {
    this.#send(this.#device.topics.events, { at: Date.now(), seq: 1_000_000 + Date.now(), type: "sos" });
  }
  #send(topic: string, body: object): void {
    this.link.send({ topic, payload: JSON.stringify(body), retain: false });
  }
}
async function anhu(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runAnhu([...args, "--json"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}
async function emergencies(server: AnhuProcess, facility: string): Promise<readonly Alert[]> {
  const alerts = (await server.api.all("/alerts", { facility })) as Alert[];
  const emergencyAlerts = alerts.filter(({ kind }) => kind === "sos").sort((a, b) => a.id.localeCompare(b.id));
  return Promise.all(emergencyAlerts.map(async ({ id }) => (await server.api.get(`/alerts/${id}`)) as Alert));
}
/** Of a table of the backup that must come back row by row. */
function rowsOf(directory: string, table: string): readonly object[] {
  const db = new DatabaseSync(join(directory, "records.db"), { readOnly: true });
  const rows = db.prepare(`SELECT * FROM ${table}`).all();
  db.close();
  return rows;
}

describe("a backup taken under load, restored elsewhere", () => {
  it("gives back every acknowledged reading, every alert as it was, and pages nobody again", async () => {
    const clinic = await startClinic();
    closing.push(() => clinic.close());
    const first = await startAnhuProcess({ dataDir: join(temp.path, "first") });
    closing.push(() => first.kill("SIGKILL"));
    const home = await makeTestHome(first.api, { residents: RESIDENTS, webhook: clinic.url });
    clinic.addSecret(home.webhookSecret ?? "");
    const furnished = await furnishHome(first.httpUrl, readFileSync(join(first.dataDir, "admin.token"), "utf8").trim(), home);
    const wearers = home.devices.map((device) => new Wearer(first.mqttPort, device));
    closing.push(() => Promise.all(wearers.map(({ link }) => link.close())));
    const fromMs = Date.now() - 60_000;
    const load = setInterval(() => wearers.forEach((wearer) => wearer.measure()), 5);
    closing.push(() => clearInterval(load));

    // One resolved, one taken on, one still open.
    for (const wearer of wearers.slice(0, 3)) wearer.sos();
    const raised = await until(async () => {
      const found = await emergencies(first, home.facilityId);
      return found.length === 3 && found.every(({ id }) => clinic.messages.some((message) => message.alertId === id)) && found;
    }, WAIT("the emergencies to reach the clinic"));
    const alertOf = (index: number): string => raised.find(({ residentId }) => residentId === home.residentIds[index])?.id ?? "";
    await first.api.post(`/alerts/${alertOf(0)}/resolve`, { outcome: "test", reason: "drill", person: "值班护士" });
    for (const track of ["onSite", "medical"]) await first.api.post(`/alerts/${alertOf(1)}/acknowledge`, { track, person: "值班护士" });
    const owed = () => rowsOf(first.dataDir, "deliveries WHERE channel = 'webhook' AND settled_at_ms IS NULL");
    await until(() => owed().length === 0, WAIT("every message to be accepted"));
    await until(() => wearers.every(({ link }) => link.counts.acknowledged > FEW), WAIT("the load to be acknowledged"));
    const acknowledged = wearers.map(({ sentAtMs, link }) => sentAtMs.slice(0, sentAtMs.length - link.unacknowledged));
    const before = await emergencies(first, home.facilityId);

    const seenBefore = await furnished.seenAt(first.httpUrl);

    const backup = join(temp.path, "backup");
    const startedMs = performance.now();
    const manifest = (await anhu("backup", "--data-dir", first.dataDir, "--to", backup)) as Manifest;
    const backupMs = Math.round(performance.now() - startedMs);
    const sentByThen = wearers.reduce((sum, { sentAtMs }) => sum + sentAtMs.length, 0);
    wearers[3]?.sos();
    await until(() => wearers.reduce((sum, { link }) => sum + link.counts.acknowledged, 0) > sentByThen + FEW, WAIT("more load"));
    await until(async () => (await emergencies(first, home.facilityId)).length === 4, WAIT("an emergency after the backup"));
    clearInterval(load);
    await first.kill("SIGKILL");
    await Promise.all(wearers.map(({ link }) => link.close()));

    const dataDir = join(temp.path, "second");
    await anhu("restore", "--from", backup, "--data-dir", dataDir);
    for (const { name, rows } of manifest.files) {
      if (rows === null) {
        expect(readFileSync(join(dataDir, name))).toEqual(readFileSync(join(first.dataDir, name)));
        continue;
      }
      const db = new DatabaseSync(join(dataDir, name), { readOnly: true });
      expect(countRows(db), name).toEqual(rows);
      db.close();
    }
    for (const table of ["credentials", "assignments", "residents", "devices", "clinics", "contracts"])
      expect(rowsOf(dataDir, table), table).toEqual(rowsOf(first.dataDir, table));

    const heard = { ...clinic.counts, refused: undefined };
    const messagesBefore = clinic.messages.length;
    const second = await startAnhuProcess({ dataDir });
    closing.push(() => second.kill("SIGKILL"));
    expect(await furnished.seenAt(second.httpUrl)).toEqual(seenBefore);
    const after = await emergencies(second, home.facilityId);
    expect(after.map(({ id, state }) => [id, state])).toEqual(before.map(({ id, state }) => [id, state]));
    expect(after.map(({ timeline }, index) => timeline.slice(0, before[index]?.timeline.length))).toEqual(
      before.map(({ timeline }) => timeline),
    );
    for (const [index, residentId] of home.residentIds.entries()) {
      const query = { sign: "heartRate", from: String(fromMs), to: String(Date.now() + 60_000) };
      const stored = await until(async () => {
        const found = (await second.api.all(`/residents/${residentId}/observations`, query)) as { at: number }[];
        return found.length >= (acknowledged[index]?.length ?? 0) && found;
      }, WAIT("the readings of the journal to be stored"));
      const times = stored.map(({ at }) => at);
      expect(times.slice(0, acknowledged[index]?.length)).toEqual(acknowledged[index]);
      expect(times).toEqual(wearers[index]?.sentAtMs.slice(0, times.length));
    }

    // The old credential signs in, and its new emergency reaches the clinic: had anything been sent again, it would be there before.
    const [, , , device] = home.devices;
    const client = await connectDevice(second.mqttPort, device!);
    closing.push(() => client.endAsync(true));
    await client.publishAsync(device!.topics.events, JSON.stringify({ at: Date.now(), seq: 1, type: "sos" }), { qos: 1 });
    await until(() => clinic.messages.slice(messagesBefore).some(({ type }) => type === "alert.raised"), WAIT("a new emergency"));
    const known = new Map(before.map((alert) => [alert.id, alert]));
    // The one that nobody has taken on is told anew every minute, on this server as on the first.
    const isDue = ({ alertId, type, raw }: ClinicMessage): boolean =>
      alertId === alertOf(2) &&
      type === "alert.updated" &&
      Date.parse((JSON.parse(raw) as { timestamp: string }).timestamp) >= (known.get(alertId)?.raisedAt ?? Infinity) + AGAIN_MS;
    expect(clinic.messages.slice(messagesBefore).filter((message) => known.has(message.alertId) && !isDue(message))).toEqual([]);
    expect(clinic.counts.duplicates).toBe(heard.duplicates);
    measured("backup under load", { backupMs, bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) });
  });
});

/** A data directory at rest whose historian takes a while to copy. */
function makeLargeDataDir(): string {
  const dataDir = mkdtempSync(join(temp.path, "large-"));
  for (const [name, sql] of [
    ["journal.db", "CREATE TABLE journal (row INTEGER PRIMARY KEY, at_ms, entries); INSERT INTO journal VALUES (1, 1, x'00')"],
    [
      "historian.db",
      `CREATE TABLE cursor (journal_row, journal_index); CREATE TABLE raw (id INTEGER PRIMARY KEY, padding);
       INSERT INTO raw (padding) SELECT zeroblob(100000) FROM ${SERIES}`,
    ],
  ] as const) {
    const db = new DatabaseSync(join(dataDir, name));
    db.exec(`PRAGMA journal_mode = wal; PRAGMA synchronous = OFF; ${sql}`);
    db.close();
  }
  return dataDir;
}

/** In front of a command: a megabyte of that file takes an eighth of a second, where this machine can make it so. */
function slowDisk(file: string): readonly string[] {
  const strace = findProgram("strace");
  return strace === undefined ? [] : [strace, "-f", "-P", file, "-e", "inject=pwrite64:delay_enter=500", "-o", "/dev/null"];
}
describe("a backup that is ended half-way", () => {
  it.each(["SIGINT", "SIGKILL"] as const)("by %s is not taken for a whole one, and the next run makes it", async (signal) => {
    const dataDir = makeLargeDataDir();
    const to = join(mkdtempSync(join(temp.path, "to-")), "backup");
    const [program, ...rest] = [...slowDisk(join(to, "../.backup.partial/historian.db")), process.execPath, MAIN, "backup"];
    const child = spawn(program, [...rest, "--data-dir", dataDir, "--to", to], { stdio: ["ignore", "ignore", "pipe"] });
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
    const end = once(child, "close");
    await until(() => told.includes("historian.db"), WAIT("the historian to be copied"));
    for (const pid of program === process.execPath ? [child.pid ?? 0] : wrappedPids(child)) process.kill(pid, signal);
    await end;
    expect(existsSync(to)).toBe(false);
    if (signal === "SIGINT") expect(told).toMatch(/anhu: backing up .*: interrupted; run the same command again/);
    const left = readdirSync(join(to, ".."));
    expect(left).toEqual(signal === "SIGINT" ? [] : [".backup.partial"]);
    const half = await runAnhu(["restore", "--from", join(to, "..", ".backup.partial"), "--data-dir", join(temp.path, "half")]);
    expect(half.stderr).toMatch(/manifest\.json cannot be read/);
    await anhu("backup", "--data-dir", dataDir, "--to", to);
    await anhu("restore", "--check", "--from", to);
    expect(readdirSync(join(to, ".."))).toEqual(["backup"]);
  });
});

need("strace")("a full disk", () => {
  const onFullDisk = async (file: string, ...args: readonly string[]) => {
    const faults = ["-f", "-P", file, "-e", "inject=pwrite64,write,writev:error=ENOSPC:when=3+", "-o", "/dev/null"];
    const child = spawn(programPath("strace"), [...faults, process.execPath, MAIN, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, said: stderr.split("\n").findLast((line) => line.startsWith("anhu:")) };
  };
  it("ends a backup and a restore with one clear sentence, and leaves no half of one", async () => {
    const dataDir = makeLargeDataDir();
    const base = mkdtempSync(join(temp.path, "full-"));
    const to = join(base, "backup");
    expect(await onFullDisk(join(base, ".backup.partial/historian.db"), "backup", "--data-dir", dataDir, "--to", to)).toEqual({
      code: 1,
      said: expect.stringMatching(/backing up .* to .*: the disk is full; free some space.*No backup was left behind/),
    });
    expect(readdirSync(base)).toEqual([]);
    await anhu("backup", "--data-dir", dataDir, "--to", to);

    const target = mkdtempSync(join(temp.path, "target-"));
    writeFileSync(join(target, "journal.db"), "old");
    expect(await onFullDisk(join(target, "historian.db"), "restore", "--from", to, "--data-dir", target, "--replace")).toEqual({
      code: 1,
      said: expect.stringMatching(/restoring .* to .*: the disk is full; .*as it was before/),
    });
    expect(readdirSync(target)).toEqual(["journal.db"]);
    expect(readFileSync(join(target, "journal.db"), "utf8")).toBe("old");
  });
});

describe("a backup command that is refused", () => {
  it("says so in one sentence and leaves nothing", async () => {
    const dataDir = join(temp.path, "first");
    const { code, stderr } = await runAnhu(["backup", "--data-dir", dataDir, "--to", dataDir]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^anhu: backing up .*not empty.*name a new one/) });
    const missing = await runAnhu(["restore", "--from", join(temp.path, "none"), "--data-dir", join(temp.path, "x")]);
    expect({ code: missing.code, stderr: missing.stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/none.*manifest\.json cannot be read/),
    });
    expect(existsSync(join(temp.path, "x"))).toBe(false);
    expect(readdirSync(temp.path).filter((name) => name.startsWith("."))).toEqual([]);
  });
});
