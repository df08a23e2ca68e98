import { afterAll, beforeAll, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import type { MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { openLoadHome, type LoadHome } from "./load-home.ts";

/** Rooms whose year is replayed: long enough to press a button meanwhile. */
const ROOMS = 25;
const PRESSES = 5;
let home: LoadHome;
const bands: MadeDevice[] = [];
beforeAll(async () => {
  home = await openLoadHome();
  bands.push(await home.device("wristband"));
  for (let room = 1; room < ROOMS; room += 1) bands.push(await home.device("wristband", await home.resident(`4${room}`)));
  await home.measure(bands[0]!, 5, () => ({ heartRate: 72 }));
}, 60_000);
afterAll(() => home.close());

const path = () => `/facilities/${home.facilityId}/backtests`;
const start = (days = 366) => home.ask("manager", "POST", path(), { rule: "heartRate.high", days });
const view = async (id: string) => (await home.ask("manager", "GET", `${path()}/${id}`)).body as BacktestView;
const begun = (id: string) =>
  until(async () => {
    const now = await view(id);
    return now.done > 0 && now;
  });

it("a back-test delays no emergency, while readings go on coming in", async () => {
  const { id } = (await start()).body;
  await begun(id);
  const tookMs: number[] = [];
  for (const band of bands.slice(0, PRESSES)) {
    await home.measure(bands.at(-1)!, 1, () => ({ heartRate: 72 }));
    const startedMs = performance.now();
    await home.publish(band, "events", { seq: 1, type: "sos" });
    tookMs.push(performance.now() - startedMs);
  }
  expect((await view(id)).state).toBe("running");
  const alerts = (await home.alerts()).filter(({ rule }) => rule === "sos");
  expect(alerts).toHaveLength(PRESSES);
  // The alert is raised before its press is acknowledged: the acknowledgement is the later of the two.
  expect(tookMs.toSorted((a, b) => a - b)[Math.floor(PRESSES / 2)], String(tookMs)).toBeLessThan(100);
  expect((await home.ask("manager", "POST", `${path()}/${id}/stop`, {})).body.state).toBe("stopped");
});

it("one runs at a time; one that was stopped leaves nothing behind and makes room for the next", async () => {
  const { id } = (await start()).body;
  const second = await start();
  expect([second.status, second.body.detail]).toEqual([409, expect.stringContaining("another back-test runs")]);
  await begun(id);
  const stopped = (await home.ask("manager", "POST", `${path()}/${id}/stop`, {})).body as BacktestView;
  expect(stopped).toMatchObject({ state: "stopped", result: null, problem: "stopped by a person" });
  const next = (await start(1)).body as BacktestView;
  const done = await until(async () => {
    const now = await view(next.id);
    return now.state !== "running" && now;
  });
  expect([done.state, done.result?.residents, done.done]).toEqual(["done", ROOMS, done.total]);
  expect(await view(id)).toEqual(stopped);
});
