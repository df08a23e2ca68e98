import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AlertView, Outcome } from "../../domain/alert.ts";
import type { AlertLoad, Figure, FigureKey } from "../../domain/alert-load.ts";
import type { MadeDevice } from "../support/home.ts";
import { until } from "../support/machine.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import { openLoadHome, type LoadHome } from "./load-home.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TEN_MINUTES = 10 * MINUTE;
const RESIDENTS = 12;
let home: LoadHome;
const buttons: MadeDevice[] = [];
let seq = 0;
beforeAll(async () => {
  home = await openLoadHome();
  buttons.push(await home.device("sosButton"));
  for (let n = 1; n < RESIDENTS; n += 1) buttons.push(await home.device("sosButton", await home.resident(`4${n}`)));
}, 120_000);
afterAll(() => home.close());

const load = async (from: number, to: number): Promise<AlertLoad> => {
  const { status, body } = await home.ask("manager", "GET", `/facilities/${home.facilityId}/alert-load?from=${from}&to=${to}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const figure = ({ figures }: Pick<AlertLoad, "figures">, key: FigureKey): Figure => figures.find((one) => one.key === key)!;
const values = async (from: number, to: number, ...keys: FigureKey[]) => {
  const all = await load(from, to);
  return keys.map((key) => figure(all, key).value);
};
const opened = async (key: FigureKey, from: number, to: number): Promise<AlertView[]> => {
  const query = `figure=${key}&from=${from}&to=${to}&limit=200`;
  return (await home.ask("manager", "GET", `/facilities/${home.facilityId}/alert-load/alerts?${query}`)).body.items;
};
/** Presses the button and waits until staff were told; with an answer it is closed after so many seconds. */
async function press(
  n: number,
  answer: { readonly afterS: number; readonly outcome: Outcome; readonly pages?: number } | null,
): Promise<void> {
  await home.publish(buttons[n]!, "events", { seq: ++seq, type: "sos" });
  const told = (pages: number) =>
    until(async () => {
      const mine = (await home.alerts()).find(({ deviceId, state }) => deviceId === buttons[n]!.id && state !== "resolved");
      const lines = mine?.timeline.filter(({ code, track }) => track === "onSite" && (code === "told" || code === "repaged")) ?? [];
      return new Set(lines.map(({ at }) => at)).size >= pages && mine;
    });
  await told(1);
  if (answer === null) return;
  home.clock.advance(answer.afterS * SECOND);
  const { id } = await told(answer.pages ?? 1);
  const done = await home.ask("nurse", "POST", `/alerts/${id}/resolve`, { outcome: answer.outcome, reason: "over" });
  expect(done.status, JSON.stringify(done.body)).toBe(200);
}
/** The records are written a moment after the answer. */
const written = (count: number, from: number, to: number) =>
  until(async () => {
    const open = await home.ask(
      "manager",
      "GET",
      `/facilities/${home.facilityId}/alert-load/alerts?figure=alerts&from=${from}&to=${to}&limit=200`,
    );
    return (open.body.items as AlertView[]).filter(({ state }) => state === "resolved").length >= count;
  });

describe("the alarm load of a shift", () => {
  const from = MONDAY_MORNING_MS;
  it("ten alarms in ten minutes are no flood, eleven are", async () => {
    for (let n = 0; n < 10; n += 1) {
      await press(n, { afterS: 20, outcome: n < 3 ? "true" : "false" });
      home.clock.advance(20 * SECOND);
    }
    await written(10, from, from + TEN_MINUTES);
    const now = home.clock.now();
    expect(now).toBeLessThan(from + TEN_MINUTES);
    expect(await values(from, from + TEN_MINUTES, "alerts", "busyPeriods", "floodTime")).toEqual([10, 0, 0]);
    await press(10, { afterS: 20, outcome: "notUrgent" });
    await written(11, from, from + TEN_MINUTES);
    home.clock.advance(from + TEN_MINUTES - home.clock.now());
    expect(await values(from, from + TEN_MINUTES, "alerts", "busyPeriods", "floodTime")).toEqual([11, 1, 1]);
    expect((await opened("floodTime", from, from + TEN_MINUTES)).map(({ rule }) => rule)).toEqual(Array(11).fill("sos"));
    // It ends below five: the quiet ten minutes after it are none.
    home.clock.advance(TEN_MINUTES);
    expect(await values(from, from + 2 * TEN_MINUTES, "floodTime", "alertsPerTenMinutes", "alertsPerHour")).toEqual([0.5, 5.5, 33]);
  });

  it("a rule under 30 % true is proposed for back-test, one above it is not", async () => {
    const rules = await load(from, home.clock.now());
    expect(rules.rules).toEqual([
      expect.objectContaining({
        rule: "sos",
        judged: 11,
        share: 3 / 11,
        outcomes: { true: 3, false: 7, notUrgent: 1, test: 0, unknown: 0 },
      }),
    ]);
    expect(rules.proposals).toEqual([{ rule: "sos", share: 3 / 11, judged: 11 }]);
    expect(rules.devices).toHaveLength(11);
    await press(11, { afterS: 20, outcome: "true" });
    await written(12, from, home.clock.now());
    expect((await load(from, home.clock.now())).proposals).toEqual([]);
    expect(await opened("trueShare", from, home.clock.now())).toHaveLength(12);
  });

  it("pages are counted per carer and eight hours beside the home's own targets", async () => {
    home.clock.advance(from + 8 * HOUR - home.clock.now());
    const shift = () => load(from, from + 8 * HOUR);
    const pages = async () => figure(await shift(), "pagesPerCarer");
    // Twelve pages: the last that is not bad; shared by two, the last that is good.
    expect(await pages()).toMatchObject({ value: 12, rating: "fair", good: 6, bad: 12, count: 12 });
    expect(await shift()).toMatchObject({ carers: 1, carersFrom: "assumed" });
    const set = (settings: object) => home.ask("manager", "PUT", `/facilities/${home.facilityId}/alert-load/settings`, settings);
    expect((await set({ carers: 2, pagesGood: 6, pagesBad: 12 })).status).toBe(200);
    expect(await pages()).toMatchObject({ value: 6, rating: "good" });
    expect(await shift()).toMatchObject({ carers: 2, carersFrom: "setting" });
    await set({ carers: 1, pagesGood: 5, pagesBad: 11 });
    expect(await pages()).toMatchObject({ value: 12, rating: "bad", good: 5, bad: 11 });
    expect((await set({ carers: 1, pagesGood: 7, pagesBad: 6 })).status).toBe(400);
    expect((await shift()).shifts.map(({ from: begin, to, isNight }) => [begin, to, isNight])).toEqual([[from, from + 8 * HOUR, false]]);
  });

  it("answers are counted beside the telecare targets: an answer after 61 s misses the first of them", async () => {
    const begin = home.clock.now();
    await press(0, { afterS: 61, outcome: "true", pages: 2 });
    await written(1, begin, begin + HOUR);
    const now = home.clock.now() + 1;
    expect(await values(begin, now, "answered60s", "answered180s", "answerP50", "onSite45min")).toEqual([0, 1, 61, 1]);
    expect(await values(from, from + 8 * HOUR, "answered60s", "answerP50", "answerP95")).toEqual([1, 20, 20]);
    expect(figure(await load(begin, now), "answered60s").rating).toBe("bad");
  });

  it("an alert that nobody closes is stale after a day, not before", async () => {
    const begin = home.clock.now();
    await press(1, null);
    // The records are written a moment after it is told.
    await until(async () => (await opened("alerts", begin, begin + HOUR)).length === 1);
    home.clock.advance(24 * HOUR);
    expect(await values(begin, home.clock.now(), "stale")).toEqual([0]);
    home.clock.advance(MINUTE);
    expect(await values(begin, home.clock.now(), "stale")).toEqual([1]);
    expect((await opened("stale", begin, home.clock.now())).map(({ deviceId }) => deviceId)).toEqual([buttons[1]!.id]);
    // It was never answered: over every limit.
    expect(await values(begin, home.clock.now(), "answered180s", "onSite60min")).toEqual([0, 0]);
  });
});

describe("nuisance alarms", () => {
  let band: MadeDevice;
  const battery = async (percent: number, afterS: number) => {
    home.clock.advance(afterS * SECOND);
    await home.publish(band, "observations", { seq: ++seq, battery: percent });
  };
  const settled = (from: number, open: number, all: number) =>
    until(async () => {
      const mine = (await opened("alerts", from, home.clock.now() + 1)).filter(({ rule }) => rule === "device.battery");
      return mine.length === all && mine.filter(({ state }) => state !== "resolved").length === open;
    });
  beforeAll(async () => {
    band = await home.device("wristband");
    await battery(80, 1);
  });
  it("five transitions in five minutes are no chatter, six are", async () => {
    const from = home.clock.now();
    for (const [percent, n] of [
      [4, 0],
      [30, 0],
      [4, 1],
      [30, 1],
      [4, 2],
    ] as const)
      await battery(percent, n === 0 ? 20 : 30);
    await settled(from, 1, 3);
    expect(await values(from, home.clock.now() + 1, "chattering")).toEqual([0]);
    await battery(30, 30);
    await settled(from, 0, 3);
    expect(await values(from, home.clock.now() + 1, "chattering")).toEqual([1]);
    expect(await opened("chattering", from, home.clock.now() + 1)).toHaveLength(3);
  });
  it("over within ten seconds is fleeting, after ten is not", async () => {
    home.clock.advance(HOUR);
    const from = home.clock.now();
    await battery(4, 10);
    await battery(30, 10);
    await settled(from, 0, 1);
    expect(await values(from, home.clock.now() + 1, "fleeting")).toEqual([0]);
    await battery(4, 40);
    await battery(30, 9);
    await settled(from, 0, 2);
    expect(await values(from, home.clock.now() + 1, "fleeting")).toEqual([1]);
  });
});

it("the figures are for whoever answers for the home; the alerts behind them not for a regulator", async () => {
  const path = `/facilities/${home.facilityId}/alert-load`;
  expect((await home.ask("nurse", "GET", `${path}?from=1&to=2`)).status).toBe(403);
  expect((await home.ask("nurse", "GET", `${path}/alerts?figure=alerts&from=1&to=2`)).status).toBe(403);
  expect((await home.ask("manager", "GET", `${path}?from=2&to=1`)).status).toBe(400);
  expect((await home.ask("manager", "GET", `${path}?from=0&to=${94 * 24 * HOUR}`)).status).toBe(400);
});
