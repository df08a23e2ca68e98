import { describe, expect, it } from "vitest";
import { GROUPINGS } from "../../alerts/life/grouping.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { Signal } from "../../alerts/signal.ts";
import { aContract, aDesk, aSignal, caregiver, doctor, MemoryAlertStore, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { MINUTE, T0 } from "./support.ts";

const fall = (more: Partial<Signal> = {}) => aSignal({ rule: "fall", kind: "fall", identity: "fall1", ...more });
/** At the desk's time, as everything that happens live. */
const now = (world: DeskWorld) => ({ observedAtMs: world.clock.now(), atMs: world.clock.now() });
const of = (world: DeskWorld, rule: string) => world.desk.open("fac").find(({ alert }) => alert.rule === rule)?.alert;
const headed = (world: DeskWorld) => world.desk.open("fac").filter(({ alert }) => alert.hold === null);
function fallen(options: Parameters<typeof aDesk>[0] = {}) {
  const world = aDesk({ contracts: [], ...options });
  world.desk.signal(fall());
  return world;
}
const EVERYTHING: readonly Partial<Signal>[] = [
  { rule: "sos", kind: "sos" },
  { rule: "help", kind: "help", severity: "warning" },
  { rule: "stillness", kind: "stillness" },
  { rule: "heartRate.high", kind: "vital", sign: "heartRate", value: 140 },
  { rule: "measureNow.heartRate", kind: "measureNow", severity: "warning", latched: false },
  { rule: "device.notWorn", kind: "device", class: "technical", severity: "warning", latched: false },
  { rule: "bedExit.night", kind: "bedExit", severity: "warning", latched: false },
  { rule: "spo2.low", kind: "vital", sign: "spo2", value: 88 },
];
describe("one fall", () => {
  it("is one alert with its evidence, and each of it is a record of its own", () => {
    const world = fallen();
    for (const [index, more] of EVERYTHING.entries()) {
      world.pass(20);
      world.desk.signal(aSignal({ identity: `e${index}`, ...more, ...now(world) }));
    }
    expect(headed(world).map(({ alert }) => alert.rule)).toEqual(["fall"]);
    expect(headed(world)[0]!.alert.evidenceCount).toBe(1 + EVERYTHING.length);
    expect(world.desk.open("fac")).toHaveLength(1 + EVERYTHING.length);
    expect(of(world, "spo2.low")).toMatchObject({ hold: { type: "group" }, onSite: { owed: false }, medical: { owed: false } });
  });
  it("pages again at once for an SOS, and for a value that becomes critical", () => {
    const world = fallen();
    world.pass(20);
    world.desk.signal(aSignal({ ...now(world) }));
    expect(world.told).toContain("onDutyCaregiver@20");
    world.desk.signal(vital({ severity: "warning", identity: "w", ...now(world) }));
    world.pass(10);
    expect(world.told).not.toContain("onDutyCaregiver@30");
    world.desk.signal(vital({ type: "update", identity: "c", ...now(world) }));
    expect(world.told).toContain("onDutyCaregiver@30");
    world.pass(5);
    world.desk.signal(aSignal({ identity: "press2", ...now(world) }));
    expect(world.told).toContain("onDutyCaregiver@35");
    expect(headed(world).map(({ alert }) => alert.rule)).toEqual(["fall"]);
  });
  it("leaves staff their 90 s before the clinic, but not for a critical value of medical grade", async () => {
    const world = fallen({ contracts: [aContract("c1")] });
    world.pass(20);
    world.desk.signal(aSignal({ ...now(world) }));
    await world.desk.drain(1_000);
    expect(world.webhooks()).toEqual([]);
    world.desk.signal(vital({ medicalGrade: true, ...now(world) }));
    await world.desk.drain(1_000);
    expect(world.webhooks()).toEqual(["alert.raised c1@20"]);
  });
  it("tells a clinic that has taken it of what is worse", async () => {
    const world = fallen({ staffed: false, contracts: [aContract("c1")] });
    await world.desk.acknowledge(of(world, "fall")!.id, "medical", doctor);
    world.pass(20);
    world.desk.signal(vital({ ...now(world) }));
    await world.desk.drain(1_000);
    expect(world.webhooks()).toEqual(["alert.raised c1@0", "alert.updated c1@20"]);
  });
});
describe("stands alone", () => {
  it("what becomes critical, or is called out, after somebody has come", async () => {
    const world = fallen();
    world.desk.signal(vital({ severity: "warning", rule: "spo2.low", identity: "w" }));
    await world.desk.arrive(of(world, "fall")!.id, caregiver, { notUrgent: false });
    world.pass(60);
    world.told.length = 0;
    world.desk.signal(vital({ identity: "new", ...now(world) }));
    world.desk.signal(vital({ type: "update", rule: "spo2.low", identity: "c", ...now(world) }));
    world.desk.signal(aSignal({ identity: "press", ...now(world) }));
    expect(headed(world).map(({ alert }) => alert.rule)).toEqual(["fall", "spo2.low", "heartRate.high", "sos"]);
    expect(world.told.filter((line) => line === "onDutyCaregiver@60")).toHaveLength(3);
  });
  it("another resident, another time, what came before, what is late, and what is a device's own", () => {
    const world = fallen();
    const at = (ms: number) => ({ observedAtMs: T0 + ms, atMs: T0 + Math.max(ms, 0) });
    world.desk.signal(vital({ subjectId: "res2", residentId: "res2" }));
    world.desk.signal(vital({ rule: "a", identity: "later", ...at(10 * MINUTE + 1) }));
    world.desk.signal(vital({ rule: "b", identity: "before", ...at(-1) }));
    world.desk.signal(vital({ rule: "c", identity: "late", late: true }));
    world.desk.signal(vital({ rule: "device.battery", kind: "device", class: "technical", severity: "warning", identity: "d" }));
    expect(headed(world)).toHaveLength(6);
  });
});
describe("when the fall is resolved", () => {
  async function resolved() {
    const world = fallen();
    world.desk.signal(vital({ identity: "hr", ...now(world) }));
    world.desk.signal(aSignal({ identity: "press", ...now(world) }));
    world.desk.signal(vital({ rule: "spo2.low", severity: "warning", identity: "ox", ...now(world) }));
    world.desk.signal(vital({ type: "clear", rule: "spo2.low", severity: "warning", why: "over", identity: "over" }));
    await world.desk.arrive(of(world, "fall")!.id, caregiver, { notUrgent: false });
    world.pass(30);
    world.told.length = 0;
    await world.desk.resolve(of(world, "fall")!.id, nurse, { outcome: "true", reason: null });
    return world;
  }
  it("what still holds is told on its own, and what is over was seen with it", async () => {
    const world = await resolved();
    expect(world.desk.open("fac").map(({ alert }) => alert.rule)).toEqual(["heartRate.high"]);
    expect(world.told).toEqual(["onDutyCaregiver@30"]);
    expect(of(world, "heartRate.high")).toMatchObject({ hold: null, onSite: { owed: true, step: 1 }, medical: { owed: true } });
    expect(world.resolved).toHaveLength(2);
  });
  it.each([true, false])("also after a restart (resolved before: %s)", async (isResolved) => {
    const store = new MemoryAlertStore();
    const clock = new ManualClock(T0);
    const before = fallen({ store, clock });
    before.desk.signal(vital({ identity: "hr", ...now(before) }));
    await before.desk.drain(1_000);
    before.desk.close();
    const [headId] = store.alerts.keys();
    if (isResolved) {
      const head = store.alerts.get(headId!)!;
      store.alerts.set(headId!, { ...head, alert: { ...head.alert, state: "resolved", outcome: "true", resolvedAtMs: T0 } });
    }
    const world = aDesk({ contracts: [], store, clock });
    await world.desk.start();
    world.desk.close();
    if (!isResolved) {
      expect(of(world, "heartRate.high")?.hold).toEqual({ type: "group", alertId: headId });
      await world.desk.resolve(headId!, nurse, { outcome: "true", reason: null });
    }
    expect(of(world, "heartRate.high")).toMatchObject({ hold: null, onSite: { owed: true, step: 1 } });
    expect(world.told).toContain("onDutyCaregiver@0");
  });
});
it("says for each group why, and names rules and kinds that exist", () => {
  const kinds = new Set(DEFAULT_CATALOGUE.rules.map(({ kind }) => kind));
  for (const { head, children, rules, reason } of GROUPINGS) {
    expect(reason).toContain(" ");
    expect(DEFAULT_CATALOGUE.rule(head)).toMatchObject({ severity: "critical", latched: true });
    for (const rule of rules) expect(DEFAULT_CATALOGUE.rule(rule)).toBeDefined();
    expect(children.filter((kind) => !kinds.has(kind))).toEqual([]);
  }
});
