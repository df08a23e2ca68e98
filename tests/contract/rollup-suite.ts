import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cursor } from "../../domain/publish.ts";
import type { HistorianStore } from "../../store/historian/historian.ts";
import { HOUR_MS, MINUTE_MS } from "../../store/historian/rollups.ts";
import { aMessage, removeAll, rollUpAll } from "./historian-builders.ts";
import { anyPeriods, anyRequest, anyTime, anyValues, EVERYTHING, firstOfEach, naivePoints, START, type Value } from "./rollup-model.ts";

export type RollingHistorian = Pick<HistorianStore, "append" | "series" | "rollUp" | "removeBefore" | "stats">;

const at = (row: number): Cursor => ({ row, index: 0 });
const always = (deviceId: string) => [{ deviceId, fromMs: 0, toMs: null }];
const LATER = START + 1_000 * HOUR_MS;

/** What every engine must do with roll-ups and old rows. `runs`: how many random histories; fewer where a question costs more. */
export function rollupSuite(name: string, open: () => Promise<RollingHistorian>, runs = 60): void {
  describe(`${name}: roll-ups`, () => {
    it("a series of any resolution is a naive count over whole buckets: late and repeated values, rolled up at any moment", async () => {
      const historian = await open();
      let run = 0;
      let row = 0;
      const resolutions = new Set<string>();
      const batches = fc.array(fc.record({ values: anyValues, rollUpTo: fc.option(anyTime) }), { minLength: 1, maxLength: 4 });
      const property = fc.asyncProperty(
        batches,
        anyPeriods,
        fc.array(anyRequest, { minLength: 1, maxLength: 4 }),
        async (all, periods, requests) => {
          run += 1;
          const nameOf = (device: number) => `r${run}d${device}`;
          const sent: Value[] = [];
          for (const { values, rollUpTo } of all) {
            sent.push(...values);
            await historian.append(
              values.map((v) => aMessage(nameOf(v.device), v.atMs, [["bloodGlucose", v.value, v.quality]])),
              at((row += 1)),
            );
            if (rollUpTo !== null) await rollUpAll(historian, rollUpTo);
          }
          for (const request of requests) {
            const asked = periods.map(({ device, ...period }) => ({ ...period, deviceId: nameOf(device) }));
            const answer = await historian.series({ periods: asked, sign: "bloodGlucose", ...request });
            resolutions.add(answer.resolution);
            expect(answer.points).toEqual(naivePoints(firstOfEach(sent), periods, request, answer, EVERYTHING));
          }
        },
      );
      await fc.assert(property, { numRuns: runs });
      expect(resolutions).toEqual(new Set(["raw", "1m", "1h"]));
    });

    it("a chart is never behind: a value shows before and after it is rolled up, and so does one that comes late", async () => {
      const historian = await open();
      const request = { periods: always("a"), sign: "heartRate", fromMs: START, toMs: START + 8 * HOUR_MS, points: 8 } as const;
      const count = async () => (await historian.series(request)).points.reduce((sum, point) => sum + point.count, 0);
      await historian.append([aMessage("a", START + 5, [["heartRate", 70]])], at(1));
      expect(await count()).toBe(1);
      expect(await rollUpAll(historian, LATER)).toBe(1);
      expect(await count()).toBe(1);
      await historian.append([aMessage("a", START + 3, [["heartRate", 60]])], at(2));
      expect((await historian.stats()).dirtyHours).toBe(1);
      expect(await count()).toBe(2);
      expect(await rollUpAll(historian, LATER)).toBe(1);
      expect(await historian.series(request)).toEqual({
        resolution: "1h",
        bucketMs: HOUR_MS,
        points: [{ at: START, min: 60, max: 70, mean: 65, count: 2 }],
      });
    });

    it("the hour that still runs is not rolled up, and nothing twice", async () => {
      const historian = await open();
      await historian.append(
        [START, START + HOUR_MS].map((ms) => aMessage("a", ms, [["heartRate", 70]])),
        at(1),
      );
      expect(await rollUpAll(historian, START + HOUR_MS)).toBe(0);
      expect(await rollUpAll(historian, START + 1.5 * HOUR_MS)).toBe(1);
      expect(await rollUpAll(historian, START + 1.5 * HOUR_MS)).toBe(0);
    });

    it("charts stay as they are when raw rows go, then minutes; what comes for an hour without its raw rows changes no roll-up", async () => {
      const historian = await open();
      const messages = Array.from({ length: 480 }, (_, n) => aMessage("a", START + n * MINUTE_MS, [["heartRate", 60 + (n % 7)]]));
      await historian.append(messages, at(1));
      await rollUpAll(historian, LATER);
      const ask = (points: number) =>
        historian.series({ periods: always("a"), sign: "heartRate", fromMs: START, toMs: START + 8 * HOUR_MS, points });
      const [byMinutes, byHours] = [await ask(96), await ask(8)];
      expect([byMinutes.resolution, byHours.resolution]).toEqual(["1m", "1h"]);
      expect(await removeAll(historian, { resolution: "raw", beforeMs: START + 4.5 * HOUR_MS })).toBe(240);
      expect([await ask(96), await ask(8)]).toEqual([byMinutes, byHours]);

      await historian.append([aMessage("a", START + 1, [["heartRate", 200]])], at(2));
      await rollUpAll(historian, LATER);
      expect([await ask(96), await ask(8)]).toEqual([byMinutes, byHours]);

      expect(await removeAll(historian, { resolution: "1m", beforeMs: START + 2 * HOUR_MS })).toBeGreaterThan(0);
      expect([(await ask(96)).resolution, await ask(8)]).toEqual(["1h", byHours]);
    });

    it("a minute that two residents share is nobody's once its raw rows are gone, and never the other's", async () => {
      const historian = await open();
      const changedMs = START + 30 * MINUTE_MS + 30_000;
      const messages = Array.from({ length: 360 }, (_, n) => START + n * 10_000).map((ms) =>
        aMessage("band", ms, [["heartRate", ms < changedMs ? 60 : 90]]),
      );
      await historian.append(messages, at(1));
      await rollUpAll(historian, LATER);
      const ask = (fromMs: number, toMs: number | null) =>
        historian.series({
          periods: [{ deviceId: "band", fromMs, toMs }],
          ...({ sign: "heartRate", fromMs: START, toMs: START + 8 * HOUR_MS, points: 8 } as const),
        });
      const [first, second] = [
        { at: START, min: 60, max: 60, mean: 60 },
        { at: START, min: 90, max: 90, mean: 90 },
      ];
      expect((await ask(0, changedMs)).points).toEqual([{ ...first, count: 183 }]);
      expect((await ask(changedMs, null)).points).toEqual([{ ...second, count: 177 }]);
      await removeAll(historian, { resolution: "raw", beforeMs: START + 3 * HOUR_MS });
      expect((await ask(0, changedMs)).points).toEqual([{ ...first, count: 180 }]);
      expect((await ask(changedMs, null)).points).toEqual([{ ...second, count: 174 }]);
      await removeAll(historian, { resolution: "1m", beforeMs: START + 3 * HOUR_MS });
      expect([(await ask(0, changedMs)).points, (await ask(changedMs, null)).points]).toEqual([[], []]);
    });
  });
}
