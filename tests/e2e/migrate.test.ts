import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runAnhu } from "../support/anhu-command.ts";
import { startAnhuProcess } from "../support/anhu-process.ts";
import { connectDevice, makeTestHome } from "../support/home.ts";
import { furnishHome } from "../support/furnish.ts";
import { makeTempDir, until } from "../support/machine.ts";
import { measured, need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";

const MAIN = new URL("../../app/main.ts", import.meta.url).pathname;
const KILLS = 3;
const MORE_ROWS = 6_000;
const temp = makeTempDir();
const closing: (() => unknown)[] = [temp.remove];
let postgres: PostgresServer;

need("postgres")("moving the records to PostgreSQL", () => {
  beforeAll(async () => {
    postgres = await startPostgresServer();
    closing.push(() => postgres.close());
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** A data directory of a server that was at work and stopped. */
  async function makeDataDir(isFurnished = false) {
    const dataDir = mkdtempSync(join(temp.path, "data-"));
    const anhu = await startAnhuProcess({ dataDir });
    closing.push(() => anhu.kill("SIGKILL"));
    const home = await makeTestHome(anhu.api, { residents: 3, webhook: "http://127.0.0.1:9/hook" });
    const token = readFileSync(join(dataDir, "admin.token"), "utf8").trim();
    const furnished = isFurnished ? await furnishHome(anhu.httpUrl, token, home) : null;
    const device = home.devices[0]!;
    const client = await connectDevice(anhu.mqttPort, device);
    await client.publishAsync(device.topics.events, JSON.stringify({ at: Date.now(), seq: 1, type: "sos" }), { qos: 1 });
    await client.publishAsync(device.topics.observations, 'not JSON, and a \\u0000 "\0"', { qos: 1 });
    const alerts = await until(async () => {
      const found = (await anhu.api.all("/alerts", { facility: home.facilityId, open: "true" })) as { id: string; state: string }[];
      return found.length > 0 && found;
    });
    await until(async () => (await anhu.api.all("/quarantine")).length > 0, { what: "the quarantine to list it" });
    await client.endAsync(true);
    const seen = await furnished?.seenAt(anhu.httpUrl);
    await anhu.kill("SIGTERM");
    return { dataDir, home, device, alerts, furnished, seen };
  }
  /** Enough rows that a move takes a while. */
  function fillSecurity(dataDir: string): void {
    const db = new DatabaseSync(join(dataDir, "records.db"));
    db.exec(`INSERT INTO security (id, at_ms, address, action, detail)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${MORE_ROWS})
      SELECT 'row-' || i, i, '10.0.0.1', 'connect', '张' || char(0) || i FROM n`);
    db.close();
  }
  function countsIn(dataDir: string): Record<string, number> {
    const db = new DatabaseSync(join(dataDir, "records.db"), { readOnly: true });
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'kysely_%' ORDER BY name").all();
    const counts = names.map(({ name }) => [name, db.prepare(`SELECT count(*) AS n FROM "${String(name)}"`).get()?.["n"]] as const);
    db.close();
    return Object.fromEntries(counts);
  }
  const migrate = (dataDir: string, url: string, ...more: readonly string[]) =>
    runAnhu(["migrate", "--from", `sqlite:${dataDir}`, "--to", url, ...more]);

  async function movedTo(url: string): Promise<number> {
    const [there] = await postgres.rows(url, "SELECT to_regclass('moving_up') IS NOT NULL AS yes");
    if (there?.["yes"] !== true) return 0;
    return Number((await postgres.rows(url, "SELECT coalesce(sum(moved), 0) AS n FROM moving_up"))[0]?.["n"]);
  }
  /** The move of `security` stands still where more than so many of its rows would be there; `null`: it goes on. */
  async function holdAt(goal: number | null, url: string): Promise<void> {
    await postgres.rows(
      url,
      `CREATE OR REPLACE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN IF NEW.table_name = ''security'' AND NEW.moved > ${goal ?? MORE_ROWS * 2} THEN PERFORM pg_sleep(600); END IF; RETURN NEW; END'`,
    );
    // The table is the move's own: the trigger comes with it.
    await postgres.rows(
      url,
      `CREATE OR REPLACE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN
         IF to_regclass(''moving_up'') IS NOT NULL THEN
           CREATE OR REPLACE TRIGGER hold BEFORE UPDATE ON moving_up FOR EACH ROW EXECUTE FUNCTION hold();
         END IF; END'`,
    );
    const [there] = await postgres.rows(url, "SELECT count(*) AS n FROM pg_event_trigger WHERE evtname = 'watch'");
    if (there?.["n"] === "0")
      await postgres.rows(url, "CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION watch()");
  }
  /** Kills the move when so many rows are there; how many there were in the end. */
  async function killedAt(goal: number, dataDir: string, url: string): Promise<number> {
    await holdAt(goal, url);
    const others = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    const child = spawn(process.execPath, [MAIN, "migrate", "--from", `sqlite:${dataDir}`, "--to", url], {
      stdio: "ignore",
    });
    const gone = once(child, "exit");
    await until(async () => (await postgres.rows(url, `SELECT pid ${others} AND wait_event = 'PgSleep'`)).length > 0, {
      ...{ deadlineMs: 90_000, everyMs: 100, what: `${goal} rows to be moved` },
    });
    child.kill("SIGKILL");
    await gone;
    // The server's side of the move is over as well.
    await postgres.rows(url, `SELECT pg_terminate_backend(pid) ${others}`);
    await until(async () => (await postgres.rows(url, `SELECT pid ${others}`)).length === 0, { what: "its connections to end" });
    await holdAt(null, url);
    return movedTo(url);
  }

  it("a server goes on there as if nothing had happened", async () => {
    const { dataDir, home, device, alerts, furnished, seen } = await makeDataDir(true);
    const url = await postgres.createDatabase();
    const { code, stdout, stderr } = await migrate(dataDir, url, "--json");
    expect(code, stderr).toBe(0);
    const { tables } = JSON.parse(stdout) as { tables: { table: string; rows: number }[] };
    expect(Object.fromEntries(tables.map(({ table, rows }) => [table, rows]))).toEqual(countsIn(dataDir));
    expect(stdout + stderr).not.toContain(new URL(url).password);
    expect(await postgres.rows(url, "SELECT to_regclass('moving_up') AS left_over")).toEqual([{ left_over: null }]);

    const verify = await runAnhu(["audit", "verify", "--json", "--records", url], { ANHU_DATA_DIR: dataDir });
    expect(verify.code, verify.stderr).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({ verdict: "intact", entries: countsIn(dataDir)["audit"], notAnchored: 0 });

    const anhu = await startAnhuProcess({ dataDir, env: { ANHU_RECORDS_URL: url } });
    closing.push(() => anhu.kill("SIGKILL"));
    expect(anhu.output.filter((line) => line.includes("could not be read"))).toEqual([]);
    expect(await furnished?.seenAt(anhu.httpUrl)).toEqual(seen);
    const found = (await anhu.api.all("/alerts", { facility: home.facilityId, open: "true" })) as { id: string; state: string }[];
    expect(found.map(({ id, state }) => [id, state])).toEqual(alerts.map(({ id, state }) => [id, state]));
    const client = await connectDevice(anhu.mqttPort, device);
    await client.publishAsync(device.topics.observations, JSON.stringify({ at: Date.now(), seq: 2, heartRate: 71 }), { qos: 1 });
    await client.endAsync(true);
    const inUse = await migrate(dataDir, await postgres.createDatabase());
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringMatching(/process \d+ uses it; stop that one/) });
  });

  it(`killed ${KILLS} times on its way it comes to the same end`, async () => {
    const { dataDir } = await makeDataDir();
    fillSecurity(dataDir);
    const url = await postgres.createDatabase();
    const steps: number[] = [];
    for (let kill = 1; kill <= KILLS; kill++) steps.push(await killedAt(Math.floor((kill * MORE_ROWS) / (KILLS + 2)), dataDir, url));
    expect(steps.at(-1)).toBeLessThan(MORE_ROWS);
    expect(new Set(steps).size).toBe(KILLS);
    // Rows and the note about them come together: where the note is refused no row is there.
    await postgres.rows(url, `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no room''; END'`);
    await postgres.rows(url, "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON moving_up FOR EACH ROW EXECUTE FUNCTION refuse()");
    expect(await migrate(dataDir, url)).toMatchObject({ code: 1, stderr: expect.stringMatching(/PostgreSQL refused: no room/) });
    const rowsOf = async (table: string, what: string) => Number((await postgres.rows(url, `SELECT ${what} AS n FROM ${table}`))[0]?.["n"]);
    expect(await rowsOf("security", "count(*)")).toBe(await rowsOf("moving_up WHERE table_name = 'security'", "moved"));
    await postgres.rows(url, "DROP TRIGGER refuse ON moving_up");

    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    const { code, stdout, stderr } = await migrate(dataDir, url, "--json");
    expect(code, stderr).toBe(0);
    const { tables } = JSON.parse(stdout) as { tables: { table: string; rows: number }[] };
    expect(Object.fromEntries(tables.map(({ table, rows }) => [table, rows]))).toEqual(countsIn(dataDir));
    const [there] = await postgres.rows(url, "SELECT count(*) AS n, count(DISTINCT id) AS ids FROM security WHERE id LIKE 'row-%'");
    expect(there).toEqual({ n: String(MORE_ROWS), ids: String(MORE_ROWS) });
    measured("migrate, killed on its way", { kills: KILLS, rows: MORE_ROWS, steps: steps.join(" ") });
  });

  it("notices that a row was changed after it was moved", async () => {
    const { dataDir } = await makeDataDir();
    fillSecurity(dataDir);
    const url = await postgres.createDatabase();
    expect(await killedAt(1_000, dataDir, url)).toBeLessThan(MORE_ROWS);
    const db = new DatabaseSync(join(dataDir, "records.db"));
    db.exec("UPDATE security SET address = 'elsewhere' WHERE id = 'row-1'");
    db.close();
    const { code, stderr } = await migrate(dataDir, url);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/security differs in the end.*begin again with the server stopped/),
    });
  });

  it("refuses a database that holds anything else", async () => {
    const { dataDir } = await makeDataDir();
    const url = await postgres.createDatabase();
    const anhu = await startAnhuProcess({ env: { ANHU_RECORDS_URL: url }, dataDir: mkdtempSync(join(temp.path, "other-")) });
    await makeTestHome(anhu.api);
    await anhu.kill("SIGTERM");
    expect(await migrate(dataDir, url)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/holds other data.*name an empty database/),
    });
    expect(await postgres.rows(url, "SELECT to_regclass('moving_up') AS left_over")).toEqual([{ left_over: null }]);

    const second = await postgres.createDatabase();
    expect((await migrate(dataDir, second)).code).toBe(0);
    expect(await migrate(dataDir, second)).toMatchObject({ code: 1, stderr: expect.stringMatching(/holds other data/) });
  });

  it.each([
    ["another kind of source", ["--from", "mysql:x", "--to", "postgres://127.0.0.1/x"], /give sqlite:PATH/],
    ["a source that is not there", ["--from", "sqlite:/nowhere", "--to", "postgres://127.0.0.1/x"], /there is no \/nowhere/],
    ["another kind of target", ["--to", "mysql://x"], /must be a URL such as postgres:/],
    ["no target", [], /give --to postgres/],
  ])("says in one sentence what is wrong with %s", async (_name, args, says) => {
    const { code, stderr } = await runAnhu(["migrate", ...args]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
