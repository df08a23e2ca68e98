import { afterEach, beforeEach, expect, it } from "vitest";
import { aTrack } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, OWN_ALERT, signIn } from "./world.ts";

let fake: FakeApi;
beforeEach(async () => {
  fake = await openWorld();
  const { alert, timeline } = fake.desk.find(OWN_ALERT)!;
  const dueAtMs = alert.raisedAtMs + 60_000;
  fake.desk.raise(
    { ...alert, onSite: aTrack({ owed: true, step: 1, dueAtMs }), medical: aTrack({ owed: true, dueAtMs: dueAtMs + 30_000 }) },
    [...timeline],
  );
});
afterEach(() => fake.close());
const next = async (who: string) => ask(fake, await signIn(fake, who), "GET", `/api/v1/alerts/${OWN_ALERT}/next`);

it("says who is told at the next step of each track, and when, with the name of the clinic", async () => {
  const { raisedAtMs } = fake.desk.find(OWN_ALERT)!.alert;
  const { status, body } = await next("caregiver");
  expect(status).toBe(200);
  expect(body.steps.map(({ track, at }: { track: string; at: number }) => [track, at - raisedAtMs])).toEqual([
    ["onSite", 60_000],
    ["medical", 90_000],
  ]);
  expect(body.steps[0].items.map(({ target, how }: { target: string; how: string }) => `${target} ${how}`)).toEqual([
    "onDutyCaregiver screen",
    "nurse screen",
  ]);
  expect(body.steps[1].items[0]).toMatchObject({ target: "clinics", how: "webhook", who: [{ role: "clinic" }] });
  expect(body.steps[1].items[0].explained.zh).not.toBe("");
});
it("of what is closed: nobody; and it is not for clinics and relatives", async () => {
  const { alert, timeline } = fake.desk.find(OWN_ALERT)!;
  expect((await next("clinicStaff")).status).toBe(403);
  expect((await next("family")).status).toBe(403);
  fake.desk.raise({ ...alert, state: "resolved", resolvedAtMs: alert.raisedAtMs }, [...timeline]);
  expect((await next("nurse")).body.steps).toEqual([]);
});
