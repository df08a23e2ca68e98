import { createHash } from "node:crypto";
import { PNG as Png } from "pngjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LARGEST_PLAN_BYTES } from "../../domain/floor-plan.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, NOBODY, openWorld, signIn, type Json, type Who } from "./world.ts";

const PLANS = "/api/v1/facilities/fac_1/floor-plans";
let fake: FakeApi;
let manager: Who;
beforeEach(async () => {
  fake = await openWorld();
  manager = await signIn(fake, "manager");
});
afterEach(() => fake.close());
const png = (width: number, height: number): Buffer => Png.sync.write(new Png({ width, height }));
/** The head of a JPEG with its size, behind a segment that is skipped. */
const jpeg = (width: number, height: number): Buffer =>
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0, 0]);
const webp = (): Buffer => Buffer.from("RIFF----WEBPVP8X--------d\x01\0d\x01\0", "latin1");
async function upload(content: Buffer, type: string, query = "?building=A&floor=3", who = manager) {
  const headers = { ...who.headers, "content-type": type };
  const answer = await fetch(fake.url + PLANS + query, { method: "POST", headers, body: new Uint8Array(content) });
  const body: Json = await answer.json();
  return { status: answer.status, body };
}
const list = async (who = manager) => (await ask(fake, who, "GET", PLANS)).body;

describe("the plan of a floor", () => {
  it("is kept, shown byte by byte to the people of the home, replaced by a newer one, and taken away", async () => {
    const content = png(640, 400);
    const { status, body } = await upload(content, "image/png");
    expect([status, body]).toMatchObject([
      201,
      { building: "A", floor: "3", type: "image/png", width: 640, height: 400, by: "测试 manager" },
    ]);
    const answer = await fetch(`${fake.url}${PLANS}/${body.id}/picture`, { headers: (await signIn(fake, "caregiver")).headers });
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      ...{ "content-type": "image/png", "x-content-type-options": "nosniff", "cache-control": "private, no-store" },
      "content-security-policy": "default-src 'none'; sandbox",
    });
    // Replaced while it is read: part of a picture is no picture.
    fake.records.planContents.set(body.id, content.subarray(0, 20));
    expect((await ask(fake, manager, "GET", `${PLANS}/${body.id}/picture`)).status).toBe(404);
    const next = (await upload(webp(), "image/webp")).body;
    expect((await list()).plans).toEqual([next]);
    expect((await ask(fake, manager, "GET", `${PLANS}/${body.id}/picture`)).status).toBe(404);
    expect((await ask(fake, manager, "DELETE", `${PLANS}/${next.id}`)).status).toBe(204);
    expect((await ask(fake, manager, "DELETE", `${PLANS}/${next.id}`)).status).toBe(404);
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(fake.records.audits.map(({ action, target, detail }) => `${action} ${target} ${detail}`)).toEqual(
      expect.arrayContaining([
        `setFloorPlan fac_1 ${body.id} sha256 ${sha256}`,
        `readFloorPlan fac_1 ${body.id}`,
        `removeFloorPlan fac_1 ${next.id}`,
      ]),
    );
  });
  it.each([
    {
      name: "a drawing that may carry scripts",
      content: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
      type: "image/svg+xml",
      status: 415,
    },
    {
      name: "the same under another name",
      content: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
      type: "image/png",
      status: 400,
    },
    { name: "a JPEG that calls itself a PNG", content: jpeg(800, 600), type: "image/png", status: 400 },
    { name: "the beginning of a picture alone", content: png(200, 200).subarray(0, 20), type: "image/png", status: 400 },
    {
      name: "a JPEG without a frame",
      content: Buffer.from([0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0, 0, 0, 0, 0]),
      type: "image/jpeg",
      status: 400,
    },
    { name: "nothing", content: Buffer.alloc(0), type: "image/png", status: 400 },
    { name: "a stamp", content: png(99, 400), type: "image/png", status: 400 },
    { name: "a picture that unfolds to gigabytes", content: jpeg(65_000, 65_000), type: "image/jpeg", status: 400 },
    {
      name: "one byte too many",
      content: Buffer.concat([png(200, 200), Buffer.alloc(LARGEST_PLAN_BYTES)]),
      type: "image/png",
      status: 413,
    },
  ])("$name is refused", async ({ content, type, status }) => {
    expect((await upload(content, type)).status).toBe(status);
    expect(fake.records.planRows).toEqual([]);
  });
  it("takes in a JPEG and says its size from its frame", async () => {
    expect((await upload(jpeg(1200, 800), "image/jpeg", "?building=&floor=1")).body).toMatchObject({
      building: "",
      width: 1200,
      height: 800,
    });
  });
  it("is nobody's outside of the home: no clinic, no relative, no other home, and carers change nothing", async () => {
    const { id } = (await upload(png(200, 200), "image/png")).body;
    for (const role of ["clinicStaff", "family", "regulator"])
      expect([403, 404]).toContain((await ask(fake, await signIn(fake, role), "GET", `${PLANS}/${id}/picture`)).status);
    expect((await ask(fake, NOBODY, "GET", `${PLANS}/${id}/picture`)).status).toBe(401);
    expect((await ask(fake, manager, "GET", "/api/v1/facilities/fac_2/floor-plans")).status).toBe(404);
    const nurse = await signIn(fake, "nurse");
    expect((await upload(png(200, 200), "image/png", "?building=A&floor=9", nurse)).status).toBe(403);
    expect((await ask(fake, nurse, "PUT", "/api/v1/facilities/fac_1/places/plc_1/plan-point", { point: { x: 0, y: 0 } })).status).toBe(403);
    expect((await list(nurse)).plans.length).toBe(1);
  });
  it("a room lies where the manager put it, is moved, and taken off; no room of another home", async () => {
    const put = (place: string, point: unknown) =>
      ask(fake, manager, "PUT", `/api/v1/facilities/fac_1/places/${place}/plan-point`, { point });
    expect((await put("plc_1", { x: 0.25, y: 0.5 })).status).toBe(204);
    expect((await put("plc_1", { x: 0.3, y: 0.5 })).status).toBe(204);
    expect((await list()).points).toEqual([{ placeId: "plc_1", x: 0.3, y: 0.5 }]);
    expect((await put("plc_2", { x: 0, y: 0 })).status).toBe(404);
    for (const point of [{ x: 1.1, y: 0 }, { x: 0 }, { x: "0", y: null }]) expect((await put("plc_1", point)).status).toBe(400);
    await put("plc_1", null);
    expect((await list()).points).toEqual([]);
  });
});
describe("the background of maps", () => {
  const policy = async (from: FakeApi) => (await fetch(`${from.url}/livez`)).headers.get("content-security-policy") ?? "";
  it("is nowhere unless somebody set it, and pages may then ask nobody", async () => {
    expect((await ask(fake, manager, "GET", "/api/v1/map-settings")).body).toEqual({ tiles: null });
    expect(await policy(fake)).toContain("img-src 'self' data: blob:;");
  });
  it("is the one origin that was set, and no other", async () => {
    const template = "https://tiles.example:8443/map/{z}/{x}/{y}.png?key=k";
    const mapTiles = { template, attribution: "© 地图", system: "gcj02" } as const;
    const other = await openWorld({ mapTiles });
    try {
      expect((await ask(other, await signIn(other, "nurse"), "GET", "/api/v1/map-settings")).body).toEqual({ tiles: mapTiles });
      expect(await policy(other)).toContain("img-src 'self' data: blob: https://tiles.example:8443;");
    } finally {
      await other.close();
    }
  });
});
