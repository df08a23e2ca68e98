import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeBackup } from "../../store/backup/backup.ts";
import type { LongWork, Progress } from "../../store/long-work.ts";
import { pinMoment } from "../../store/backup/moment.ts";
import { tempDir } from "./temp-dir.ts";

const clock = { now: () => 1_764_000_000_000, monotonic: () => 0 };
const quiet: LongWork = { onProgress: () => undefined, signal: new AbortController().signal };

/** A process that fills a data directory without a pause; resolves when it is at it. */
async function startWriter(dataDir: string): Promise<void> {
  const script = new URL("./backup-writer.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [script, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  await once(child.stdout, "data");
}
/** Journal rows 1 to `rows`; the followers have seen up to `seen`. */
function makeDataDir(rows: number, seen: number): string {
  const dataDir = tempDir();
  const journal = new DatabaseSync(join(dataDir, "journal.db"));
  journal.exec("PRAGMA journal_mode = wal; CREATE TABLE journal (row INTEGER PRIMARY KEY, format, at_ms, entries)");
  for (let row = 1; row <= rows; row++) journal.prepare("INSERT INTO journal VALUES (?, 1, ?, x'00')").run(row, row);
  journal.close();
  const records = new DatabaseSync(join(dataDir, "records.db"));
  records.exec("PRAGMA journal_mode = wal; CREATE TABLE cursors (name, journal_row, journal_index); CREATE TABLE kysely_migration (name)");
  records.prepare("INSERT INTO cursors VALUES ('evaluated', ?, 0)").run(seen);
  records.close();
  const historian = new DatabaseSync(join(dataDir, "historian.db"));
  historian.exec("PRAGMA journal_mode = wal; CREATE TABLE cursor (journal_row, journal_index)");
  historian.prepare("INSERT INTO cursor VALUES (?, 0)").run(seen);
  historian.close();
  return dataDir;
}
function change(dataDir: string, name: string, sql: string): void {
  const db = new DatabaseSync(join(dataDir, name), { timeout: 5_000 });
  db.exec(sql);
  db.close();
}
function rowsOf(directory: string, name: string, sql: string): number[] {
  const db = new DatabaseSync(join(directory, name), { readOnly: true });
  const rows = db.prepare(sql).all();
  db.close();
  return rows.map(({ row }) => Number(row));
}

describe("the moment of a backup", () => {
  it("is taken again when the journal forgot rows that another file had not seen at its moment", () => {
    const dataDir = makeDataDir(10, 4);
    let times = 0;
    const moment = pinMoment(dataDir, () => {
      times++;
      if (times > 1) return;
      change(dataDir, "records.db", "UPDATE cursors SET journal_row = 8");
      change(dataDir, "historian.db", "UPDATE cursor SET journal_row = 8");
      change(dataDir, "journal.db", "DELETE FROM journal WHERE row <= 8");
    });
    onTestFinished(() => moment.close());
    expect({ times, journal: moment.journal, evaluated: moment.evaluated?.row, historian: moment.historian?.row }).toEqual({
      times: 2,
      journal: { firstRow: 9, lastRow: 10 },
      evaluated: 8,
      historian: 8,
    });
  });
  it("shows no cursor that is ahead of the journal", () => {
    const dataDir = makeDataDir(10, 10);
    const moment = pinMoment(dataDir, () => {
      change(dataDir, "journal.db", "INSERT INTO journal VALUES (11, 1, 11, x'00')");
      change(dataDir, "records.db", "UPDATE cursors SET journal_row = 11");
      change(dataDir, "historian.db", "UPDATE cursor SET journal_row = 11");
    });
    onTestFinished(() => moment.close());
    expect({ journal: moment.journal, evaluated: moment.evaluated?.row, historian: moment.historian?.row }).toEqual({
      journal: { firstRow: 1, lastRow: 11 },
      evaluated: 10,
      historian: 10,
    });
  });
  it("knows how far an InfluxDB has come, and that records on a server keep that to themselves", () => {
    const dataDir = makeDataDir(10, 4);
    rmSync(join(dataDir, "records.db"));
    change(
      dataDir,
      "historian-influx.db",
      "PRAGMA journal_mode = wal; CREATE TABLE cursor (journal_row, journal_index); INSERT INTO cursor VALUES (9, 2)",
    );
    const moment = pinMoment(dataDir);
    onTestFinished(() => moment.close());
    expect({ evaluated: moment.evaluated, historian: moment.historian, migrations: moment.migrations }).toEqual({
      evaluated: null,
      historian: { row: 9, index: 2 },
      migrations: [],
    });
  });
  it("is not found when the journal forgets faster than the files can be read together", () => {
    const dataDir = makeDataDir(100, 0);
    let row = 0;
    const forget = () => change(dataDir, "journal.db", `DELETE FROM journal WHERE row <= ${++row}`);
    expect(() => pinMoment(dataDir, forget)).toThrow(/forgets rows faster.*try again/);
  });
});

describe("a backup while another process writes without a pause", () => {
  it("ends, misses nothing that was put down before, and leaves the writer running", { timeout: 60_000 }, async () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, "admin.token"), "secret\n");
    writeFileSync(join(dataDir, "anhu.lock"), "1 1\n");
    await startWriter(dataDir);
    const to = join(tempDir(), "backup");
    const before = rowsOf(dataDir, "journal.db", "SELECT max(row) AS row FROM journal")[0]!;
    const manifest = await makeBackup({ dataDir, to, version: "1.2.3", clock }, quiet);
    await expect.poll(() => rowsOf(dataDir, "journal.db", "SELECT max(row) AS row FROM journal")[0]!).toBeGreaterThan(before);

    const { lastRow } = manifest.journal;
    expect(lastRow).toBeGreaterThanOrEqual(before);
    const kept = rowsOf(to, "journal.db", "SELECT row FROM journal ORDER BY row");
    expect(kept.at(-1)).toBe(lastRow);
    const every = Array.from({ length: lastRow }, (_, index) => index + 1);
    for (const [name, cursor] of [
      ["records.db", manifest.cursors.evaluated],
      ["historian.db", manifest.cursors.historian],
    ] as const) {
      const seen = rowsOf(to, name, "SELECT row FROM seen ORDER BY row");
      expect(seen.at(-1)).toBe(cursor?.row);
      expect(seen.at(-1)).toBeLessThanOrEqual(lastRow);
      expect([...new Set([...seen, ...kept])].sort((a, b) => a - b)).toEqual(every);
      expect(manifest.files.find((file) => file.name === name)?.rows).toMatchObject({ seen: seen.length });
    }
    expect(readdirSync(to).sort()).toEqual(["admin.token", "historian.db", "journal.db", "manifest.json", "records.db"]);
    expect(readdirSync(join(to, ".."))).toEqual(["backup"]);
    expect(statSync(to).mode & 0o777).toBe(0o700);
    expect(readdirSync(to).map((name) => statSync(join(to, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600, 0o600]);
  });
});

describe("a backup that does not come to its end", () => {
  it("leaves nothing when it is interrupted", async () => {
    const dataDir = makeDataDir(10, 4);
    const base = tempDir();
    const controller = new AbortController();
    const told: Progress[] = [];
    const work: LongWork = {
      signal: controller.signal,
      onProgress(progress) {
        told.push(progress);
        controller.abort(new Error("interrupted"));
      },
    };
    await expect(makeBackup({ dataDir, to: join(base, "b"), version: "1", clock }, work)).rejects.toThrow("interrupted");
    expect(told).not.toEqual([]);
    expect(readdirSync(base)).toEqual([]);
  });
  it("is cleared away by the next one when its process was killed", async () => {
    const dataDir = makeDataDir(10, 4);
    const base = tempDir();
    mkdirSync(join(base, ".b.partial"));
    for (const name of ["journal.db", "anhu.lock", "other"]) writeFileSync(join(base, ".b.partial", name), "half");
    const manifest = await makeBackup({ dataDir, to: join(base, "b"), version: "1", clock }, quiet);
    expect(readdirSync(base)).toEqual(["b"]);
    expect(readdirSync(join(base, "b")).sort()).toEqual([...manifest.files.map(({ name }) => name), "manifest.json"].sort());
  });
  it("is refused where something is, where nothing can be, and without a journal", async () => {
    const dataDir = makeDataDir(1, 1);
    const base = tempDir();
    writeFileSync(join(base, "file"), "");
    const to = (path: string, from = dataDir) => makeBackup({ dataDir: from, to: path, version: "1", clock }, quiet);
    await expect(to(base)).rejects.toThrow(/is not empty.*name a new one/);
    await expect(to(join(base, "file"))).rejects.toThrow(/it is a file/);
    await expect(to(join(base, "no", "such"))).rejects.toThrow(/there is no directory/);
    await expect(to(join(base, "b"), base)).rejects.toThrow(/there is no journal\.db/);
    expect(readdirSync(base)).toEqual(["file"]);
    expect(existsSync(join(dataDir, "anhu.lock"))).toBe(false);
  });
  it("is refused while another one to the same place runs", async () => {
    const dataDir = makeDataDir(1, 1);
    const base = tempDir();
    const first = makeBackup({ dataDir, to: join(base, "b"), version: "1", clock }, quiet);
    await expect(makeBackup({ dataDir, to: join(base, "b"), version: "1", clock }, quiet)).rejects.toThrow(/another backup runs/);
    await first;
  });
});
