import { describe, expect, it } from "vitest";
import type { PersonRef } from "../../domain/alert.ts";
import { dispositionsOf, WRITING_GRACE_MS, type NewDisposition } from "../../domain/disposition.ts";
import { aContract, aDesk, aSignal, caregiver, nurse, type DeskWorld } from "./desk-fakes.ts";
import { T0 } from "./support.ts";

const doctorOf = (clinicId: string, name = `Dr ${clinicId}`): PersonRef => ({ userId: `u-${name}`, clinicId, name, role: "clinicStaff" });
const chen = doctorOf("c1", "Chen");
/** An unstaffed home: the first clinic is told at once. */
const called = (clinics = ["c1", "c2", "c3"], staffed = false): DeskWorld & { id: string } => {
  const world = aDesk({ staffed, contracts: clinics.map((id) => aContract(id, { tell: { sos: "at-once" } })) });
  world.desk.signal(aSignal());
  return { ...world, id: world.changes[0]!.id };
};
const now = (world: DeskWorld & { id: string }) => world.desk.find(world.id)!;
const lines = (world: DeskWorld & { id: string }, ...codes: string[]) =>
  now(world)
    .timeline.filter(({ code }) => codes.includes(code))
    .map(({ at, code, who, detail }) => `${(at - T0) / 1000} ${code} ${who} ${detail}`);

describe("a refusal", () => {
  it("tells the next clinic in the same moment, names who refused, and pages that one no more", async () => {
    const world = called();
    world.pass(20);
    await world.desk.dispose(world.id, chen, { type: "refuse", text: "two doctors, both out" });
    expect(lines(world, "told", "refused").filter((line) => !line.includes("onDuty") && !line.includes("nurse"))).toEqual([
      "0 told Clinic c1 c1",
      "20 refused Chen c1: Clinic c1: : two doctors, both out",
      "20 told Clinic c2 c2",
    ]);
    expect(now(world).alert).toMatchObject({ state: "raised", medical: { state: "waiting", by: null } });
    world.pass(300);
    await world.desk.drain(1_000);
    expect(world.webhooks().filter((line) => line.includes(" c1@"))).toEqual(["alert.raised c1@0"]);
    expect(world.webhooks()).toContain("alert.raised c3@80");
  });
  it("of whoever had taken it opens the track again; the one on site is never touched", async () => {
    const world = called(["c1", "c2"], true);
    await world.desk.acknowledge(world.id, "onSite", caregiver);
    await world.desk.acknowledge(world.id, "medical", chen);
    const { onSite } = now(world).alert;
    await world.desk.dispose(world.id, chen, { type: "refuse", text: "not ours" });
    expect(now(world).alert.onSite).toEqual(onSite);
    expect(now(world).alert).toMatchObject({ state: "acknowledged", medical: { state: "waiting" } });
    expect(world.webhooks()).toContain("alert.raised c2@0");
  });
  it("by one who was told beside the doctor who has it changes nothing but the timeline", async () => {
    const world = called();
    world.pass(60);
    await world.desk.acknowledge(world.id, "medical", chen);
    await world.desk.dispose(world.id, doctorOf("c2"), { type: "refuse", text: "c1 goes" });
    expect(now(world).alert.medical).toMatchObject({ state: "acknowledged", by: { name: "Chen" } });
  });
  it("by all clinics prompts to call 120; a doctor asked for again reaches all of them again", async () => {
    const world = called(["c1", "c2"]);
    await world.desk.dispose(world.id, chen, { type: "refuse", text: "no" });
    await world.desk.dispose(world.id, doctorOf("c2"), { type: "refuse", text: "no" });
    expect(lines(world, "call120").at(-1)).toMatch(/^0 call120 .*noClinic$/);
    world.pass(30);
    await world.desk.needDoctor(world.id, nurse);
    expect(world.webhooks().slice(2)).toEqual(["alert.updated c1@30", "alert.updated c2@30"]);
  });
  it("survives a restart", async () => {
    const world = called();
    await world.desk.dispose(world.id, chen, { type: "refuse", text: "no" });
    const again = aDesk({ staffed: false, store: world.store, clock: world.clock, contracts: ["c1", "c2"].map((id) => aContract(id)) });
    await again.desk.start();
    world.clock.advance(120_000);
    again.desk.tick();
    again.desk.close();
    expect(again.webhooks().filter((line) => line.includes(" c1@"))).toEqual(["alert.raised c1@0"]);
  });
  it("needs a clinic that was told", async () => {
    const world = called(["c1", "c2"]);
    await expect(world.desk.dispose(world.id, doctorOf("c2"), { type: "refuse", text: "no" })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
});

describe("a visit", () => {
  it("keeps the medical track; nobody there in time: the clinics are called again, and the next one too", async () => {
    const world = called();
    world.pass(30);
    await world.desk.dispose(world.id, chen, { type: "visit", etaMinutes: 15 });
    expect(now(world).alert.medical).toMatchObject({ state: "acknowledged", by: { name: "Chen" }, dueAtMs: T0 + 930_000 });
    world.pass(899);
    expect(world.webhooks()).toEqual(["alert.raised c1@0"]);
    world.pass(1);
    expect(lines(world, "visitOverdue")).toEqual(["930 visitOverdue Clinic c1 c1"]);
    await world.desk.drain(1_000);
    expect(world.webhooks().slice(1)).toEqual(expect.arrayContaining(["alert.updated c1@930", "alert.raised c2@930"]));
    expect(now(world).alert.medical.state).toBe("waiting");
  });
  it("that arrives ends the medical track, and leaves the one on site", async () => {
    const world = called(["c1"], true);
    await world.desk.dispose(world.id, chen, { type: "visit", etaMinutes: 15 });
    world.pass(600);
    await world.desk.visitArrived(world.id, caregiver);
    await world.desk.visitArrived(world.id, caregiver);
    expect(now(world).alert).toMatchObject({ medical: { state: "done", by: { name: "Chen" } }, onSite: { state: "waiting" } });
    world.pass(600);
    expect(lines(world, "visitArrived", "visitOverdue")).toEqual(["600 visitArrived Li c1: Clinic c1"]);
    expect(world.webhooks()).toEqual(["alert.raised c1@0"]);
  });
  it("is still asked after when something worse paged the clinics meanwhile", async () => {
    const world = called(["c1", "c2"]);
    await world.desk.dispose(world.id, chen, { type: "visit", etaMinutes: 10 });
    world.pass(60);
    await world.desk.needDoctor(world.id, nurse);
    world.pass(540);
    expect(lines(world, "visitOverdue")).toEqual(["600 visitOverdue Clinic c1 c1"]);
  });
  it("with a new time replaces the old one", async () => {
    const world = called(["c1", "c2"]);
    await world.desk.dispose(world.id, chen, { type: "visit", etaMinutes: 10 });
    world.pass(500);
    await world.desk.dispose(world.id, chen, { type: "visit", etaMinutes: 10 });
    world.pass(599);
    expect(lines(world, "visitOverdue")).toEqual([]);
    world.pass(1);
    expect(lines(world, "visitOverdue")).toHaveLength(1);
  });
});

describe("advice, an ambulance, an admission", () => {
  it.each<[NewDisposition, string]>([
    [{ type: "advise", text: "sit up: measure again" }, "advised Chen c1: Clinic c1: : sit up: measure again"],
    [{ type: "ambulance", calledBy: "home" }, "ambulance Chen c1: Clinic c1: home: "],
    [{ type: "admit", department: "ER: 2", text: "bed 7" }, "admitting Chen c1: Clinic c1: ER 2: bed 7"],
  ])("ends the medical track and stops the repeats: %j", async (input, text) => {
    const world = called();
    await world.desk.dispose(world.id, chen, input);
    expect(world.stopped).toContain(world.id);
    expect(now(world).alert).toMatchObject({ prompt120: true, medical: { state: "done" }, onSite: { state: "waiting" } });
    expect(lines(world, "advised", "ambulance", "admitting")).toEqual([`0 ${text}`]);
    world.pass(3_600);
    expect(world.webhooks()).toEqual(["alert.raised c1@0"]);
    const [noted] = dispositionsOf(now(world).timeline);
    expect(noted).toMatchObject({ type: input.type, clinicId: "c1", clinicName: "Clinic c1", text: input.text ?? "" });
  });
  it.each<[NewDisposition, string]>([
    [{ type: "advise", text: " " }, "REASON_REQUIRED"],
    [{ type: "refuse" }, "REASON_REQUIRED"],
    [{ type: "visit" }, "BAD_INPUT"],
    [{ type: "ambulance" }, "BAD_INPUT"],
    [{ type: "admit" }, "BAD_INPUT"],
  ])("says what is missing: %j", async (input, code) => {
    const world = called();
    await expect(world.desk.dispose(world.id, chen, input)).rejects.toMatchObject({ code });
    expect(dispositionsOf(now(world).timeline)).toEqual([]);
  });
  it("may be written for 24 hours after the alert was closed; a visit may not", async () => {
    const world = called();
    await world.desk.resolve(world.id, nurse, { outcome: "true", reason: "gone to hospital" });
    await expect(world.desk.dispose(world.id, chen, { type: "visit", etaMinutes: 5 })).rejects.toMatchObject({ code: "ALERT_CLOSED" });
    await world.desk.dispose(world.id, chen, { type: "admit", department: "cardiology" });
    expect(now(world).alert).toMatchObject({ state: "resolved", medical: { state: "waiting" } });
    world.clock.advance(WRITING_GRACE_MS);
    await expect(world.desk.dispose(world.id, chen, { type: "advise", text: "x" })).rejects.toMatchObject({ code: "ALERT_CLOSED" });
  });
});

describe("two doctors at once", () => {
  it("of two clinics: the second hears that somebody was first", async () => {
    const world = called();
    world.pass(60);
    const both = [chen, doctorOf("c2")].map((by) => world.desk.dispose(world.id, by, { type: "visit", etaMinutes: 10 }));
    const [first, second] = await Promise.allSettled(both);
    expect([first?.status, second]).toEqual(["fulfilled", { status: "rejected", reason: expect.objectContaining({ code: "CONFLICT" }) }]);
    expect(now(world).alert.medical.by?.name).toBe("Chen");
  });
  it("of one clinic: the second wins nothing unseen, and corrects what was seen", async () => {
    const world = called();
    await world.desk.dispose(world.id, chen, { type: "advise", text: "rest" });
    const wang = doctorOf("c1", "Wang");
    await expect(world.desk.dispose(world.id, wang, { type: "visit", etaMinutes: 5, seen: 0 })).rejects.toMatchObject({ code: "CONFLICT" });
    await world.desk.dispose(world.id, wang, { type: "visit", etaMinutes: 5, seen: 1 });
    expect(now(world).alert.medical).toMatchObject({ state: "acknowledged", by: { name: "Wang" } });
  });
  it("a press that is sent twice is one", async () => {
    const world = called();
    await world.desk.dispose(world.id, chen, { type: "advise", text: "rest" });
    await world.desk.dispose(world.id, chen, { type: "advise", text: "rest" });
    expect(dispositionsOf(now(world).timeline)).toHaveLength(1);
  });
});
