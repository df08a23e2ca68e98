import { describe, expect, it } from "vitest";
import { recommendationOf } from "../../domain/handover/advice.ts";
import { contactsFor, covered } from "../../domain/handover/contacts.ts";
import { doneOf } from "../../domain/handover/done.ts";
import { outline } from "../../domain/handover/sketch.ts";
import { news2Trend } from "../../domain/handover/trend.ts";
import { arrowOf, hourBefore, limitReached, usualOf, vitalsOf } from "../../domain/handover/vitals.ts";
import { locationOf } from "../../domain/handover/where.ts";
import { isAnticoagulant, recordInForce } from "../../domain/resident-record.ts";
import type { TimelineEntry } from "../../domain/alert.ts";
import type { Fence } from "../../domain/fence.ts";
import type { SeriesPoint } from "../../domain/series.ts";
import { anEntry } from "../api/handover-world.ts";
import { anAlert, aTrack } from "../support/builders.ts";

const NOW = Date.UTC(2026, 2, 2);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const QUARTER = 15 * MINUTE;
const point = (agoMs: number, mean: number, count = 1): SeriesPoint => ({ at: NOW - agoMs, min: mean, max: mean, mean, count });

describe("a trend arrow", () => {
  it.each([
    ["far above", 118, 72, "up2"],
    ["above", 84, 72, "up"],
    ["like", 80, 72, "same"],
    ["below", 60, 72, "down"],
    ["far below", 45, 72, "down2"],
  ] as const)("says %s the hour before", (_what, value, before, arrow) => expect(arrowOf("heartRate", value, before)).toBe(arrow));
  it.each([
    ["nothing was measured before", "heartRate", null],
    ["a sign has no step: weight", "weight", 70],
  ] as const)("is left out when %s", (_what, sign, before) => expect(arrowOf(sign, 80, before)).toBeNull());
  it("compares with the mean of the hour before, without the value's own bucket, weighed by how often was measured", () => {
    const series = [point(90 * MINUTE, 200), point(60 * MINUTE, 70, 3), point(30 * MINUTE, 90, 1), point(0, 150)];
    expect(hourBefore(series, NOW, QUARTER)).toBe(75);
    expect(hourBefore([point(0, 150)], NOW, QUARTER)).toBeNull();
  });
});

describe("a value on the sheet", () => {
  const latest = { sign: "heartRate", value: 118, at: NOW, quality: "good", isStale: false, deviceId: "dev_1" } as const;
  const place = (hour: number | null, median: number) => ({ hour, days: 9, median, low: median - 4, high: median + 4 });
  const baseline = {
    sign: "heartRate",
    unit: "/min",
    method: null,
    heardAt: NOW,
    off: null,
    places: [place(null, 72), place(8, 80)],
  } as const;
  const limit = (severity: "warning" | "critical", raiseAt: number, side: "high" | "low" = "high") =>
    ({ sign: "heartRate", severity, raiseAt, side }) as Parameters<typeof limitReached>[0][number];
  it("is compared with what is usual at that local hour, else all day", () => {
    expect(usualOf([{ ...baseline, places: [...baseline.places] }], "heartRate", NOW)).toMatchObject({ median: 80 });
    expect(usualOf([{ ...baseline, places: [...baseline.places] }], "heartRate", NOW + HOUR)).toMatchObject({ median: 72 });
    expect(usualOf([], "heartRate", NOW)).toBeNull();
  });
  it.each([
    [110, null],
    [111, "warning"],
    [131, "critical"],
    [40, "critical"],
  ] as const)("of %s reaches %s, the worst of the limits in force", (value, severity) => {
    const limits = [limit("warning", 111), limit("critical", 131), limit("critical", 40, "low")];
    expect(limitReached(limits, "heartRate", value)).toBe(severity);
  });
  it("of skin temperature reaches no limit: it is trend only", () => {
    const facts = () => ({ method: "skin", grade: "consumer", series: [] }) as const;
    const skin = { ...latest, sign: "bodyTemperature", value: 34 };
    const cold = { ...limit("critical", 35, "low"), sign: "bodyTemperature" };
    const [shown] = vitalsOf({ latest: [skin], facts, bucketMs: QUARTER, baselines: [], limits: [cold] });
    expect(shown).toMatchObject({ method: "skin", reached: null });
  });
  it("that is old says so, and keeps its value", () => {
    const facts = () => ({ method: "chest", grade: "medical", series: [] }) as const;
    const [shown] = vitalsOf({ latest: [{ ...latest, isStale: true }], facts, bucketMs: QUARTER, baselines: [], limits: [] });
    expect(shown).toMatchObject({ value: 118, isOld: true, arrow: null });
  });
});

describe("the score of 24 hours", () => {
  it("is worked out each hour from what belongs together, and says when inputs are missing", () => {
    const heartRate = [point(2 * HOUR, 72), point(0, 135)];
    const trend = news2Trend({ heartRate, respiratoryRate: [point(0, 26)] }, 1, NOW);
    expect(trend).toHaveLength(24);
    expect(trend.at(-1)).toEqual({ at: NOW, total: 6, known: 2, isComplete: false });
    expect(trend.at(-3)).toMatchObject({ total: 0, known: 1 });
    expect(trend[0]).toMatchObject({ total: null, known: 0 });
  });
  it("is empty when nothing was measured: no row of zeros", () => expect(news2Trend({}, 1, NOW)).toEqual([]));
  it("takes scale 2 where a physician set it", () => {
    const at = (scale: 1 | 2) => news2Trend({ spo2: [point(0, 90)] }, scale, NOW).at(-1)?.total;
    expect([at(1), at(2)]).toEqual([3, 0]);
  });
});

describe("where the resident is", () => {
  const fix = { latitude: 26.5841, longitude: 106.7152, accuracyM: 20, atMs: NOW };
  const fence = (radiusM: number, more: Partial<Fence> = {}): Fence => ({
    ...{ id: "f", facilityId: "fac_1", residentId: null, name: "院子", fromMs: 0, toMs: null, byUserId: "u" },
    shape: { type: "circle", centre: { latitude: 26.58, longitude: 106.71 }, radiusM },
    ...more,
  });
  const open = { state: "raised", kind: "fall", class: "physiological", residentId: "res_1" } as const;
  it.each([
    { name: "outside the fence: shown", is: true },
    { name: "inside the fence: the room says it", fences: [fence(5_000)], is: false },
    { name: "inside, but wandering: shown", alert: { ...open, kind: "wandering" as const }, fences: [fence(5_000)], is: true },
    { name: "the alert is over: nothing", alert: { ...open, state: "resolved" as const }, is: false },
    { name: "no fix: nothing", fix: null, is: false },
    { name: "a device needs a battery: nothing", alert: { ...open, class: "technical" as const }, fences: [], staffed: false, is: false },
    { name: "no fence, staffed home: nothing", fences: [], is: false },
    { name: "no fence, living alone: shown", fences: [], staffed: false, is: true },
    { name: "the fence has ended, as without", fences: [fence(120, { toMs: NOW - 1 })], is: false },
    { name: "the fence of somebody else does not count", fences: [fence(120, { residentId: "res_2" })], is: false },
  ])("$name", ({ is, ...more }) => {
    const found = locationOf({ alert: open, staffed: true, fix, fences: [fence(120)], nowMs: NOW, ...more });
    expect(found !== null).toBe(is);
  });
  it("is drawn to scale with north up", () => {
    const found = locationOf({ alert: open, staffed: true, fix, fences: [fence(120)], nowMs: NOW });
    const sketch = outline(found!, 320, 200);
    const home = sketch.homes[0]!.points[0]!;
    expect(sketch.here.x).toBeGreaterThan(home.x);
    expect(sketch.here.y).toBeLessThan(home.y);
    for (const { x, y } of [sketch.here, ...sketch.homes[0]!.points]) expect(x >= 0 && x <= 320 && y >= 0 && y <= 200).toBe(true);
    expect(sketch.scale).toMatchObject({ metres: 200 });
  });
});

describe("what is asked", () => {
  const ask = (alert: Parameters<typeof anAlert>[0], codes: TimelineEntry["code"][] = [], record = [anEntry({})]) =>
    recommendationOf({
      ...{ alert: anAlert(alert), record, vitals: [] },
      timeline: codes.map((code) => ({ at: NOW, code, track: null, who: null, detail: null })),
    });
  it.each([
    ["a prompt to call 120 comes first", {}, [], ["call120", "transfer", "answer"]],
    ["staff want a doctor", { prompt120: false }, ["doctorNeeded"], ["doctor", "answer"]],
    ["somebody answered", { prompt120: false, medical: aTrack({ state: "acknowledged" }) }, [], ["inform"]],
    ["a search is on", { prompt120: false, kind: "wandering" }, [], ["answer", "search"]],
    ["it is over", { state: "resolved" }, [], ["inform"]],
  ] as const)("%s", (_what, alert, codes, asks) => expect(ask(alert, [...codes]).asks).toEqual(asks));
  it("names the anticoagulant, and says of none that none is known", () => {
    expect(ask({ kind: "fall" }).takesAnticoagulant).toBe("华法林");
    expect(
      ask({ kind: "fall" }, [], [anEntry({ ended: { atMs: 1, reason: "", byUserId: "", byName: "", byRole: "nurse" } })]),
    ).toMatchObject({
      takesAnticoagulant: null,
    });
  });
  it.each([
    ["利伐沙班片", true],
    ["Apixaban 5 mg", true],
    ["低分子肝素", true],
    ["阿司匹林", false],
  ])("%s is an anticoagulant: %s", (name, is) => expect(isAnticoagulant(name)).toBe(is));
  it("'none known' is silent beside something that is named", () => {
    const none = anEntry({ id: "1", kind: "allergy", text: "", detail: { none: true }, enteredMs: 1 });
    const named = anEntry({ id: "2", kind: "allergy", text: "青霉素", enteredMs: 2 });
    expect(recordInForce([none])).toEqual([none]);
    expect(recordInForce([none, named])).toEqual([named]);
  });
});

describe("contacts and custody", () => {
  const contacts = [
    { id: "1", facilityId: "f", residentId: null, role: "nurse", name: "值班", phone: "085166661000" },
    { id: "2", facilityId: "f", residentId: "res_1", role: "emergencyContact", name: "王敏", phone: "13912342211" },
    { id: "3", facilityId: "f", residentId: "res_2", role: "emergencyContact", name: "李强", phone: "13900000000" },
  ] as const;
  const read = (names: boolean, phones: "all" | "duty" | "none") =>
    contactsFor(contacts, "res_1", { names, staffNames: names, phones, location: false })?.map(({ name, phone }) => [name, phone]);
  it("people of the home see all, a clinic the duty phone, and relatives covered where names are allowed", () => {
    expect(read(true, "all")).toEqual([
      ["值班", "085166661000"],
      ["王敏", "13912342211"],
    ]);
    expect(read(true, "duty")).toEqual([
      [null, "085166661000"],
      ["王敏", "139 **** 2211"],
    ]);
    expect(read(false, "duty")).toEqual([[null, "085166661000"]]);
    expect(read(true, "none")).toBeUndefined();
    expect(covered("110")).toBe("****");
  });
  it("what happened several times in a row stands once, and names give way to roles", () => {
    const entry = (at: number, code: TimelineEntry["code"], who: string | null) => ({ at, code, track: null, who, detail: null });
    const by = { userId: "u", clinicId: null, name: "李娜", role: "caregiver" } as const;
    const alert = anAlert({ onSite: aTrack({ by }) });
    const timeline = [entry(1, "told", "clinic"), entry(2, "told", "clinic"), entry(3, "snoozed", "李娜"), entry(4, "onTheWay", "李娜")];
    expect(doneOf(alert, timeline, false).map(({ at, who, times }) => [at, who, times])).toEqual([
      [1, "clinic", 2],
      [4, "caregiver", 1],
    ]);
    expect(doneOf(alert, timeline, true).at(-1)?.who).toBe("李娜");
  });
});
