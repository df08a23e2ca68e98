import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { Client } from "pg";
import { aHome } from "../contract/records-builders.ts";
import { need, rounds } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { openRecordingRecords, raiseWith } from "./open-records.ts";

const SECRET = /wrist|band/;
/** Sooner than any limit of a statement or of an answer, 5 s and more; a connection is waited for less than 1 s. */
const AT_ONCE_MS = 4_000;
// Servers are killed and started again, on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

need("postgres")("PostgreSQL that fails", () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    if (server.child.exitCode !== null || server.child.signalCode !== null) await server.restart();
    url = await server.createDatabase();
  });
  const open = (at = url) => openRecordingRecords({ type: "postgres", url: at });
  async function aClient(): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  }
  const took = async (work: () => Promise<unknown>) => {
    const startedMs = performance.now();
    const error: unknown = await work().then(
      () => null,
      (reason: unknown) => reason,
    );
    return { error, ms: performance.now() - startedMs };
  };

  it("killed (-9) under load: nothing that was confirmed is lost, nothing is there twice, and it is found again in 10 s", async () => {
    const { alertStore, records } = await open();
    const confirmed: string[] = [];
    let [isOver, isGivenUp] = [false, false];
    onTestFinished(() => void (isGivenUp = true));
    /** As the alert desk does it: the same change until it is confirmed. */
    const save = async (): Promise<void> => {
      const change = raiseWith();
      for (let attempt = 1; !isGivenUp; attempt += 1) {
        const saved = await alertStore.save(change).catch(() => null);
        if (saved === null) continue;
        expect(saved.written || attempt > 1).toBe(true);
        confirmed.push(change.alert.id);
        return;
      }
    };
    const writers = Array.from({ length: 4 }, async () => {
      while (!isOver && !isGivenUp) await save();
    });
    for (let round = 0; round < rounds(2); round += 1) {
      const before = confirmed.length;
      await expect.poll(() => confirmed.length, { timeout: 30_000 }).toBeGreaterThan(before + 20);
      await server.kill("SIGKILL");
      const { error, ms } = await took(() => records.facilities());
      expect(error).toMatchObject({ code: "RECORDS_UNAVAILABLE", retryable: true });
      expect(ms).toBeLessThan(AT_ONCE_MS);
      await server.restart();
      const backMs = performance.now();
      const atReturn = confirmed.length;
      await expect.poll(() => confirmed.length, { timeout: 10_000 }).toBeGreaterThan(atReturn);
      expect(performance.now() - backMs).toBeLessThan(10_000);
    }
    isOver = true;
    await Promise.all(writers);
    const there = (await server.rows(url, "SELECT id FROM alerts ORDER BY id")).map(({ id }) => id);
    expect(there).toEqual(confirmed.toSorted());
    expect(await server.rows(url, "SELECT count(*)::int AS n FROM deliveries")).toEqual([{ n: confirmed.length }]);
  });

  it("while it is away everything fails at once and retryable; what may wait is written when it is back, once", async () => {
    const { records, alertStore, security, quarantine, evaluationStore, sending, sent, check } = await open();
    const accepted = raiseWith("accept");
    await alertStore.save(accepted);
    await server.kill("SIGKILL");
    for (const work of [() => check(), () => records.addFacility({ name: "a", staffed: true }), () => alertStore.save(raiseWith())]) {
      const { error, ms } = await took(work);
      expect(error).toMatchObject({ code: "RECORDS_UNAVAILABLE", retryable: true });
      expect(String(error)).not.toMatch(SECRET);
      expect(ms).toBeLessThan(AT_ONCE_MS);
    }
    security.add({ atMs: 1, principalId: null, address: "::1", action: "connect", topic: null, detail: "wrong secret" });
    quarantine.add({
      facilityId: "f",
      principalId: "p",
      topic: "t",
      reason: "badJson",
      detail: "",
      payload: new Uint8Array(1),
      receivedAtMs: 1,
    });
    const [delivery] = raiseWith().deliveries;
    await sending.send(delivery === undefined ? [] : [{ ...delivery, body: "accept" }]);
    expect(sent()).toHaveLength(2);
    const saving = evaluationStore.save({ row: 3, index: 0 }, new Map());
    await expect(saving).rejects.toMatchObject({ code: "RECORDS_UNAVAILABLE" });
    await server.restart();
    await expect.poll(() => security.list(9).catch(() => []), { timeout: 10_000 }).toHaveLength(1);
    await expect
      .poll(() => alertStore.attempts(delivery?.alertId ?? "").catch(() => []), { timeout: 10_000 })
      .toMatchObject([{ state: "accepted" }]);
    await evaluationStore.save({ row: 3, index: 0 }, new Map());
    expect((await records.quarantine({ facilityId: null, cursor: null, limit: 9 })).items).toHaveLength(1);
    expect(sent()).toHaveLength(2);
  });

  it("when all connections are busy the next request fails before one of them is free; afterwards everything works", async () => {
    const { records } = await open();
    const { facility } = await aHome(records);
    const [client, observer] = [await aClient(), await aClient()];
    await client.query("BEGIN");
    await client.query("LOCK TABLE places IN ACCESS EXCLUSIVE MODE");
    let isFree = false;
    const busy = Array.from({ length: 10 }, () => took(() => records.places(facility.id)).finally(() => (isFree = true)));
    // They wait 2 s for the lock: the question is asked as soon as all of them do.
    const waiting = async () => (await observer.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rowCount;
    await expect.poll(waiting, { interval: 5 }).toBe(10);
    const { error } = await took(() => records.facilities());
    expect(isFree).toBe(false);
    expect(error).toMatchObject({ code: "RECORDS_UNAVAILABLE", retryable: true });
    // A wait for a lock has an end, too.
    for (const { error: failure } of await Promise.all(busy))
      expect(failure).toMatchObject({ code: "RECORDS_UNAVAILABLE", retryable: true });
    await client.query("COMMIT");
    expect(await records.places(facility.id)).toHaveLength(1);
  });

  it("a text with U+0000, which PostgreSQL cannot hold, holds nothing up", async () => {
    const { quarantine, records, evaluationStore } = await open();
    quarantine.add({
      facilityId: "f",
      principalId: "p",
      topic: "a\0b",
      reason: "badJson",
      detail: "",
      payload: new Uint8Array(1),
      receivedAtMs: 1,
    });
    await evaluationStore.save({ row: 1, index: 0 }, new Map());
    expect((await records.quarantine({ facilityId: null, cursor: null, limit: 9 })).items).toMatchObject([{ topic: "a\uFFFDb" }]);
  });

  it("of two processes that start at once on an empty database one migrates, and both run", async () => {
    const [a, b] = await Promise.all([open(), open()]);
    await a.records.addFacility({ name: "a", staffed: true });
    expect(await b.records.facilities()).toHaveLength(1);
    // On a busy machine a connection may take so long that it is made again.
    expect([...a.troubles, ...b.troubles].filter((trouble) => !trouble.includes("PostgreSQL does not answer"))).toEqual([]);
  });

  it("a start waits for a server that comes later, and says so", async () => {
    await server.kill();
    const said = Promise.withResolvers<string>();
    const opening = openRecordingRecords({ type: "postgres", url }, said.resolve);
    await said.promise;
    await server.restart();
    const { records, troubles } = await opening;
    expect(await records.facilities()).toEqual([]);
    expect(troubles.join()).toContain("PostgreSQL does not answer");
    expect(troubles.join()).not.toMatch(SECRET);
  });

  it.each([
    ["fsync", { fsync: "off" }, /fsync is off/],
    ["full_page_writes", { full_page_writes: "off" }, /full_page_writes is off/],
    ["synchronous_commit", { synchronous_commit: "off" }, /synchronous_commit is off/],
  ])("a server without %s is refused with one sentence", async (_, settings, sentence) => {
    await server.restart(settings);
    onTestFinished(() => server.restart());
    const { error } = await took(() => open());
    expect(error).toMatchObject({ code: "BAD_CONFIG", retryable: false });
    expect(String(error)).toMatch(sentence);
  });

  it("a database that cannot hold Chinese names is refused", async () => {
    const name = new URL(url).pathname.slice(1);
    await server.rows(server.url, `CREATE DATABASE ${name}_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'`);
    const { error } = await took(() => open(`${url}_ascii`));
    expect(error).toMatchObject({ code: "BAD_CONFIG" });
    expect(String(error)).toMatch(/SQL_ASCII/);
  });

  it("settings that are changed under a running server are refused by the next connection", async () => {
    const { check } = await open();
    await server.rows(server.url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    await server.restart();
    await expect.poll(async () => (await took(() => check())).error).toMatchObject({ code: "BAD_CONFIG" });
  });

  it.each([
    ["a wrong password", (at: URL) => (at.password = "wrist-wrong"), /password authentication failed/],
    ["a database that does not exist", (at: URL) => (at.pathname = "/nowhere"), /does not exist/],
  ])("%s ends the start at once, without the password in the sentence", async (_, change, sentence) => {
    const at = new URL(url);
    change(at);
    const { error, ms } = await took(() => open(at.href));
    expect(error).toMatchObject({ code: "BAD_CONFIG" });
    expect(String(error)).toMatch(sentence);
    expect(String(error)).not.toMatch(SECRET);
    // A server that is away is waited for a minute.
    expect(ms).toBeLessThan(20_000);
  });
});
