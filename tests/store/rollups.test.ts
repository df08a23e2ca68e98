import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineRollups, HOUR_MS, MINUTE_MS, rollUpMinutes, type Rollup, type RollupReading } from "../../store/historian/rollups.ts";
import { planSeries, segmentsOf, type Kept } from "../../store/historian/series-plan.ts";

const T = HOUR_MS * 490_000;
const EVERYTHING: Kept = { rawFromMs: 0, minutesFromMs: 0 };
const reading = (atMs: number, value: number, isGood = true): RollupReading => ({ atMs: T + atMs, value, isGood });
/** Values whose sums are exact. */
const someReadings = fc.uniqueArray(
  fc.record({
    atMs: fc.oneof(fc.integer({ min: 0, max: 3 * HOUR_MS }), fc.integer({ min: 0, max: 3 * MINUTE_MS })).map((ms) => T + ms),
    value: fc.integer({ min: -100, max: 400 }).map((quarters) => quarters / 4),
    isGood: fc.constantFrom(true, true, true, false),
  }),
  { maxLength: 60, selector: ({ atMs }) => atMs },
);
const inOrder = (readings: readonly RollupReading[]) => readings.toSorted((a, b) => a.atMs - b.atMs);

/** By the definition, bucket by bucket, millisecond counts and all. */
function naiveMinutes(readings: readonly RollupReading[], intervalMs: number): Rollup[] {
  const starts = [...new Set(readings.filter(({ isGood }) => isGood).map(({ atMs }) => atMs - (atMs % MINUTE_MS)))];
  return starts
    .toSorted((a, b) => a - b)
    .map((start) => {
      const good = inOrder(readings.filter(({ atMs, isGood }) => isGood && atMs >= start && atMs < start + MINUTE_MS));
      const values = good.map(({ value }) => value);
      const covers = good.map(({ atMs }) => {
        const later = readings.map((other) => other.atMs).filter((other) => other > atMs);
        return Math.min(...later, atMs + intervalMs, start + MINUTE_MS) - atMs;
      });
      const sum = values.reduce((total, value) => total + value, 0);
      const coveredMs = covers.reduce((total, each) => total + each, 0);
      const [min, max] = [Math.min(...values), Math.max(...values)];
      return { atMs: start, count: values.length, min, max, sum, last: values.at(-1)!, coveredMs };
    });
}

describe("roll-ups", () => {
  it("a minute counts the good values and covers from each reading to the next, at most for the interval", () => {
    const readings = [reading(0, 70), reading(10_000, 74), reading(15_000, 255, false), reading(30_000, 72), reading(58_000, 71)];
    expect(rollUpMinutes(readings, 10_000)).toEqual([
      { atMs: T, count: 4, min: 70, max: 74, sum: 287, last: 71, coveredMs: 10_000 + 5_000 + 10_000 + 2_000 },
    ]);
  });
  it("a sign that comes only when something happens covers nothing", () => {
    expect(rollUpMinutes([reading(0, 1), reading(5_000, 0)], null)).toMatchObject([{ count: 2, last: 0, coveredMs: 0 }]);
  });
  it("a minute without a good value has no roll-up", () => {
    expect(rollUpMinutes([reading(0, 255, false), reading(MINUTE_MS, 70)], 1_000)).toMatchObject([{ atMs: T + MINUTE_MS }]);
  });
  it("minutes are what a naive count gives, for any readings", () => {
    fc.assert(
      fc.property(someReadings, fc.integer({ min: 1, max: 2 * MINUTE_MS }), (readings, intervalMs) => {
        expect(rollUpMinutes(inOrder(readings), intervalMs)).toEqual(naiveMinutes(readings, intervalMs));
      }),
    );
  });
  it("hours are the combination of their minutes, and of any whole parts of them", () => {
    fc.assert(
      fc.property(someReadings, (readings) => {
        const minutes = rollUpMinutes(inOrder(readings), 10_000);
        const hours = combineRollups(minutes, HOUR_MS);
        expect(combineRollups(combineRollups(minutes, 10 * MINUTE_MS), HOUR_MS)).toEqual(hours);
        for (const hour of hours) {
          const own = minutes.filter(({ atMs }) => atMs >= hour.atMs && atMs < hour.atMs + HOUR_MS);
          const good = inOrder(readings).filter(({ atMs, isGood }) => isGood && atMs >= hour.atMs && atMs < hour.atMs + HOUR_MS);
          const values = good.map(({ value }) => value);
          expect(hour).toEqual({
            atMs: hour.atMs,
            count: values.length,
            min: Math.min(...values),
            max: Math.max(...values),
            sum: values.reduce((total, value) => total + value, 0),
            last: values.at(-1),
            coveredMs: own.reduce((total, { coveredMs }) => total + coveredMs, 0),
          });
        }
      }),
    );
  });
});

describe("arrivals in any order, late and repeated", () => {
  type Strategy = (batches: readonly (readonly RollupReading[])[]) => Rollup[];
  const recomputed: Strategy = (batches) => {
    const raw = new Map(batches.flat().map((each) => [each.atMs, each]));
    return rollUpMinutes(inOrder([...raw.values()]), 10_000);
  };
  const incremented: Strategy = (batches) => {
    const parts = batches.flatMap((batch) => rollUpMinutes(inOrder(batch), 10_000));
    return combineRollups(
      parts.toSorted((a, b) => a.atMs - b.atMs),
      MINUTE_MS,
    );
  };
  const property = (strategy: Strategy) =>
    fc.property(someReadings, fc.array(fc.array(fc.nat()), { maxLength: 4 }), (readings, picks) => {
      const again = picks.map((batch) => batch.flatMap((pick) => readings[pick % Math.max(1, readings.length)] ?? []));
      expect(strategy([...again, readings])).toEqual(naiveMinutes(readings, 10_000));
    });
  it("give the same when the buckets are computed again", () => fc.assert(property(recomputed)));
  it("would not, were roll-ups incremented: this test sees it", () => expect(fc.check(property(incremented)).failed).toBe(true));
});

describe("the plan of a series", () => {
  it.each([
    { name: "30 days at 300 points: hours", days: 30, points: 300, resolution: "1h", minutes: 180 },
    { name: "30 days at 1,000 points: minutes", days: 30, points: 1_000, resolution: "1m", minutes: 44 },
    { name: "30 days at 2,000 points: minutes", days: 30, points: 2_000, resolution: "1m", minutes: 22 },
    { name: "a day at 400 points: minutes", days: 1, points: 400, resolution: "1m", minutes: 4 },
    { name: "an hour at 400 points: readings", days: 1 / 24, points: 400, resolution: "raw", minutes: 9 / 60 },
  ])("$name", ({ days, points, resolution, minutes }) => {
    const plan = planSeries({ fromMs: T, toMs: T + days * 24 * HOUR_MS, points }, EVERYTHING);
    expect(plan).toMatchObject({ resolution, bucketMs: minutes * MINUTE_MS, fromMs: T });
  });
  it.each([
    { name: "raw is gone: minutes", kept: { rawFromMs: T + HOUR_MS, minutesFromMs: 0 }, resolution: "1m" },
    { name: "minutes are gone too: hours", kept: { rawFromMs: T + HOUR_MS, minutesFromMs: T + HOUR_MS }, resolution: "1h" },
  ])("$name, however short the range", ({ kept, resolution }) => {
    expect(planSeries({ fromMs: T + 70_000, toMs: T + 130_000, points: 60 }, kept)).toMatchObject({ resolution });
  });
  const plans = fc.record({
    from: fc.nat(40 * HOUR_MS),
    length: fc.integer({ min: 1, max: 400 * HOUR_MS }),
    points: fc.integer({ min: 1, max: 3_000 }),
  });
  it("has whole buckets of its resolution, covers the range, and no more points than were asked for", () => {
    fc.assert(
      fc.property(plans, ({ from, length, points }) => {
        const request = { fromMs: T + from, toMs: T + from + length, points };
        const plan = planSeries(request, EVERYTHING);
        const unit = { raw: 1, "1m": MINUTE_MS, "1h": HOUR_MS }[plan.resolution];
        expect([plan.bucketMs % unit, plan.fromMs % unit]).toEqual([0, 0]);
        expect(plan.fromMs <= request.fromMs && plan.toMs >= request.toMs).toBe(true);
        expect(Math.ceil((plan.toMs - plan.fromMs) / plan.bucketMs)).toBeLessThanOrEqual(Math.min(points, 2_000));
      }),
    );
  });
  const hour = fc.nat(6).map((n) => T + n * HOUR_MS);
  const bound = fc.oneof(
    hour,
    fc.nat(400).map((n) => T + n * MINUTE_MS),
    fc.nat(7 * HOUR_MS).map((ms) => T + ms),
  );
  it("every part of a range is read once, from whole roll-ups that are clean and kept, else from raw, else not at all", () => {
    const kept = fc.tuple(hour, hour).map((hours) => ({ minutesFromMs: Math.min(...hours), rawFromMs: Math.max(...hours) }));
    fc.assert(
      fc.property(bound, bound, fc.constantFrom("raw", "1m", "1h"), fc.array(hour), kept, bound, (a, b, resolution, dirty, keeps, atMs) => {
        const range = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
        const dirtyHours = dirty.filter((start) => start >= keeps.rawFromMs);
        const segments = segmentsOf(range, resolution, dirtyHours, keeps);
        for (const { resolution: from, fromMs, toMs } of segments) {
          const unit = { raw: 1, "1m": MINUTE_MS, "1h": HOUR_MS }[from];
          expect([fromMs % unit, toMs % unit]).toEqual([0, 0]);
          expect(fromMs < toMs && fromMs >= range.fromMs && toMs <= range.toMs).toBe(true);
        }
        const found = segments.filter(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
        const whole = (unit: number) => {
          const start = atMs - (atMs % unit);
          return start >= range.fromMs && start + unit <= range.toMs;
        };
        const isDirty = dirtyHours.includes(atMs - (atMs % HOUR_MS));
        const isIn = atMs >= range.fromMs && atMs < range.toMs;
        const canBe =
          atMs >= keeps.rawFromMs ||
          (resolution !== "raw" && whole(MINUTE_MS) && atMs >= keeps.minutesFromMs) ||
          (resolution === "1h" && whole(HOUR_MS));
        expect(found).toHaveLength(isIn && canBe ? 1 : 0);
        if (isDirty) for (const segment of found) expect(segment.resolution).toBe("raw");
      }),
      { numRuns: 1_000 },
    );
  });
});
