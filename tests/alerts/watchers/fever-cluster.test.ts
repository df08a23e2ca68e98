import { describe, expect, it } from "vitest";
import { alertIdOf } from "../../../domain/ids.ts";
import { aDesk } from "../desk-fakes.ts";
import { aMessage, careOf, HOUR, MINUTE, startRun, T0, type MessageInput, type Run, type RunOptions } from "../support.ts";

const DAY = 24 * HOUR;
/** `r1` and `r2` live in building A, `s1` in B. */
const care = careOf({
  resident: (id) => ({ id, facilityId: "fac", name: "Wang", placeId: `plc_${id}`, level: 2, birthYear: 1940 }),
});
const inBuildings = { ...care, place: (id: string) => ({ ...care.place(id)!, building: id.startsWith("plc_r") ? "A" : "B 座:1" }) };
const start = (options: RunOptions = {}): Run => startRun({ care: inBuildings, ...options });
function measure(run: Run, residentId: string, at: number, bodyTemperature: number, more: Partial<MessageInput> = {}): void {
  run.send({ at, residentId, deviceId: `ear_${residentId}`, kind: "thermometer", values: { bodyTemperature }, ...more });
}
const about = (run: Run) => run.linesOf("fever.");
const lists = (run: Run) => run.signals.flatMap(({ residents }) => (residents === undefined ? [] : [residents]));
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a fever cluster", () => {
  it("two residents of one building within 48 h are one alert about the building with both in its list", () => {
    const run = start();
    measure(run, "r1", 0, 38.1);
    expect(about(run)).toEqual([]);
    measure(run, "r2", 47 * HOUR, 37.8);
    expect(about(run)).toEqual([`raise fever.cluster warning @${47 * HOUR}`]);
    expect(run.signals.find(({ rule }) => rule === "fever.cluster")).toMatchObject({
      ...{ kind: "feverCluster", subjectId: "fac/building/A", residentId: null, placeId: null, deviceId: null, residents: ["r1", "r2"] },
    });
  });
  it.each([
    { name: "in two buildings", second: "s1", at: HOUR, value: 38.5, more: {} },
    { name: "the same resident twice", second: "r1", at: HOUR, value: 38.5, more: {} },
    { name: "more than 48 h apart", second: "r2", at: 48 * HOUR + 1, value: 38.5, more: {} },
    { name: "below every limit", second: "r2", at: HOUR, value: 37.7, more: {} },
    { name: "by the skin", second: "r2", at: HOUR, value: 39.5, more: { kind: "wristband" } },
    { name: "by a technical value", second: "r2", at: HOUR, value: 39.5, more: { quality: "technical" } },
  ] as const)("is none $name", ({ second, at, value, more }) => {
    const run = start();
    measure(run, "r1", 0, 38.1);
    measure(run, second, at, value, more);
    expect(about(run)).toEqual([]);
  });
  it.each([
    { name: "37.8 once", readings: [[10 * DAY, 37.8]], isFever: true },
    {
      name: "37.2 twice within 48 h",
      readings: [
        [10 * DAY, 37.2],
        [11 * DAY, 37.2],
      ],
      isFever: true,
    },
    {
      name: "37.2 twice within minutes is one measurement",
      readings: [
        [10 * DAY, 37.2],
        [10 * DAY + 5 * MINUTE, 37.3],
      ],
      isFever: false,
    },
    {
      name: "37.2 twice, three days apart",
      readings: [
        [7 * DAY, 37.2],
        [10 * DAY, 37.2],
      ],
      isFever: false,
    },
    {
      name: "1.1 over the usual of three days",
      readings: [
        [0, 36],
        [DAY, 36],
        [2 * DAY, 36],
        [10 * DAY, 37.1],
      ],
      isFever: true,
    },
    {
      name: "1.0 over it",
      readings: [
        [0, 36],
        [DAY, 36],
        [2 * DAY, 36],
        [10 * DAY, 37],
      ],
      isFever: false,
    },
    {
      name: "1.1 over the usual of two days only",
      readings: [
        [0, 36],
        [DAY, 36],
        [10 * DAY, 37.1],
      ],
      isFever: false,
    },
  ] as const)("fever as IDSA LTCF has it: $name", ({ readings, isFever }) => {
    const run = start();
    for (const [at, value] of readings) measure(run, "r1", at, value);
    measure(run, "r2", 11 * DAY + HOUR, 38.5);
    expect(about(run)).toHaveLength(isFever ? 1 : 0);
  });
  it("is none by a medical-grade patch on the skin", () => {
    const run = start();
    measure(run, "r1", 0, 38.1);
    const patch = aMessage({ at: HOUR, residentId: "r2", deviceId: "patch", kind: "thermometer", values: { bodyTemperature: 39 } });
    run.evaluator.message({ ...patch, method: "skin" });
    expect(about(run)).toEqual([]);
  });
  it("grows as more fall ill, and ends when nobody new did for 48 h", () => {
    const run = start();
    for (const [residentId, at] of [
      ["r1", 0],
      ["r2", DAY],
      ["r3", 2.5 * DAY],
    ] as const)
      measure(run, residentId, at, 38.2);
    measure(run, "r2", 4 * DAY, 38.4);
    run.tick(4.5 * DAY - 1);
    expect(about(run)).toEqual([`raise fever.cluster warning @${DAY}`, `update fever.cluster warning @${2.5 * DAY}`]);
    expect(lists(run).at(-1)).toEqual(["r1", "r2", "r3"]);
    run.tick(4.5 * DAY);
    expect(about(run).at(-1)).toBe(`clear fever.cluster warning @${4.5 * DAY}`);
  });
  it("closed by a person, it is told anew when the next one falls ill", () => {
    const run = start();
    measure(run, "r1", 0, 38.1);
    measure(run, "r2", HOUR, 38.1);
    run.control({ type: "resolved", alertId: alertIdOf("fac/building/A", "fever.cluster", `ear_r2@${HOUR}`) }, 2 * HOUR);
    measure(run, "r3", 3 * HOUR, 38.1);
    expect(about(run).filter((line) => line.startsWith("raise"))).toHaveLength(2);
    expect(lists(run).at(-1)).toEqual(["r1", "r2", "r3"]);
  });
  it("a restart in the middle changes nothing", () => {
    const whole = start();
    measure(whole, "s1", 0, 38.1);
    measure(whole, "s2", HOUR, 38.1);
    const later = start({ states: rowsOf(whole) });
    for (const run of [whole, later]) {
      measure(run, "s3", 2 * HOUR, 38.1);
      run.tick(5 * DAY);
    }
    expect(about(later)).toEqual(about(whole).slice(1));
    expect(about(later)).toHaveLength(2);
  });
  it("is one alert on site, without a clinic, whose evidence is the list", async () => {
    const run = start();
    for (const [index, residentId] of ["r1", "r2", "r3"].entries()) measure(run, residentId, index * HOUR, 38.2);
    const world = aDesk();
    for (const signal of run.signals.filter(({ rule }) => rule === "fever.cluster")) world.desk.signal(signal);
    await world.desk.drain(1_000);
    const [open, ...others] = world.desk.open("fac");
    expect(others).toEqual([]);
    expect(open!.alert).toMatchObject({ severity: "warning", raisedAtMs: T0 + HOUR, onSite: { owed: true }, medical: { owed: false } });
    expect(open!.timeline.filter(({ code }) => code === "evidence").map(({ detail }) => detail)).toEqual(["2: r1 r2", "3: r1 r2 r3"]);
    expect(world.webhooks()).toEqual([]);
  });
});
