import { describe, expect, it } from "vitest";
import { errorText } from "../../domain/errors.ts";
import { aMessage, removeAll, rollUpAll, T } from "../contract/historian-builders.ts";
import { PINGS, startInfluxStandIn, type Answering, type Asked, type Told } from "../support/influx-stand-in.ts";
import { influxSettings, openInflux } from "./influx-historian.ts";

const at = (row: number) => ({ row, index: 0 });
const TOKEN = "a-token-that-nobody-may-see";
const OK: Told = { status: 204 };
const NO_ROWS: Told = { status: 200, body: { results: [{ statement_id: 0 }] } };
const thousand = Array.from({ length: 1_000 }, (_, n) => aMessage("a", T + n, [["heartRate", n]]));
const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error,
  );

/** Answers that say yes to everything, but for what `over` says. */
function server(line: 1 | 2 | 3, over: (asked: Asked) => ReturnType<Answering> | undefined = () => undefined): Answering {
  return (asked) => {
    const told = over(asked);
    if (told !== undefined) return told;
    if (asked.path === "/ping") return PINGS[line];
    if (asked.path === "/query") return NO_ROWS;
    if (asked.path === "/api/v2/dbrps") return { status: 200, body: { content: [{ id: "1", database: "readings", virtual: true }] } };
    return OK;
  };
}
async function open(answering: Answering, over = {}) {
  const standIn = await startInfluxStandIn(answering);
  const settings = influxSettings(standIn.url, { token: TOKEN, org: "anhu org", bucket: "the bucket", database: "readings", ...over });
  const historian = await openInflux(settings);
  const only = (path: string) => standIn.asked.filter((asked) => asked.path === path);
  return { ...historian, standIn, only };
}

describe("InfluxDB 1.8 on the wire", () => {
  it("writes to /write with database and retention policy, as name and password", async () => {
    const { append, standIn, only } = await open(server(1), { token: "me:my:word", retentionPolicy: "ninety" });
    await append(thousand, at(1));
    const [write] = standIn.writes();
    expect(write?.path).toBe("/write");
    expect(Object.fromEntries(write?.query ?? [])).toEqual({ db: "readings", rp: "ninety", precision: "ms" });
    expect(write?.authorization).toBe(`Basic ${btoa("me:my:word")}`);
    expect(write?.body.split("\n")[1]).toBe(`vitals,device=a,facility=fac heartRate=0,received=${T + 100}i ${T}`);
    expect(new URLSearchParams(only("/query")[0]?.body).get("q")).toBe('CREATE DATABASE "readings"');
  });
  it("a user who may not create the database uses it all the same", async () => {
    const isCreate = ({ body }: Asked) => new URLSearchParams(body).get("q")?.startsWith("CREATE") === true;
    const { append, standIn } = await open(
      server(1, (asked) =>
        isCreate(asked) ? { status: 403, body: { error: "error authorizing query: requires admin privilege" } } : undefined,
      ),
    );
    expect(await append(thousand, at(1))).toEqual({ conflicts: [], refused: [] });
    expect(standIn.writes()).toHaveLength(1);
  });
  it("points older than the retention policy are gone, not an error", async () => {
    const body = { error: "partial write: points beyond retention policy dropped=1000" };
    const { append, cursor } = await open(server(1, ({ path }) => (path === "/write" ? { status: 400, body } : undefined)));
    expect(await append(thousand, at(1))).toEqual({ conflicts: [], refused: [] });
    expect(await cursor()).toEqual(at(1));
  });
});

describe("InfluxDB 2 on the wire", () => {
  it("writes to the bucket with the token, asks in InfluxQL with it, and says its version", async () => {
    const { append, status, standIn, only } = await open(server(2));
    await append(thousand, at(1));
    const [write] = standIn.writes();
    expect(write?.path).toBe("/api/v2/write");
    expect(Object.fromEntries(write?.query ?? [])).toEqual({ org: "anhu org", bucket: "the bucket", precision: "ms" });
    expect(write?.authorization).toBe(`Token ${TOKEN}`);
    const [query] = only("/query");
    expect(query).toMatchObject({
      method: "POST",
      authorization: `Token ${TOKEN}`,
      contentType: expect.stringContaining("x-www-form-urlencoded"),
    });
    expect(Object.fromEntries(new URLSearchParams(query?.body))).toMatchObject({ db: "readings", epoch: "ms" });
    expect(status()).toEqual({ engine: "InfluxDB 2.7.12", problem: null, needsPerson: false });
    expect(only("/api/v2/dbrps").filter(({ method }) => method === "POST")).toEqual([]);
  });
  it("maps the database to the bucket where nobody did", async () => {
    const found = { buckets: [{ id: "b1", orgID: "o1", name: "the bucket" }] };
    const { append, only } = await open(
      server(2, ({ path, method }) => {
        if (path === "/api/v2/dbrps") return method === "POST" ? { status: 201, body: {} } : { status: 200, body: { content: [] } };
        return path === "/api/v2/buckets" ? { status: 200, body: found } : undefined;
      }),
    );
    await append(thousand, at(1));
    const made = only("/api/v2/dbrps").find(({ method }) => method === "POST");
    expect(JSON.parse(made?.body ?? "")).toEqual({
      bucketID: "b1",
      orgID: "o1",
      database: "readings",
      retention_policy: "autogen",
      default: true,
    });
  });
  it("says how to make the mapping where the token may not", async () => {
    const { append, status } = await open(
      server(2, ({ path }) => {
        if (path === "/query") return { status: 200, body: { results: [{ statement_id: 0, error: "database not found: readings" }] } };
        return path.startsWith("/api/v2/dbrps")
          ? { status: 401, body: { code: "unauthorized", message: "unauthorized access" } }
          : undefined;
      }),
    );
    const failure = await failureOf(append(thousand, at(1)));
    expect(failure).toMatchObject({ retryable: false });
    expect(errorText(failure)).toContain("influx v1 dbrp create --db readings --rp autogen --default --bucket-id");
    expect(status()).toMatchObject({ needsPerson: true });
  });
  it("a line that it quotes is refused, the rest is sent again", async () => {
    const bad = `vitals,device=a,facility=fac heartRate=500,received=${T + 600}i ${T + 500}`;
    const message = `failed to parse line protocol: errors encountered on line(s): unable to parse '${bad}': invalid number`;
    const { append, standIn } = await open(
      server(2, ({ path, body }) =>
        path === "/api/v2/write" && body.includes(bad) ? { status: 400, body: { code: "invalid", message } } : undefined,
      ),
    );
    const { refused } = await append(thousand, at(1));
    expect(refused).toEqual([
      { deviceId: "a", atMs: T + 500, receivedAtMs: T + 600, values: { heartRate: 500 }, reason: "it cannot be parsed: invalid number" },
    ]);
    expect(standIn.writes()).toHaveLength(2);
  });
  it("old points are removed by its own request, up to the last nanosecond before", async () => {
    const hour = 3_600_000 * Math.ceil(T / 3_600_000);
    const { removeBefore, only } = await open(
      server(2, ({ path, body }) => {
        const q = new URLSearchParams(body).get("q") ?? "";
        if (path !== "/query" || !q.includes("WHERE time <")) return undefined;
        const isCount = q.startsWith("SELECT count");
        const series = [{ name: "vitals", columns: ["time", isCount ? "count_received" : "received"], values: [[hour - 1_000, 7]] }];
        return { status: 200, body: { results: [{ statement_id: 0, series }] } };
      }),
    );
    expect((await removeBefore({ resolution: "raw", beforeMs: hour })).removed).toBe(7 * 4);
    expect(only("/api/v2/delete")).toHaveLength(4);
    expect(JSON.parse(only("/api/v2/delete")[0]?.body ?? "")).toEqual({
      start: "1970-01-01T00:00:00.000Z",
      stop: new Date(hour - 1).toISOString().replace("Z", "999999Z"),
      predicate: '_measurement="vitals"',
    });
  });
});

describe("InfluxDB 3 Core on the wire", () => {
  it("writes as to 2, makes and maps nothing, and is recognised by its header", async () => {
    const { append, status, standIn } = await open(server(3), { org: null, bucket: "readings" });
    await append(thousand, at(1));
    expect(standIn.asked.map(({ path }) => path)).not.toContain("/api/v2/dbrps");
    expect(Object.fromEntries(standIn.writes()[0]?.query ?? [])).toEqual({ org: "", bucket: "readings", precision: "ms" });
    expect(standIn.asked.every(({ authorization }) => authorization === `Token ${TOKEN}`)).toBe(true);
    expect(status().engine).toBe("InfluxDB 3.4.1");
  });
  it("is written to before it is asked where the database is not there yet, and asked no further back than it answers", async () => {
    let isThere = false;
    const { append, standIn, only } = await open(
      server(3, ({ path }) => {
        if (path === "/api/v2/write") isThere = true;
        return path === "/query" && !isThere ? { status: 404, body: { error: "database not found: readings" } } : undefined;
      }),
    );
    expect(await append(thousand, at(1))).toEqual({ conflicts: [], refused: [] });
    expect(standIn.writes()[0]?.body).toMatch(/^historian schema=1i \d+$/);
    const newest = only("/query").map(({ body }) => new URLSearchParams(body).get("q") ?? "");
    expect(newest.find((q) => q.includes("ORDER BY time DESC"))).toContain(`AND time >= ${T + 1_099 - 70 * 3_600_000}ms`);
  });
  it("lines that it numbers are refused, the rest is sent again", async () => {
    const data = [{ original_line: "vitals,…", line_number: 502, error_message: "invalid column type for column 'heartRate'" }];
    const body = { error: "partial write of line protocol occurred", data };
    const { append, standIn } = await open(
      server(3, (asked) => (asked.path === "/api/v2/write" && asked.body.includes("heartRate=500,") ? { status: 400, body } : undefined)),
    );
    expect((await append(thousand, at(1))).refused).toMatchObject([
      { atMs: T + 500, reason: expect.stringContaining("invalid column type") },
    ]);
    expect(standIn.writes()).toHaveLength(2);
  });
  it("removes nothing itself: its database has a retention of its own", async () => {
    const { removeBefore, rollUp, standIn } = await open(server(3));
    expect(await removeAll({ removeBefore }, { resolution: "raw", beforeMs: T })).toBe(0);
    expect(await rollUpAll({ rollUp }, T)).toBe(0);
    expect(standIn.asked.map(({ path }) => path)).not.toContain("/api/v2/delete");
  });
});

describe("any InfluxDB", () => {
  it.each([
    { status: 401, says: "the sign-in was refused (401); set ANHU_HISTORIAN_TOKEN" },
    { status: 403, says: "the token lacks the right (403); set ANHU_HISTORIAN_TOKEN" },
    { status: 404, says: "no such database or bucket (404)" },
  ])("a $status stops it with one line and without the token", async ({ status, says }) => {
    const body = { code: "nope", message: `no ${TOKEN}` };
    const historian = await open(server(2, ({ path }) => (path === "/api/v2/write" ? { status, body } : undefined)));
    const failure = await failureOf(historian.append(thousand, at(1)));
    expect(failure).toMatchObject({ code: "HISTORIAN_UNAVAILABLE", retryable: false });
    expect(errorText(failure)).toContain(says);
    expect(historian.status()).toMatchObject({ problem: errorText(failure), needsPerson: true });
    expect(JSON.stringify([historian.statuses, errorText(failure)])).not.toContain(TOKEN);
  });
  it("one that says nothing about its refusal: two bad points of 1,000 are found by halving", async () => {
    const isBad = (body: string) => body.includes("heartRate=17,") || body.includes("heartRate=800,");
    const taken = new Set<string>();
    const { append, standIn } = await open(
      server(2, ({ path, body }) => {
        if (path !== "/api/v2/write") return undefined;
        if (isBad(body)) return { status: 400, body: { code: "invalid", message: "no" } };
        body.split("\n").forEach((line) => taken.add(line));
        return undefined;
      }),
    );
    const { refused } = await append(thousand, at(1));
    expect(refused.map(({ values }) => values["heartRate"]).toSorted()).toEqual([17, 800]);
    expect([...taken].filter((line) => line.startsWith("vitals"))).toHaveLength(998);
    expect(standIn.writes().length).toBeLessThanOrEqual(24);
  });
  it("one that refuses everything is at fault itself: nothing is given up", async () => {
    const refuse = { status: 400, body: { code: "invalid", message: "no" } };
    const { append, cursor, status, standIn } = await open(server(2, ({ path }) => (path === "/api/v2/write" ? refuse : undefined)));
    expect(await failureOf(append(thousand, at(1)))).toMatchObject({ retryable: false });
    expect(await cursor()).toEqual({ row: 0, index: -1 });
    expect(status()).toMatchObject({ problem: expect.stringContaining("too many points"), needsPerson: true });
    expect(standIn.writes().length).toBeLessThan(300);
  });
  it("what does not say that it is one is not written to", async () => {
    const { append, standIn } = await open(() => ({ status: 200, body: "<html>a router's page</html>" }));
    expect(errorText(await failureOf(append(thousand, at(1))))).toContain("correct ANHU_HISTORIAN_URL");
    expect(standIn.writes()).toEqual([]);
  });
});
