import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import type { Delivery } from "../../domain/delivery.ts";
import { need } from "../support/platform.ts";
import { startPostgresServer, type PostgresServer } from "../support/postgres-server.ts";
import { startSlowProxy } from "../support/slow-proxy.ts";
import { openRecordingRecords, raiseWith } from "./open-records.ts";

vi.setConfig({ testTimeout: 120_000 });
/** Longer than a request waits for a connection. */
const SLOW_MS = 1_500;
/** Longer than nothing is said. */
const VERY_SLOW_MS = 6_000;
/** A request waits 0.9 s for a connection; with a busy machine's delay. */
const AT_ONCE_MS = 4_000;

need("postgres")("PostgreSQL that is slow to connect to", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.close());
  async function behindProxy(delayMs: number) {
    const direct = await server.createDatabase();
    const proxy = await startSlowProxy(Number(new URL(direct).port), delayMs);
    onTestFinished(() => proxy.close());
    const slow = new URL(direct);
    slow.port = String(proxy.port);
    return { proxy, url: slow.href, direct };
  }

  it("a start waits for it, says what it waits for, and finds its connections made", async () => {
    const { proxy, url } = await behindProxy(VERY_SLOW_MS);
    const said = Promise.withResolvers<string>();
    const opening = openRecordingRecords({ type: "postgres", url }, said.resolve);
    expect(await said.promise).toContain("waiting for PostgreSQL");
    proxy.delay(SLOW_MS);
    const { records } = await opening;
    expect(await Promise.all(Array.from({ length: 10 }, () => records.facilities()))).toHaveLength(10);
  });

  it("later a request fails at once; the connection it began is there for the next", async () => {
    const { proxy, url } = await behindProxy(0);
    const { records } = await openRecordingRecords({ type: "postgres", url });
    proxy.delay(SLOW_MS);
    proxy.cut();
    const startedMs = performance.now();
    await expect(records.facilities()).rejects.toMatchObject({ code: "RECORDS_UNAVAILABLE", retryable: true });
    expect(performance.now() - startedMs).toBeLessThan(AT_ONCE_MS);
    await expect.poll(() => records.facilities().catch(() => null), { timeout: 20_000 }).toEqual([]);
  });

  it("claims are renewed after an outage, however long it takes to connect again", async () => {
    const { proxy, url, direct } = await behindProxy(0);
    const records = await openRecordingRecords({ type: "postgres", url });
    records.sending.setEndpoints(new Map([["cli_1", { type: "webhook" as const, url: "http://clinic", secret: "s" }]]));
    const change = raiseWith();
    const [delivery] = change.deliveries as [Delivery];
    await records.alertStore.save(change);
    const until = async () => {
      const [row] = await server.rows(direct, "SELECT claimed_until_ms FROM deliveries WHERE id = $1", [delivery.id]);
      return Number(row?.["claimed_until_ms"]);
    };
    proxy.delay(SLOW_MS);
    proxy.cut();
    const before = await until();
    await expect.poll(until, { timeout: 20_000 }).toBeGreaterThan(before);
    expect(records.released()).toEqual([]);
  });
});
