import { describe, expect, it } from "vitest";
import type { AlertKind } from "../../domain/alert.ts";
import { policyProblems } from "../../domain/escalation-check.ts";
import type { Ladder, PolicyVersion } from "../../domain/escalation.ts";
import type { Signal } from "../../alerts/signal.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { aContract, aDesk, aSignal, caregiver, MemoryAlertStore, MemorySilences, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { SECOND, T0 } from "./support.ts";

const now = (world: DeskWorld) => ({ observedAtMs: world.clock.now(), atMs: world.clock.now() });
const of = (world: DeskWorld, rule: string) => world.desk.open("fac").find(({ alert }) => alert.rule === rule)?.alert;
const fall = (more: Partial<Signal> = {}) => aSignal({ rule: "fall", kind: "fall", identity: "fall1", ...more });
const EMERGENCIES: readonly AlertKind[] = ["sos", "fall", "stillness", "longLie", "vital", "smoke"];

describe("a contract that says never", () => {
  it.each(EMERGENCIES)("of %s: the clinic is told all the same where nobody is on site and no other clinic would be", async (kind) => {
    const contracts = [aContract("c1", { tell: { [kind]: "never" } })];
    const world = aDesk({ staffed: false, contracts });
    world.desk.signal(aSignal({ rule: kind, kind }));
    await world.desk.drain(1_000);
    expect(world.webhooks()).toEqual(["alert.raised c1@0"]);
  });
  it("holds where another clinic is told, where people are on site, for a warning, and for a call for care", async () => {
    const never = aContract("c1", { tell: { sos: "never", vital: "never" } });
    const told = async (staffed: boolean, contracts: Parameters<typeof aDesk>[0] & object, signal: Signal) => {
      const world = aDesk({ staffed, ...contracts });
      world.desk.signal(signal);
      world.pass(120);
      await world.desk.drain(1_000);
      return new Set(world.webhooks().map((line) => line.split(/[ @]/)[1]));
    };
    expect(await told(false, { contracts: [never, aContract("c2")] }, aSignal())).toEqual(new Set(["c2"]));
    expect(await told(true, { contracts: [never] }, aSignal())).toEqual(new Set());
    expect(await told(false, { contracts: [never] }, vital({ severity: "warning" }))).toEqual(new Set());
    expect(await told(false, { contracts: [aContract("c1")] }, aSignal({ rule: "help", kind: "help", severity: "warning" }))).toEqual(
      new Set(),
    );
  });
});
describe("an SOS within a fall that is resolved", () => {
  async function pressed(arrival: "before" | "after" | "none") {
    const world = aDesk({ contracts: [] });
    world.desk.signal(fall());
    world.pass(20);
    world.desk.signal(aSignal({ ...now(world) }));
    if (arrival !== "none") await world.desk.arrive(of(world, "fall")!.id, caregiver, { notUrgent: false });
    world.pass(10);
    world.told.length = 0;
    await world.desk.resolve(of(world, "fall")!.id, nurse, { outcome: "false", reason: null });
    return world;
  }
  it("is told on its own when nobody has stood at the bed since the press", async () => {
    const world = await pressed("none");
    expect(of(world, "sos")).toMatchObject({ hold: null, onSite: { owed: true } });
    expect(world.told).toEqual(["onDutyCaregiver@30"]);
  });
  it("is over with it when somebody has", async () => {
    const world = await pressed("after");
    expect(of(world, "sos")).toBeUndefined();
    expect(world.told).toEqual([]);
  });
  it("is told on its own when the fall was never written", async () => {
    const store = new MemoryAlertStore();
    const clock = new ManualClock(T0);
    const before = aDesk({ contracts: [], store, clock });
    before.desk.signal(fall());
    const fallId = of(before, "fall")!.id;
    before.desk.signal(aSignal({ ...now(before) }));
    await before.desk.drain(1_000);
    before.desk.close();
    store.alerts.delete(fallId);
    const world = aDesk({ contracts: [], store, clock });
    await world.desk.start();
    world.desk.close();
    expect(of(world, "sos")).toMatchObject({ state: "raised", hold: null, onSite: { owed: true } });
  });
});
it.each(["group", "silence"])(
  "a doctor who was called for what a %s holds is called until one answers, whatever is measured",
  async (hold) => {
    const world = aDesk({ contracts: [aContract("c1")], silences: new MemorySilences() });
    if (hold === "group") world.desk.signal(fall());
    world.desk.signal(vital({ severity: "warning", identity: "w", ...now(world) }));
    if (hold === "group") await world.desk.arrive(of(world, "fall")!.id, caregiver, { notUrgent: false });
    else
      await world.desk.silence(
        { facilityId: "fac", residentId: "res", rule: "heartRate.high", deviceId: null, minutes: 60, reason: "known" },
        nurse,
      );
    const { id } = of(world, "heartRate.high")!;
    expect(of(world, "heartRate.high")?.hold?.type).toBe(hold);
    await world.desk.needDoctor(id, caregiver);
    world.pass(10);
    world.desk.signal(vital({ severity: "warning", identity: "w2", ...now(world) }));
    world.pass(60);
    await world.desk.drain(1_000);
    expect(world.webhooks()).toEqual(["alert.raised c1@0", "alert.updated c1@60"]);
  },
);
it("what a silence holds is told after a start when the silence was ended meanwhile", async () => {
  const [store, silences, clock] = [new MemoryAlertStore(), new MemorySilences(), new ManualClock(T0)];
  const before = aDesk({ contracts: [], store, silences, clock });
  before.desk.signal(vital({ severity: "warning" }));
  const input = { facilityId: "fac", residentId: "res", rule: "heartRate.high", deviceId: null, minutes: 600, reason: "known" };
  const { id } = await before.desk.silence(input, nurse);
  await before.desk.drain(1_000);
  before.desk.close();
  await silences.end(id, clock.now(), nurse);
  const world = aDesk({ contracts: [], store, silences, clock });
  await world.desk.start();
  world.desk.close();
  expect(of(world, "heartRate.high")).toMatchObject({ hold: null, onSite: { owed: true } });
  expect(world.told).toEqual(["onDutyCaregiver@0"]);
});
describe("a ladder that lets warnings wait", () => {
  const ladder = (more: Partial<Ladder> = {}): Ladder => ({
    ...{ id: "later", track: "onSite", for: { severities: ["warning"] } },
    ...{ steps: [{ afterMs: 600 * SECOND, targets: ["onDutyCaregiver"] }], repeat: null },
    ...more,
  });
  const version = (one: Ladder): PolicyVersion => ({
    ...{ id: "p", facilityId: "fac", version: 1, policy: { ladders: [one], inHouse: null }, fromMs: 0, reason: "r", createdAtMs: 0 },
    ...{ byUserId: "u", byName: "n", byRole: "manager" },
  });
  it.each(["longLie", "wandering", "stillness", "help"] as const)("does not let %s wait", (kind) => {
    const world = aDesk({ contracts: [], care: { escalationPolicies: () => [version(ladder())] } });
    world.desk.signal(aSignal({ rule: kind, kind, severity: "warning" }));
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
  });
  it("does let a bed that is empty wait", () => {
    const world = aDesk({ contracts: [], care: { escalationPolicies: () => [version(ladder())] } });
    world.desk.signal(aSignal({ rule: "bedExit.night", kind: "bedExit", severity: "warning" }));
    expect(world.told).toEqual([]);
  });
  it.each(["longLie", "wandering", "stillness", "smoke"] as const)("is refused when it names %s", (kind) => {
    const problems = (kinds: AlertKind[]) =>
      policyProblems({ ladders: [ladder({ for: { kinds, severities: ["warning"] } })], inHouse: null }).length;
    expect([problems([kind]) > 0, problems(["bedExit"])]).toEqual([true, 0]);
  });
});
