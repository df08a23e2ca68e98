import { describe, expect, it } from "vitest";
import type { CareSetting } from "../../../domain/care-settings.ts";
import { SIGNS, type SignKey } from "../../../domain/signs.ts";
import { careOf, HOUR, MINUTE, SECOND, startRun, T0, type MessageInput, type Run, type RunOptions } from "../support.ts";

const WELL = { respiratoryRate: 16, spo2: 97, oxygen: 0, systolicPressure: 125, heartRate: 70, consciousness: 0, bodyTemperature: 36.8 };
type Values = Partial<Record<SignKey, number>>;
/** A set that a nurse typed. */
const typed = (run: Run, at: number, values: Values, more: Partial<MessageInput> = {}) =>
  run.send({ at, deviceId: "entry", kind: "entry", values, ...more });
const news2 = (run: Run) => run.linesOf("news2.");
const scoreOf = (run: Run) => run.signals.filter(({ rule }) => rule === "news2.total").map(({ severity, value }) => [severity, value]);
const confusion = SIGNS.consciousness.states.indexOf("confusion");
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));

describe("a whole set", () => {
  it.each([
    { name: "0–4 says nothing", change: { heartRate: 115, spo2: 93 }, told: [] },
    { name: "5 is a warning", change: { heartRate: 115, spo2: 93, bodyTemperature: 38.5 }, told: [["warning", 5]] },
    { name: "6 is a warning", change: { heartRate: 115, spo2: 93, oxygen: 2 }, told: [["warning", 6]] },
    { name: "7 is critical", change: { heartRate: 131, spo2: 93, respiratoryRate: 22 }, told: [["critical", 7]] },
    { name: "a single 3 is a warning", change: { consciousness: confusion }, told: [["warning", 3]] },
  ])("$name, at once when a nurse typed it", ({ change, told }) => {
    const run = startRun();
    typed(run, 0, { ...WELL, ...change });
    expect(scoreOf(run)).toEqual(told);
  });
  it("ends what was said when it says less, and may fall from critical to a warning", () => {
    const run = startRun();
    typed(run, 0, { ...WELL, heartRate: 131, spo2: 91, oxygen: 2 });
    typed(run, HOUR, { ...WELL, heartRate: 115, spo2: 93, oxygen: 2 });
    typed(run, 2 * HOUR, WELL);
    expect(news2(run)).toEqual([
      "raise news2.total critical @0",
      `update news2.total warning @${HOUR}`,
      `clear news2.total warning @${2 * HOUR}`,
    ]);
  });
  it("may come from several devices and a nurse, and says who was last", () => {
    const run = startRun();
    run.send({ at: 0, deviceId: "cuff", kind: "bpCuff", values: { systolicPressure: 98, heartRate: 115 } });
    run.send({ at: 5 * MINUTE, deviceId: "oxi", kind: "oximeter", values: { spo2: 95 } });
    run.send({ at: 10 * MINUTE, deviceId: "ear", kind: "thermometer", values: { bodyTemperature: 36.6 } });
    expect(scoreOf(run)).toEqual([["warning", 5]]);
    typed(run, 12 * MINUTE, { respiratoryRate: 22, consciousness: 0, oxygen: 0 });
    expect(run.signals.filter(({ rule }) => rule === "news2.total").at(-1)).toMatchObject({
      ...{ type: "update", severity: "critical", value: 7, deviceId: "entry", residentId: "res", medicalGrade: true, sign: null },
    });
  });
});

describe("a set with missing inputs", () => {
  it("raises as soon as what is known is enough", () => {
    const run = startRun();
    typed(run, 0, { heartRate: 131, respiratoryRate: 25 });
    typed(run, MINUTE, { consciousness: confusion });
    expect(scoreOf(run)).toEqual([
      ["warning", 6],
      ["critical", 9],
    ]);
  });
  it("never lowers or ends what was said", () => {
    const run = startRun();
    typed(run, 0, { ...WELL, heartRate: 131, spo2: 91, oxygen: 2 });
    typed(run, HOUR, { heartRate: 70 });
    typed(run, 2 * HOUR, { heartRate: 115, spo2: 93, bodyTemperature: 38.5 });
    expect(news2(run)).toEqual(["raise news2.total critical @0"]);
  });
  it("asks for the rest when one input scores 3, until the set is whole", () => {
    const run = startRun();
    run.send({ at: 0, deviceId: "oxi", kind: "oximeter", values: { spo2: 90 } });
    expect(news2(run)).toEqual(["raise news2.fullSet warning @0"]);
    run.send({ at: HOUR, deviceId: "ear", kind: "thermometer", values: { bodyTemperature: 36.6 } });
    expect(news2(run)).toHaveLength(1);
    typed(run, HOUR + MINUTE, WELL);
    expect(news2(run).at(-1)).toBe(`clear news2.fullSet warning @${HOUR + MINUTE}`);
  });
  it("asks no more when the value is well again, or the known ones are enough for a score", () => {
    const well = startRun();
    const ill = startRun();
    for (const run of [well, ill]) run.send({ at: 0, deviceId: "oxi", kind: "oximeter", values: { spo2: 90 } });
    well.send({ at: MINUTE, deviceId: "oxi", kind: "oximeter", values: { spo2: 97 } });
    expect(news2(well).at(-1)).toBe(`clear news2.fullSet warning @${MINUTE}`);
    typed(ill, MINUTE, { oxygen: 2 });
    expect(news2(ill).slice(1)).toEqual([`raise news2.total warning @${MINUTE}`, `clear news2.fullSet warning @${MINUTE}`]);
  });
  it("is told no longer than four hours without another set, and then anew", () => {
    const run = startRun();
    typed(run, 0, { heartRate: 131, respiratoryRate: 25 });
    run.tick(4 * HOUR);
    expect(news2(run).at(-1)).toBe(`clear news2.total warning @${4 * HOUR}`);
    expect(run.signals.at(-1)?.why).toBe("expired");
    typed(run, 5 * HOUR, { heartRate: 131, respiratoryRate: 25 });
    expect(news2(run).at(-1)).toBe(`raise news2.total warning @${5 * HOUR}`);
  });
});

describe("what enters a score", () => {
  it("is nothing of a consumer wrist, nothing suspect, technical or half an hour old", () => {
    const run = startRun();
    const ill = { heartRate: 135, spo2: 85, respiratoryRate: 26 };
    run.send({ at: 0, values: ill });
    for (const quality of ["suspect", "technical"] as const) typed(run, 1, ill, { quality });
    typed(run, 0, ill, { receivedAt: 31 * MINUTE, late: true });
    expect(news2(run)).toEqual([]);
    typed(run, 5 * MINUTE, ill, { receivedAt: 35 * MINUTE, late: true });
    expect(scoreOf(run)).toEqual([["critical", 9]]);
  });
  it("is nothing that a device measured while the resident walked; a person who types has looked", () => {
    const run = startRun();
    run.send({ at: 0, values: { motion: 1 } });
    run.send({ at: 30 * SECOND, deviceId: "cuff", kind: "bpCuff", values: { heartRate: 135 } });
    expect(news2(run)).toEqual([]);
    run.send({ at: 61 * SECOND, deviceId: "cuff", kind: "bpCuff", values: { heartRate: 135 } });
    expect(news2(run)).toHaveLength(1);
    const other = startRun();
    other.send({ at: 0, values: { motion: 1 } });
    typed(other, 1, { heartRate: 135 });
    expect(news2(other)).toHaveLength(1);
  });
  it("lies within half an hour of the newest; consciousness four hours, oxygen twelve", () => {
    const run = startRun();
    typed(run, 0, { heartRate: 131, consciousness: confusion, oxygen: 2 });
    run.send({ at: 30 * MINUTE + 1, deviceId: "oxi", kind: "oximeter", values: { spo2: 93 } });
    run.send({ at: 4 * HOUR + 1, deviceId: "oxi", kind: "oximeter", values: { spo2: 93 } });
    const values = run.signals.filter(({ rule }) => rule === "news2.total").map(({ value }) => value);
    expect(values[0]).toBe(8);
    const fresh = startRun();
    typed(fresh, 0, { consciousness: confusion });
    typed(fresh, 4 * HOUR, { respiratoryRate: 22 });
    expect(scoreOf(fresh)).toEqual([["warning", 5]]);
    const old = startRun();
    typed(old, 0, { consciousness: confusion });
    typed(old, 4 * HOUR + 1, { respiratoryRate: 22 });
    expect(scoreOf(old)).toEqual([]);
  });
  it("of a continuous monitor holds for two minutes", () => {
    const run = startRun();
    const monitor = (minute: number, values: Values) => run.send({ at: minute * MINUTE, deviceId: "mon", kind: "bedsideMonitor", values });
    monitor(0, { heartRate: 135, respiratoryRate: 26, spo2: 90 });
    monitor(1, { heartRate: 80, respiratoryRate: 15, spo2: 97 });
    monitor(2, { heartRate: 135, respiratoryRate: 26, spo2: 90 });
    monitor(3, { heartRate: 135, respiratoryRate: 26, spo2: 90 });
    expect(news2(run)).toEqual([]);
    monitor(4, { heartRate: 135, respiratoryRate: 26, spo2: 90 });
    expect(news2(run)).toEqual([`raise news2.total critical @${4 * MINUTE}`]);
  });
});

const physicianSays = (value: 1 | 2, fromMs: number): CareSetting => ({
  ...{ id: "set", residentId: "res", kind: "spo2Scale", about: "", value, detail: null, reviewMs: null, fromMs },
  ...{ byUserId: "usr", byName: "陈医生", byRole: "physician" },
});
describe("scale 2", () => {
  const options: RunOptions = { care: careOf({ careSettings: () => [physicianSays(2, T0 + HOUR)] }) };
  it("counts only from when a physician set it", () => {
    const run = startRun(options);
    typed(run, 0, { ...WELL, spo2: 90 });
    typed(run, HOUR, { ...WELL, spo2: 90 });
    expect(news2(run)).toEqual(["raise news2.total warning @0", `clear news2.total warning @${HOUR}`]);
  });
  it("scores too much oxygen", () => {
    const run = startRun(options);
    typed(run, HOUR, { ...WELL, spo2: 97, oxygen: 2 });
    expect(scoreOf(run)).toEqual([["warning", 5]]);
  });
});

describe("a restart", () => {
  const interrupted = (): ReadonlyMap<string, string> => {
    const before = startRun();
    typed(before, 0, { heartRate: 131, respiratoryRate: 25 });
    return rowsOf(before);
  };
  it("keeps the readings and what was said", () => {
    const after = startRun({ states: interrupted() });
    typed(after, MINUTE, { consciousness: confusion });
    expect(news2(after)).toEqual([`update news2.total critical @${MINUTE}`]);
    expect(JSON.parse(after.evaluator.watched("news2", "res") ?? "null")).toMatchObject({ readings: { heartRate: { value: 131 } } });
    expect(after.evaluator.watched("news2", "nobody")).toBeNull();
  });
  it("does not count the time in which nobody listened", () => {
    const after = startRun({ states: interrupted() });
    after.control({ type: "start" }, HOUR);
    after.tick(5 * HOUR - 1);
    expect(news2(after)).toEqual([]);
    after.tick(5 * HOUR);
    expect(news2(after)).toEqual([`clear news2.total warning @${5 * HOUR}`]);
  });
});
