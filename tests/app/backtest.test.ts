import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import type { MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { openLoadHome, type LoadHome } from "./load-home.ts";

const MINUTE = 60_000;
const FIFTEEN = 15 * MINUTE;
let home: LoadHome;
let band: MadeDevice;

const calm = () => ({ heartRate: 72, spo2: 97 });
const fast = () => ({ heartRate: 120, spo2: 97 });
const desperate = () => ({ heartRate: 155, spo2: 97 });
async function run(body: object): Promise<BacktestView> {
  const path = `/facilities/${home.facilityId}/backtests`;
  const started = await home.ask("manager", "POST", path, { days: 1, ...body });
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  let view = started.body as BacktestView;
  await expect
    .poll(async () => (view = (await home.ask("manager", "GET", `${path}/${view.id}`)).body as BacktestView).state, { timeout: 20_000 })
    .not.toBe("running");
  return view;
}
async function resolved(rule: string, outcome: string): Promise<void> {
  const { id } = await until(async () => (await home.alerts()).find((a) => a.rule === rule && a.state !== "resolved"), { what: rule });
  const answer = await home.ask("nurse", "POST", `/alerts/${id}/resolve`, { outcome, reason: "over" });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}
/** Twelve minutes and twenty of a fast pulse, and one that is deep, with calm between them. */
beforeAll(async () => {
  home = await openLoadHome();
  band = await home.device("wristband");
  await home.measure(band, 3, calm);
  await home.measure(band, 12, fast);
  await resolved("heartRate.high", "true");
  await home.measure(band, 3, calm);
  await home.measure(band, 20, fast);
  await home.measure(band, 3, calm);
  await home.measure(band, 4, desperate);
  await resolved("heartRate.high", "notUrgent");
  await home.measure(band, 2, calm);
  // The historian is behind the journal for a moment.
  await until(async () => {
    const to = home.clock.now() + 1;
    const path = `/residents/${home.residentId}/observations?sign=heartRate&from=${to - 5_000}&to=${to}`;
    return (await home.ask("nurse", "GET", path)).body.items.length === 1;
  });
}, 120_000);
afterAll(() => home.close());

describe("a back-test", () => {
  it("of an unchanged rule gives exactly the alerts that were raised live", async () => {
    const { state, problem, result } = await run({ rule: "heartRate.high" });
    expect([state, problem]).toEqual(["done", null]);
    const live = (await home.alerts()).filter(({ rule }) => rule === "heartRate.high");
    expect(live.length).toBeGreaterThanOrEqual(3);
    expect(result!.live).toEqual({ raised: live.length, replayed: live.length, missing: [], extra: [] });
    expect(result!.notJudged.map(({ code }) => code)).not.toContain("live");
    expect([result!.saved, result!.added, result!.onlyBefore, result!.onlyAfter, result!.milder]).toEqual([0, 0, [], [], []]);
    expect(result!.residentDays).toBe(1);
  });
  it("says what a longer duration would have saved, added and delayed, confirmed true alerts first", async () => {
    const view = await run({ rule: "heartRate.high", set: { "levels.1.forMs": FIFTEEN } });
    const { id, result, parameters } = view;
    expect(parameters).toEqual({ levels: [{ level: "warning", raiseAt: 111, forMs: FIFTEEN }] });
    expect(result).toMatchObject({ saved: 0, added: 0, savedPages: 1 });
    expect(result!.milder.map(({ before, after }) => [before.severity, after.severity, before.outcome])).toEqual([
      ["warning", "info", "true"],
    ]);
    expect(result!.rules[0]).toMatchObject({ rule: "heartRate.high" });
    expect(id).toMatch(/^bt_/);
  });
});
