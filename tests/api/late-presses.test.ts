import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../domain/alert.ts";
import { anAlert } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, aUser, openWorld, OWN_ALERT, signIn, type Who } from "./world.ts";

const MINUTE = 60_000;
let fake: FakeApi;
let doctor: Who;
let nurse: Who;
let raisedAtMs: number;
beforeEach(async () => {
  fake = await openWorld();
  raisedAtMs = fake.clock.now();
  const told: TimelineEntry = { at: raisedAtMs, code: "told", track: "medical", who: "诊所", detail: "cli_1" };
  const about = { facilityId: "fac_1", residentId: "res_1", subjectId: "res_1", kind: "help", severity: "warning", rule: "help" } as const;
  fake.desk.raise(anAlert({ id: OWN_ALERT, ...about, raisedAtMs }), [told]);
  doctor = await signIn(fake, "clinicStaff");
  nurse = await signIn(fake, "nurse");
});
afterEach(() => fake.close());
const send = (who: Who, path: string, body: object, method = "POST") => ask(fake, who, method, `/api/v1/alerts/${OWN_ALERT}/${path}`, body);
const visit = (etaMinutes: number, pressedAt?: number) =>
  send(doctor, "disposition", { type: "visit", etaMinutes, seen: 0, ...(pressedAt === undefined ? {} : { pressedAt }) });
const timeline = () => fake.desk.find(OWN_ALERT)!.timeline;
const codes = () => timeline().map(({ code }) => code);

describe("a promised visit that was pressed without network", () => {
  it("is due when it was promised for, and says when it was pressed; sent twice it is one", async () => {
    const pressedAt = raisedAtMs + MINUTE;
    fake.clock.advance(12 * MINUTE);
    expect((await visit(20, pressedAt)).status).toBe(200);
    fake.clock.advance(5 * MINUTE);
    const { status, body } = await visit(20, pressedAt);
    expect([status, body.dispositions]).toEqual([200, [expect.objectContaining({ etaAt: pressedAt + 20 * MINUTE })]]);
    expect(timeline().find(({ code }) => code === "sentLate")).toMatchObject({ track: "medical", detail: `disposeAlert: ${pressedAt}` });
  });
  it("of which the time is over is refused in words, and changes nothing", async () => {
    fake.clock.advance(30 * MINUTE);
    const { status, body } = await visit(15, raisedAtMs + MINUTE);
    expect([status, body.code]).toEqual([422, "PRESSED_TOO_LONG_AGO"]);
    expect(codes()).toEqual(["told"]);
  });
  it("with a time of a wrong clock counts from now", async () => {
    fake.clock.advance(30 * MINUTE);
    const { body } = await visit(15, raisedAtMs - 1);
    expect(body.dispositions).toMatchObject([{ etaAt: fake.clock.now() + 15 * MINUTE }]);
  });
});
describe("the arrival of a visit that was pressed without network", () => {
  it("is taken long afterwards, with its time", async () => {
    await visit(15);
    fake.clock.advance(40 * MINUTE);
    const pressedAt = raisedAtMs + 10 * MINUTE;
    const { status, body } = await send(nurse, "visit-arrived", { pressedAt });
    expect([status, body.medical.state]).toEqual([200, "done"]);
    expect(timeline().at(-1)).toMatchObject({ code: "sentLate", track: "medical", detail: `noteVisitArrival: ${pressedAt}` });
  });
  it("is not the arrival of another visit that was promised since", async () => {
    await visit(5);
    fake.clock.advance(20 * MINUTE);
    await send(doctor, "disposition", { type: "visit", etaMinutes: 30, seen: 1 });
    const { status, body } = await send(nurse, "visit-arrived", { pressedAt: raisedAtMs + 4 * MINUTE });
    expect([status, body.code]).toEqual([422, "PRESSED_TOO_LONG_AGO"]);
    expect((await send(nurse, "visit-arrived", { pressedAt: fake.clock.now() })).status).toBe(200);
  });
});
describe("the end of a snooze that was pressed without network", () => {
  const snooze = (who: Who) => send(who, "snooze", { minutes: 60, reason: "在洗澡" });
  it("ends it long afterwards, and says when it was pressed", async () => {
    await snooze(nurse);
    fake.clock.advance(20 * MINUTE);
    const pressedAt = raisedAtMs + 2 * MINUTE;
    const { status, body } = await send(nurse, "snooze", { pressedAt }, "DELETE");
    expect([status, body.snooze]).toEqual([200, null]);
    expect(timeline().at(-1)).toMatchObject({ code: "sentLate", detail: `endSnooze: ${pressedAt}` });
  });
  it("leaves one that a colleague began since", async () => {
    const { passwordHash } = fake.records.userRows.find(({ role }) => role === "nurse")!;
    fake.records.userRows.push({ ...aUser("nurse"), id: "usr_other", username: "other", name: "另一位", passwordHash });
    fake.clock.advance(20 * MINUTE);
    await snooze(await signIn(fake, "other"));
    const { status, body } = await send(nurse, "snooze", { pressedAt: raisedAtMs + MINUTE }, "DELETE");
    expect([status, body.code]).toEqual([422, "PRESSED_TOO_LONG_AGO"]);
    expect(codes()).not.toContain("snoozeEnded");
    expect((await send(nurse, "snooze", {}, "DELETE")).status).toBe(200);
  });
});
