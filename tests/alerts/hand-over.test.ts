import { describe, expect, it } from "vitest";
import { aDesk, aSignal, caregiver, nurse, vital, type DeskWorld } from "./desk-fakes.ts";

const first = (world: DeskWorld) => world.desk.open("fac")[0]!;
const idOf = (world: DeskWorld) => first(world).alert.id;
/** When each rung of staff was told, seconds after the alert, in order. */
const toldAt = (world: DeskWorld) => world.told.map((line) => Number(line.split("@")[1]));
function raised(signal = aSignal()) {
  const world = aDesk();
  world.desk.signal(signal);
  return world;
}

describe("我走不开转同事", () => {
  it("whoever said 我去 gives it back: open for everybody, told again in the same second, under no name", async () => {
    const world = raised();
    await world.desk.acknowledge(idOf(world), "onSite", caregiver);
    world.pass(20);
    world.told.length = 0;
    await world.desk.handOver(idOf(world), caregiver, "Zhao");
    expect(toldAt(world)).toContain(20);
    const { alert, timeline } = first(world);
    expect(alert).toMatchObject({ state: "raised", onSite: { state: "waiting", by: null, acknowledgedAtMs: null } });
    expect(timeline).toContainEqual(expect.objectContaining({ code: "handedOver", who: "Li", detail: "caregiver: Zhao", track: "onSite" }));
    await world.desk.acknowledge(idOf(world), "onSite", nurse);
    expect(first(world).alert.onSite.by).toEqual(nurse);
  });
  it.each([5, 40, 70, 150, 200])(
    "after %i s, the ladder stands at every moment at least where it would without anybody",
    async (seconds) => {
      const [alone, handed] = [raised(), raised()];
      await handed.desk.acknowledge(idOf(handed), "onSite", caregiver);
      for (const world of [alone, handed]) world.pass(seconds);
      await handed.desk.handOver(idOf(handed), caregiver, null);
      const behind: number[] = [];
      for (let at = seconds; at < 1_000; at += 5) {
        if (first(handed).alert.onSite.step < first(alone).alert.onSite.step) behind.push(at);
        for (const world of [alone, handed]) world.pass(5);
      }
      expect(behind).toEqual([]);
      expect(toldAt(handed)).toContain(seconds);
    },
  );
  it("said again by the same person it hurries nobody; somebody else's is not theirs to hand over", async () => {
    const world = raised();
    const id = idOf(world);
    await world.desk.handOver(id, caregiver, null);
    const { version, onSite } = first(world).alert;
    await world.desk.handOver(id, caregiver, null);
    expect(first(world).alert).toMatchObject({ version, onSite: { step: onSite.step, dueAtMs: onSite.dueAtMs } });
    await world.desk.acknowledge(id, "onSite", nurse);
    await expect(world.desk.handOver(id, caregiver, null)).rejects.toMatchObject({ code: "CONFLICT" });
    await world.desk.arrive(id, nurse, { notUrgent: false });
    await expect(world.desk.handOver(id, nurse, null)).rejects.toMatchObject({ code: "CONFLICT" });
    await world.desk.resolve(id, nurse, { outcome: "true", reason: null });
    await expect(world.desk.handOver(id, nurse, null)).rejects.toMatchObject({ code: "ALERT_CLOSED" });
  });
  it("a clinic that took the medical track keeps it, and a snooze ends", async () => {
    const world = raised(vital({ severity: "warning", rule: "heartRate.high" }));
    await world.desk.snooze(idOf(world), caregiver, { minutes: 30, reason: "x" });
    world.told.length = 0;
    await world.desk.handOver(idOf(world), caregiver, null);
    expect(first(world).alert.hold).toBeNull();
    expect(world.told.length).toBeGreaterThan(0);
    const both = raised();
    await both.desk.acknowledge(idOf(both), "medical", nurse);
    await both.desk.acknowledge(idOf(both), "onSite", caregiver);
    await both.desk.handOver(idOf(both), caregiver, null);
    expect(first(both).alert).toMatchObject({ state: "acknowledged", medical: { state: "acknowledged", by: nurse } });
  });
  it("an arrival by the room's code says so", async () => {
    const world = raised();
    await world.desk.arrive(idOf(world), caregiver, { notUrgent: true, byRoomCode: true });
    expect(first(world).timeline.at(-1)).toMatchObject({ code: "arrived", who: "Li", detail: "notUrgent: roomCode" });
  });
});
