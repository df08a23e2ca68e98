import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EscalationPolicy, Ladder } from "../../domain/escalation.ts";
import { aLadder } from "../alerts/escalation-builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
let manager: Who;
beforeEach(async () => {
  fake = await openWorld();
  manager = await signIn(fake, "manager");
});
afterEach(() => fake.close());
const POLICIES = "/api/v1/facilities/fac_1/escalation-policies";
const ROTA = "/api/v1/facilities/fac_1/rota";
const AHEAD = "/api/v1/residents/res_1/who-will-be-told";
const NOW = MONDAY_MORNING_MS;
const lay = (ladders: readonly Ladder[], more: object = {}, inHouse: EscalationPolicy["inHouse"] = null) =>
  ask(fake, manager, "PUT", POLICIES, { policy: { ladders, inHouse }, basedOn: 0, reason: "夜班只有一人", ...more });

describe("the policy of a home", () => {
  it("is laid down as a version with author, reason and from when, and audited", async () => {
    const before = await ask(fake, manager, "GET", POLICIES);
    expect(before.body).toMatchObject({ current: { version: 0, by: null }, versions: [] });
    expect(before.body.defaults.map(({ id }: { id: string }) => id)).toContain("critical");
    const { status, body } = await lay([aLadder()]);
    expect([status, body]).toMatchObject([201, { version: 1, from: NOW, reason: "夜班只有一人", by: "测试 manager", role: "manager" }]);
    const later = await lay([], { basedOn: 1, from: NOW + 60_000 });
    expect(later.body).toMatchObject({ version: 2, from: NOW + 60_000 });
    const { body: after } = await ask(fake, manager, "GET", POLICIES);
    expect([after.current.version, after.versions.map(({ version }: { version: number }) => version)]).toEqual([1, [2, 1]]);
    expect(fake.records.audits).toContainEqual(
      expect.objectContaining({ action: "manageEscalation", actor: "usr_manager", target: "fac_1", result: "ok", detail: "version 1" }),
    );
  });
  it("laid down on what is not the newest is refused, so that nobody undoes what another has changed", async () => {
    await lay([aLadder()]);
    expect(await lay([])).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  });
  it("of the administrator's token needs the person who answers for it", async () => {
    const body = { policy: { ladders: [], inHouse: null }, basedOn: 0, reason: "x" };
    expect(await ask(fake, TOKEN, "PUT", POLICIES, body)).toMatchObject({ status: 422, body: { code: "PERSON_REQUIRED" } });
    expect(await ask(fake, TOKEN, "PUT", POLICIES, { ...body, person: "Zhou" })).toMatchObject({ status: 201, body: { by: "Zhou" } });
  });
  it.each([
    { name: "holds from a time that has passed", more: { from: NOW - 1 }, code: "BAD_INPUT" },
    { name: "says no reason", more: { reason: "  " }, code: "REASON_REQUIRED" },
  ])("that $name is refused", async ({ more, code }) => {
    expect((await lay([], more)).body.code).toBe(code);
  });
  it("with an in-house clinic that does not exist is refused", async () => {
    const inHouse = { name: "医务室", licence: "PDY1", hours: [{ from: "08:00", to: "18:00" }], dutyPhone: null, clinicId: "cli_none" };
    expect((await lay([], {}, inHouse)).body.detail).toMatch(/clinic of the in-house institution does not exist/);
  });
  it.each(["99999999999999999999", "8640000000000000", "253402300800000", "-271821-04-20T00:00:00Z", "1e400"])(
    "asked for a time that no calendar has, %s, is refused at once",
    async (text) => {
      const at = encodeURIComponent(text);
      for (const path of [`${ROTA}?at=${at}`, `${AHEAD}?rule=sos&at=${at}`])
        expect((await ask(fake, manager, "GET", path)).body.code).toBe("BAD_INPUT");
    },
  );
  const staff = ["onDutyCaregiver" as const];
  const again = { everyMs: 60_000, targets: staff };
  it.each<{ name: string; ladder: Partial<Ladder>; says: RegExp }>([
    {
      name: "an SOS that waits",
      ladder: { for: { kinds: ["sos"] }, steps: [{ afterMs: 1, targets: staff }] },
      says: /ladder own: its first step is late: an SOS, a fall/,
    },
    {
      name: "a fall that waits, whatever its severity",
      ladder: { for: { kinds: ["fall"], severities: ["warning"] }, steps: [{ afterMs: 1, targets: staff }] },
      says: /late/,
    },
    { name: "a critical alert that ends", ladder: { repeat: null }, says: /it ends: a critical alert is told again at least every 180 s/ },
    { name: "a critical alert that repeats too rarely", ladder: { repeat: { ...again, everyMs: 180_001 } }, says: /repeats too rarely/ },
    {
      name: "a critical alert asked too rarely when taken",
      ladder: { repeat: { ...again, takenEveryMs: 600_000 } },
      says: /repeats too rarely/,
    },
    {
      name: "a hole between two steps",
      ladder: {
        steps: [
          { afterMs: 0, targets: staff },
          { afterMs: 200_000, targets: staff },
        ],
      },
      says: /more than 180 s between two steps/,
    },
    {
      name: "nobody asked who took it and does not come",
      ladder: {
        steps: [
          { afterMs: 0, targets: staff },
          { afterMs: 180_000, targets: staff, unlessTaken: true },
        ],
      },
      says: /taken a critical alert and does not arrive/,
    },
    {
      name: "a first step that tells nobody",
      ladder: { steps: [{ afterMs: 0, targets: ["familyContact", "call120"] }] },
      says: /first step would tell nobody/,
    },
    {
      name: "a warning that tells nobody",
      ladder: { for: { severities: ["warning"] }, steps: [{ afterMs: 0, targets: ["dutyPhone"] }] },
      says: /first step would tell nobody/,
    },
    { name: "a repeat that tells nobody", ladder: { repeat: { ...again, targets: ["call120"] } }, says: /repeat would tell nobody/ },
    {
      name: "a first step that may be skipped",
      ladder: { steps: [{ afterMs: 0, targets: staff, unlessTaken: true }] },
      says: /may not hang on/,
    },
    {
      name: "steps out of order",
      ladder: {
        steps: [
          { afterMs: 0, targets: staff },
          { afterMs: 0, targets: staff },
        ],
      },
      says: /order of their time/,
    },
    { name: "a clinic on site", ladder: { steps: [{ afterMs: 0, targets: ["onDutyCaregiver", "clinics"] }] }, says: /no on-site target/ },
    {
      name: "a medical track without the clinics",
      ladder: { track: "medical", steps: [{ afterMs: 0, targets: ["physician"] }], repeat: { ...again, targets: ["physician"] } },
      says: /leaves out the clinics/,
    },
    {
      name: "a medical track that waits",
      ladder: { track: "medical", for: { severities: ["warning"] }, steps: [{ afterMs: 5_000, targets: ["clinics"] }] },
      says: /a field of its contract/,
    },
  ])("with $name is refused, in words", async ({ ladder, says }) => {
    const { status, body } = await lay([aLadder(ladder)]);
    expect([status, body.code]).toEqual([400, "BAD_INPUT"]);
    expect(body.detail).toMatch(says);
    expect((await ask(fake, manager, "GET", POLICIES)).body.versions).toEqual([]);
  });
  it("with two ladders of one id is refused", async () => {
    expect((await lay([aLadder(), aLadder()])).body.detail).toMatch(/two ladders are called own/);
  });
  it("that the documentation shows is accepted", async () => {
    const text = await readFile(new URL("../../docs/escalation.md", import.meta.url), "utf8");
    const shown = /```json\n([\s\S]+?)```/.exec(text)![1]!;
    expect((await ask(fake, manager, "PUT", POLICIES, JSON.parse(shown))).status).toBe(201);
  });
  it("may let what is no emergency wait", async () => {
    const night = aLadder({
      for: { classes: ["technical"], severities: ["warning"], windows: [{ from: "22:00", to: "06:00" }] },
      repeat: null,
    });
    expect((await lay([{ ...night, steps: [{ afterMs: 8 * 3_600_000, targets: ["onDutyCaregiver"] }] }])).status).toBe(201);
  });
});
describe("the rota of a home", () => {
  const shift = (more: object = {}) =>
    ask(fake, manager, "POST", `${ROTA}/shifts`, { role: "nurse", userId: "usr_nurse", window: { from: "08:00", to: "20:00" }, ...more });
  it("says who is on duty, and the gaps to come", async () => {
    const { status, body } = await shift();
    expect(status).toBe(201);
    expect(body.onDuty).toEqual([
      { role: "onDutyCaregiver", kept: false, gap: false, people: [] },
      { role: "nurse", kept: true, gap: false, people: [{ userId: "usr_nurse", name: "测试 nurse" }] },
      { role: "physician", kept: false, gap: false, people: [] },
    ]);
    expect(body.gaps).toHaveLength(14);
    expect(fake.records.audits).toContainEqual(expect.objectContaining({ action: "manageRota", target: "fac_1", detail: "added shf_0" }));
  });
  it("shows a gap by sick leave, and none with a stand-in", async () => {
    await shift();
    const away = { role: "nurse", awayUserId: "usr_nurse", standInUserId: null, from: NOW - 1, to: NOW + 3_600_000, reason: "sickLeave" };
    const sick = await ask(fake, manager, "POST", `${ROTA}/overrides`, away);
    expect(sick.body.onDuty[1]).toMatchObject({ kept: true, gap: true, people: [] });
    const swap = await ask(fake, manager, "POST", `${ROTA}/overrides`, { ...away, standInUserId: "usr_caregiver", reason: "swap" });
    expect(swap.body.onDuty[1]).toMatchObject({ gap: false, people: [{ userId: "usr_caregiver" }] });
  });
  it("does not count somebody whose account was disabled, and shows it", async () => {
    await shift();
    await fake.records.setUserDisabled("usr_nurse", true);
    const { body } = await ask(fake, manager, "GET", ROTA);
    expect([body.onDuty[1].gap, body.shifts[0].serves]).toEqual([true, false]);
  });
  it("ends a pattern, and then keeps none", async () => {
    await shift();
    const { body } = await ask(fake, manager, "POST", `${ROTA}/shifts/shf_0/end`, {});
    expect([body.onDuty[1].kept, body.shifts]).toEqual([false, []]);
    expect((await ask(fake, manager, "POST", `${ROTA}/shifts/shf_9/end`, {})).status).toBe(404);
  });
  it("warns of a year whose public holidays are not known", async () => {
    const { body } = await ask(fake, manager, "GET", `${ROTA}?at=2031-02-03T00:00:00%2B08:00`);
    expect(body.warnings).toEqual(["public holidays of 2031 are not known: weekdays count; update Anhu"]);
  });
  it.each([
    { name: "somebody who does not work there", more: { userId: "usr_family" } },
    { name: "an end before its beginning", more: { from: 5, to: 4 } },
    { name: "a time of day that is none", more: { window: { from: "25:00", to: "08:00" } } },
  ])("refuses $name", async ({ more }) => expect((await shift(more)).status).toBe(400));
  it("refuses an override that changes nothing", async () => {
    const nobody = { role: "nurse", awayUserId: null, standInUserId: null, from: 1, to: 2, reason: "other" };
    expect((await ask(fake, manager, "POST", `${ROTA}/overrides`, nobody)).status).toBe(400);
  });
});
describe("who will be told", () => {
  const items = async (query: string, who: Who = manager) => (await ask(fake, who, "GET", `${AHEAD}?${query}`)).body;
  it("names people on duty, contracts and steps", async () => {
    await ask(fake, manager, "POST", `${ROTA}/shifts`, { role: "nurse", userId: "usr_nurse", window: { from: "00:00", to: "00:00" } });
    const body = await items("rule=sos");
    expect(body).toMatchObject({ rule: "sos", severity: "critical", at: NOW, policyVersion: 0 });
    expect(body.items[0]).toMatchObject({
      afterMs: 0,
      target: "onDutyCaregiver",
      how: "screen",
      who: [{ role: "onDutyCaregiver", name: null }],
    });
    expect(body.items[2]).toMatchObject({
      ...{ afterMs: 60_000, target: "nurse", who: [{ role: "nurse", name: "测试 nurse", phone: null }] },
      why: "default ladder critical step 1; rota shift shf_0",
    });
    expect(body.items[3]).toMatchObject({ afterMs: 90_000, track: "medical", how: "webhook", why: "contract con_1" });
  });
  it("tells a clinic at once of a medical device's critical value, and of none that is not asked for", async () => {
    const clinicAt = (body: { items: { how: string; afterMs: number }[] }) => body.items.find(({ how }) => how === "webhook")?.afterMs;
    expect(clinicAt(await items("rule=heartRate.high&grade=medical"))).toBe(0);
    expect(clinicAt(await items("rule=heartRate.high"))).toBe(90_000);
    expect(clinicAt(await items("rule=heartRate.high&severity=warning"))).toBeUndefined();
  });
  it("gives the phone that staff are to call to those who may read contacts", async () => {
    fake.records.contactRows.push({
      ...{ id: "cnt_1", facilityId: "fac_1", residentId: "res_1" },
      role: "nextContact",
      name: "王小明",
      phone: "13900000000",
    });
    const call = aLadder({ steps: [{ afterMs: 0, targets: ["onDutyCaregiver", "familyContact"] }] });
    await lay([call]);
    const body = await items("rule=sos", await signIn(fake, "caregiver"));
    expect(body.items[1]).toMatchObject({ how: "callByStaff", who: [{ role: "nextContact", name: "王小明", phone: "13900000000" }] });
    expect(body.policyVersion).toBe(1);
  });
  it("is for the people of the home alone", async () => {
    for (const role of ["family", "clinicStaff", "regulator"])
      expect((await ask(fake, await signIn(fake, role), "GET", `${AHEAD}?rule=sos`)).status).toBeGreaterThanOrEqual(403);
  });
  it("knows no rule that does not exist", async () => {
    expect((await ask(fake, manager, "GET", `${AHEAD}?rule=nothing`)).status).toBe(404);
  });
});
