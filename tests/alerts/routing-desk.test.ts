import { describe, expect, it } from "vitest";
import { ManualClock } from "../support/manual-clock.ts";
import { aContract, aDesk, aSignal, caregiver, doctor, nurse, type DeskWorld } from "./desk-fakes.ts";
import { aPolicy } from "./escalation-builders.ts";
import { HOUR, T0 } from "./support.ts";

/** The routing on a running desk: clinics open and close, contracts end, nobody answers. T0 is Monday 10:00 in Shanghai. */
const MIDNIGHT = T0 + 14 * HOUR;
const at = (ms: number) => new ManualClock(ms);
const raise = (world: DeskWorld, ms: number, over = {}) => {
  world.desk.signal(aSignal({ atMs: ms, observedAtMs: ms, ...over }));
  return world.desk.open("fac")[0]!.alert.id;
};
/** `code who detail @seconds` of the medical track. */
const lines = (world: DeskWorld, from: number) =>
  world.desk
    .open("fac")[0]!
    .timeline.filter(({ track }) => track === "medical")
    .map(({ code, who, detail, at: ms }) => `${code} ${who ?? "-"} ${detail ?? "-"} @${(ms - from) / 1_000}`);
const pushes = (world: DeskWorld, from: number) =>
  [...world.store.sent]
    .filter(({ channel }) => channel === "webhook")
    .map(({ eventType, recipientId, createdAtMs }) => `${eventType.slice(6)} ${recipientId} @${(createdAtMs - from) / 1_000}`);
const ALWAYS = { tell: { sos: "at-once" } } as const;

describe("an open alert, while contracts and hours change", () => {
  it("is not told to a clinic whose contract ended at midnight; who was told hears that it is over", async () => {
    const from = MIDNIGHT - 30_000;
    const contracts = [aContract("a", { ...ALWAYS, toMs: MIDNIGHT }), aContract("b", { ...ALWAYS, priority: 2 })];
    const world = aDesk({ contracts, clock: at(from) });
    const id = raise(world, from);
    world.pass(95);
    await world.desk.resolve(id, nurse, { outcome: "true", reason: "seen" });
    await world.desk.drain(1_000);
    expect(pushes(world, from)).toEqual(["raised a @0", "raised b @60", "resolved a @95", "resolved b @95"]);
    world.desk.close();
  });
  it("goes to the clinic whose contract begins at midnight, where none held before", async () => {
    const from = MIDNIGHT - 90_000;
    const world = aDesk({ contracts: [aContract("b", { ...ALWAYS, fromMs: MIDNIGHT })], clock: at(from), staffed: false });
    raise(world, from);
    world.pass(130);
    await world.desk.drain(1_000);
    expect(lines(world, from)).toEqual(["call120 - noClinic @0", "told Clinic b b @120"]);
    world.desk.close();
  });
  it("is a call to the duty phone and a prompt to call 120 at night, once, and a push when the clinic opens", async () => {
    const from = T0 - 2 * HOUR - 150_000;
    const contracts = [aContract("a", { ...ALWAYS, hours: [{ from: "08:00", to: "17:30" }], dutyPhone: "8002" })];
    const world = aDesk({ contracts, clock: at(from) });
    raise(world, from);
    world.pass(200);
    await world.desk.drain(1_000);
    expect(lines(world, from)).toEqual(["toCall clinicDuty a @0", "call120 - noClinic @0", "told Clinic a a @180"]);
    expect(pushes(world, from)).toEqual(["raised a @180"]);
    world.desk.close();
  });
  it("never goes to the inbox of the day when the clinic closed meanwhile: staff ring its duty phone", async () => {
    const from = T0 + 7.5 * HOUR - 30_000;
    const contracts = [aContract("a", { ...ALWAYS, hours: [{ from: "08:00", to: "17:30" }], dutyPhone: "8002" })];
    const world = aDesk({ contracts, clock: at(from) });
    raise(world, from);
    world.pass(150);
    await world.desk.drain(1_000);
    expect(lines(world, from)).toEqual(["told Clinic a a @0", "toCall clinicDuty a @60", "call120 - noClinic @60"]);
    world.desk.close();
  });
  it("asks staff again to ring when they ask for a doctor", async () => {
    const from = T0 + 12 * HOUR;
    const contracts = [aContract("a", { ...ALWAYS, hours: [{ from: "08:00", to: "17:30" }], dutyPhone: "8002" })];
    const world = aDesk({ contracts, clock: at(from) });
    const id = raise(world, from);
    world.pass(20);
    await world.desk.needDoctor(id, nurse);
    await world.desk.drain(1_000);
    expect(lines(world, from).filter((line) => line.startsWith("toCall"))).toEqual(["toCall clinicDuty a @0", "toCall clinicDuty a @20"]);
    world.desk.close();
  });
  it("rings a closed clinic that stands before the open one, and not one behind it", async () => {
    const hours = [{ from: "08:00", to: "09:00" }];
    const contracts = [
      aContract("a", { ...ALWAYS, hours, dutyPhone: "1" }),
      aContract("b", { ...ALWAYS, priority: 2, answerWithinMs: 100_000 }),
      aContract("c", { ...ALWAYS, priority: 3, hours, dutyPhone: "3" }),
    ];
    const world = aDesk({ contracts });
    raise(world, T0);
    world.pass(50);
    expect(lines(world, T0)).toEqual(["toCall clinicDuty a @0", "told Clinic b b @0"]);
    world.pass(55);
    expect(
      lines(world, T0)
        .filter((line) => !line.startsWith("repaged"))
        .at(-1),
    ).toBe("toCall clinicDuty c @100");
    world.desk.close();
  });
  it("rings the closed in-house institution too when no clinic is open", async () => {
    const inHouse = { name: "医务室", licence: "PDY1", hours: [{ from: "08:00", to: "09:00" }], dutyPhone: "8001", clinicId: null };
    const world = aDesk({ contracts: [], staffed: false, care: { escalationPolicies: () => [aPolicy([], { inHouse })] } });
    raise(world, T0);
    expect(lines(world, T0)).toEqual(["toCall inHouse - @0", "call120 - noClinic @0"]);
    world.desk.close();
  });
});
describe("when nobody of a clinic answers", () => {
  it.each([
    { name: "the next one is told as the ladder says", withinMs: null, next: 60 },
    { name: "the next one is told sooner when the contract says so", withinMs: 30_000, next: 30 },
    { name: "the next one is told later when the contract says so, and the first is told again meanwhile", withinMs: 90_000, next: 90 },
    { name: "an emergency waits three minutes at most, whatever the contract says", withinMs: 3_600_000, next: 180 },
  ])("$name", async ({ withinMs, next }) => {
    const contracts = [aContract("a", { ...ALWAYS, answerWithinMs: withinMs }), aContract("b", { ...ALWAYS, priority: 2 })];
    const world = aDesk({ contracts });
    raise(world, T0);
    world.pass(200);
    await world.desk.drain(1_000);
    const sent = pushes(world, T0);
    expect(sent.find((line) => line.startsWith("raised b"))).toBe(`raised b @${next}`);
    const again = sent.filter((line) => line.includes(" a @")).map((line) => Number(line.split("@")[1]));
    expect(Math.max(...again.slice(1).map((ms, n) => ms - again[n]!))).toBeLessThanOrEqual(60);
    world.desk.close();
  });
  it("the time counts on through a clock that is set back", async () => {
    const contracts = [aContract("a", { ...ALWAYS, answerWithinMs: 120_000 }), aContract("b", { ...ALWAYS, priority: 2 })];
    const world = aDesk({ contracts });
    raise(world, T0);
    world.pass(30);
    world.clock.step(-HOUR);
    world.pass(95);
    await world.desk.drain(1_000);
    expect(pushes(world, T0).some((line) => line.startsWith("raised b"))).toBe(true);
    world.desk.close();
  });
  it("in an emergency the family doctor is told beside the first clinic, and takes nobody's turn", async () => {
    const contracts = [
      aContract("f", { ...ALWAYS, residentId: "res" }),
      aContract("a", ALWAYS),
      aContract("b", { ...ALWAYS, priority: 2 }),
    ];
    const world = aDesk({ contracts });
    raise(world, T0);
    world.pass(61);
    await world.desk.drain(1_000);
    expect(pushes(world, T0).filter((line) => line.startsWith("raised"))).toEqual(["raised a @0", "raised f @0", "raised b @60"]);
    world.desk.close();
  });
});
describe("staffed and unstaffed, told and not told (DOMAIN §5.5)", () => {
  const pushed = async (world: DeskWorld) => {
    await world.desk.drain(1_000);
    return pushes(world, T0).filter((line) => line.startsWith("raised"));
  };
  it.each([
    { name: "an SOS of a staffed home: after 90 s without arrival", staffed: true, signal: {}, told: ["raised c1 @90"] },
    { name: "an SOS of an unstaffed home: at once", staffed: false, signal: {}, told: ["raised c1 @0"] },
    {
      name: "a medical-grade critical value of a staffed home: at once",
      staffed: true,
      signal: { kind: "vital" as const, rule: "heartRate.high", medicalGrade: true, sign: "heartRate", value: 150 },
      told: ["raised c1 @0"],
    },
    { name: "呼叫护理: never, in a home without staff too", staffed: false, signal: { kind: "help" as const, rule: "help" }, told: [] },
  ])("$name", async ({ staffed, signal, told }) => {
    const world = aDesk({ staffed });
    raise(world, T0, signal);
    world.pass(100);
    expect(await pushed(world)).toEqual(told);
    world.desk.close();
  });
  it("staff press 需要医生: at once; arrival that records 非紧急: not at all", async () => {
    const [asked, calm] = [aDesk(), aDesk()];
    const ids = [raise(asked, T0), raise(calm, T0)] as const;
    asked.pass(10);
    calm.pass(10);
    await asked.desk.needDoctor(ids[0], caregiver);
    await calm.desk.arrive(ids[1], caregiver, { notUrgent: true });
    asked.pass(100);
    calm.pass(100);
    expect([await pushed(asked), await pushed(calm)]).toEqual([["raised c1 @10"], []]);
    asked.desk.close();
    calm.desk.close();
  });
  it("a clinic's acknowledgement with nobody at the bed: staff are paged again at three minutes, and on", async () => {
    const world = aDesk();
    const id = raise(world, T0);
    world.pass(95);
    await world.desk.acknowledge(id, "medical", doctor);
    world.pass(300);
    const { alert } = world.desk.find(id)!;
    expect([alert.onSite.state, alert.medical.state]).toEqual(["waiting", "acknowledged"]);
    expect(world.told.filter((line) => line.startsWith("nurse"))).toEqual(["nurse@60", "nurse@180", "nurse@360"]);
    world.desk.close();
  });
});
describe("what the routing decided", () => {
  it("is written when it differs from the decision before, and not again at every page", async () => {
    const contracts = [aContract("a", ALWAYS), aContract("b", { ...ALWAYS, priority: 2, services: ["emergency"] })];
    const world = aDesk({ contracts });
    raise(world, T0);
    world.pass(400);
    await world.desk.drain(1_000);
    const routed = world.store.changes.flatMap((change) => (change.routed === undefined ? [] : [change.routed]));
    expect(
      routed.map(({ atMs, clinics }) => [(atMs - T0) / 1_000, ...clinics.map(({ clinicId, state }) => `${clinicId} ${state}`)]),
    ).toEqual([
      [0, "a told", "b waiting"],
      [60, "a told", "b told"],
    ]);
    world.desk.close();
  });
});
