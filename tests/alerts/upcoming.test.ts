import { describe, expect, it } from "vitest";
import { upcoming } from "../../alerts/escalation/upcoming.ts";
import { aContract, aDesk, aSignal, caregiver, doctor, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { careOf, T0 } from "./support.ts";

const contracts = [aContract("c1")];
const care = careOf({
  contracts: () => contracts,
  clinic: (id) => ({ id, name: `Clinic ${id}`, webhookUrl: "http://127.0.0.1/", webhookSecret: "", loopbackAllowed: true }),
});
const found = ({ desk }: DeskWorld) => desk.open("fac")[0]!;
/** "track@seconds after T0: whom". */
function ahead(world: DeskWorld): string[] {
  const { alert, timeline } = found(world);
  return upcoming(care, alert, timeline, world.clock.now()).map(
    ({ track, atMs, items }) => `${track}@${(atMs - T0) / 1_000}: ${items.map(({ target }) => target).join(" ")}`,
  );
}
function anSos(): DeskWorld {
  const world = aDesk({ contracts });
  world.desk.signal(aSignal());
  world.pass(10);
  return world;
}
describe("who is told next", () => {
  it("of a new call: the nurse after a minute, the clinic when nobody has arrived after 90 s; and so the desk does", async () => {
    const world = anSos();
    expect(ahead(world)).toEqual(["onSite@60: onDutyCaregiver nurse", "medical@90: clinics"]);
    world.told.length = 0;
    world.pass(50);
    expect(world.told).toEqual(["onDutyCaregiver@60", "nurse@60"]);
    world.pass(30);
    await world.desk.drain(1_000);
    expect(world.webhooks()).toEqual(["alert.raised c1@90"]);
  });
  it("passes over a step that tells nobody because somebody is on the way", async () => {
    const world = anSos();
    await world.desk.acknowledge(found(world).alert.id, "onSite", caregiver);
    expect(ahead(world)[0]).toBe("onSite@180: onDutyCaregiver nurse call120");
    world.told.length = 0;
    world.pass(169);
    expect(world.told).toEqual([]);
    world.pass(1);
    expect(world.told).toContain("nurse@180");
  });
  it("after the arrival: staff, when it is not closed; and no clinic that was never told", async () => {
    const world = anSos();
    await world.desk.arrive(found(world).alert.id, caregiver, { notUrgent: false });
    expect(ahead(world)).toEqual([`onSite@${10 + 15 * 60}: onDutyCaregiver nurse`]);
  });
  it("while it is snoozed: at the end of the snooze, from the first step", async () => {
    const world = aDesk({ contracts });
    world.desk.signal(vital({ severity: "warning" }));
    await world.desk.snooze(found(world).alert.id, nurse, { minutes: 30, reason: "seen" });
    expect(ahead(world)[0]).toMatch(/^onSite@1800: onDutyCaregiver/);
  });
  it("a clinic that refused is not told again, and nobody of what is closed", async () => {
    const world = aDesk({ staffed: false, contracts: [...contracts, aContract("c2", { priority: 2 })] });
    world.desk.signal(aSignal());
    const { id } = found(world).alert;
    await world.desk.dispose(id, doctor, { type: "refuse", text: "all out" });
    const { alert, timeline } = found(world);
    const both = careOf({ ...care, staffed: false, contracts: () => [...contracts, aContract("c2", { priority: 2 })] });
    const medical = upcoming(both, alert, timeline, world.clock.now()).find(({ track }) => track === "medical");
    expect(medical?.items.map(({ clinicId }) => clinicId)).toEqual(["c2"]);
    await world.desk.resolve(id, nurse, { outcome: "true", reason: "seen" });
    expect(upcoming(both, world.desk.find(id)!.alert, timeline, world.clock.now())).toEqual([]);
  });
});
