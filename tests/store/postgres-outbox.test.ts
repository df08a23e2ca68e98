import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { Client } from "pg";
import type { Delivery } from "../../domain/delivery.ts";
import { aDelivery } from "../contract/records-builders.ts";
import { CHANNEL } from "../../store/records/postgres/outbox-sql.ts";
import { need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { openRecordingRecords, raiseWith } from "./open-records.ts";

// Servers are killed and started again, claims run out and are renewed, on a busy machine.
vi.setConfig({ testTimeout: 120_000 });
const ENDPOINTS = new Map([["cli_1", { type: "webhook" as const, url: "http://clinic", secret: "s" }]]);
/** A claim runs out after 8 s, and every 2 s somebody looks for such. */
const TAKEN_OVER_WITHIN_MS = 20_000;
/** A claim is renewed every 2 s. */
const RENEWED_WITHIN_MS = 20_000;

need("postgres")("the outbox that processes share", () => {
  let server: PostgresServer;
  let url: string;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    url = await server.createDatabase();
  });
  /** Records of one more process, whose loop runs. */
  async function aProcess() {
    const records = await openRecordingRecords({ type: "postgres", url });
    records.sending.setEndpoints(ENDPOINTS);
    return records;
  }
  async function aClient(): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  }
  async function insertUnclaimed(client: Client, ids: readonly string[]): Promise<void> {
    await client.query(
      `INSERT INTO deliveries (id, alert_id, facility_id, channel, recipient_id, event_type, step, urgent, body, created_at_ms)
       SELECT unnest($1::text[]), 'alert', 'fac_0', 'webhook', 'cli_1', 'alert.raised', 0, 1, '{}', 9`,
      [ids],
    );
  }
  async function insertAndNotify(client: Client, some: readonly string[]): Promise<void> {
    await client.query("BEGIN");
    await insertUnclaimed(client, some);
    await client.query(`SELECT pg_notify('${CHANNEL}', 'somebody')`);
    await client.query("COMMIT");
  }
  const ids = (deliveries: readonly Delivery[]) => deliveries.map(({ id }) => id);
  const claim = async (id: string) => (await server.rows(url, "SELECT * FROM deliveries WHERE id = $1", [id]))[0] ?? {};

  it("a delivery is claimed by the process that wrote it, the claim is renewed, and nobody else sends it", async () => {
    const [a, b] = [await aProcess(), await aProcess()];
    const change = raiseWith();
    const [delivery] = change.deliveries as [Delivery];
    await a.alertStore.save(change);
    const until = Number((await claim(delivery.id))["claimed_until_ms"]);
    expect(until).toBeGreaterThan(Date.now());
    await expect
      .poll(async () => Number((await claim(delivery.id))["claimed_until_ms"]), { timeout: RENEWED_WITHIN_MS })
      .toBeGreaterThan(until);
    expect(ids(a.sent())).toEqual([delivery.id]);
    expect(b.sent()).toEqual([]);
  });

  it("what nobody claimed is sent once, by whichever process", async () => {
    const [a, b] = [await aProcess(), await aProcess()];
    const client = await aClient();
    const all = Array.from({ length: 300 }, (_, n) => `msg_${n}`);
    const both = () => ids([...a.sent(), ...b.sent()]);
    for (const some of [all.slice(0, 100), all.slice(100, 200), all.slice(200)]) {
      await insertAndNotify(client, some);
      await expect.poll(() => both().length, { interval: 10 }).toBe(all.indexOf(some.at(-1) ?? "") + 1);
    }
    expect(both().toSorted()).toEqual(all.toSorted());
  });

  it("what nobody claimed is sent as soon as the transaction that wrote it is committed", async () => {
    const a = await aProcess();
    const client = await aClient();
    const tookMs: number[] = [];
    for (const id of ["msg_0", "msg_1", "msg_2", "msg_3"]) {
      await insertAndNotify(client, [id]);
      const committedMs = performance.now();
      await expect.poll(() => ids(a.sent()), { interval: 10 }).toContain(id);
      tookMs.push(performance.now() - committedMs);
    }
    // Untold, it would look 2 s after the one before, each time; a busy machine makes some of them late.
    expect(Math.min(...tookMs.slice(1))).toBeLessThan(1_000);
  });

  it("what a process that died had claimed goes to another, once", async () => {
    const [a, b] = [await aProcess(), await aProcess()];
    const [accepted, waits] = [raiseWith("accept"), raiseWith()];
    await a.alertStore.save(accepted);
    await a.alertStore.save(waits);
    await expect.poll(async () => (await claim(`msg_${accepted.alert.id}`))["settled_at_ms"]).not.toBeNull();
    const before = a.sent().length;
    await a.sending.acknowledged("crash").catch(() => undefined);
    const after = () => ids([...a.sent().slice(before), ...b.sent()]);
    await expect.poll(after, { timeout: TAKEN_OVER_WITHIN_MS }).toEqual([`msg_${waits.alert.id}`]);
    const until = Number((await claim(`msg_${waits.alert.id}`))["claimed_until_ms"]);
    await expect
      .poll(async () => Number((await claim(`msg_${waits.alert.id}`))["claimed_until_ms"]), { timeout: RENEWED_WITHIN_MS })
      .toBeGreaterThan(until);
    expect(after()).toEqual([`msg_${waits.alert.id}`]);
  });

  it("a process that is closed gives back what it had and tells the others, and one of them goes on", async () => {
    const [a, b] = [await aProcess(), await aProcess()];
    const change = raiseWith();
    await a.alertStore.save(change);
    const [delivery] = change.deliveries as [Delivery];
    const owner = (await claim(delivery.id))["claimed_by"];
    const client = await aClient();
    const told: (string | undefined)[] = [];
    client.on("notification", ({ payload }) => told.push(payload));
    await client.query(`LISTEN ${CHANNEL}`);
    await a.close();
    await expect.poll(() => told).toEqual([owner]);
    // Its own claim would last 8 s.
    await expect.poll(() => ids(b.sent()), { timeout: 6_000 }).toEqual(ids(change.deliveries));
  });

  it("a process that was away so long that another took its deliveries lets go of them", async () => {
    const a = await aProcess();
    const change = raiseWith();
    await a.alertStore.save(change);
    await server.rows(url, "UPDATE deliveries SET claimed_by = 'somebody'");
    await expect.poll(() => a.released(), { timeout: RENEWED_WITHIN_MS }).toEqual(ids(change.deliveries));
  });

  it.each([
    ["is resolved", "UPDATE alerts SET state = 'resolved'", 0],
    ["is answered later", `UPDATE alerts SET medical_json = replace(medical_json, '"acknowledgedAtMs":null', '"acknowledgedAtMs":99')`, 0],
    ["was answered before", `UPDATE alerts SET medical_json = replace(medical_json, '"acknowledgedAtMs":null', '"acknowledgedAtMs":0')`, 1],
    ["has an accepted attempt", "UPDATE delivery_attempts SET state = 'accepted'", 0],
  ])("of an alert that %s, what was left behind is owed accordingly", async (_, update, owed) => {
    const a = await aProcess();
    const change = raiseWith("{}", { createdAtMs: 5 });
    await a.alertStore.save(change);
    await expect.poll(() => server.rows(url, "SELECT 1 FROM delivery_attempts")).toHaveLength(1);
    await server.rows(url, update);
    await a.close();
    const b = await aProcess();
    const marker = aDelivery({ id: "msg_marker" });
    await insertUnclaimed(await aClient(), [marker.id]);
    await expect.poll(() => ids(b.sent()), { timeout: 10_000 }).toContain(marker.id);
    await expect.poll(() => ids(b.sent()).filter((id) => id !== marker.id)).toHaveLength(owed);
  });

  it("what the main thread sent while the transaction hung is not sent again when it ends, and its attempts are kept", async () => {
    const a = await aProcess();
    const [client, change] = [await aClient(), raiseWith()];
    const [delivery] = change.deliveries as [Delivery];
    await client.query("BEGIN");
    await client.query("LOCK TABLE deliveries IN SHARE MODE");
    const saved = a.alertStore.save(change);
    const attempt = {
      deliveryId: delivery.id,
      alertId: delivery.alertId,
      channel: "webhook",
      channelId: null,
      nextAt: null,
      recipientId: "cli_1",
      attempt: 0,
      at: 7,
    } as const;
    expect(await a.sending.attempted({ ...attempt, state: "sent", why: null }, false)).toBe(true);
    expect(await a.sending.attempted({ ...attempt, state: "accepted", why: null }, false)).toBe(true);
    await client.query("COMMIT");
    expect(await saved).toEqual({ written: true });
    await expect
      .poll(async () => (await a.alertStore.attempts(delivery.alertId)).map(({ state }) => state))
      .toEqual(["sent", "accepted", "queued"]);
    await a.close();
    const b = await aProcess();
    await insertUnclaimed(client, ["msg_marker"]);
    await expect.poll(() => ids([...a.sent(), ...b.sent()]), { timeout: 10_000 }).toEqual(["msg_marker"]);
  });

  it("what the main thread sends stays this process's, also when its row came by a transaction whose end nobody heard of", async () => {
    const [a, b] = [await aProcess(), await aProcess()];
    const [client, change] = [await aClient(), raiseWith()];
    await a.alertStore.save(change);
    const owner = (await claim(`msg_${change.alert.id}`))["claimed_by"];
    const attempt = {
      deliveryId: "msg_memory",
      alertId: "alert",
      channel: "webhook",
      channelId: null,
      nextAt: null,
      recipientId: "cli_1",
      attempt: 0,
      at: 7,
    } as const;
    expect(await a.sending.attempted({ ...attempt, state: "sent", why: null }, false)).toBe(true);
    await client.query("BEGIN");
    await insertUnclaimed(client, ["msg_memory"]);
    // Before it is over the claim has been renewed, by 8 s.
    const soon = Date.now() + 7_000;
    await client.query("UPDATE deliveries SET claimed_by = $1, claimed_until_ms = $2 WHERE id = 'msg_memory'", [owner, soon]);
    await client.query("COMMIT");
    await expect
      .poll(async () => Number((await claim("msg_memory"))["claimed_until_ms"]), { timeout: RENEWED_WITHIN_MS })
      .toBeGreaterThan(soon);
    await a.sending.attempted({ ...attempt, state: "accepted", why: null }, false);
    await expect.poll(async () => (await claim("msg_memory"))["settled_at_ms"]).not.toBeNull();
    expect(ids([...a.sent(), ...b.sent()])).not.toContain("msg_memory");
  });

  it("after an outage longer than a claim everybody goes on with what is theirs", async () => {
    const [a, b] = [await aProcess(), await aProcess()];
    const [mine, theirs] = [raiseWith(), raiseWith()];
    await a.alertStore.save(mine);
    await b.alertStore.save(theirs);
    const claimed = ids([...mine.deliveries, ...theirs.deliveries]);
    await server.kill("SIGKILL");
    const end = Date.now() + 9_000;
    await expect.poll(() => Date.now(), { timeout: 20_000 }).toBeGreaterThan(end);
    await server.restart();
    const renewed = () => server.rows(url, "SELECT 1 FROM deliveries WHERE claimed_until_ms > $1", [Date.now()]).then((all) => all.length);
    await expect.poll(renewed, { timeout: RENEWED_WITHIN_MS }).toBe(2);
    expect(ids([...a.sent(), ...b.sent()]).toSorted()).toEqual(claimed.toSorted());
    expect([...a.released(), ...b.released()]).toEqual([]);
  });
});
