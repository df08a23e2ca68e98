import { describe, expect, it } from "vitest";
import { chartColumns, nearestPoint } from "../../dashboard/components/resident/chart-columns.ts";
import { chartRange, fromLocal, mistakeIn, toLocal } from "../../dashboard/components/resident/chart-range.ts";
import { runsOf } from "../../dashboard/components/resident/rhythm-runs.ts";
import { pinyinInitials } from "../../dashboard/pinyin-initials.ts";
import { filterOf, isFound, queryOf } from "../../dashboard/resident-filter.ts";
import { sectionsFor, type ResidentSection } from "../../dashboard/sections/section.ts";
import { rhythmDays } from "../../domain/day-rhythm.ts";
import { relationsFor } from "../../domain/rights.ts";

const HOUR = 3_600_000;
/** 08:00 in Shanghai. */
const NOW = Date.UTC(2026, 2, 2);

describe("the span of a chart in the address", () => {
  it.each([
    { name: "nothing is the last hour", from: undefined, to: undefined, preset: "1h", spanMs: HOUR },
    { name: "a span by name goes on with the clock", from: "7d", to: undefined, preset: "7d", spanMs: 168 * HOUR },
    { name: "two local times stand still", from: "2026-03-01T08:00", to: "2026-03-01T20:30", preset: null, spanMs: 12.5 * HOUR },
    { name: "an end before the start is not followed", from: "2026-03-01T08:00", to: "2026-03-01T07:00", preset: "1h", spanMs: HOUR },
    { name: "ten years are not followed", from: "2016-03-01T08:00", to: "2026-03-01T08:00", preset: "1h", spanMs: HOUR },
    { name: "a payload from hell is not followed", from: ["x", "y"], to: "<script>", preset: "1h", spanMs: HOUR },
    { name: "a property of objects is no span", from: "constructor", to: undefined, preset: "1h", spanMs: HOUR },
  ])("$name", ({ from, to, preset, spanMs }) => {
    const range = chartRange(from, to, NOW);
    expect([range.preset, range.toMs - range.fromMs]).toEqual([preset, spanMs]);
  });
  it("reads and writes times of Shanghai, wherever the browser is", () => {
    expect(fromLocal("2026-03-02T08:00")).toBe(NOW);
    expect(toLocal(NOW)).toBe("2026-03-02T08:00");
    expect([fromLocal("2026-13-02T08:00"), fromLocal("yesterday"), mistakeIn(null, 1), mistakeIn(2, 2)]).toEqual([
      null,
      null,
      "missing",
      "order",
    ]);
  });
});
describe("a chart's columns", () => {
  const point = (at: number) => ({ at, min: 1, max: 3, mean: 2, count: 1 });
  it("hold a hole where buckets lie apart, and none where one is missing", () => {
    expect(chartColumns([point(0), point(2_000), point(9_000)], 1_000)[1]).toEqual([2, 2, null, 2]);
    expect(nearestPoint([point(0), point(2_000), point(9_000)], 5_000)).toBe(1);
    expect(nearestPoint([], 5)).toBeNull();
  });
});
describe("finding a resident", () => {
  it.each([
    ["王秀英", "wxy"],
    ["张桂兰", "zgl"],
    ["欧阳娜", "oyn"],
    ["Mary Smith", "ms"],
    ["阿依古丽", "aygl"],
    ["", ""],
  ])("%s is found by %s", (name, initials) => expect(pinyinInitials(name)).toBe(initials));
  it("every word must be found, in room, name or at the beginning of the initials", () => {
    const person = { words: "302 王秀英", initials: "wxy" };
    expect(["302", "秀英 302", "WX", "wxy 3", ""].map((typed) => isFound(person, typed))).toEqual([true, true, true, true, true]);
    expect(["xy", "303", "302 李"].map((typed) => isFound(person, typed))).toEqual([false, false, false]);
  });
  it("filters go into the address and come back, and what is no filter is none", () => {
    const filter = { floor: "3", level: 4, hasAlert: true, hasGap: false };
    expect(filterOf(queryOf(filter))).toEqual(filter);
    expect(filterOf({ floor: "", level: "9", alert: "yes", gaps: ["1"] })).toEqual({
      floor: null,
      level: null,
      hasAlert: false,
      hasGap: false,
    });
  });
});
describe("the sections of a resident's page", () => {
  const nothing = { title: "", heightRem: 1, load: () => Promise.reject(new Error("not loaded here")) };
  const sections: readonly ResidentSection[] = [
    { ...nothing, id: "rhythm", action: "readRhythm", scope: "rhythm" },
    { ...nothing, id: "news2", action: "readVitals", scope: "vitals" },
    { ...nothing, id: "record", action: "readRecord" },
  ];
  const idsFor = (role: Parameters<typeof relationsFor>[0], scopes: Parameters<typeof sectionsFor>[2]) =>
    sectionsFor(sections, (action) => relationsFor(role, action).length > 0, scopes).map(({ id }) => id);
  it("are cut to what the role may and the resident consented to", () => {
    expect(idsFor("nurse", ["state", "rhythm", "vitals", "location"])).toEqual(["rhythm", "news2", "record"]);
    expect(idsFor("family", ["state", "rhythm"])).toEqual(["rhythm"]);
    expect(idsFor("regulator", ["state", "rhythm", "vitals", "location"])).toEqual([]);
  });
});
it("a day in words is runs of hours, as the strip shows them", () => {
  const midnight = Date.UTC(2026, 2, 1, 16);
  const bed = [0, 1, 2].map((hour) => ({ at: midnight + hour * HOUR, min: 0, max: 1, mean: 1, count: 1 }));
  const [day] = rhythmDays({ bed, motion: [], steps: [] }, midnight + 4.5 * HOUR, 1);
  expect(runsOf(day!)).toEqual([
    { from: 0, to: 3, state: "inBed" },
    { from: 3, to: 5, state: "none" },
  ]);
});
