import { expect, it, describe } from "vitest";
import { aContract, aDesk, aSignal, caregiver, doctor, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { T0 } from "./support.ts";

const idOf = (world: DeskWorld) => world.desk.open("fac")[0]!.alert.id;
const codes = (world: DeskWorld) => world.desk.open("fac")[0]!.timeline.map(({ code }) => code);
describe("the ladder of a staffed home", () => {
  it("caregiver at once, nurse after 60 s, both again after 180 s and every 180 s", () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(aSignal());
    world.pass(400);
    expect(world.told).toEqual([
      "onDutyCaregiver@0",
      ...["onDutyCaregiver@60", "nurse@60", "onDutyCaregiver@180", "nurse@180", "onDutyCaregiver@360", "nurse@360"],
    ]);
  });
  it("somebody on the way spares the nurse, but not arriving does not", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    void world.desk.acknowledge(idOf(world), "onSite", caregiver);
    world.pass(179);
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
    world.pass(1);
    expect(world.told).toEqual(["onDutyCaregiver@0", "onDutyCaregiver@180", "nurse@180"]);
  });
  it("arrival at the bed ends it", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    void world.desk.arrive(idOf(world), caregiver, { notUrgent: false });
    world.pass(600);
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
    expect(world.desk.open("fac")[0]!.alert).toMatchObject({ state: "inProgress", onSite: { state: "done" } });
  });
  it("where no caregiver watches a screen the nurse is told in the same moment", () => {
    const world = aDesk({ screens: 0 });
    world.desk.signal(aSignal());
    expect(world.told).toEqual(["onDutyCaregiver@0", "nurse@0"]);
  });
  it("prompts to call 120 and the next contact when nobody came in three minutes", () => {
    const contact = { id: "k", facilityId: "fac", residentId: "res", role: "nextContact", name: "Son", phone: "1" } as const;
    const world = aDesk({ contacts: [contact] });
    world.desk.signal(aSignal());
    world.pass(180);
    expect(world.desk.open("fac")[0]!.timeline).toContainEqual({
      at: T0 + 180_000,
      code: "call120",
      track: "onSite",
      who: "nextContact",
      detail: null,
    });
  });
});
describe("the clinic of a staffed home", () => {
  it("is told after 90 s without arrival, then every 60 s, the next clinic with it, until a person answers", async () => {
    const world = aDesk({ contracts: [aContract("c1"), aContract("c2")] });
    world.desk.signal(aSignal());
    world.pass(150);
    await world.desk.acknowledge(idOf(world), "medical", doctor);
    world.pass(300);
    expect(world.webhooks()).toEqual(["alert.raised c1@90", "alert.updated c1@150", "alert.raised c2@150"]);
    expect(world.stopped).toEqual([idOf(world)]);
  });
  it("its acknowledgement never ends the on-site track", async () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    world.pass(100);
    await world.desk.acknowledge(idOf(world), "medical", doctor);
    world.pass(100);
    expect(world.told.at(-1)).toBe("nurse@180");
  });
  it.each([
    { name: "arrival within 90 s keeps it out", notUrgent: false },
    { name: "非紧急 keeps it out", notUrgent: true },
  ])("$name", ({ notUrgent }) => {
    const world = aDesk();
    world.desk.signal(aSignal());
    world.pass(30);
    void world.desk.arrive(idOf(world), caregiver, { notUrgent });
    world.pass(600);
    expect(world.webhooks()).toEqual([]);
  });
  it("需要医生 tells it at once, after an arrival too", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    void world.desk.arrive(idOf(world), caregiver, { notUrgent: true });
    world.pass(10);
    void world.desk.needDoctor(idOf(world), nurse);
    world.pass(60);
    return expect.poll(() => world.webhooks()).toEqual(["alert.raised c1@10", "alert.updated c1@70"]);
  });
  it("a confirmed medical-grade value tells it at once, a consumer's after 90 s", async () => {
    const medical = aDesk();
    medical.desk.signal(vital({ medicalGrade: true }));
    await expect.poll(() => medical.webhooks()).toEqual(["alert.raised c1@0"]);
    const consumer = aDesk();
    consumer.desk.signal(vital());
    consumer.pass(90);
    await expect.poll(() => consumer.webhooks()).toEqual(["alert.raised c1@90"]);
  });
  it.each(["help", "measureNow", "leak"] as const)("%s never pages it", async (kind) => {
    const world = aDesk({ staffed: false });
    world.desk.signal(aSignal({ kind, rule: kind, severity: kind === "leak" ? "critical" : "warning" }));
    world.pass(600);
    await world.desk.drain(100);
    expect(world.webhooks()).toEqual([]);
  });
  it("a missing contract prompts to call 120", () => {
    const world = aDesk({ contracts: [] });
    world.desk.signal(vital({ medicalGrade: true }));
    expect(codes(world)).toContain("call120");
  });
  it("is told of the end, and of the upgrade of a warning at once", async () => {
    const world = aDesk({ contracts: [aContract("c1", { tell: { vital: "at-once" } })] });
    world.desk.signal(vital({ severity: "warning", identity: "a" }));
    world.pass(5);
    world.desk.signal(vital({ type: "update", identity: "b" }));
    await world.desk.resolve(idOf(world), nurse, { outcome: "true", reason: "sent to hospital" });
    expect(world.webhooks()).toEqual(["alert.raised c1@5", "alert.resolved c1@5"]);
  });
});
describe("a medical track that somebody took", () => {
  const repages = (world: DeskWorld) =>
    world.desk
      .open("fac")[0]!
      .timeline.filter(({ code, track }) => code === "repaged" && track === "medical")
      .map(({ at, who, detail }) => `${who} ${detail} @${(at - T0) / 1000}`);
  async function taken(options: Parameters<typeof aDesk>[0] = {}, by = doctor, severity: "critical" | "warning" = "critical") {
    const world = aDesk({ staffed: false, ...options });
    world.desk.signal(vital({ severity, medicalGrade: true }));
    world.pass(10);
    await world.desk.acknowledge(idOf(world), "medical", by);
    return world;
  }
  it("is told again every 15 minutes while a critical alert is not resolved, and staff see it", async () => {
    const world = await taken();
    world.pass(899);
    expect(world.webhooks()).toEqual(["alert.raised c1@0"]);
    world.pass(901);
    await expect.poll(() => world.webhooks()).toEqual(["alert.raised c1@0", "alert.updated c1@910", "alert.updated c1@1810"]);
    expect(repages(world)).toEqual(["Clinic c1 c1 @910", "Clinic c1 c1 @1810"]);
    await world.desk.resolve(idOf(world), nurse, { outcome: "true", reason: "transferred" });
    world.pass(1_000);
    await expect.poll(() => world.webhooks().slice(3)).toEqual(["alert.resolved c1@1810"]);
  });
  it("that is a warning is not asked again", async () => {
    const world = await taken({}, doctor, "warning");
    world.pass(3_600);
    expect(world.desk.open("fac")[0]!.alert.medical.dueAtMs).toBeNull();
    expect(repages(world)).toEqual([]);
  });
  it("as a warning hears at once that it is critical now", async () => {
    const world = await taken({ contracts: [aContract("c1", { tell: { vital: "at-once" } })] }, doctor, "warning");
    world.desk.signal(vital({ type: "update", identity: "worse" }));
    await expect.poll(() => world.webhooks()).toEqual(["alert.raised c1@0", "alert.updated c1@10"]);
  });
  it("by the nurse before any clinic was told goes to the clinic, unless somebody arrived", async () => {
    const [alone, arrived, called] = [aDesk(), aDesk(), aDesk()];
    for (const world of [alone, arrived, called]) {
      world.desk.signal(aSignal());
      await world.desk.acknowledge(idOf(world), "medical", nurse);
    }
    await arrived.desk.arrive(idOf(arrived), caregiver, { notUrgent: false });
    for (const world of [alone, arrived]) world.pass(900);
    await called.desk.needDoctor(idOf(called), caregiver);
    await expect.poll(() => alone.webhooks()).toEqual(["alert.raised c1@900"]);
    await expect.poll(() => called.webhooks()).toEqual(["alert.raised c1@0"]);
    expect(arrived.webhooks()).toEqual([]);
  });
  it("goes to no clinic whose contract says never", async () => {
    const world = await taken({ staffed: true, contracts: [aContract("c1", { tell: { vital: "never" } })] }, nurse);
    world.pass(3_600);
    await world.desk.drain(100);
    expect(world.webhooks()).toEqual([]);
  });
  it("goes on after an arrival, of which staff are asked only when it is not resolved in a quarter of an hour", async () => {
    const world = await taken({ staffed: true });
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: false });
    const { length } = world.told;
    world.pass(899);
    expect(world.told).toHaveLength(length);
    world.pass(1);
    expect(world.told.slice(length)).toEqual(["onDutyCaregiver@910", "nurse@910"]);
    expect(repages(world)).toEqual(["Clinic c1 c1 @910"]);
  });
  it("ends with an arrival that finds nothing urgent", async () => {
    const world = await taken({ staffed: true });
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: true });
    world.pass(3_600);
    expect(repages(world)).toEqual([]);
  });
});
describe("an unstaffed home", () => {
  it("tells the clinic at once and prompts for 120", async () => {
    const world = aDesk({ staffed: false });
    world.desk.signal(aSignal());
    await expect.poll(() => world.webhooks()).toEqual(["alert.raised c1@0"]);
    expect(codes(world)).toEqual(["raised", "told", "call120", "told"]);
  });
});
describe("time", () => {
  it("setting the wall clock fires nothing early and delays nothing", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    world.pass(30);
    world.clock.step(3_600_000);
    world.pass(29);
    expect(world.told).toHaveLength(1);
    world.pass(1);
    expect(world.told).toHaveLength(3);
    world.clock.step(-7_200_000);
    world.pass(119);
    expect(world.told).toHaveLength(3);
    world.pass(1);
    expect(world.told).toHaveLength(5);
  });
  it("what was owed during a stop is due at the start, once", async () => {
    const before = aDesk();
    before.desk.signal(aSignal());
    before.desk.close();
    before.clock.advance(1_000_000);
    const after = aDesk({ store: before.store, clock: before.clock });
    await after.desk.start();
    after.desk.close();
    expect(after.told).toEqual(["onDutyCaregiver@1000", "nurse@1000"]);
    await expect.poll(() => after.webhooks()).toEqual(["alert.raised c1@1000"]);
  });
});
