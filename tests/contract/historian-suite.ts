import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistorianQueries } from "../../api/ports.ts";
import type { Quality } from "../../domain/observation.ts";
import { CURSOR_START, type Cursor } from "../../domain/publish.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { HistorianStore } from "../../store/historian/historian.ts";
import { HOUR_MS } from "../../store/historian/rollups.ts";
import { aMessage, removeAll, rollUpAll, T } from "./historian-builders.ts";

/** A historian as every engine offers it. */
export type HistorianUnderTest = HistorianQueries &
  Pick<HistorianStore, "append" | "cursor" | "transitions" | "latest" | "rollUp" | "removeBefore">;

const always = (deviceId: string) => ({ deviceId, fromMs: 0, toMs: null });
const at = (row: number): Cursor => ({ row, index: 0 });

/** What every engine of the historian must do. `open` gives an empty one and closes it when the test is over. */
export function historianSuite(name: string, open: () => Promise<HistorianUnderTest>): void {
  const all = (historian: HistorianUnderTest, deviceId: string, sign: SignKey) =>
    historian.observations({ periods: [always(deviceId)], sign, fromMs: 0, toMs: 4e12, limit: 10_000, afterMs: null });

  describe(name, () => {
    it("a message comes back with quality, method and grade of its device kind, or its own", async () => {
      const historian = await open();
      const own = { method: "typed", grade: "medical", receivedAtMs: T + 7_000 } as const;
      const values = [
        ["heartRate", 71],
        ["bodyTemperature", 36.55, "suspect"],
        ["spo2", 255, "technical"],
      ] as const;
      await historian.append([aMessage("a", T, values), aMessage("a", T + 1, [["bodyTemperature", 37]], own)], at(1));
      expect(await all(historian, "a", "bodyTemperature")).toEqual([
        {
          at: T,
          receivedAt: T + 100,
          sign: "bodyTemperature",
          value: 36.55,
          quality: "suspect",
          method: "skin",
          grade: "consumer",
          deviceId: "a",
        },
        {
          at: T + 1,
          receivedAt: T + 7_000,
          sign: "bodyTemperature",
          value: 37,
          quality: "good",
          method: "typed",
          grade: "medical",
          deviceId: "a",
        },
      ]);
      expect(await all(historian, "a", "spo2")).toMatchObject([{ value: 255, quality: "technical", method: "wrist" }]);
      expect(await all(historian, "a", "heartRate")).toMatchObject([{ value: 71, quality: "good" }]);
      expect(await all(historian, "nobody", "heartRate")).toEqual([]);
    });

    it("the same messages again change nothing and conflict with nothing", async () => {
      const historian = await open();
      const messages = Array.from({ length: 500 }, (_, n) =>
        aMessage(`d${n % 7}`, T + n, [
          ["heartRate", n],
          ["steps", n / 3],
        ]),
      );
      expect((await historian.append(messages, at(1))).conflicts).toEqual([]);
      const before = await all(historian, "d3", "steps");
      expect((await historian.append(messages, at(1))).conflicts).toEqual([]);
      expect(await all(historian, "d3", "steps")).toEqual(before);
      expect(before).toHaveLength(71);
    });

    it("another value for the same device, sign and time is listed and the first stays; a sign that was missing is added", async () => {
      const historian = await open();
      await historian.append([aMessage("a", T, [["heartRate", 71]])], at(1));
      const second = aMessage(
        "a",
        T,
        [
          ["spo2", 97, "suspect"],
          ["heartRate", 99],
        ],
        { method: "typed" },
      );
      expect((await historian.append([second], at(2))).conflicts).toMatchObject([{ deviceId: "a", sign: "heartRate", atMs: T, value: 99 }]);
      expect(await all(historian, "a", "heartRate")).toMatchObject([{ value: 71, quality: "good", method: "wrist" }]);
      expect(await all(historian, "a", "spo2")).toMatchObject([{ value: 97, quality: "suspect", method: "typed" }]);
      const twice = aMessage("a", T + 1, [
        ["heartRate", 60],
        ["heartRate", 61],
      ]);
      expect((await historian.append([twice], at(3))).conflicts).toMatchObject([
        { deviceId: "a", sign: "heartRate", atMs: T + 1, value: 61 },
      ]);
    });

    it("the cursor is that of the last batch", async () => {
      const historian = await open();
      expect(await historian.cursor()).toEqual(CURSOR_START);
      await historian.append([aMessage("a", T, [["heartRate", 71]])], { row: 5, index: 17 });
      await historian.append([], { row: 6, index: 2 });
      expect(await historian.cursor()).toEqual({ row: 6, index: 2 });
    });

    it("a series is what a naive count over the good values gives, for any values, periods and buckets", async () => {
      const historian = await open();
      let run = 0;
      const value = fc.record({
        device: fc.integer({ min: 0, max: 2 }),
        atMs: fc.integer({ min: 0, max: 3_000 }),
        value: fc.integer({ min: -50, max: 250 }),
        quality: fc.constantFrom<Quality>("good", "good", "suspect", "technical"),
      });
      const bound = fc.integer({ min: 0, max: 3_500 });
      const property = fc.asyncProperty(
        fc.uniqueArray(value, { maxLength: 60, selector: (v) => `${v.device} ${v.atMs}` }),
        fc.array(fc.record({ device: fc.integer({ min: 0, max: 3 }), from: bound, to: fc.option(bound) }), { maxLength: 3 }),
        fc.tuple(bound, bound),
        fc.integer({ min: 1, max: 40 }),
        async (values, rawPeriods, range, points) => {
          run += 1;
          const nameOf = (device: number) => `r${run}d${device}`;
          const [from, to] = [Math.min(...range), Math.max(...range) + 1];
          const periods = rawPeriods.map((p) => ({
            deviceId: nameOf(p.device),
            fromMs: T + p.from,
            toMs: p.to === null ? null : T + p.to,
          }));
          await historian.append(
            values.map((v) => aMessage(nameOf(v.device), T + v.atMs, [["bloodGlucose", v.value / 4, v.quality]])),
            at(run),
          );
          const series = await historian.series({ periods, sign: "bloodGlucose", fromMs: T + from, toMs: T + to, points });
          const buckets = new Map<number, number[]>();
          for (const period of periods) {
            for (const v of values) {
              const time = T + v.atMs;
              const isIn = time >= period.fromMs && (period.toMs === null || time < period.toMs) && time >= T + from && time < T + to;
              if (v.quality !== "good" || nameOf(v.device) !== period.deviceId || !isIn) continue;
              const start = T + from + Math.floor((time - T - from) / series.bucketMs) * series.bucketMs;
              buckets.set(start, [...(buckets.get(start) ?? []), v.value / 4]);
            }
          }
          const naive = [...buckets]
            .sort(([a], [b]) => a - b)
            .map(([start, found]) => ({
              at: start,
              min: Math.min(...found),
              max: Math.max(...found),
              mean: found.reduce((sum, each) => sum + each, 0) / found.length,
              count: found.length,
            }));
          expect(series.points).toEqual(naive);
          expect(Math.ceil((to - from) / series.bucketMs)).toBeLessThanOrEqual(points);
        },
      );
      await fc.assert(property, { numRuns: 60 });
    });

    it("no chart has more than 2,000 points, whatever was asked for", async () => {
      const historian = await open();
      await historian.append(
        Array.from({ length: 6_000 }, (_, n) => aMessage("a", T + n * 1_000, [["heartRate", 60 + (n % 20)]])),
        at(1),
      );
      const series = await historian.series({ periods: [always("a")], sign: "heartRate", fromMs: T, toMs: T + 6_000_000, points: 50_000 });
      expect(series.points).toHaveLength(2_000);
      expect(series.points.reduce((sum, point) => sum + point.count, 0)).toBe(6_000);
    });

    it("a resident sees a device only while holding it, also when it came from or went to somebody else", async () => {
      const historian = await open();
      await historian.append(
        Array.from({ length: 10 }, (_, n) => aMessage("band", T + n, [["heartRate", n]])),
        at(1),
      );
      await historian.append(
        Array.from({ length: 10 }, (_, n) => aMessage("mat", T + n, [["heartRate", 50 + n]], {}, "bedMat")),
        at(2),
      );
      const periods = [
        { deviceId: "band", fromMs: T + 2, toMs: T + 4 },
        { deviceId: "mat", fromMs: T + 4, toMs: T + 6 },
        { deviceId: "band", fromMs: T + 8, toMs: null },
      ];
      const request = { periods, sign: "heartRate", fromMs: T, toMs: T + 9 } as const;
      const seen = await historian.observations({ ...request, limit: 100, afterMs: null });
      expect(seen.map((observation) => observation.value)).toEqual([2, 3, 54, 55, 8]);
      expect(seen.map((observation) => observation.method)).toEqual(["wrist", "wrist", "bedMat", "bedMat", "wrist"]);
      const series = await historian.series({ ...request, points: 1 });
      expect(series.points).toEqual([{ at: T, min: 2, max: 55, mean: (2 + 3 + 54 + 55 + 8) / 5, count: 5 }]);
    });

    it("observations are paged by time without loss, also where two devices measured in the same millisecond", async () => {
      const historian = await open();
      const both = Array.from({ length: 20 }, (_, n) => [
        aMessage("a", T + n, [["heartRate", n]]),
        aMessage("b", T + n, [["heartRate", 100 + n]]),
      ]);
      await historian.append(both.flat(), at(1));
      const seen: number[] = [];
      for (let afterMs: number | null = null; ;) {
        const request = { periods: [always("a"), always("b")], sign: "heartRate", fromMs: T, toMs: T + 100 } as const;
        const page = await historian.observations({ ...request, limit: 7, afterMs });
        const last = page.at(-1);
        if (last === undefined) break;
        seen.push(...page.map((observation) => observation.value));
        afterMs = last.at;
      }
      expect(seen.toSorted((x, y) => x - y)).toEqual([...Array(20).keys()].flatMap((n) => [n, 100 + n]).toSorted((x, y) => x - y));
    });

    it("transitions are the good values that differ from the one before, the value before the range included", async () => {
      const historian = await open();
      const states: [number, number, Quality?][] = [
        [0, 1],
        [10, 1],
        [20, 0],
        [25, 1, "technical"],
        [30, 0],
        [40, 1],
      ];
      await historian.append(
        states.map(([ms, open_, quality = "good"]) => aMessage("door", T + ms, [["doorOpen", open_, quality]], {}, "doorSensor")),
        at(1),
      );
      const ask = (fromMs: number) =>
        historian.transitions({ deviceIds: ["door", "none"], signs: ["doorOpen", "motion"], fromMs, toMs: T + 100 });
      expect((await ask(T)).map(({ atMs, value }) => [atMs - T, value])).toEqual([
        [0, 1],
        [20, 0],
        [40, 1],
      ]);
      expect((await ask(T + 5)).map(({ atMs, value }) => [atMs - T, value])).toEqual([
        [20, 0],
        [40, 1],
      ]);
    });

    it("the latest values are the newest of every sign", async () => {
      const historian = await open();
      const [first, second] = [
        aMessage("a", T, [
          ["heartRate", 60],
          ["battery", 80],
        ]),
        aMessage("a", T + 5, [["heartRate", 61, "suspect"]]),
      ];
      await historian.append([second, first], at(1));
      expect(await historian.latest(["a", "none"], T)).toEqual([
        { deviceId: "a", sign: "heartRate", atMs: T + 5, receivedAtMs: T + 105, value: 61, quality: "suspect" },
        { deviceId: "a", sign: "battery", atMs: T, receivedAtMs: T + 100, value: 80, quality: "good" },
      ]);
    });

    it("what is older than the retention goes by whole hours, once it is rolled up; the rest stays", async () => {
      const historian = await open();
      const start = HOUR_MS * Math.ceil(T / HOUR_MS);
      const messages = Array.from({ length: 12_000 }, (_, n) => aMessage(`d${n % 3}`, start + n * 600, [["heartRate", n]]));
      await historian.append(messages, at(1));
      const beforeMs = start + 1.9 * HOUR_MS;
      expect(await removeAll(historian, { resolution: "raw", beforeMs })).toBe(0);
      await rollUpAll(historian, start + 3 * HOUR_MS);
      expect(await removeAll(historian, { resolution: "raw", beforeMs })).toBe(6_000);
      expect(await removeAll(historian, { resolution: "raw", beforeMs })).toBe(0);
      expect(await all(historian, "d0", "heartRate")).toHaveLength(2_000);
    });
  });
}
