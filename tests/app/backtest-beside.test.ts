import { afterAll, beforeAll, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import type { MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { openLoadHome, type LoadHome } from "./load-home.ts";

/** Rooms whose year is replayed: long enough to press a button meanwhile. */
const ROOMS = 40;
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
  let id: string = (await start()).body.id;
  const besideMs: number[] = [];
  for (const band of bands) {
    if ((await view(id)).state !== "running") id = (await start()).body.id;
    await begun(id);
    for (let n = 0; n < 3; n += 1) await home.publish(bands.at(-1)!, "observations", { seq: n, heartRate: 72 });
    const startedMs = performance.now();
    await home.publish(band, "events", { seq: 1, type: "sos" });
    const tookMs = performance.now() - startedMs;
    if ((await view(id)).state === "running") besideMs.push(tookMs);
    if (besideMs.length === PRESSES) break;
  }
  expect(besideMs).toHaveLength(PRESSES);
  expect((await home.alerts()).filter(({ rule }) => rule === "sos").length).toBeGreaterThanOrEqual(PRESSES);
  // The alert is raised before its press is acknowledged: the acknowledgement is the later of the two.
  expect(besideMs.toSorted((a, b) => a - b)[Math.floor(PRESSES / 2)], String(besideMs)).toBeLessThan(100);
  await home.ask("manager", "POST", `${path()}/${id}/stop`, {});
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
