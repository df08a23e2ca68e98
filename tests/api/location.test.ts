import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObservationView } from "../../domain/observation.ts";
import { anAlert, aPlace } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { handoverPath } from "./handover-world.ts";
import { ask, openWorld, OWN_ALERT, signIn, TOKEN, type Who } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WHERE = "/api/v1/residents/res_1/location";
const CONSENT = "/api/v1/residents/res_1/location-consent";
const SEEN = { position: { latitude: 31.2, longitude: 121.5, accuracyM: 12, atMs: NOW - MINUTE }, beacon: null };
/** A fix two hours ago, and one ten minutes ago. */
const FIXES: readonly (readonly [at: number, latitude: number, longitude: number])[] = [
  [NOW - 2 * HOUR, 31.2, 121.5],
  [NOW - 10 * MINUTE, 31.201, 121.501],
];
let fake: FakeApi;
const people = new Map<string, Who>();
beforeEach(async () => {
  const historian = {
    series: async () => ({ resolution: "raw" as const, bucketMs: 60_000, points: [] }),
    observations: async ({ sign, fromMs, toMs, afterMs }: { sign: string; fromMs: number; toMs: number; afterMs: number | null }) =>
      FIXES.filter(([at]) => at >= fromMs && at < toMs && at > (afterMs ?? 0)).map(
        ([at, latitude, longitude]): Omit<ObservationView, "unit"> => ({
          ...{ at, receivedAt: at, sign, quality: "good", method: "fixed", grade: "consumer", deviceId: "dev_1" },
          value: sign === "latitude" ? latitude : sign === "longitude" ? longitude : 12,
        }),
      ),
  };
  fake = await openWorld({}, { historian });
  fake.seen.set("res_1", SEEN);
  fake.desk.clear();
  for (const role of ["caregiver", "nurse", "manager", "clinicStaff", "family"]) people.set(role, await signIn(fake, role));
});
afterEach(() => fake.close());
const who = (role: string): Who => people.get(role) ?? TOKEN;
const where = async (role: string, query = "") => ask(fake, who(role), "GET", WHERE + query);
const series = (role: string, from = NOW - 30 * MINUTE) =>
  ask(fake, who(role), "GET", `/api/v1/residents/res_1/observations?sign=latitude&from=${from}&to=${NOW}`);
const open = (other: Parameters<typeof anAlert>[0] = {}) =>
  fake.desk.raise(
    anAlert({ id: OWN_ALERT, facilityId: "fac_1", residentId: "res_1", subjectId: "res_1", raisedAtMs: NOW - MINUTE, ...other }),
  );
const say = (path: string, role: string, body: object = { giver: "resident", note: "本人口头同意" }) =>
  ask(fake, who(role), "POST", path, body);
const looks = () =>
  fake.records.audits.filter(({ action }) => action === "readLocation").map(({ detail, result }) => `${detail} ${result}`);

describe("where a resident is", () => {
  it("is shown to nobody of the home without consent and without an alert, by no way", async () => {
    for (const role of ["caregiver", "nurse", "manager", "token"]) {
      const { status, body } = await where(role, `?from=${NOW - HOUR}`);
      expect([status, body.sight, body.position, body.trail]).toEqual([200, { isShown: false, why: "noConsent" }, null, []]);
      expect((await series(role)).status).toBe(403);
    }
    const home = (await ask(fake, who("nurse"), "GET", "/api/v1/facilities/fac_1/locations")).body;
    expect(home.items).toEqual([
      { residentId: "res_1", homePlaceId: "plc_1", sight: { isShown: false, why: "noConsent" }, position: null, room: expect.anything() },
    ]);
    expect(JSON.stringify(home)).not.toContain("31.2");
    expect(looks()).toEqual([]);
  });
  it("is shown while an alert is open, from an hour before it, and no longer than that", async () => {
    open();
    const { body } = await where("caregiver", `?from=${NOW - 3 * HOUR}`);
    expect(body.sight).toEqual({ isShown: true, why: "alert" });
    expect(body.position).toEqual({ latitude: 31.2, longitude: 121.5, accuracyM: 12, at: NOW - MINUTE });
    expect(body.trail).toEqual([{ latitude: 31.201, longitude: 121.501, accuracyM: 12, at: NOW - 10 * MINUTE }]);
    expect((await series("caregiver")).status).toBe(200);
    expect((await series("caregiver", NOW - 3 * HOUR)).body.items.map(({ at }: { at: number }) => at)).toEqual([NOW - 10 * MINUTE]);
    const home = (await ask(fake, who("nurse"), "GET", "/api/v1/facilities/fac_1/locations")).body;
    expect(home.items[0].position.latitude).toBe(31.2);
    open({ state: "resolved" });
    expect((await where("caregiver")).body).toMatchObject({ sight: { isShown: false }, position: null });
  });
  it("is not opened by what a device needs, nor by an alert of somebody else", async () => {
    open({ class: "technical" });
    open({ id: "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e99", residentId: "res_2" });
    expect((await where("nurse")).body.sight.isShown).toBe(false);
  });
  it("does not say where somebody was last month because of an alert of today", async () => {
    fake.seen.set("res_1", { ...SEEN, position: { ...SEEN.position, atMs: NOW - 30 * 24 * HOUR } });
    open();
    expect((await where("nurse")).body).toMatchObject({ sight: { isShown: true }, position: null });
  });
  it("is shown by consent, which says who gave it and who wrote it down, and each look is audited once", async () => {
    const { status, body } = await say(CONSENT, "nurse");
    expect([status, body.items[0]]).toEqual([
      201,
      { isGiven: true, giver: "resident", note: "本人口头同意", at: NOW, by: "测试 nurse", role: "nurse" },
    ]);
    const first = await where("caregiver", `?from=${NOW - 3 * HOUR}`);
    expect([first.body.sight.why, first.body.trail.length]).toEqual(["consent", 2]);
    await where("caregiver");
    expect(looks()).toEqual(["consent ok"]);
    fake.clock.advance(11 * MINUTE);
    await where("caregiver");
    await where("nurse");
    expect(looks()).toEqual(["consent ok", "consent ok", "consent ok"]);
    // The list of everybody is no look at anybody.
    const home = (await ask(fake, who("nurse"), "GET", "/api/v1/facilities/fac_1/locations")).body;
    expect(home.items[0]).toMatchObject({ sight: { isShown: true, why: "consent" }, position: null });
  });
  it("is switched off at the resident's word by whoever hears it, at once; an alert shows it all the same", async () => {
    await say(CONSENT, "nurse");
    expect((await say(`${CONSENT}/end`, "caregiver")).status).toBe(201);
    expect((await where("nurse")).body).toMatchObject({ sight: { isShown: false, why: "off" }, position: null });
    expect((await series("nurse")).status).toBe(403);
    expect(fake.records.audits.filter(({ action }) => action === "locationConsent").map(({ detail }) => detail)).toEqual([
      "given by resident",
      "ended by resident",
    ]);
    expect((await where("nurse")).body.consents.map(({ isGiven }: { isGiven: boolean }) => isGiven)).toEqual([false, true]);
    open();
    expect((await where("nurse")).body).toMatchObject({ sight: { isShown: true, why: "alert" } });
  });
  it("is recorded by nurse or manager with their name: no carer alone, no token, no relative", async () => {
    for (const role of ["caregiver", "family", "clinicStaff", "token"])
      expect([403, 404, 422]).toContain((await say(CONSENT, role)).status);
    expect(fake.records.careSettingRows).toEqual([]);
  });
  it("is shown for the focus group wandering, unless the resident switched it off", async () => {
    const group = {
      residentId: "res_1",
      kind: "focusGroup",
      about: "wandering",
      value: 1,
      detail: null,
      fromMs: 0,
      reviewMs: null,
    } as const;
    fake.records.careSettingRows.push({ ...group, id: "set_1", byUserId: "usr_nurse", byName: "x", byRole: "nurse" });
    expect((await where("nurse")).body.sight).toEqual({ isShown: true, why: "wanderingRisk" });
    await say(`${CONSENT}/end`, "nurse", { giver: "representative" });
    expect((await where("nurse")).body.sight).toEqual({ isShown: false, why: "off" });
  });
  it("is a relative's with the scope alone, and says nothing of who consented to staff", async () => {
    expect((await where("family")).status).toBe(403);
    const family = fake.records.userRows.find(({ role }) => role === "family")!;
    const consents = [{ residentId: "res_1", scopes: ["state" as const, "location" as const] }];
    fake.records.userRows.push({ ...family, id: "usr_daughter", username: "daughter", consents });
    people.set("daughter", await signIn(fake, "daughter"));
    await say(`${CONSENT}/end`, "nurse");
    const { body } = await where("daughter", `?from=${NOW - 3 * HOUR}`);
    expect([body.sight, body.trail.length, body.consents]).toEqual([{ isShown: true, why: "familyScope" }, 2, []]);
    expect((await series("daughter", NOW - 25 * HOUR)).body.items).toHaveLength(2);
    expect(looks()).toEqual(["null refused", "familyScope ok", "familyScope ok"]);
  });
  it("is a clinic's during an alert that was routed to it, and not by the home's consent", async () => {
    await say(CONSENT, "nurse");
    expect((await where("clinicStaff")).status).toBe(403);
    open();
    const found = fake.records.alertRows.get(OWN_ALERT);
    found?.timeline.push({ at: NOW, code: "told", track: "medical", who: null, detail: "cli_1" });
    expect((await where("clinicStaff")).body).toMatchObject({ sight: { isShown: true, why: "alert" }, consents: [] });
    open({ state: "resolved" });
    expect((await where("clinicStaff")).status).toBe(403);
  });
  it("refuses a range that ends before it begins", async () => {
    expect((await where("nurse", `?from=${NOW}&to=${NOW - 1}`)).status).toBe(400);
  });
});

describe("where a resident is, beside their page", () => {
  const SEARCH = `/api/v1/alerts/${OWN_ALERT}/search`;
  const HANDOVER = `/api/v1/alerts/${OWN_ALERT}/handover`;
  const read = async (role: string, path: string) => {
    const { status, body } = await ask(fake, who(role), "GET", path);
    expect(status).toBe(200);
    return body;
  };
  const seenAgo = (ageMs: number) => fake.seen.set("res_1", { ...SEEN, position: { ...SEEN.position, atMs: NOW - ageMs } });
  const signInDaughter = async () => {
    const family = fake.records.userRows.find(({ role }) => role === "family")!;
    const consents = [{ residentId: "res_1", scopes: ["state" as const, "location" as const] }];
    fake.records.userRows.push({ ...family, id: "usr_daughter", username: "daughter", consents });
    people.set("daughter", await signIn(fake, "daughter"));
  };

  it("is on a relative's page for a day, and the look is audited once", async () => {
    await signInDaughter();
    const page = () => read("daughter", "/api/v1/residents/res_1/family-view");
    expect((await page()).location).toMatchObject({ latitude: 31.2, longitude: 121.5, at: NOW - MINUTE });
    await page();
    expect(looks()).toEqual(["familyScope ok"]);
    seenAgo(25 * HOUR);
    expect((await page()).location).toBeNull();
    fake.records.placeRows.push(aPlace({ id: "gate", name: "北门", use: "exit", beacon: 7 }));
    fake.seen.set("res_1", { position: null, beacon: { number: 7, atMs: NOW - 25 * HOUR } });
    expect((await page()).location).toBeNull();
    fake.seen.set("res_1", { position: null, beacon: { number: 7, atMs: NOW - HOUR } });
    expect((await page()).location).toMatchObject({ place: "北门" });
  });
  it("is on the search checklist of who wandered however old it is, its trail from an hour before, and each look is audited", async () => {
    open({ kind: "fall" });
    seenAgo(48 * HOUR);
    expect((await where("caregiver")).body).toMatchObject({ sight: { isShown: true }, position: null });
    open({ kind: "wandering" });
    expect((await read("caregiver", SEARCH)).lastPosition).toMatchObject({ latitude: 31.2, at: NOW - 48 * HOUR });
    expect((await where("caregiver")).body).toMatchObject({ position: { at: NOW - 48 * HOUR }, trail: [] });
    await signInDaughter();
    expect((await read("daughter", SEARCH)).lastPosition).toMatchObject({ at: NOW - 48 * HOUR });
    await read("caregiver", SEARCH);
    await ask(fake, who("nurse"), "POST", SEARCH, { item: "family" });
    expect(looks()).toEqual(["alert ok", "familyScope ok", "alert ok"]);
  });
  it("names no carer on the checklist to a relative", async () => {
    await signInDaughter();
    open({ kind: "wandering" });
    await ask(fake, who("nurse"), "POST", SEARCH, { item: "family" });
    expect((await read("daughter", SEARCH)).family.told).toMatchObject([{ by: "nurse" }]);
  });
  it("is in a handover during an alert about the body alone, from an hour before it, and each look is audited", async () => {
    fake.records.facilityRows.splice(0, 1, { ...fake.records.facilityRows[0]!, staffed: false });
    open({ class: "technical", kind: "device", rule: "device.battery", severity: "warning" });
    expect((await read("caregiver", HANDOVER)).location).toBeNull();
    await say(CONSENT, "nurse");
    expect((await read("caregiver", HANDOVER)).location).toBeNull();
    await say(`${CONSENT}/end`, "nurse");
    expect(looks()).toEqual([]);
    open({ kind: "fall" });
    expect((await read("caregiver", HANDOVER)).location).toMatchObject({ latitude: 31.2, at: NOW - MINUTE });
    await read("caregiver", `${HANDOVER}.fhir.json`);
    await read("nurse", `${HANDOVER}.fhir.json`);
    expect(looks()).toEqual(["alert ok", "alert ok"]);
    seenAgo(2 * HOUR);
    expect((await read("caregiver", HANDOVER)).location).toBeNull();
  });
  it("is in the handover that a clinic's link opens while that alert is open, and the clinic's look is audited", async () => {
    fake.records.facilityRows.splice(0, 1, { ...fake.records.facilityRows[0]!, staffed: false });
    open({ kind: "fall" });
    const sheet = async () => (await ask(fake, { headers: {} }, "GET", handoverPath(fake))).text;
    expect(await sheet()).toContain("31.20000");
    expect(fake.records.audits.filter(({ action }) => action === "readLocation")).toMatchObject([
      { actor: "cli_1", role: "link", target: "res_1", detail: "alert" },
    ]);
    seenAgo(2 * HOUR);
    expect(await sheet()).not.toContain("31.20000");
  });
});
