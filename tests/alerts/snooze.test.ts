import { describe, expect, it } from "vitest";
import { LONGEST_SNOOZE, longestSnoozeMs } from "../../domain/hold.ts";
import { aDesk, aSignal, caregiver, MemoryAlertStore, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { HOUR, MINUTE, T0 } from "./support.ts";

const first = (world: DeskWorld) => world.desk.open("fac")[0]!;
const idOf = (world: DeskWorld) => first(world).alert.id;
const reason = "gave paracetamol";
const warning = (more = {}) => vital({ severity: "warning", rule: "heartRate.high", ...more });
/** A snoozed alert, 10 s after it was raised. */
async function snoozed(minutes: number, signal = warning(), options: Parameters<typeof aDesk>[0] = {}) {
  const world = aDesk({ contracts: [], ...options });
  world.desk.signal(signal);
  world.pass(10);
  await world.desk.snooze(idOf(world), caregiver, { minutes, reason });
  world.told.length = 0;
  return world;
}
describe("a snooze", () => {
  it("pauses the pages on site until its end, and says who, why and until when", async () => {
    const world = await snoozed(30);
    expect(first(world).alert.hold).toEqual({
      type: "snooze",
      by: caregiver,
      reason,
      sinceMs: T0 + 10_000,
      untilMs: T0 + 10_000 + 30 * MINUTE,
    });
    world.pass(30 * 60 - 1);
    expect(world.told).toEqual([]);
    world.pass(1);
    expect(world.told).toEqual(["onDutyCaregiver@1810", "nurse@1810"]);
    expect(first(world).alert.hold).toBeNull();
    expect(first(world).timeline.map(({ code }) => code)).toEqual(expect.arrayContaining(["snoozed", "snoozeEnded"]));
  });
  it("of a critical alert ends after ten minutes, and the clinic goes on being told meanwhile", async () => {
    const world = await snoozed(10, vital({ medicalGrade: true }), { contracts: undefined! });
    world.pass(599);
    expect(world.told).toEqual([]);
    await world.desk.drain(1_000);
    expect(world.webhooks().length).toBeGreaterThan(5);
    world.pass(1);
    expect(world.told).toEqual(["onDutyCaregiver@610", "nurse@610"]);
  });
  it("that a person ends is told again at once", async () => {
    const world = await snoozed(30);
    world.pass(60);
    await world.desk.unsnooze(idOf(world), nurse);
    expect(world.told[0]).toBe("onDutyCaregiver@70");
    expect(first(world).timeline).toContainEqual(expect.objectContaining({ code: "snoozeEnded", who: "Zhao", detail: "person" }));
  });
  it("ends with an arrival, and with the alert", async () => {
    const world = await snoozed(30);
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: false });
    expect(first(world).alert.hold).toBeNull();
    const other = await snoozed(30);
    await other.desk.resolve(idOf(other), nurse, { outcome: "true", reason });
    other.pass(3_600);
    expect(other.told).toEqual([]);
  });
});
describe("what is worse breaks it", () => {
  it("a higher severity", async () => {
    const world = await snoozed(60);
    world.desk.signal(vital({ type: "update", identity: "worse" }));
    expect(world.told).toContain("onDutyCaregiver@10");
    expect(first(world).alert.hold).toBeNull();
  });
  it("a deeper level of the same severity", async () => {
    const world = await snoozed(10, vital());
    world.desk.signal(vital({ type: "update", identity: "deeper", value: 170 }));
    expect(world.told).toContain("onDutyCaregiver@10");
  });
  it("a critical condition that ended and began anew", async () => {
    const world = await snoozed(10, vital());
    world.desk.signal(vital({ type: "clear", why: "over", identity: "over" }));
    world.desk.signal(vital({ identity: "again" }));
    expect(world.told).toContain("onDutyCaregiver@10");
  });
  it("a resident who calls again", async () => {
    const world = await snoozed(10, aSignal({ kind: "help", rule: "help", severity: "warning" }));
    world.desk.signal(aSignal({ kind: "help", rule: "help", severity: "warning", identity: "press2" }));
    expect(world.told).toContain("onDutyCaregiver@10");
    expect(first(world).alert.hold).toBeNull();
  });
  it("but neither a milder level nor a warning that flutters", async () => {
    const world = await snoozed(10, vital());
    world.desk.signal(warning({ type: "update", identity: "milder" }));
    expect(world.told).toEqual([]);
    const other = await snoozed(10);
    other.desk.signal(warning({ type: "raise", identity: "flutter" }));
    expect(other.told).toEqual([]);
  });
});
describe("it covers nothing else", () => {
  it("not the opposite side", async () => {
    const world = await snoozed(60);
    world.desk.signal(vital({ rule: "heartRate.low", value: 38, identity: "low" }));
    expect(world.told).toEqual(["onDutyCaregiver@10"]);
  });
  it("nor the escalation of another alert, or of another resident", async () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(vital({ subjectId: "res2", residentId: "res2" }));
    world.desk.signal(warning());
    const mine = world.desk.open("fac").find(({ alert }) => alert.residentId === "res")!.alert.id;
    await world.desk.snooze(mine, caregiver, { minutes: 60, reason });
    world.told.length = 0;
    world.pass(180);
    expect(world.told).toEqual(["onDutyCaregiver@60", "nurse@60", "onDutyCaregiver@180", "nurse@180"]);
  });
});
describe("it is refused", () => {
  it.each(["sos", "fall", "stillness", "smoke", "gas", "longLie", "wandering"] as const)("of %s, whatever its severity", async (kind) => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(aSignal({ kind, rule: kind }));
    const asked = world.desk.snooze(idOf(world), nurse, { minutes: 1, reason });
    await expect(asked).rejects.toMatchObject({ code: "MUST_PAGE", message: expect.stringContaining(kind) as string });
  });
  it("when it is too long for how bad it is", async () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(vital());
    const asked = world.desk.snooze(idOf(world), nurse, { minutes: 11, reason });
    await expect(asked).rejects.toMatchObject({ code: "BAD_INPUT", message: expect.stringContaining("at most 10") as string });
  });
  it("when somebody else was first; and the first cannot draw it out for ever", async () => {
    const world = await snoozed(10, vital());
    await expect(world.desk.snooze(idOf(world), nurse, { minutes: 5, reason })).rejects.toMatchObject({ code: "CONFLICT" });
    world.pass(300);
    await expect(world.desk.snooze(idOf(world), caregiver, { minutes: 10, reason })).rejects.toMatchObject({ code: "BAD_INPUT" });
    await world.desk.snooze(idOf(world), caregiver, { minutes: 5, reason });
    world.pass(300);
    expect(world.told).toContain("onDutyCaregiver@610");
  });
  it("is shorter for worse alerts, and has a source", () => {
    expect(LONGEST_SNOOZE.source).toContain("[M]");
    const most = (["critical", "warning"] as const).map((severity) => longestSnoozeMs({ class: "physiological", severity }));
    expect(most).toEqual([10 * MINUTE, 60 * MINUTE]);
    expect(longestSnoozeMs({ class: "technical", severity: "warning" })).toBe(4 * HOUR);
  });
});
describe("it survives", () => {
  async function restarted(stepMs: number) {
    const clock = new ManualClock(T0);
    const store = new MemoryAlertStore();
    const before = await snoozed(60, warning(), { clock, store });
    await before.desk.drain(1_000);
    before.desk.close();
    clock.advance(10 * MINUTE);
    clock.step(stepMs);
    const world = aDesk({ contracts: [], clock, store });
    await world.desk.start();
    world.desk.close();
    return world;
  }
  it("a restart, to its own end", async () => {
    const world = await restarted(0);
    world.pass(50 * 60 - 1);
    expect(world.told).toEqual([]);
    world.pass(1);
    expect(world.told).toHaveLength(2);
  });
  it("not a clock that was set back behind its beginning before a restart", async () => {
    const world = await restarted(-30 * HOUR);
    expect(world.told).toHaveLength(2);
  });
  it.each([-30 * HOUR, 30 * HOUR])("a clock that is set by %i ms while it runs: neither longer nor shorter", async (stepMs) => {
    const world = await snoozed(60);
    world.clock.step(stepMs);
    world.pass(60 * 60 - 1);
    expect(world.told).toEqual([]);
    world.pass(1);
    expect(world.told).toHaveLength(2);
  });
});
describe("what somebody came for and did not resolve", () => {
  it.each([
    { severity: "critical", seconds: 900 },
    { severity: "warning", seconds: 3_600 },
  ] as const)("$severity: staff are told again after $seconds s, and so on", async ({ severity, seconds }) => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(vital({ severity }));
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: true });
    world.told.length = 0;
    world.pass(2 * seconds);
    const at = [seconds, 2 * seconds].flatMap((s) => [`onDutyCaregiver@${s}`, `nurse@${s}`]);
    expect(world.told).toEqual(at);
    expect(first(world).timeline.at(-1)).toMatchObject({ code: "repaged", detail: "notResolved" });
  });
  it("is asked of nobody once the condition is over", async () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(vital());
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: true });
    world.desk.signal(vital({ type: "clear", why: "over", identity: "over" }));
    world.told.length = 0;
    world.pass(7_200);
    expect(world.told).toEqual([]);
  });
  it("is told at once when it becomes critical anew", async () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(vital());
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: true });
    world.desk.signal(vital({ type: "clear", why: "over", identity: "over" }));
    world.pass(1_000);
    world.told.length = 0;
    world.desk.signal(vital({ identity: "again" }));
    expect(world.told).toContain("onDutyCaregiver@1000");
    expect(first(world).timeline.some(({ code }) => code === "recurred")).toBe(true);
  });
});
