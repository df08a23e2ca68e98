import { afterEach, describe, expect, it } from "vitest";
import type { DevicePeriod, HistorianQueries } from "../../api/ports.ts";
import type { SignKey } from "../../domain/signs.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, openWorld, signIn } from "./world.ts";

const HOUR = 3_600_000;
const PATH = "/api/v1/residents/res_1/rhythm";
let fake: FakeApi;
afterEach(() => fake.close());
const LAST_HOUR = Math.floor(NOW / HOUR) * HOUR - HOUR;
const bucket = (at: number, mean: number, max = 1) => ({ at, min: 0, max, mean, count: 120 });
type Asked = Parameters<HistorianQueries["series"]>[0];

async function open(periods: Partial<Record<SignKey, readonly DevicePeriod[]>>, series: (asked: Asked) => ReturnType<typeof bucket>[]) {
  const asked: Asked[] = [];
  fake = await openWorld(
    {},
    {
      holdings: { periods: (_, sign) => periods[sign] ?? [] },
      historian: {
        series: async (request) => {
          asked.push(request);
          return { resolution: "1h", bucketMs: HOUR, points: series(request) };
        },
        observations: async () => [],
      },
    },
  );
  return asked;
}
const held = (deviceId: string): DevicePeriod => ({ deviceId, fromMs: 0, toMs: null });

describe("the days of a resident", () => {
  it("are read from whole hours, steps of each device by itself, and say what was not heard", async () => {
    const periods = { bedOccupied: [held("dev_mat")], steps: [held("dev_a"), held("dev_b"), held("dev_a")] };
    const asked = await open(periods, ({ sign }) => (sign === "steps" ? [bucket(LAST_HOUR, 30, 60)] : [bucket(LAST_HOUR, 0.9)]));
    const { status, body } = await ask(fake, await signIn(fake, "caregiver"), "GET", PATH);
    expect(status).toBe(200);
    expect(body).toMatchObject({ residentId: "res_1", now: NOW, has: { bed: true, motion: false, steps: true } });
    expect(body.days).toHaveLength(14);
    const today = body.days.at(-1);
    expect(today.hours.find(({ at }: { at: number }) => at === LAST_HOUR)).toMatchObject({ state: "inBed", inBed: 0.9, steps: 60 });
    expect(today.steps).toBe(60);
    expect(body.days[0]).toMatchObject({ heardHours: 0, steps: null });
    expect(asked.map(({ sign, periods: of }) => `${sign} ${of.map(({ deviceId }) => deviceId).join()}`).toSorted()).toEqual([
      "bedOccupied dev_mat",
      "steps dev_a,dev_a",
      "steps dev_b",
    ]);
    // As many points as whole hours: that makes the historian answer with roll-ups of an hour.
    for (const { fromMs, toMs, points } of asked) expect([fromMs % HOUR, toMs % HOUR, (toMs - fromMs) / points]).toEqual([0, 0, HOUR]);
  });
  it("without devices hold nothing but hours of which nothing is known", async () => {
    const asked = await open({}, () => []);
    const { body } = await ask(fake, await signIn(fake, "nurse"), "GET", `${PATH}?days=1`);
    expect(body.days).toHaveLength(1);
    expect(body.days[0].hours.every(({ state }: { state: string }) => state === "none")).toBe(true);
    expect([body.nights, asked]).toEqual([[], []]);
  });
  it("are for those to whom the rhythm was opened, and for no more days than a month", async () => {
    await open({}, () => []);
    expect((await ask(fake, await signIn(fake, "family"), "GET", PATH)).status).toBe(200);
    expect((await ask(fake, await signIn(fake, "regulator"), "GET", PATH)).status).toBe(404);
    expect((await ask(fake, await signIn(fake, "nurse"), "GET", `${PATH}?days=32`)).status).toBe(400);
  });
});
