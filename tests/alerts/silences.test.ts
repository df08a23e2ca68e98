import { describe, expect, it } from "vitest";
import { LONGEST_SILENCE } from "../../domain/hold.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { aDesk, aSignal, caregiver, MemoryAlertStore, MemorySilences, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { HOUR, MINUTE, T0 } from "./support.ts";

const wanted = {
  facilityId: "fac",
  residentId: "res",
  rule: "heartRate.high",
  deviceId: null as string | null,
  minutes: 60,
  reason: "known fever",
};
const warning = (more = {}) => vital({ severity: "warning", ...more });
const of = (world: DeskWorld, rule: string) => world.desk.open("fac").find(({ alert }) => alert.rule === rule)!.alert;
async function silenced(more: Partial<typeof wanted> = {}, options: Parameters<typeof aDesk>[0] = {}) {
  const world = aDesk({ contracts: [], ...options });
  const silence = await world.desk.silence({ ...wanted, ...more }, nurse);
  return { world, silence };
}
describe("what is silenced", () => {
  it("is an alert on the screens that owes nothing, and is told when the silence ends and it still holds", async () => {
    const { world, silence } = await silenced();
    world.desk.signal(warning());
    expect(of(world, "heartRate.high")).toMatchObject({
      ...{ severity: "warning", conditionActive: true, onSite: { owed: false, dueAtMs: null } },
      hold: { type: "silence", silenceId: silence.id, untilMs: T0 + HOUR },
    });
    world.pass(3_599);
    expect(world.told).toEqual([]);
    world.pass(1);
    expect(world.told).toEqual(["onDutyCaregiver@3600"]);
    expect(world.desk.silencesOf("fac")).toEqual([]);
    world.pass(60);
    expect(world.told).toContain("nurse@3660");
  });
  it("and has ended meanwhile is told to nobody", async () => {
    const { world } = await silenced();
    world.desk.signal(warning());
    world.desk.signal(warning({ type: "clear", why: "over", identity: "over" }));
    expect(world.desk.open("fac")).toEqual([]);
    world.pass(4_000);
    expect(world.told).toEqual([]);
  });
  it("that was open before is put on the shelf too", async () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(warning());
    world.told.length = 0;
    await world.desk.silence(wanted, nurse);
    world.pass(600);
    expect(world.told).toEqual([]);
  });
  it("is told at once when a person ends it", async () => {
    const { world, silence } = await silenced();
    world.desk.signal(warning());
    world.pass(10);
    await world.desk.endSilence(silence.id, caregiver);
    expect(world.told).toEqual(["onDutyCaregiver@10"]);
    await expect(world.desk.endSilence(silence.id, nurse)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
describe("it covers", () => {
  it("nothing critical: neither a new alert nor one that becomes so", async () => {
    const { world } = await silenced();
    world.desk.signal(warning());
    world.desk.signal(vital({ type: "update", identity: "c" }));
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
    expect(of(world, "heartRate.high").hold).toBeNull();
    const other = (await silenced()).world;
    other.desk.signal(vital());
    expect(other.told).toEqual(["onDutyCaregiver@0"]);
  });
  it("a mark that becomes a warning, all the same", async () => {
    const { world } = await silenced();
    world.desk.signal(vital({ severity: "info" }));
    world.desk.signal(warning({ type: "update", identity: "w" }));
    expect(world.told).toEqual([]);
    world.pass(3_600);
    expect(world.told).toEqual(["onDutyCaregiver@3600"]);
  });
  it("neither the opposite side, nor another resident, nor another device than its own", async () => {
    const { world } = await silenced({ deviceId: "dev" });
    world.desk.signal(warning({ rule: "heartRate.low", identity: "low" }));
    world.desk.signal(warning({ subjectId: "res2", residentId: "res2" }));
    world.desk.signal(warning({ deviceId: "dev2", identity: "other" }));
    expect(world.told).toHaveLength(3);
  });
});
describe("it is refused", () => {
  it.each(["sos", "fall", "help", "smoke", "gas", "stillness"])("for %s", async (rule) => {
    await expect(silenced({ rule })).rejects.toMatchObject({ code: "MUST_PAGE" });
  });
  it("for longer than its class may be, for a rule that there is not, and twice", async () => {
    await expect(silenced({ minutes: LONGEST_SILENCE.ms.physiological / MINUTE + 1 })).rejects.toMatchObject({ code: "BAD_INPUT" });
    await expect(silenced({ rule: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { world } = await silenced();
    await expect(world.desk.silence(wanted, caregiver)).rejects.toMatchObject({ code: "CONFLICT" });
  });
  it("while the records cannot keep it: nothing is silenced", async () => {
    const silences = new MemorySilences();
    silences.add = () => Promise.reject(new Error("down"));
    const world = aDesk({ contracts: [], silences });
    await expect(world.desk.silence(wanted, nurse)).rejects.toThrow("down");
    world.desk.signal(warning());
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
  });
});
describe("time", () => {
  it.each([
    { stepMs: 0, isTold: false },
    { stepMs: -30 * HOUR, isTold: true },
    { stepMs: 30 * HOUR, isTold: true },
  ])("a restart with the clock set by $stepMs ms: told at once $isTold", async ({ stepMs, isTold }) => {
    const parts = { silences: new MemorySilences(), store: new MemoryAlertStore(), clock: new ManualClock(T0) };
    const { world: before } = await silenced({}, parts);
    before.desk.signal(warning());
    await before.desk.drain(1_000);
    before.desk.close();
    parts.clock.advance(10 * MINUTE);
    parts.clock.step(stepMs);
    const world = aDesk({ contracts: [], ...parts });
    await world.desk.start();
    world.desk.close();
    expect(world.told.length > 0).toBe(isTold);
    expect(world.desk.silencesOf("fac")).toHaveLength(isTold ? 0 : 1);
    world.pass(50 * 60);
    expect(world.told.length).toBeGreaterThan(0);
  });
  it.each([-30 * HOUR, 30 * HOUR])("a clock that is set by %i ms while it runs makes it neither longer nor shorter", async (stepMs) => {
    const { world } = await silenced();
    world.clock.step(stepMs);
    world.pass(1);
    world.desk.signal(warning({ observedAtMs: world.clock.now(), atMs: world.clock.now() }));
    world.pass(3_598);
    expect(world.told).toEqual([]);
    world.pass(1);
    expect(world.told).toHaveLength(1);
  });
  it("an event of a resident is never held by a silence of its rule that slipped in", async () => {
    const silences = new MemorySilences();
    await silences.add({ ...wanted, rule: "sos", id: "s", by: nurse, fromMs: T0, untilMs: T0 + HOUR, endedMs: null, endedBy: null });
    const world = aDesk({ contracts: [], silences });
    await world.desk.start();
    world.desk.close();
    world.desk.signal(aSignal());
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
  });
});
