import { describe, expect, it } from "vitest";
import { alertIdOf } from "../../domain/ids.ts";
import { aDesk, aSignal, caregiver, doctor, MemoryAlertStore, nurse, vital } from "./desk-fakes.ts";
import { T0 } from "./support.ts";

const sosId = alertIdOf("res", "sos", "press1");
describe("one alert per condition", () => {
  it("the event lane and the evaluator raise one", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    world.desk.signal(aSignal());
    expect(world.desk.open("fac").map(({ alert }) => [alert.id, alert.evidenceCount])).toEqual([[sosId, 1]]);
  });
  it("a second press adds evidence and pages again", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    world.pass(20);
    world.desk.signal(aSignal({ identity: "press2", observedAtMs: T0 + 20_000, atMs: T0 + 20_000 }));
    expect(world.desk.open("fac")[0]!.alert.evidenceCount).toBe(2);
    expect(world.told).toEqual(["onDutyCaregiver@0", "onDutyCaregiver@20"]);
  });
  it("keeps a row of telling the screens, sent or failed", () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    const [change] = world.store.changes;
    const screen = change!.deliveries.find(({ channel }) => channel === "screen");
    expect(change!.attempts).toMatchObject([{ deliveryId: screen!.id, channel: "screen", recipientId: "onDutyCaregiver" }]);
    expect(["sent", "failed"]).toContain(change!.attempts![0]!.state);
  });
  it("a press after the arrival opens the on-site track again", async () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    await world.desk.arrive(sosId, caregiver, { notUrgent: true });
    world.pass(20);
    world.desk.signal(aSignal({ identity: "press2", observedAtMs: T0 + 20_000 }));
    expect(world.desk.find(sosId)!.alert.onSite.state).toBe("waiting");
  });
  it("a resolved press is not raised again by a replay, also after a restart and from the records alone", async () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    await world.desk.resolve(sosId, nurse, { outcome: "false", reason: null });
    world.desk.signal(aSignal());
    expect(world.desk.open("fac")).toEqual([]);
    const again = aDesk({ store: world.store });
    await again.desk.start();
    again.desk.signal(aSignal());
    again.desk.close();
    expect(again.desk.open("fac")).toEqual([]);
    const cold = aDesk({ store: world.store });
    cold.desk.signal(aSignal());
    await expect.poll(() => cold.desk.open("fac")).toEqual([]);
    expect(cold.webhooks().filter((line) => line.startsWith("alert.raised"))).toEqual([]);
  });
  it("keeps the worst severity until it ends", () => {
    const world = aDesk();
    world.desk.signal(vital({ severity: "warning", identity: "a" }));
    expect(world.desk.open("fac")[0]!.alert).toMatchObject({ severity: "warning", prompt120: false, medical: { owed: false } });
    world.desk.signal(vital({ type: "update", identity: "b" }));
    world.desk.signal(vital({ type: "update", severity: "warning", identity: "c" }));
    expect(world.desk.open("fac")[0]!.alert).toMatchObject({ severity: "critical", prompt120: true, medical: { owed: true } });
  });
});
describe("the end of a condition", () => {
  const clear = (why: "over" | "expired" | "confirmed" = "over") => vital({ type: "clear", identity: "z", why });
  it.each([
    { name: "a warning that nobody took goes by itself", severity: "warning", why: "over", state: "resolved" },
    { name: "a critical one stays for a person", severity: "critical", why: "over", state: "raised" },
    { name: "a critical one of which nothing more is known still holds", severity: "critical", why: "expired", state: "raised" },
  ] as const)("$name", ({ severity, why, state }) => {
    const world = aDesk();
    world.desk.signal(vital({ severity }));
    world.desk.signal(clear(why));
    const { alert } = world.desk.find(alertIdOf("res", "heartRate.high", "press1"))!;
    expect(alert).toMatchObject({ state, conditionActive: why === "expired" });
  });
  it("a warning that somebody took waits for the outcome", async () => {
    const world = aDesk();
    world.desk.signal(vital({ severity: "warning" }));
    await world.desk.acknowledge(world.desk.open("fac")[0]!.alert.id, "onSite", caregiver);
    world.desk.signal(clear());
    expect(world.desk.open("fac")).toHaveLength(1);
  });
  it("a confirmed question ends as true", () => {
    const world = aDesk();
    world.desk.signal(aSignal({ rule: "measureNow.spo2", kind: "measureNow", severity: "warning", latched: false }));
    world.desk.signal(aSignal({ rule: "measureNow.spo2", kind: "measureNow", type: "clear", why: "confirmed", identity: "q" }));
    expect(world.changes.at(-1)).toMatchObject({ state: "resolved", outcome: "true" });
  });
  it("resolving while it holds needs a reason, and every identity is journalled", async () => {
    const world = aDesk();
    world.desk.signal(vital());
    const { id } = world.desk.open("fac")[0]!.alert;
    await expect(world.desk.resolve(id, nurse, { outcome: "true", reason: " " })).rejects.toMatchObject({ code: "REASON_REQUIRED" });
    await world.desk.resolve(id, nurse, { outcome: "true", reason: "hospital" });
    expect(world.resolved).toEqual([id]);
    await expect(world.desk.resolve(id, nurse, { outcome: "true", reason: "x" })).rejects.toMatchObject({ code: "ALERT_CLOSED" });
  });
});
describe("two people at once", () => {
  it("exactly one takes a track, and the other learns the role", async () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    const answers = await Promise.allSettled([caregiver, nurse].map((by) => world.desk.acknowledge(sosId, "onSite", by)));
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(answers[1]).toMatchObject({ reason: { code: "CONFLICT", message: expect.stringContaining("caregiver") as string } });
    expect(String((answers[1] as PromiseRejectedResult).reason)).not.toContain("Li");
  });
  it("the same person twice is no conflict, a second arrival is", async () => {
    const world = aDesk();
    world.desk.signal(aSignal());
    await world.desk.acknowledge(sosId, "medical", doctor);
    await world.desk.acknowledge(sosId, "medical", doctor);
    await world.desk.arrive(sosId, caregiver, { notUrgent: false });
    await world.desk.arrive(sosId, caregiver, { notUrgent: false });
    await expect(world.desk.arrive(sosId, nurse, { notUrgent: false })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(world.desk.arrive("nobody", nurse, { notUrgent: false })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
describe("while the records fail", () => {
  it("sends from memory with the ids of the rows, and writes the rows in order when they return", async () => {
    const store = new MemoryAlertStore();
    store.isDown = true;
    const world = aDesk({ store, staffed: false });
    world.desk.signal(aSignal());
    await expect.poll(() => world.fallback.map(({ channel }) => channel)).toEqual(["screen", "webhook"]);
    await world.desk.acknowledge(sosId, "medical", doctor);
    store.isDown = false;
    await expect.poll(() => world.desk.waiting()).toBe(0);
    expect(store.changes.map(({ alert }) => alert.version)).toEqual([1, 2]);
    expect(store.sent[1]!.id).toBe(world.fallback[1]!.id);
  });
  it("does not wait longer than 50 ms for a stuck transaction", async () => {
    const store = new MemoryAlertStore();
    store.isStuck = true;
    const world = aDesk({ store, staffed: false });
    world.desk.signal(aSignal());
    await expect.poll(() => world.fallback.length, { timeout: 4_000 }).toBe(2);
    await world.desk.acknowledge(sosId, "medical", doctor);
    expect(world.desk.find(sosId)!.alert.medical.state).toBe("acknowledged");
    world.desk.close();
  });
});
describe("late and technical", () => {
  it("a late press pages and says how late it is, a late warning pages nobody", () => {
    const world = aDesk();
    world.desk.signal(aSignal({ late: true, atMs: T0 + 1_500_000 }));
    world.desk.signal(vital({ late: true, severity: "warning" }));
    expect(world.told).toEqual(["onDutyCaregiver@0"]);
    expect(world.desk.find(sosId)!.timeline[0]).toMatchObject({ code: "raised", detail: "late 25 min" });
  });
  it.each([
    ["info", []],
    ["warning", ["onDutyCaregiver@0"]],
  ] as const)("technical %s tells %j and nobody more", (severity, told) => {
    const world = aDesk({ staffed: false });
    world.desk.signal(aSignal({ rule: "device.battery", kind: "device", class: "technical", severity, latched: false }));
    world.pass(600);
    expect(world.told).toEqual(told);
    expect(world.webhooks()).toEqual([]);
  });
});
