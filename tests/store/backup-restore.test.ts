import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { makeBackup } from "../../store/backup/backup.ts";
import { checkBackup } from "../../store/backup/check.ts";
import type { LongWork } from "../../store/long-work.ts";
import type { Manifest } from "../../store/backup/manifest.ts";
import { restoreBackup } from "../../store/backup/restore.ts";
import { openDataDir } from "../../store/data-dir.ts";
import { tempDir } from "./temp-dir.ts";

const clock = { now: () => 1_764_000_000_000, monotonic: () => 0 };
const quiet: LongWork = { onProgress: () => undefined, signal: new AbortController().signal };
const ASIDE = "before-restore-2025-11-24T16-00-00-000Z";
const FILES = ["admin.token", "journal.db", "records.db"];
let from: string;

beforeEach(async () => {
  const dataDir = tempDir();
  for (const [name, sql] of [
    ["journal.db", "CREATE TABLE journal (row INTEGER PRIMARY KEY, at_ms, entries); INSERT INTO journal VALUES (7, 1, zeroblob(9000))"],
    [
      "records.db",
      `CREATE TABLE kysely_migration (name); INSERT INTO kysely_migration VALUES ('0001-home'); CREATE TABLE alerts (id);
       INSERT INTO alerts VALUES ('a'), ('b'); CREATE TABLE cursors (name, journal_row, journal_index)`,
    ],
  ] as const) {
    const db = new DatabaseSync(join(dataDir, name));
    db.exec(`PRAGMA journal_mode = wal; ${sql}`);
    db.close();
  }
  writeFileSync(join(dataDir, "admin.token"), "secret\n");
  from = join(tempDir(), "backup");
  await makeBackup({ dataDir, to: from, version: "1.2.3", clock }, quiet);
});
function restore(dataDir: string, options: { readonly replace?: boolean; readonly work?: LongWork } = {}) {
  return restoreBackup({ from, dataDir, replace: options.replace ?? false, clock }, options.work ?? quiet);
}
function changeManifest(change: (manifest: Manifest) => unknown): void {
  const file = join(from, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
}
/** Ends the work at its `n`th sign of progress with this label. */
function interruptedAt(label: string, n = 1): LongWork {
  const controller = new AbortController();
  let left = n;
  return {
    signal: controller.signal,
    onProgress({ what }) {
      if (what === label && --left === 0) controller.abort(new Error("interrupted"));
    },
  };
}

describe("a restore", () => {
  it("gives every file back, private, into a directory that may not exist yet", async () => {
    const dataDir = join(tempDir(), "new");
    const { manifest, movedTo } = await restore(dataDir);
    expect(movedTo).toBeNull();
    expect(manifest.files.map(({ name, rows }) => [name, rows])).toEqual([
      ["admin.token", null],
      ["journal.db", { journal: 1 }],
      ["records.db", { alerts: 2, cursors: 0, kysely_migration: 1 }],
    ]);
    expect(readdirSync(dataDir).sort()).toEqual(FILES);
    expect(FILES.map((name) => readFileSync(join(dataDir, name)).equals(readFileSync(join(from, name))))).toEqual([true, true, true]);
    expect([dataDir, ...FILES.map((name) => join(dataDir, name))].map((path) => statSync(path).mode & 0o077)).toEqual([0, 0, 0, 0]);
    openDataDir(dataDir).close();
  });
  it("refuses a directory that holds something, and with --replace moves it aside", async () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, "records.db"), "old");
    mkdirSync(join(dataDir, "own"));
    await expect(restore(dataDir)).rejects.toThrow(/not empty.*--replace/);
    expect(readdirSync(dataDir).sort()).toEqual(["own", "records.db"]);

    expect((await restore(dataDir, { replace: true })).movedTo).toBe(ASIDE);
    expect(readdirSync(dataDir).sort()).toEqual([...FILES, ASIDE].sort());
    expect(readdirSync(join(dataDir, ASIDE)).sort()).toEqual(["own", "records.db"]);
    expect(readFileSync(join(dataDir, ASIDE, "records.db"), "utf8")).toBe("old");
  });
  it("refuses a directory that a server uses, --replace or not", async () => {
    const dataDir = tempDir();
    const server = openDataDir(dataDir);
    onTestFinished(() => server.close());
    for (const replace of [false, true])
      await expect(restore(dataDir, { replace })).rejects.toThrow(new RegExp(`process ${process.pid} uses`));
    expect(readdirSync(dataDir)).toEqual(["anhu.lock"]);
  });
});

describe("a backup that is not as it was written", () => {
  const cases: readonly { readonly name: string; readonly spoil: () => void; readonly says: RegExp }[] = [
    { name: "a byte changed", spoil: () => spoil("journal.db", 9_000), says: /journal\.db is not what was written \(SHA-256/ },
    {
      name: "a file is cut off",
      spoil: () => truncateSync(join(from, "records.db"), 4_096),
      says: /records\.db has 4096 bytes instead of/,
    },
    { name: "a file is gone", spoil: () => rmSync(join(from, "admin.token")), says: /admin\.token is missing/ },
    { name: "the manifest is gone", spoil: () => rmSync(join(from, "manifest.json")), says: /manifest\.json cannot be read.*cut off/ },
    { name: "the manifest is cut off", spoil: () => truncateSync(join(from, "manifest.json"), 50), says: /manifest\.json is damaged/ },
    {
      name: "the manifest names a path outside",
      spoil: () => changeManifest(({ files }) => Object.assign(files[0]!, { name: "../x" })),
      says: /manifest\.json is damaged/,
    },
    {
      name: "a newer Anhu wrote it",
      spoil: () => changeManifest((manifest) => Object.assign(manifest, { format: 2 })),
      says: /newer Anhu.*update Anhu first/,
    },
    {
      name: "its records have a migration that this Anhu does not know",
      spoil: () => changeManifest((manifest) => Object.assign(manifest, { migrations: ["0001-home", "9999-later"], anhu: "9.0.0" })),
      says: /newer Anhu made it \(9\.0\.0; this one does not know 9999-later\)/,
    },
    {
      name: "rows are missing",
      spoil: () => changeManifest(({ files }) => Object.assign(files[2]!.rows!, { alerts: 3 })),
      says: /records\.db has 2 rows of alerts instead of 3/,
    },
  ];
  function spoil(name: string, at: number): void {
    const bytes = readFileSync(join(from, name));
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(join(from, name), bytes);
  }
  it.each(cases)("is refused when $name, and nothing is made or moved", async ({ spoil: damage, says }) => {
    damage();
    const base = tempDir();
    writeFileSync(join(base, "old"), "old");
    await expect(restore(join(base, "new"))).rejects.toThrow(says);
    await expect(restore(base, { replace: true })).rejects.toThrow(says);
    await expect(checkBackup(from, quiet)).rejects.toThrow(says);
    expect(readdirSync(base)).toEqual(["old"]);
  });
});

describe("a restore that does not come to its end", () => {
  it("leaves the directory as it was when it is interrupted, while checking and while copying", async () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, "records.db"), "old");
    for (const label of ["checking", "restoring"])
      await expect(restore(dataDir, { replace: true, work: interruptedAt(label, 2) })).rejects.toThrow("interrupted");
    expect(readdirSync(dataDir)).toEqual(["records.db"]);
    expect(readFileSync(join(dataDir, "records.db"), "utf8")).toBe("old");
  });
  it.each([
    { phase: "moving", there: ["records.db"], aside: ["journal.db"] },
    { phase: "copying", there: ["journal.db"], aside: ["journal.db", "records.db"] },
  ])("starts no server after a kill while $phase, and a second run ends it", async ({ phase, there, aside }) => {
    const dataDir = tempDir();
    mkdirSync(join(dataDir, ASIDE));
    for (const name of aside) writeFileSync(join(dataDir, ASIDE, name), `old ${name}`);
    for (const name of there) writeFileSync(join(dataDir, name), phase === "moving" ? `old ${name}` : "half");
    writeFileSync(join(dataDir, "restore.unfinished"), JSON.stringify({ phase, movedTo: ASIDE }));
    expect(() => openDataDir(dataDir)).toThrow(/restore into it was cut off; run the same/);
    expect(existsSync(join(dataDir, "anhu.lock"))).toBe(false);
    await expect(makeBackup({ dataDir, to: join(tempDir(), "b"), version: "1", clock }, quiet)).rejects.toThrow(/cut off/);

    expect((await restore(dataDir)).movedTo).toBe(ASIDE);
    expect(readdirSync(dataDir).sort()).toEqual([...FILES, ASIDE].sort());
    expect(readdirSync(join(dataDir, ASIDE)).sort()).toEqual(["journal.db", "records.db"]);
    expect(readFileSync(join(dataDir, ASIDE, "records.db"), "utf8")).toBe("old records.db");
    openDataDir(dataDir).close();
  });
  it("can be read from a place that nobody may write to", async () => {
    const copy = join(tempDir(), "copy");
    cpSync(from, copy, { recursive: true });
    const before = readdirSync(copy);
    await checkBackup(copy, quiet);
    expect(readdirSync(copy)).toEqual(before);
  });
});
