import { afterAll, beforeAll, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import type { MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { openLoadHome, type LoadHome } from "./load-home.ts";

/** Rooms whose year is replayed: long enough to press a button meanwhile. */
const ROOMS = 40;
const PRESSES = 5;
const PATIENTLY = { deadlineMs: 60_000, what: "the back-test" };
const median = (ofMs: readonly number[]): number => ofMs.toSorted((a, b) => a - b)[Math.floor(ofMs.length / 2)]!;
/** What the thread that takes emergencies in has worked so far: a machine that is busy with other things adds nothing to it. */
const workedMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
let home: LoadHome;
const bands: MadeDevice[] = [];
beforeAll(async () => {
  home = await openLoadHome();
  bands.push(await home.device("wristband"));
  for (let room = 1; room < ROOMS; room += 1) bands.push(await home.device("wristband", await home.resident(`4${room}`)));
  await home.measure(bands[0]!, 5, () => ({ heartRate: 72 }));
}, 120_000);
afterAll(() => home.close());

const path = () => `/facilities/${home.facilityId}/backtests`;
const start = (days = 366) => home.ask("manager", "POST", path(), { rule: "heartRate.high", days });
const view = async (id: string) => (await home.ask("manager", "GET", `${path()}/${id}`)).body as BacktestView;
const begun = (id: string) =>
  until(async () => {
    const now = await view(id);
    return now.done > 0 && now;
  }, PATIENTLY);

it("a back-test delays no emergency, while readings go on coming in", { timeout: 150_000 }, async () => {
  let id: string = (await start()).body.id;
  const besideMs: number[] = [];
  const workMs: number[] = [];
  for (const band of bands) {
    if ((await view(id)).state !== "running") id = (await start()).body.id;
    await begun(id);
    for (let n = 0; n < 3; n += 1) await home.publish(bands.at(-1)!, "observations", { seq: n, heartRate: 72 });
    const [startedMs, workedBeforeMs] = [performance.now(), workedMs()];
    await home.publish(band, "events", { seq: 1, type: "sos" });
    const [tookMs, workMoreMs] = [performance.now() - startedMs, workedMs() - workedBeforeMs];
    if ((await view(id)).state === "running") {
      besideMs.push(tookMs);
      workMs.push(workMoreMs);
    }
    if (besideMs.length === PRESSES) break;
  }
  expect(besideMs).toHaveLength(PRESSES);
  await expect.poll(async () => (await home.alerts()).filter(({ rule }) => rule === "sos").length).toBeGreaterThanOrEqual(PRESSES);
  // The alert is raised before its press is acknowledged: the acknowledgement is the later of the two.
  expect(median(workMs), String(workMs)).toBeLessThan(100);
  expect(median(besideMs), String(besideMs)).toBeLessThan(1_800);
  await home.ask("manager", "POST", `${path()}/${id}/stop`, {});
});

it("one runs at a time; one that was stopped leaves nothing behind and makes room for the next", { timeout: 150_000 }, async () => {
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
  }, PATIENTLY);
  expect([done.state, done.result?.residents, done.done]).toEqual(["done", ROOMS, done.total]);
  expect(await view(id)).toEqual(stopped);
});
