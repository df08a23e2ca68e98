import { expect, it } from "vitest";
import { aDesk, aSignal, caregiver, doctor, MemoryAlertStore, nurse, vital, type DeskWorld } from "./desk-fakes.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { T0 } from "./support.ts";

/** Two processes that share the records; both know the SOS, raised by the first. */
async function twoDesks(): Promise<{ a: DeskWorld; b: DeskWorld; store: MemoryAlertStore; sosId: string }> {
  const store = new MemoryAlertStore();
  const clock = new ManualClock(T0);
  const a = aDesk({ store, clock });
  a.desk.signal(aSignal());
  await a.desk.drain(1_000);
  const b = aDesk({ store, clock });
  await b.desk.start();
  await b.desk.drain(1_000);
  b.desk.close();
  const [view] = b.desk.open("fac");
  return { a, b, store, sosId: view?.alert.id ?? "" };
}
const trackOf = (store: MemoryAlertStore, id: string) => store.alerts.get(id)?.alert.onSite.by?.name;

it("of two people on two processes one takes the track, and the other is told who was first", async () => {
  const { a, b, store, sosId } = await twoDesks();
  const answers = await Promise.allSettled([a.desk.acknowledge(sosId, "onSite", caregiver), b.desk.acknowledge(sosId, "onSite", nurse)]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(answers[1]).toMatchObject({ reason: { code: "CONFLICT", message: expect.stringContaining("caregiver") as string } });
  expect(trackOf(store, sosId)).toBe(caregiver.name);
  // The one that lost knows the winner by name, for whoever may see it.
  expect(b.desk.find(sosId)?.alert.onSite.by).toEqual(caregiver);
  expect(b.changes.at(-1)?.onSite.by).toEqual(caregiver);
});
it("the same person on two processes is no conflict", async () => {
  const { a, b, sosId } = await twoDesks();
  await expect(
    Promise.all([a.desk.acknowledge(sosId, "medical", doctor), b.desk.acknowledge(sosId, "medical", doctor)]),
  ).resolves.toBeDefined();
});
it("what another process did elsewhere on the alert does not stand in the way", async () => {
  const { a, b, store, sosId } = await twoDesks();
  await a.desk.acknowledge(sosId, "medical", doctor);
  await b.desk.acknowledge(sosId, "onSite", nurse);
  expect(store.alerts.get(sosId)?.alert).toMatchObject({ medical: { by: doctor }, onSite: { by: nurse } });
});
it("an alert that another process closed is closed, and its repeats end", async () => {
  const { a, b, sosId } = await twoDesks();
  await a.desk.resolve(sosId, nurse, { outcome: "false", reason: null });
  await expect(b.desk.acknowledge(sosId, "onSite", caregiver)).rejects.toMatchObject({ code: "ALERT_CLOSED" });
  expect(b.stopped).toContain(sosId);
  expect(b.resolved).toContain(sosId);
  expect(b.desk.open("fac")).toEqual([]);
});
it("a value that got worse is raised on what another process wrote, not lost", async () => {
  const store = new MemoryAlertStore();
  const clock = new ManualClock(T0);
  const a = aDesk({ store, clock });
  a.desk.signal(vital({ severity: "warning" }));
  await a.desk.drain(1_000);
  const b = aDesk({ store, clock });
  await b.desk.start();
  await b.desk.drain(1_000);
  b.desk.close();
  const id = a.desk.open("fac")[0]?.alert.id ?? "";
  await b.desk.acknowledge(id, "onSite", nurse);
  a.desk.signal(vital({ severity: "critical", identity: "worse" }));
  await a.desk.drain(1_000);
  expect(store.alerts.get(id)?.alert).toMatchObject({ severity: "critical", onSite: { by: nurse, state: "acknowledged" } });
});
it("what waited behind a lost step is thought out anew", async () => {
  const { a, b, store, sosId } = await twoDesks();
  await a.desk.acknowledge(sosId, "onSite", caregiver);
  const attempt = {
    deliveryId: "d",
    alertId: sosId,
    channel: "webhook",
    channelId: null,
    nextAt: null,
    recipientId: "c1",
    attempt: 0,
    at: T0,
    why: null,
  } as const;
  b.desk.attempted({ ...attempt, state: "failed" });
  b.desk.attempted({ ...attempt, state: "accepted" });
  await b.desk.drain(1_000);
  const codes = store.alerts.get(sosId)?.timeline.map(({ code }) => code) ?? [];
  expect(codes.filter((code) => code === "deliveryFailed" || code === "delivered")).toEqual(["deliveryFailed", "delivered"]);
  expect(trackOf(store, sosId)).toBe(caregiver.name);
  expect(store.changes.map(({ alert }) => alert.version)).toEqual(store.changes.map((_, index) => index + 1));
});
