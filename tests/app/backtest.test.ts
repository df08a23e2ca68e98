import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BacktestView } from "../../domain/backtest.ts";
import type { MadeDevice } from "../support/home.ts";
import { startInfluxServer, type InfluxServer } from "../support/influx-server.ts";
import { until } from "../support/machine.ts";
import { need } from "../support/platform.ts";
import { openLoadHome, type LoadHome } from "./load-home.ts";

const MINUTE = 60_000;
/** A back-test is a thread of its own, and some tests run several. */
const PATIENTLY = { timeout: 150_000 };
const FIFTEEN = 15 * MINUTE;
const calm = () => ({ heartRate: 72, spo2: 97 });
const fast = () => ({ heartRate: 120, spo2: 97 });
const deep = () => ({ heartRate: 155, spo2: 97 });

describe("a back-test from the files of the data directory", () => {
  backtests(async () => ({}));
});
need("influxd")("a back-test from InfluxDB", () => {
  let influx: InfluxServer;
  backtests(async () => {
    influx = await startInfluxServer();
    return { ANHU_HISTORIAN_URL: influx.url };
  });
  afterAll(() => influx.close());
});

function backtests(settings: () => Promise<Readonly<Record<string, string>>>): void {
  let home: LoadHome;
  let band: MadeDevice;
  const path = () => `/facilities/${home.facilityId}/backtests`;
  async function run(body: object): Promise<BacktestView> {
    const started = await home.ask("manager", "POST", path(), { days: 1, ...body });
    expect(started.status, JSON.stringify(started.body)).toBe(202);
    const ended = await until(
      async () => {
        const view = (await home.ask("manager", "GET", `${path()}/${started.body.id}`)).body as BacktestView;
        return view.state !== "running" && view;
      },
      { deadlineMs: 60_000, what: "the end of the back-test" },
    );
    expect([ended.state, ended.problem]).toEqual(["done", null]);
    return ended;
  }
  async function resolved(outcome: string): Promise<void> {
    const isOpen = ({ rule, state }: { rule: string; state: string }) => rule === "heartRate.high" && state !== "resolved";
    const { id } = await until(async () => (await home.alerts()).find(isOpen));
    const answer = await home.ask("nurse", "POST", `/alerts/${id}/resolve`, { outcome, reason: "over" });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  }
  const liveAlerts = async () => (await home.alerts()).filter(({ rule }) => rule === "heartRate.high");
  /** Twelve minutes and twenty of a fast pulse, four and one of a deep one, with calm between them. */
  beforeAll(async () => {
    home = await openLoadHome(await settings());
    band = await home.device("wristband");
    await home.measure(band, 3, calm);
    await home.measure(band, 12, fast);
    await resolved("true");
    await home.measure(band, 3, calm);
    await home.measure(band, 20, fast);
    await home.measure(band, 3, calm);
    await home.measure(band, 4, deep);
    await resolved("notUrgent");
    await home.measure(band, 2, calm);
    await home.measure(band, 1, deep);
    await home.measure(band, 2, calm);
    // The records are behind the alerts for a moment, and the historian behind the journal.
    await until(async () => (await liveAlerts()).length >= 4);
    await until(async () => {
      const to = home.clock.now() + 1;
      const last = `/residents/${home.residentId}/observations?sign=heartRate&from=${to - 5_000}&to=${to}`;
      return (await home.ask("nurse", "GET", last)).body.items.length === 1;
    });
  }, 120_000);
  afterAll(() => home.close());

  it("of an unchanged rule gives exactly the alerts that were raised live", PATIENTLY, async () => {
    const { result } = await run({ rule: "heartRate.high" });
    const live = await liveAlerts();
    expect(live.length).toBeGreaterThanOrEqual(4);
    expect(result!.live).toEqual({ raised: live.length, replayed: live.length, missing: [], extra: [] });
    expect(result!.notJudged.map(({ code }) => code)).not.toContain("live");
    expect([result!.saved, result!.added, result!.onlyBefore, result!.onlyAfter, result!.milder]).toEqual([0, 0, [], [], []]);
    expect([result!.residents, result!.residentDays]).toEqual([1, 1]);
    expect(result!.perResidentDay.before.alerts).toBe((await home.alerts()).filter((alert) => alert.class === "physiological").length);
  });

  it("of every other rule about a person does so too", PATIENTLY, async () => {
    const rules = new Set((await home.alerts()).filter((alert) => alert.class === "physiological").map(({ rule }) => rule));
    for (const rule of rules) expect((await run({ rule })).result!.live, rule).toMatchObject({ missing: [], extra: [] });
  });

  it("says what a longer duration would have saved, delayed and made milder, and how people had judged it", PATIENTLY, async () => {
    const { id, result, parameters } = await run({ rule: "heartRate.high", set: { "levels.1.forMs": FIFTEEN } });
    expect(id).toMatch(/^bt_/);
    expect(parameters).toEqual({ levels: [{ level: "warning", raiseAt: 111, forMs: FIFTEEN }] });
    expect(result).toMatchObject({ saved: 0, added: 0, savedPages: 1, lostTrue: [], lostDeep: [] });
    expect(result!.milder.map(({ before, after }) => [before.severity, after.severity, before.outcome])).toEqual([
      ["warning", "info", "true"],
    ]);
    const [mine] = result!.rules;
    expect([mine?.rule, mine!.before.pages - mine!.after.pages]).toEqual(["heartRate.high", 1]);
  });

  it("names a confirmed true alert first that the change would lose, and then the deep ones", PATIENTLY, async () => {
    const higher = await run({ rule: "heartRate.high", set: { "levels.warning.raiseAt": 125 } });
    expect(higher.result!.lostTrue.map(({ outcome, residentId }) => [outcome, residentId])).toEqual([["true", home.residentId]]);
    expect(higher.result!.onlyBefore[0]).toEqual(higher.result!.lostTrue[0]);
    expect((await liveAlerts()).map(({ id }) => id)).toContain(higher.result!.lostTrue[0]!.id);
    expect([higher.result!.saved, higher.result!.lostDeep]).toEqual([2, []]);
    const lessFast = await run({ rule: "heartRate.high", set: { "levels.fastWarning.forMs": 90_000 } });
    expect(lessFast.result!.lostDeep.map(({ value, severity }) => [value, severity])).toEqual([[155, "warning"]]);
    expect(lessFast.result!.later).toEqual({ count: 1, medianSeconds: 60, longestSeconds: 60 });
  });

  it("says what an earlier limit would have added", PATIENTLY, async () => {
    const { result } = await run({ rule: "spo2.low", set: { "levels.mark.raiseAt": 98, "levels.warning.raiseAt": 98 } });
    // A consumer wrist raises no limit alone: it asks to measure.
    expect(result!.onlyAfter.map(({ rule, severity, sign }) => [rule, severity, sign])).toEqual([["measureNow.spo2", "warning", "spo2"]]);
    expect(result!.onlyBefore).toEqual([]);
    expect(result!.perResidentDay.after.alerts!).toBeGreaterThan(result!.perResidentDay.before.alerts!);
  });
}
