import { expect, it } from "vitest";
import { aContract, aDesk } from "./desk-fakes.ts";
import { MINUTE, startRun, T0 } from "./support.ts";

/** A wristband falls silent at 23:00 local time; the rules speak to the desk of its home until morning. */
function aNight(staffed: boolean, untilMs: number) {
  const run = startRun();
  const contract = aContract("c1", { tell: { absence: "at-once", device: "at-once" } });
  const world = aDesk({ staffed, contracts: [contract] });
  run.send({ at: 0, values: { heartRate: 66 } });
  run.tick(untilMs);
  for (const signal of run.signals) world.desk.signal(signal);
  world.pass(1_800);
  return { world, signals: run.signals };
}
it.each([true, false])("a silent wristband, staffed %s: a mark on the screens once, no clinic, no 120, no page again", async (staffed) => {
  const { world, signals } = aNight(staffed, 29 * MINUTE);
  await world.desk.drain(100);
  expect(signals.map(({ rule, class: lane, severity }) => `${rule} ${lane} ${severity}`)).toEqual(["absence.wristband technical warning"]);
  expect(world.told).toEqual(["onDutyCaregiver@0"]);
  expect([world.webhooks(), world.fallback.filter(({ channel }) => channel !== "screen")]).toEqual([[], []]);
  const { alert, timeline } = world.desk.open("fac")[0]!;
  expect(alert).toMatchObject({ prompt120: false, medical: { owed: false, dueAtMs: null }, onSite: { dueAtMs: null } });
  expect(timeline.map(({ code }) => code)).toEqual(["raised", "told"]);
  expect(timeline[0]!.at).toBe(T0 + MINUTE);
});
it("a wristband silent for half an hour becomes urgent: staff are paged, still no clinic and no 120", async () => {
  const { world, signals } = aNight(true, 31 * MINUTE);
  await world.desk.drain(100);
  expect(signals.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(["absence.wristband warning", "absence.wristband critical"]);
  const [open, ...more] = world.desk.open("fac");
  expect(more).toEqual([]);
  expect(open!.alert).toMatchObject({ severity: "critical", class: "technical", prompt120: false, evidenceCount: 2 });
  expect(open!.timeline.map(({ code }) => code)).toContain("upgraded");
  expect(world.told.length).toBeGreaterThan(1);
  expect(world.webhooks()).toEqual([]);
});
