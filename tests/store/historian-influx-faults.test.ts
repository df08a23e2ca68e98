import { afterAll, beforeAll, expect, it } from "vitest";
import { errorText } from "../../domain/errors.ts";
import type { HistorianStore } from "../../store/historian/historian.ts";
import { aMessage, T } from "../contract/historian-builders.ts";
import { startInfluxServer, type InfluxServer } from "../support/influx-server.ts";
import { startInfluxStandIn } from "../support/influx-stand-in.ts";
import { until } from "../support/machine.ts";
import { need } from "../support/platform.ts";
import { influxSettings, openInflux } from "./influx-historian.ts";

const at = (row: number) => ({ row, index: 0 });
const thousand = (from: number) => Array.from({ length: 1_000 }, (_, n) => aMessage(`d${n % 10}`, T + from + n, [["heartRate", n]]));
const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );

/** Requests of a historian that is to give up soon; on a busy machine it gives up one that would have been answered, too. */
const IMPATIENT = { timeoutMs: 2_000 };
/** As whoever feeds the historian does it: the same batch until it is stored. */
const stored = ({ append }: Pick<HistorianStore, "append">, ...batch: Parameters<HistorianStore["append"]>) =>
  until(() => append(...batch), { what: "a batch to be stored" });

need("influxd")("InfluxDB in trouble", () => {
  let server: InfluxServer;
  beforeAll(async () => {
    server = await startInfluxServer();
  });
  afterAll(() => server.close());
  const count = async (database: string) =>
    Number((await server.rows(database, "SELECT count(heartRate) AS count FROM vitals"))[0]?.["count"] ?? 0);

  it("another value for the same time is found after a restart, and the first stays", async () => {
    const settings = influxSettings(server.url);
    const first = await openInflux(settings);
    await first.append([aMessage("a", T, [["heartRate", 71]]), aMessage("a", T + 5, [["spo2", 97]])], at(1));
    await first.close();
    const second = await openInflux(settings);
    expect(await second.cursor()).toEqual(at(1));
    const late = [aMessage("a", T, [["heartRate", 99]]), aMessage("a", T + 2, [["heartRate", 72]])];
    expect(await second.append(late, at(2))).toMatchObject({ conflicts: [{ deviceId: "a", sign: "heartRate", atMs: T, value: 99 }] });
    const rows = await server.rows(settings.database, "SELECT heartRate FROM vitals");
    expect(rows.map((row) => row["heartRate"])).toEqual([71, 72]);
  });

  it("a batch that was stored but not confirmed is sent again without a conflict or a second point", async () => {
    const proxy = await startInfluxStandIn(() => "forward", server.url);
    const historian = await openInflux(influxSettings(proxy.url, IMPATIENT));
    await stored(historian, thousand(0), at(1));
    const forwarded = Promise.withResolvers<void>();
    proxy.answer(({ path, query, body }) => {
      if (path !== "/write") return "forward";
      void server.write(query.get("db") ?? "", body).then(forwarded.resolve, forwarded.reject);
      return "hang";
    });
    expect(await failureOf(historian.append(thousand(1_000), at(2)))).toMatchObject({ code: "HISTORIAN_UNAVAILABLE", retryable: true });
    await forwarded.promise;
    expect(await historian.cursor()).toEqual(at(1));
    proxy.answer(() => "forward");
    expect(await stored(historian, thousand(1_000), at(2))).toEqual({ conflicts: [], refused: [] });
    expect(await count(historian.engine.database)).toBe(2_000);
    expect(await historian.cursor()).toEqual(at(2));
  });

  it.each([
    { name: "answering 503", answer: () => ({ status: 503, body: { error: "timeout" } }) },
    { name: "hanging", answer: () => "hang" as const },
    {
      name: "answering 500 to writes",
      answer: ({ path }: { path: string }) =>
        path === "/write" ? { status: 500, body: { error: "engine: cache-max-memory-size exceeded" } } : ("forward" as const),
    },
  ])("$name, it is asked again, and the count is exact after", async ({ answer }) => {
    const proxy = await startInfluxStandIn(() => "forward", server.url);
    const historian = await openInflux(influxSettings(proxy.url, IMPATIENT));
    await stored(historian, thousand(0), at(1));
    proxy.answer(answer);
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await failureOf(historian.append(thousand(1_000), at(2)))).toMatchObject({ code: "HISTORIAN_UNAVAILABLE", retryable: true });
    }
    expect(historian.status()).toMatchObject({ problem: expect.stringContaining(proxy.url), needsPerson: false });
    proxy.answer(() => "forward");
    await stored(historian, thousand(1_000), at(2));
    expect(historian.status()).toMatchObject({ problem: null });
    expect(await count(historian.engine.database)).toBe(2_000);
  });

  it("killed with -9 between batches and started again, it has every batch that was confirmed once", async () => {
    const historian = await openInflux(influxSettings(server.url));
    await historian.append(thousand(0), at(1));
    await server.kill("SIGKILL");
    expect(await failureOf(historian.append(thousand(1_000), at(2)))).toMatchObject({ code: "HISTORIAN_UNAVAILABLE", retryable: true });
    await server.restart();
    await historian.append(thousand(1_000), at(2));
    await historian.append(thousand(1_000), at(2));
    expect(await count(historian.engine.database)).toBe(2_000);
  });

  it("opens while InfluxDB is away, and says so", async () => {
    const historian = await openInflux(influxSettings("http://127.0.0.1:9"));
    expect(await historian.cursor()).toEqual({ row: 0, index: -1 });
    const unavailable = { code: "HISTORIAN_UNAVAILABLE", retryable: true };
    expect(await failureOf(historian.append(thousand(0), at(1)))).toMatchObject(unavailable);
    expect(await failureOf(historian.latest(["d1"], T))).toMatchObject(unavailable);
    expect(historian.status()).toMatchObject({
      engine: "InfluxDB",
      problem: expect.stringContaining("http://127.0.0.1:9"),
      needsPerson: false,
    });
  });

  it("one bad point of 1,000 is found with at most 10 more requests, 999 are stored, and the reason names no value", async () => {
    const proxy = await startInfluxStandIn(() => "forward", server.url);
    const settings = influxSettings(proxy.url);
    const historian = await openInflux(settings);
    await historian.append([aMessage("other", T, [["heartRate", 60]])], at(1));
    // Another program made the field a text.
    await server.write(settings.database, `device_health,facility=x,device=x battery="full" ${T}`);
    proxy.asked.length = 0;
    const messages = thousand(0).map((message, n) => (n === 617 ? aMessage("bad", T + n, [["battery", 42]]) : message));
    const appended = await historian.append(messages, at(2));
    expect(appended.refused).toEqual([
      {
        deviceId: "bad",
        atMs: T + 617,
        receivedAtMs: T + 717,
        values: { battery: 42 },
        reason: expect.stringContaining("field type conflict"),
      },
    ]);
    expect(appended.refused[0]?.reason).not.toContain("42");
    expect(proxy.writes().length - 1).toBeLessThanOrEqual(10);
    expect(await count(settings.database)).toBe(1_000);
    expect(await historian.cursor()).toEqual(at(2));
  });

  it("what is no number is refused without asking", async () => {
    const historian = await openInflux(influxSettings(server.url));
    const values = [
      ["heartRate", Number.NaN],
      ["spo2", 97],
    ] as const;
    const { refused } = await historian.append([aMessage("a", T, values)], at(1));
    expect(refused).toMatchObject([{ deviceId: "a", atMs: T, reason: "not a number" }]);
    expect(await historian.latest(["a"], T)).toMatchObject([{ sign: "spo2", value: 97 }]);
  });

  it("a database that is dropped is made again", async () => {
    const historian = await openInflux(influxSettings(server.url));
    await historian.append(thousand(0), at(1));
    await server.rows("", `DROP DATABASE ${historian.engine.database}`);
    const failure = await failureOf(historian.append(thousand(1_000), at(2)));
    expect(failure).toMatchObject({ retryable: false });
    expect(errorText(failure)).toContain("ANHU_HISTORIAN_URL, _ORG, _BUCKET or _DATABASE");
    await historian.append(thousand(1_000), at(2));
    expect(await count(historian.engine.database)).toBe(1_000);
  });
});

need("influxd")("InfluxDB that asks for a name and a password", () => {
  it("refuses without, with one line that says what to set; takes them; never tells them", async () => {
    const server = await startInfluxServer({ auth: true });
    try {
      await server.rows("", "CREATE USER admin WITH PASSWORD 'se:cret' WITH ALL PRIVILEGES");
      const stranger = await openInflux(influxSettings(server.url, { token: "admin:wrong-secret" }));
      const failure = await failureOf(stranger.append(thousand(0), at(1)));
      expect(failure).toMatchObject({ code: "HISTORIAN_UNAVAILABLE", retryable: false });
      expect(errorText(failure)).toContain("(401); set ANHU_HISTORIAN_TOKEN");
      expect(JSON.stringify([errorText(failure), stranger.statuses])).not.toContain("wrong-secret");
      expect(stranger.status()).toMatchObject({ needsPerson: true });
      const historian = await openInflux(influxSettings(server.url, { token: "admin:se:cret" }));
      await historian.append(thousand(0), at(1));
      expect(await historian.latest(["d1"], T)).toHaveLength(1);
    } finally {
      await server.close();
    }
  });
});
