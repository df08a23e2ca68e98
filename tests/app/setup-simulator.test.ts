import { afterEach, beforeEach, expect, it } from "vitest";
import { Lifecycle } from "../../app/lifecycle.ts";
import { makeLogger } from "../../app/logger.ts";
import { makeSetupSimulator } from "../../app/setup-simulator.ts";
import { ask as askApi, openWorld, TOKEN } from "../api/world.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import { openClockHome, type ClockHome } from "./clock-home.ts";

const WITHIN = { timeout: 30_000 };
const TEN_MINUTES = 10 * 60_000;
let home: ClockHome;
beforeEach(async () => {
  home = await openClockHome({ nowMs: MONDAY_MORNING_MS });
}, 120_000);
afterEach(() => home.close(), 30_000);

const path = () => `/facilities/${home.facilityId}/setup-simulator`;
const start = () => home.ask(path(), { residentId: home.residentId });
const device = async (id: string) =>
  (await home.ask(`/devices?limit=200&facility=${home.facilityId}`)).items.find((one: { id: string }) => one.id === id);
const heard = async (deviceId: string): Promise<boolean> => {
  home.clock.advance(1_000);
  const { tile } = await home.ask(`/residents/${home.residentId}`);
  return tile.latest.some((one: { deviceId: string; sign: string }) => one.deviceId === deviceId && one.sign === "heartRate");
};
const GIVEN_BACK = { residentId: null, revoked: true, serial: expect.stringMatching(/^SIMULATED-/) };

it(
  "a simulated wristband speaks at once, pressed twice it is one, and it is taken back after ten minutes",
  { timeout: 90_000 },
  async () => {
    const runs = await Promise.all([start(), start()]);
    expect(runs[0]).toEqual(runs[1]);
    const { deviceId, endsAt } = runs[0];
    expect(endsAt).toBe(MONDAY_MORNING_MS + TEN_MINUTES);
    await expect.poll(() => heard(deviceId), WITHIN).toBe(true);
    expect(await device(deviceId)).toMatchObject({ residentId: home.residentId, revoked: false });
    home.clock.advance(TEN_MINUTES);
    await expect.poll(async () => (await home.ask(path())).run, WITHIN).toBeNull();
    await expect.poll(() => device(deviceId), WITHIN).toMatchObject(GIVEN_BACK);
  },
);
it("one that runs when the server stops is taken back, and another can be started after it", { timeout: 90_000 }, async () => {
  const { deviceId } = await start();
  await expect.poll(() => heard(deviceId), WITHIN).toBe(true);
  await home.restart();
  expect(await device(deviceId)).toMatchObject(GIVEN_BACK);
  const next = await start();
  expect(next.deviceId).not.toBe(deviceId);
  expect(await device(deviceId)).toMatchObject(GIVEN_BACK);
});
it("one that a killed server left behind is taken back at the next start; without an own listener none is started", async () => {
  const fake = await openWorld();
  try {
    const { records, clock } = fake;
    await records.labelDevice({ deviceId: "dev_1", facilityId: "fac_1", serial: "SIMULATED-DEV_1", simulatedUntilMs: 1 });
    const { assigned, changed, revoked } = fake.ports;
    const parts = { records, clock, assigned, changed, revoked, log: makeLogger("silent"), mqttUrl: () => null };
    const simulator = makeSetupSimulator(parts, new Lifecycle());
    await simulator.endLeftOver();
    const { items } = (await askApi(fake, TOKEN, "GET", "/api/v1/devices?facility=fac_1")).body;
    expect(items).toMatchObject([{ id: "dev_1", residentId: null, revoked: true }]);
    expect(fake.told).toEqual(expect.arrayContaining(["assigned dev_1", "revoked dev_1"]));
    await expect(simulator.start({ facilityId: "fac_1", residentId: "res_1" })).rejects.toMatchObject({ code: "CONFLICT" });
  } finally {
    await fake.close();
  }
});
