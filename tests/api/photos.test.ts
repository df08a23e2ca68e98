import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LARGEST_PHOTO_BYTES } from "../../domain/resident-photo.ts";
import { aContract } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, type Json, type Who } from "./world.ts";

const PHOTO = "/api/v1/residents/res_1/photo";
const png = (width: number, height: number): Buffer => {
  const sides = Buffer.alloc(8);
  sides.writeUInt32BE(width, 0);
  sides.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), Buffer.from("IHDR"), sides]);
};
const PNG = png(512, 400);
/** Start of frame: 384 × 512 pixels. */
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 17, 8, 2, 0, 1, 0x80, 3, 0]);
const WEBP = Buffer.concat([Buffer.from("RIFF----WEBPVP8X"), Buffer.from([10, 0, 0, 0, 0, 0, 0, 0, 0xff, 1, 0, 0xff, 1, 0])]);
let fake: FakeApi;
let nurse: Who;
beforeEach(async () => {
  fake = await openWorld();
  nurse = await signIn(fake, "nurse");
});
afterEach(() => fake.close());

async function upload(content: Buffer, type: string, who = nurse) {
  const headers = { ...who.headers, "content-type": type };
  const answer = await fetch(fake.url + PHOTO, { method: "POST", headers, body: new Uint8Array(content) });
  const body: Json = await answer.json();
  return { status: answer.status, body };
}
const fetched = (who: Who, headers: Record<string, string> = {}) => fetch(fake.url + PHOTO, { headers: { ...who.headers, ...headers } });
const audited = () => fake.records.audits.map(({ action, target, result }) => `${action} ${target} ${result}`);

describe("the photo of a resident", () => {
  it("is set, seen byte by byte by who may read the resident, replaced and removed, and each time it is written down who did", async () => {
    expect((await fetched(nurse)).status).toBe(204);
    const { status, body } = await upload(PNG, "image/png");
    expect([status, body.bytes]).toEqual([201, PNG.length]);
    const caregiver = await signIn(fake, "caregiver");
    const answer = await fetched(caregiver);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(PNG);
    expect(answer.headers.get("content-type")).toBe("image/png");
    expect(answer.headers.get("cache-control")).toBe("private, no-cache");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const etag = answer.headers.get("etag") ?? "";
    expect((await fetched(caregiver, { "if-none-match": etag })).status).toBe(304);
    expect((await upload(WEBP, "image/webp")).status).toBe(201);
    expect((await fetched(caregiver)).headers.get("content-type")).toBe("image/webp");
    expect((await ask(fake, nurse, "DELETE", PHOTO)).status).toBe(204);
    expect((await fetched(caregiver)).status).toBe(204);
    expect(audited().filter((line) => line.includes("Photo"))).toEqual([
      "setResidentPhoto res_1 ok",
      "readResidentPhoto res_1 ok",
      "setResidentPhoto res_1 ok",
      "readResidentPhoto res_1 ok",
      "removeResidentPhoto res_1 ok",
    ]);
  });
  it.each([
    { name: "a page that calls itself a picture", content: Buffer.from("<script>"), type: "image/png", status: 400 },
    { name: "a PNG that calls itself a JPEG", content: PNG, type: "image/jpeg", status: 400 },
    { name: "a picture that a script can live in", content: Buffer.from("<svg/>"), type: "image/svg+xml", status: 415 },
    { name: "a camera's JPEG with its place", content: Buffer.concat([JPEG, Buffer.from("Exif\0\0GPS")]), type: "image/jpeg", status: 400 },
    { name: "a WebP with camera notes", content: Buffer.concat([WEBP, Buffer.from("EXIF")]), type: "image/webp", status: 400 },
    { name: "a small file that unfolds to a wall of pixels", content: png(30_000, 30_000), type: "image/png", status: 400 },
    { name: "a picture that does not say its size", content: JPEG.subarray(0, 6), type: "image/jpeg", status: 400 },
    { name: "nothing", content: Buffer.alloc(0), type: "image/png", status: 400 },
    { name: "a byte too many", content: Buffer.concat([PNG, Buffer.alloc(LARGEST_PHOTO_BYTES)]), type: "image/png", status: 413 },
  ])("$name is refused and nothing is kept", async ({ content, type, status }) => {
    expect((await upload(content, type)).status).toBe(status);
    expect(fake.records.photoRows.size).toBe(0);
  });
  it("of the largest size is taken in, by who manages residents alone", async () => {
    const large = Buffer.concat([JPEG, Buffer.alloc(LARGEST_PHOTO_BYTES - JPEG.length)]);
    expect((await upload(large, "image/jpeg", await signIn(fake, "caregiver"))).status).toBe(403);
    expect((await upload(large, "image/jpeg")).status).toBe(201);
  });
  it("is a name: a clinic whose contract shows none gets none", async () => {
    await upload(PNG, "image/png");
    const clinic = await signIn(fake, "clinicStaff");
    fake.records.contractRows = [aContract({ id: "con_1", facilityId: "fac_1", clinicId: "cli_1", namesAllowed: false })];
    expect((await fetched(clinic)).status).toBe(204);
    fake.records.contractRows = [aContract({ id: "con_1", facilityId: "fac_1", clinicId: "cli_1", namesAllowed: true })];
    expect((await fetched(clinic)).status).toBe(200);
    expect((await fetched(await signIn(fake, "regulator"))).status).toBe(404);
  });
});
