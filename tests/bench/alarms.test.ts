import { describe, expect, it } from "vitest";
import { DESATURATION, deviceDeath } from "../../bench/alarms/episodes.ts";
import { excursionsOf, judge, toldAfterMs, type Limit } from "../../bench/alarms/excursions.ts";
import { judgeFitbit } from "../../bench/alarms/fitbit.ts";
import { findEpisode, quietPlaces, tableRow } from "../../bench/alarms/injected.ts";
import { judgeMimic3 } from "../../bench/alarms/mimic3.ts";
import { countPlain } from "../../bench/alarms/plain.ts";
import { replay, type Told } from "../../bench/alarms/replay.ts";
import type { Row } from "../../bench/alarms/row.ts";
import { confirmedOf, isPaged, judgeSparse, oneAMinute } from "../../bench/alarms/sparse.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { MINUTE, SECOND, T0 } from "../alerts/support.ts";

const HOUR = 60 * MINUTE;
/** `[minute, value]` of one sign of one resident. */
function rowsOf(kind: Row["kind"], sign: Row["values"][number][0], points: readonly (readonly [number, number])[]): Row[] {
  return points.map(([minute, value]) => ({ atMs: T0 + minute * MINUTE, residentId: "p", kind, method: null, values: [[sign, value]] }));
}
/** A heart rate every ten seconds: 70, but for `[fromMinute, toMinute, value]`. */
function pulse(minutes: number, ...bumps: readonly (readonly [number, number, number])[]): Row[] {
  const points = Array.from({ length: minutes * 6 + 1 }, (_, index): [number, number] => {
    const minute = index / 6;
    return [minute, bumps.find(([from, to]) => minute >= from && minute <= to)?.[2] ?? 70];
  });
  return rowsOf("wristband", "heartRate", points);
}
const HIGH: Limit = { sign: "heartRate", side: "high", at: 111, rule: "heartRate.high", severity: "info" };
const toldAt = (minute: number, more: Partial<Told> = {}): Told => ({
  residentId: "p",
  rule: "heartRate.high",
  kind: "vital",
  class: "physiological",
  sign: "heartRate",
  value: 120,
  raisedAtMs: T0 + minute * MINUTE,
  since: { info: T0 + minute * MINUTE },
  criticalAtMs: [],
  severity: "info",
  clearedAtMs: Number.POSITIVE_INFINITY,
  ...more,
});

describe("plain thresholds", () => {
  it("raise at each crossing, once a rule, and see a sensor's zero as a value", () => {
    const rows = rowsOf("bedsideMonitor", "heartRate", [
      [0, 112],
      [1, 140],
      [2, 108],
      [3, 111],
      [4, 0],
      [5, 0],
      [6, 70],
    ]);
    expect([countPlain(rows, DEFAULT_CATALOGUE, "warning"), countPlain(rows, DEFAULT_CATALOGUE, "critical")]).toEqual([3, 2]);
  });
});
describe("excursions", () => {
  it("are neighbouring values past the limit; one value below it or a gap of more than two minutes ends them", () => {
    const rows = rowsOf("wristband", "heartRate", [
      [0, 111],
      [2, 111],
      [3, 110],
      [4, 120],
      [7, 120],
      [8, 120],
    ]);
    const minutes = excursionsOf(rows, HIGH).map(({ fromMs, toMs }) => [(fromMs - T0) / MINUTE, (toMs - T0) / MINUTE]);
    expect(minutes).toEqual([
      [0, 2],
      [4, 4],
      [7, 8],
    ]);
  });
  const excursion = { residentId: "p", limit: HIGH, fromMs: T0 + 10 * MINUTE, toMs: T0 + 20 * MINUTE };
  it.each([
    { name: "raised in it", told: [toldAt(15)], minutes: 5 },
    { name: "standing already", told: [toldAt(3)], minutes: 0 },
    { name: "over before it", told: [toldAt(3, { clearedAtMs: T0 + 9 * MINUTE })], minutes: Infinity },
    { name: "long after it", told: [toldAt(22)], minutes: Infinity },
    { name: "of another rule", told: [toldAt(15, { rule: "heartRate.low" })], minutes: Infinity },
    { name: "of another person", told: [toldAt(15, { residentId: "q" })], minutes: Infinity },
    { name: "nothing", told: [], minutes: Infinity },
  ])("told: $name", ({ told, minutes }) => expect(toldAfterMs(excursion, told) / MINUTE).toBe(minutes));
  it("a mark does not tell of a critical excursion", () => {
    const critical = { ...excursion, limit: { ...HIGH, severity: "critical" as const } };
    expect(toldAfterMs(critical, [toldAt(11)])).toBe(Infinity);
    expect(toldAfterMs(critical, [toldAt(11, { since: { info: 0, critical: T0 + 12 * MINUTE } })])).toBe(2 * MINUTE);
  });
  it("a missed one is counted as lasting and not as told in time", () => {
    expect(judge([excursion], [], 5 * MINUTE, 6 * MINUTE)).toEqual({ lasting: 1, inTime: 0, slowestMs: Infinity });
    expect(judge([excursion], [], 11 * MINUTE, 6 * MINUTE)).toEqual({ lasting: 0, inTime: 0, slowestMs: 0 });
  });
});
describe("a trace with a known answer", () => {
  it("on a wrist: two spikes, a mark, a warning, a critical and a silence", () => {
    const day = pulse(300, [10, 10, 120], [20, 20, 160], [40, 46, 115], [80, 95, 115], [120, 124, 140]);
    const rows = [...day.filter(({ atMs }) => atMs <= T0 + 200 * MINUTE), ...day.filter(({ atMs }) => atMs > T0 + 210 * MINUTE)];
    const judged = judgeFitbit([rows], "wristband");
    expect(judged).toMatchObject({ days: 1, plain: 5, alerts: 3, pages: 2, silences: 1, fewerPercent: 40, fewerWithSilencesPercent: 20 });
    expect(judged.lasting.map(({ lasting, inTime, slowestS }) => [lasting, inTime, slowestS])).toEqual([
      [2, 2, 300],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
  it("on a monitor: zeros are counted, raise no alert about a person, and their silence is told", () => {
    const rows = rowsOf("bedsideMonitor", "spo2", [...Array.from({ length: 30 }, (_, m): [number, number] => [m, m < 10 ? 97 : 0])]);
    expect(judgeMimic3(rows)).toMatchObject({ plain: 1, alerts: 0, silences: 1, unbelievable: 20, fromSentinels: 0 });
  });
  it("a rule that lost its durations is seen to raise as much as plain thresholds", () => {
    const rows = pulse(100, [10, 10, 120], [20, 20, 125], [30, 30, 130]);
    const hasty = DEFAULT_CATALOGUE.thresholds("heartRate").map((rule) => ({
      ...rule,
      levels: rule.levels.map((one) => ({ ...one, forMs: 0 })),
    }));
    const catalogue = { ...DEFAULT_CATALOGUE, thresholds: () => hasty };
    expect([replay(rows).length, replay(rows, undefined, catalogue).length]).toEqual([0, 3]);
  });
});
describe("hourly charts", () => {
  const chart = (...values: number[]) =>
    rowsOf(
      "bpCuff",
      "systolicPressure",
      values.map((value, hour) => [hour * 60, value]),
    );
  it("the next row confirms or takes back; a last row without a next is not answered", () => {
    const { row } = judgeSparse([chart(120, 88, 120, 89, 87, 130, 85)]);
    expect(row).toMatchObject({ patients: 1, patientDays: 0.25, plainPages: 12, pages: 4, remeasure: 12, confirmed: 1, paged: 1 });
  });
  it("an unbelievable value asks for nothing; as an answer it is none, and no answer pages", () => {
    const asked = { confirmed: 0, unbelievable: 1, fromSentinels: 0 };
    expect(judgeSparse([chart(120, 0, 120, 120, 120)]).row).toMatchObject({ ...asked, pages: 0, remeasure: 0 });
    expect(judgeSparse([chart(120, 88, 0, 120, 120)]).row).toMatchObject({ ...asked, pages: 6, remeasure: 6 });
  });
  it("of two values in one minute the first counts", () => {
    const doubled = [...chart(120), ...chart(80)];
    expect(oneAMinute(doubled).map(({ values }) => values[0]![1])).toEqual([120]);
  });
  it("a confirmed value that nobody was paged of is a miss", () => {
    const [confirmed] = confirmedOf(chart(88, 87, 120));
    expect([isPaged(confirmed!, []), confirmed!.toMs - confirmed!.fromMs]).toEqual([false, HOUR]);
  });
});
describe("injected episodes", () => {
  const quiet = pulse(240);
  it("go where the recording speaks and is quiet", () => {
    const places = quietPlaces([...quiet], "heartRate", 30 * SECOND, 4);
    expect(places).toHaveLength(4);
    for (const { atMs } of places) expect(atMs).toBeGreaterThanOrEqual(T0 + 20 * MINUTE);
    expect(quietPlaces(pulse(240, [0, 240, 120]), "heartRate", 30 * SECOND, 4)).toEqual([]);
  });
  it("found: seconds after the onset; a sensor that never died is a miss", () => {
    const [place] = quietPlaces(quiet, "heartRate", 30 * SECOND, 1);
    const death = deviceDeath("wristband", MINUTE);
    expect(findEpisode(death, place!)).toBe(60);
    expect(findEpisode({ ...death, change: (row) => row }, place!)).toBe(Infinity);
    expect(findEpisode(DESATURATION, place!)).toBeNull();
  });
  it("the table counts found, missed and late, and leaves out what never happened", () => {
    const row = tableRow("x", deviceDeath("wristband", MINUTE), [60, 90, Infinity, null]);
    expect(row).toMatchObject({ injected: 3, found: 2, missed: 1, medianS: 90, slowestS: 90, allowedS: 60, lateS: 30 });
  });
});
