import { beforeEach, afterEach, describe, expect, it } from "vitest";
import { aPlace } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, OTHER_ALERT, OWN_ALERT, signIn, TOKEN, type Who } from "./world.ts";

const PATH = `/api/v1/alerts/${OWN_ALERT}/search`;
const MINUTE = 60_000;
let fake: FakeApi;
let carer: Who;
let raisedAt: number;

beforeEach(async () => {
  fake = await openWorld();
  const { alert, timeline } = fake.records.alertRows.get(OWN_ALERT)!;
  raisedAt = fake.clock.now();
  fake.records.alertRows.set(OWN_ALERT, { alert: { ...alert, kind: "wandering", rule: "wandering.exit", raisedAtMs: raisedAt }, timeline });
  const at = { building: "A", floor: "1" };
  fake.records.placeRows.push(
    aPlace({ id: "garden", name: "花园", use: "outdoor", ...at }),
    aPlace({ id: "gate", name: "北门", use: "exit", beacon: 7, ...at }),
  );
  fake.records.contactRows.push({
    id: "c",
    facilityId: "fac_1",
    residentId: "res_1",
    role: "emergencyContact",
    name: "女儿",
    phone: "13900000009",
  });
  fake.seen.set("res_1", {
    position: { latitude: 31.23, longitude: 121.47, accuracyM: 12, atMs: raisedAt - 90_000 },
    beacon: { number: 7, atMs: raisedAt },
  });
  carer = await signIn(fake, "caregiver");
});
afterEach(() => fake.close());
const read = async (who: Who = carer) => (await ask(fake, who, "GET", PATH)).body;
const tick = (who: Who, body: object) => ask(fake, who, "POST", PATH, body);

describe("the search checklist of a wandering alert", () => {
  it("opens with the alert: last place, position, zones by name, whom to call, and when 110 is due", async () => {
    expect(await read()).toEqual({
      alertId: OWN_ALERT,
      openedAt: raisedAt,
      closedAt: null,
      lastPlace: { name: "北门", at: raisedAt },
      lastPosition: { latitude: 31.23, longitude: 121.47, accuracyM: 12, at: raisedAt - 90_000 },
      photo: [],
      clothing: [],
      zones: [
        { id: "gate", name: "北门", searched: [] },
        { id: "garden", name: "花园", searched: [] },
        { id: "rooms/A/3", name: "A 3", searched: [] },
      ],
      family: { told: [], contacts: [{ name: "女儿", phone: "13900000009" }] },
      police: { dueAt: raisedAt + 15 * MINUTE, isDue: false, called: [] },
    });
    fake.clock.advance(15 * MINUTE - 1);
    expect((await read()).police.isDue).toBe(false);
    fake.clock.advance(1);
    expect((await read()).police.isDue).toBe(true);
  });
  it("takes ticks with who and when, of two people at once, and audits them without what was typed", async () => {
    const nurse = await signIn(fake, "nurse");
    const [one, two] = await Promise.all([tick(carer, { item: "zone:garden" }), tick(nurse, { item: "zone:garden" })]);
    expect([one.status, two.status]).toEqual([201, 201]);
    fake.clock.advance(MINUTE);
    await tick(carer, { item: "clothing", text: "蓝色外套" });
    await tick(nurse, { item: "clothing", text: "蓝色外套，黑帽子" });
    await tick(nurse, { item: "family" });
    await tick(TOKEN, { item: "police", person: "陈院长" });
    const now = await read();
    const garden = now.zones.find(({ id }: { id: string }) => id === "garden").searched;
    expect(garden.map(({ by }: { by: string }) => by).toSorted()).toEqual(["测试 caregiver", "测试 nurse"]);
    expect(now.clothing.map(({ text, at }: { text: string; at: number }) => [text, at])).toEqual([
      ["蓝色外套", raisedAt + MINUTE],
      ["蓝色外套，黑帽子", raisedAt + MINUTE],
    ]);
    expect(now.police).toMatchObject({ isDue: false, called: [{ by: "陈院长" }] });
    const audits = fake.records.audits.filter(({ action }) => action === "noteSearch");
    expect(audits.map(({ actor, target, detail }) => [actor, target, detail])).toContainEqual(["usr_caregiver", OWN_ALERT, "clothing"]);
    expect(JSON.stringify(audits)).not.toContain("外套");
  });
  it.each([
    ["a zone that the home does not have", { item: "zone:moon" }, 400],
    ["clothing without words", { item: "clothing" }, 400],
    ["a photo of nothing", { item: "photo", text: "  " }, 400],
    ["an item that nobody knows", { item: "drone" }, 400],
  ])("refuses %s", async (_name, body, status) => {
    expect((await tick(carer, body)).status).toBe(status);
    expect(fake.records.searchNoteRows).toEqual([]);
  });
  it("does not let the administrator's token tick for nobody", async () => {
    expect((await tick(TOKEN, { item: "family" })).status).toBe(422);
  });
  it("ends with the alert: nothing more is noted, what was noted stays, the position does not", async () => {
    await tick(carer, { item: "zone:gate" });
    await ask(fake, carer, "POST", `/api/v1/alerts/${OWN_ALERT}/resolve`, { outcome: "true", reason: "在花园找到" });
    const late = await tick(carer, { item: "family" });
    expect([late.status, late.body.code]).toEqual([409, "ALERT_CLOSED"]);
    expect(await read()).toMatchObject({
      lastPlace: null,
      lastPosition: null,
      police: { isDue: false },
      zones: expect.arrayContaining([expect.objectContaining({ id: "gate", searched: [expect.anything()] })]),
    });
  });
  it("is there for no other alert, and for nobody without the right to the location", async () => {
    const status = async (name: string, path = PATH) => (await ask(fake, await signIn(fake, name), "GET", path)).status;
    expect(await status("family")).toBe(403);
    expect(await status("clinicStaff")).toBe(403);
    expect(await status("caregiver", PATH.replace(OWN_ALERT, OTHER_ALERT))).toBe(404);
    const { alert, timeline } = fake.records.alertRows.get(OWN_ALERT)!;
    fake.records.alertRows.set(OWN_ALERT, { alert: { ...alert, kind: "fall" }, timeline });
    expect(await status("caregiver")).toBe(404);
  });
});
