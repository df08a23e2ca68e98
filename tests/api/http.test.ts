import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pino } from "pino";
import { AnhuError } from "../../domain/errors.ts";
import { aPlace } from "../support/builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, NAME, NOBODY, openWorld, OWN_ALERT, PASSWORD, signIn, TOKEN, type Json } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());

describe("errors", () => {
  it.each<[string, string, unknown, Record<string, string>, number, string]>([
    ["POST", "/api/v1/facilities", "{broken", {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/facilities", { name: 7 }, {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/facilities", { name: "x", more: 1 }, {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/facilities", { name: "a\u0000b" }, {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/facilities", { name: "a\u001b[31m" }, {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/facilities", { name: "\ud83d, half an emoji" }, {}, 400, "BAD_INPUT"],
    ["POST", `/api/v1/alerts/${OWN_ALERT}/resolve`, { outcome: "true", reason: "\u0000", person: "Zhou" }, {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/handset/session", "[".repeat(20_000) + "]".repeat(20_000), {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/residents/res_1/record/entries", '{"a":'.repeat(5_000) + "1" + "}".repeat(5_000), {}, 400, "BAD_INPUT"],
    ["GET", "/api/v1/alerts/%00", undefined, {}, 400, "BAD_INPUT"],
    ["POST", "/api/v1/facilities", "x", { "content-type": "text/csv" }, 415, "BAD_MEDIA_TYPE"],
    ["POST", "/api/v1/facilities", { name: "x".repeat(65_536) }, {}, 413, "TOO_LARGE"],
    ["POST", "/api/v1/import", `"${"x".repeat(17 * 1024 * 1024)}"`, {}, 413, "TOO_LARGE"],
    ["GET", "/api/v1/alerts?limit=9999", undefined, {}, 400, "BAD_INPUT"],
    ["GET", "/api/v1/alerts?open=true&facility=fac_1&cursor=abc", undefined, {}, 400, "BAD_INPUT"],
    ["GET", "/api/v1/nothing", undefined, {}, 404, "NOT_FOUND"],
    ["PUT", "/api/v1/facilities", undefined, {}, 404, "NOT_FOUND"],
    ["GET", "/api/v1/residents/res_1/series?sign=mood&from=1&to=2", undefined, {}, 400, "BAD_INPUT"],
    ["GET", "/api/v1/residents/res_1/series?sign=spo2&from=2&to=1", undefined, {}, 400, "BAD_INPUT"],
    ["GET", `/api/v1/alerts/${OWN_ALERT}x`, undefined, {}, 404, "NOT_FOUND"],
  ])("%s %s: a problem document", async (method, path, body, headers, status, code) => {
    fake = await openWorld();
    const answer = await ask(fake, TOKEN, method, path, body, headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.body).toMatchObject({ type: `urn:anhu:error:${code}`, status, title: expect.any(String), instance: expect.any(String) });
  });
  it("of ours say nothing to the client and are logged without names or addresses", async () => {
    const lines: string[] = [];
    const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
    const replayQuarantine = () => Promise.reject(new Error("secret detail"));
    fake = await openWorld({ logger }, { replayQuarantine });
    const answer = await ask(fake, TOKEN, "POST", "/api/v1/quarantine/replay", {});
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([500, "INTERNAL", undefined]);
    expect(lines.join("")).toContain("secret detail");
    const nurse = await signIn(fake, "nurse");
    const link = new URL(fake.options.links.acknowledge(OWN_ALERT, "cli_1")).pathname;
    await ask(fake, NOBODY, "GET", link);
    await ask(fake, nurse, "GET", `/api/v1/residents?facility=fac_1&q=${encodeURIComponent(NAME)}`);
    const log = lines.join("");
    expect(log).toContain('"route":"/ack/:token"');
    for (const secret of [link.slice(5, 40), NAME, encodeURIComponent(NAME), PASSWORD, nurse.headers["cookie"]!.split("=")[1]!])
      expect(log).not.toContain(secret);
  });
  it("of parts that are down say when to try again", async () => {
    const down = () => Promise.reject(new AnhuError("HISTORIAN_UNAVAILABLE", "asking the historian: it does not answer"));
    fake = await openWorld({}, { historian: { series: down, observations: down } });
    const answer = await ask(fake, TOKEN, "GET", "/api/v1/residents/res_1/series?sign=spo2&from=1&to=2");
    expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([503, "HISTORIAN_UNAVAILABLE", "1"]);
  });
});

describe("what is answered", () => {
  it("comes in pages that join without gap or double", async () => {
    fake = await openWorld();
    for (let n = 0; n < 25; n += 1) fake.records.placeRows.push(aPlace({ id: `p${n}`, building: "B", floor: "1", name: `${n}` }));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await ask(fake, TOKEN, "GET", `/api/v1/places?facility=fac_1&limit=10${cursor === null ? "" : `&cursor=${cursor}`}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.next;
    } while (cursor !== null);
    expect([seen.length, new Set(seen).size]).toEqual([26, 26]);
  });
  it("shows a family what was consented to, and no more", async () => {
    fake = await openWorld();
    const family = await signIn(fake, "family");
    const { body } = await ask(fake, family, "GET", "/api/v1/residents/res_1");
    expect([body.scopes, body.tile.latest, body.tile.sparkline, body.tile.whereabouts.code]).toEqual([
      ["state", "rhythm"],
      [],
      [],
      "inBed",
    ]);
    const { alert } = fake.desk.find(OWN_ALERT)!;
    fake.desk.raise({ ...alert, kind: "vital", sign: "heartRate", value: 160 });
    await ask(fake, await signIn(fake, "nurse"), "POST", `/api/v1/alerts/${OWN_ALERT}/acknowledge`, { track: "onSite" });
    const seen = (await ask(fake, family, "GET", `/api/v1/alerts/${OWN_ALERT}`)).body;
    expect([seen.sign, seen.value, seen.onSite.by]).toEqual([null, null, "nurse"]);
    expect(JSON.stringify(seen)).not.toContain("测试 nurse");
  });
  it("holds nothing that its schema does not name", async () => {
    fake = await openWorld();
    const { body } = await ask(fake, TOKEN, "GET", "/api/v1/clinics");
    expect(Object.keys(body.items[0]).toSorted()).toEqual(["id", "name", "webhookUrl"]);
    expect(JSON.stringify((await ask(fake, TOKEN, "GET", "/api/v1/users")).body)).not.toContain("argon2");
  });
  it("tells the feed newest first: the alert and what the home noticed", async () => {
    const at = MONDAY_MORNING_MS;
    const seen = (value: number, ago: number) =>
      ({
        at: at - ago,
        receivedAt: at,
        sign: "bedOccupied",
        value,
        quality: "good",
        method: "bedMat",
        grade: "consumer",
        deviceId: "mat",
      }) as const;
    fake = await openWorld(
      {},
      {
        holdings: { periods: (_id, sign) => (sign === "bedOccupied" ? [{ deviceId: "mat", fromMs: 0, toMs: null }] : []) },
        historian: {
          series: async () => ({ resolution: "raw", bucketMs: 1, points: [] }),
          observations: async () => [seen(1, 9_000), seen(1, 8_000), seen(0, 7_000), seen(1, 6_000)],
        },
      },
    );
    const { body } = await ask(fake, TOKEN, "GET", "/api/v1/residents/res_1/feed");
    expect(body.items.map((entry: { code: string }) => entry.code)).toEqual(["raised", "inBed", "outOfBed"]);
  });
  it("gives a device its credential in the answer only, and takes it back", async () => {
    fake = await openWorld();
    const one = await ask(fake, TOKEN, "POST", "/api/v1/devices", { facilityId: "fac_1", kind: "wristband", residentId: "res_1" });
    expect(one.body).toEqual({
      id: one.body.id,
      username: one.body.id,
      password: expect.stringMatching(/^.{32}$/),
      topics: expect.any(Object),
    });
    const many = await ask(fake, TOKEN, "POST", "/api/v1/devices", { facilityId: "fac_1", kind: "wristband", count: 3 });
    expect(many.body).toHaveLength(3);
    expect((await ask(fake, TOKEN, "POST", `/api/v1/devices/${one.body.id}/revoke`)).status).toBe(204);
    expect(fake.told).toEqual(expect.arrayContaining([`assigned ${one.body.id}`, "changed devices", `revoked ${one.body.id}`]));
  });
});

describe("health, pages and the document", () => {
  it("/livez answers while the parts do not; /readyz tells which", async () => {
    fake = await openWorld();
    fake.checks.push({ name: "journal", ok: false, detail: "disk full" });
    expect((await ask(fake, NOBODY, "GET", "/livez")).status).toBe(200);
    const ready = await ask(fake, NOBODY, "GET", "/readyz?verbose");
    expect([ready.status, ready.body.checks[1]]).toEqual([503, { name: "journal", ok: false, detail: "disk full" }]);
    expect((await ask(fake, NOBODY, "GET", "/readyz")).body.checks).toBeUndefined();
  });
  it("/metrics is for this machine and the administrator", async () => {
    fake = await openWorld();
    expect((await ask(fake, NOBODY, "GET", "/metrics")).status).toBe(200);
    const forwarded = { "x-forwarded-for": "203.0.113.7" };
    expect((await ask(fake, NOBODY, "GET", "/metrics", undefined, forwarded)).status).toBe(401);
    expect((await ask(fake, TOKEN, "GET", "/metrics", undefined, forwarded)).status).toBe(200);
  });
  describe("the dashboard's own files", () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), "anhu-dist-"));
      await mkdir(join(dir, "assets"));
      await writeFile(join(dir, "index.html"), "<!doctype html><title>wall</title>");
      await writeFile(join(dir, "assets/a-1.js"), "1");
    });
    afterEach(() => rm(dir, { recursive: true }));
    const PAGES = ["/", "/wall", "/residents/res_1"];
    const asPage = { accept: "text/html" };

    it("every address that a browser opens is a page, with its files beside", async () => {
      fake = await openWorld({ dashboardDir: dir });
      for (const path of PAGES) expect((await ask(fake, NOBODY, "GET", path, undefined, asPage)).text).toContain("wall");
      const asset = await ask(fake, NOBODY, "GET", "/assets/a-1.js");
      expect([asset.text, asset.headers.get("cache-control")]).toEqual(["1", "public, max-age=31536000, immutable"]);
      expect((await ask(fake, NOBODY, "GET", "/assets/gone.js")).status).toBe(404);
      expect((await ask(fake, NOBODY, "GET", "/..%2f..%2fetc%2fpasswd", undefined, { accept: "image/png" })).status).not.toBe(200);
    });
    it("pass the rate limit and the load shedding: a page without its script shows no alert", async () => {
      fake = await openWorld({ dashboardDir: dir, requestsPerMinute: 2, maxEventLoopDelayMs: 0.000_001 });
      await expect.poll(async () => (await ask(fake, TOKEN, "GET", "/api/v1/facilities")).status, { timeout: 20_000 }).toBe(503);
      for (let n = 0; n < 5; n += 1) {
        for (const path of PAGES) expect((await ask(fake, NOBODY, "GET", path, undefined, asPage)).text).toContain("wall");
        for (const path of ["/assets/a-1.js", "/index.html"]) expect((await ask(fake, NOBODY, "GET", path)).status).toBe(200);
      }
    });
  });
  it("says what to do when the pages are not built", async () => {
    fake = await openWorld();
    const page = await ask(fake, NOBODY, "GET", "/", undefined, { accept: "text/html" });
    expect([page.status, page.text.includes("npm run build")]).toEqual([200, true]);
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self';style-src 'self'");
  });
  it("describes every route in OpenAPI 3.1, with names that are unique", async () => {
    fake = await openWorld();
    const { body } = await ask(fake, NOBODY, "GET", "/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    expect((await ask(fake, NOBODY, "GET", "/docs/")).status).toBe(200);
    const operations = Object.entries<Record<string, Json>>(body.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );
    const described = operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const routes = fake.api.routes
      .filter(({ method, url }) => method !== "HEAD" && !/^\/(docs.*|openapi\.json)?$/.test(url))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, "{$1}")}`);
    expect(described.toSorted()).toEqual(routes.toSorted());
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      expect(operation).toMatchObject({ operationId: expect.any(String), summary: expect.any(String), tags: [expect.stringMatching(/·/)] });
      expect(Object.keys(operation.responses["4XX"].content)).toEqual(["application/problem+json"]);
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        expect(
          operation.parameters.some((parameter: Json) => parameter.in === "path" && parameter.name === name && parameter.required),
        ).toBe(true);
      }
    }
    const refs = new Set([...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!));
    expect([...refs].filter((name) => body.components.schemas[name] === undefined)).toEqual([]);
    expect([...refs]).toEqual(expect.arrayContaining(["Alert", "Tile", "Wall", "Problem", "HomeDocument"]));
  });
});
