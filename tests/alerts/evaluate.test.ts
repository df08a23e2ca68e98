import { describe, expect, it } from "vitest";
import { alertIdOf } from "../../domain/ids.ts";
import { eventSignals } from "../../alerts/rules/event.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { aMessage, careOf, HOUR, MINUTE, SECOND, startRun, T0, type Run } from "./support.ts";

const monitor = { deviceId: "mon", kind: "bedsideMonitor" } as const;
function minutes(run: Run, values: number[], sign: "heartRate" | "spo2" = "heartRate", from = 0): void {
  values.forEach((value, index) => run.send({ ...monitor, at: (from + index) * MINUTE, values: { [sign]: value } }));
}
describe("the evaluator: vital signs", () => {
  it("raises once, says when it is worse, and clears", () => {
    const run = startRun();
    minutes(run, [120, 120, 120, 120, 120, 120, 120, 120, 120, 120, 120, 140, 140, 140, 120, 100]);
    expect(run.lines()).toEqual([
      `raise heartRate.high info @${5 * MINUTE}`,
      `update heartRate.high warning @${10 * MINUTE}`,
      `update heartRate.high critical @${13 * MINUTE}`,
      `update heartRate.high warning @${14 * MINUTE}`,
      `clear heartRate.high warning @${15 * MINUTE}`,
    ]);
  });
  it("a deep value on one-minute medical data alerts at the second minute", () => {
    const run = startRun();
    minutes(run, [70, 155, 155]);
    expect(run.lines()).toEqual([`raise heartRate.high critical @${2 * MINUTE}`]);
    expect(run.signals[0]).toMatchObject({ medicalGrade: true, value: 155, subjectId: "res", kind: "vital" });
  });
  it("a consumer wrist heart rate warns by depth and is critical by duration", () => {
    const run = startRun();
    for (let at = 0; at <= 130; at += 10) run.send({ at: at * SECOND, values: { heartRate: 155 } });
    expect(run.lines()).toEqual([`raise heartRate.high warning @${30 * SECOND}`, `update heartRate.high critical @${120 * SECOND}`]);
  });
  it("technical and suspect samples neither raise nor clear", () => {
    const run = startRun();
    minutes(run, [140, 140, 140]);
    run.send({ ...monitor, at: 3 * MINUTE, values: { heartRate: 0 }, quality: "technical" });
    run.send({ ...monitor, at: 4 * MINUTE, values: { heartRate: 70 }, quality: "suspect" });
    expect(run.lines()).toEqual([`raise heartRate.high critical @${2 * MINUTE}`]);
  });
  it("ignores an observation that is not newer", () => {
    const run = startRun();
    minutes(run, [140, 140, 140]);
    run.send({ ...monitor, at: 1 * MINUTE, receivedAt: 2.5 * MINUTE, values: { heartRate: 70 } });
    expect(run.lines()).toHaveLength(1);
  });
  it("two devices say so, one alert comes of it, and it ends when both are done", () => {
    const run = startRun();
    for (const m of [0, 1, 2]) {
      run.send({ ...monitor, at: m * MINUTE, values: { heartRate: 140 } });
      run.send({ ...monitor, deviceId: "mon2", at: m * MINUTE, values: { heartRate: 140 } });
    }
    run.send({ ...monitor, at: 3 * MINUTE, values: { heartRate: 80 } });
    expect(run.lines()[0]).toBe(`raise heartRate.high critical @${2 * MINUTE}`);
    expect(run.lines().filter((line) => line.startsWith("clear"))).toEqual([]);
    run.send({ ...monitor, deviceId: "mon2", at: 3 * MINUTE, values: { heartRate: 80 } });
    expect(run.lines().at(-1)).toBe(`clear heartRate.high critical @${3 * MINUTE}`);
  });
  it("a new holder ends what was said about the old one", () => {
    const run = startRun();
    minutes(run, [140, 140, 140]);
    run.control({ type: "assignment", deviceId: "mon", residentId: "other", placeId: null, fromMs: T0 + 3 * MINUTE }, 3 * MINUTE);
    expect(run.signals.at(-1)).toMatchObject({ type: "clear", subjectId: "res", why: "unassigned" });
  });
});
describe("the evaluator: measure now", () => {
  const wrist = (run: Run, from: number, to: number, spo2: number) => {
    for (let at = from; at <= to; at += 10 * SECOND) run.send({ at, values: { spo2 } });
  };
  it("consumer oxygen asks for the oximeter and never is critical alone", () => {
    const run = startRun();
    wrist(run, 0, 20 * MINUTE, 84);
    expect(run.lines()).toEqual([`raise measureNow.spo2 warning @${30 * SECOND}`]);
    expect(run.signals[0]).toMatchObject({ kind: "measureNow", measureWith: "oximeter" });
  });
  it("a medical reading confirms at once", () => {
    const run = startRun();
    wrist(run, 0, 110 * SECOND, 84);
    run.send({ deviceId: "oxi", kind: "oximeter", at: 2 * MINUTE, values: { spo2: 90 } });
    expect(run.lines().slice(1)).toEqual([`raise spo2.low critical @${2 * MINUTE}`, `clear measureNow.spo2 warning @${2 * MINUTE}`]);
  });
  it("a normal medical reading takes it away", () => {
    const run = startRun();
    wrist(run, 0, 110 * SECOND, 84);
    run.send({ deviceId: "oxi", kind: "oximeter", at: 2 * MINUTE, values: { spo2: 97 } });
    expect(run.lines().slice(1)).toEqual([`clear measureNow.spo2 warning @${2 * MINUTE}`]);
  });
  it("a cool skin is trend only, a hot one asks", () => {
    const run = startRun();
    run.send({ kind: "watch", at: 0, values: { bodyTemperature: 33 } });
    expect(run.lines()).toEqual([]);
    run.send({ kind: "watch", at: 10 * MINUTE, values: { bodyTemperature: 39.5 } });
    expect(run.lines()).toEqual([`raise measureNow.bodyTemperature warning @${10 * MINUTE}`]);
  });
  it("a cuff reading asks to repeat; a second one confirms", () => {
    const run = startRun();
    run.send({ deviceId: "cuff", kind: "bpCuff", at: 0, values: { systolicPressure: 190 } });
    run.send({ deviceId: "cuff", kind: "bpCuff", at: 5 * MINUTE, values: { systolicPressure: 185 } });
    expect(run.lines()).toEqual([
      "raise measureNow.systolicPressure warning @0",
      `raise systolicPressure.high critical @${5 * MINUTE}`,
      `clear measureNow.systolicPressure warning @${5 * MINUTE}`,
    ]);
  });
  it("no answer counts as confirmed, and is gone after the next normal reading", () => {
    const run = startRun();
    run.send({ deviceId: "cuff", kind: "bpCuff", at: 0, values: { systolicPressure: 190 } });
    run.tick(11 * MINUTE);
    expect(run.lines().slice(1)).toEqual([
      `raise systolicPressure.high critical @${10 * MINUTE}`,
      `clear measureNow.systolicPressure warning @${10 * MINUTE}`,
    ]);
    run.send({ deviceId: "cuff", kind: "bpCuff", at: 12 * MINUTE, values: { systolicPressure: 130 } });
    expect(run.lines().at(-1)).toBe(`clear systolicPressure.high critical @${12 * MINUTE}`);
  });
  it("a person's resolution is an answer", () => {
    const run = startRun();
    run.send({ deviceId: "cuff", kind: "bpCuff", at: 0, values: { systolicPressure: 190 } });
    run.control({ type: "resolved", alertId: alertIdOf("res", "measureNow.systolicPressure", "cuff@0") }, MINUTE);
    run.tick(20 * MINUTE);
    expect(run.lines()).toEqual(["raise measureNow.systolicPressure warning @0", `clear measureNow.systolicPressure warning @${MINUTE}`]);
  });
  it("a deep medical value of a sparse sign raises at once, a warning one too", () => {
    const run = startRun();
    run.send({ deviceId: "oxi", kind: "oximeter", at: 0, values: { spo2: 84 } });
    run.send({ deviceId: "ear", kind: "thermometer", at: 1, values: { bodyTemperature: 38 } });
    expect(run.lines()).toEqual(["raise spo2.low critical @0", "raise bodyTemperature.high warning @1"]);
  });
  it("a critical value and then silence asks somebody to measure", () => {
    const run = startRun();
    minutes(run, [70, 140]);
    run.tick(10 * MINUTE);
    expect(run.lines()).toContain(`raise measureNow.heartRate warning @${3 * MINUTE}`);
    expect(run.lines()).toContain(`raise heartRate.high critical @${8 * MINUTE}`);
  });
  it("asks at its own due time, not when the device happens to be looked at", () => {
    const run = startRun();
    // Looked at at 180 and 300 s, and by itself then only at 479 s: 180 s after the last word before.
    for (const at of [0, 120, 299]) run.send({ ...monitor, at: at * SECOND, values: { heartRate: 70 } });
    run.send({ ...monitor, at: 301 * SECOND, values: { heartRate: 140 } });
    run.tick(430 * SECOND);
    expect(run.lines()).toEqual([`raise measureNow.heartRate warning @${421 * SECOND}`]);
  });
  it("a late critical value opens a task and is not confirmed by silence", () => {
    const run = startRun();
    run.send({ ...monitor, at: 0, receivedAt: HOUR, late: true, values: { heartRate: 150 } });
    run.tick(2 * HOUR);
    expect(run.lines().filter((line) => !line.includes("absence"))).toEqual([`raise measureNow.heartRate warning @${HOUR}`]);
    expect(run.signals[0]!.late).toBe(true);
  });
});
describe("the evaluator: events", () => {
  it("gives the event lane and the evaluator one identity, and a copy adds nothing", () => {
    const run = startRun();
    const input = { at: 0, event: "sos", identity: "p1" } as const;
    run.send(input);
    run.send({ ...input, receivedAt: 5 });
    expect(run.lines()).toEqual(["raise sos critical @0"]);
    expect(eventSignals(DEFAULT_CATALOGUE, aMessage(input))).toEqual([run.signals[0]]);
  });
  it.each([
    ["fall", "critical", true],
    ["help", "warning", false],
    ["leak", "critical", true],
    ["smoke", "critical", true],
    ["gas", "critical", true],
  ] as const)("%s is %s, latched %s", (event, severity, latched) => {
    const run = startRun();
    run.send({ at: 0, event, residentId: null, placeId: "kitchen" });
    expect(run.signals[0]).toMatchObject({ severity, latched, subjectId: "kitchen" });
  });
  it("says nothing for a message without an event", () => expect(eventSignals(DEFAULT_CATALOGUE, aMessage({ at: 0 }))).toEqual([]));
});
describe("the evaluator: stillness", () => {
  const still = (run: Run, from: number, to: number) => {
    for (let at = from; at <= to; at += 10 * SECOND) run.send({ at, values: { heartRate: 0 }, quality: "technical" });
  };
  const worn = (run: Run) => run.send({ at: 0, values: { worn: 1, heartRate: 70 } });
  it.each([
    [true, "critical"],
    [false, "warning"],
  ] as const)("staffed %s: three minutes without any sign of life are %s", (staffed, severity) => {
    const run = startRun({ care: careOf({ staffed }) });
    worn(run);
    still(run, 10 * SECOND, 4 * MINUTE);
    expect(run.lines()).toEqual([`raise stillness ${severity} @${190 * SECOND}`]);
  });
  it("a movement anywhere starts it anew", () => {
    const run = startRun();
    worn(run);
    still(run, 10 * SECOND, 2 * MINUTE);
    run.send({ deviceId: "pir", kind: "motionSensor", at: 2 * MINUTE, residentId: null, placeId: "room", values: { motion: 1 } });
    still(run, 130 * SECOND, 4 * MINUTE);
    expect(run.lines()).toEqual([]);
  });
  it("a silent network is not stillness", () => {
    const run = startRun();
    worn(run);
    still(run, 10 * SECOND, 20 * SECOND);
    run.tick(4 * MINUTE);
    expect(run.lines().filter((line) => line.includes("stillness"))).toEqual([]);
  });
  it("ends with the next pulse", () => {
    const run = startRun();
    worn(run);
    still(run, 10 * SECOND, 4 * MINUTE);
    run.send({ at: 5 * MINUTE, values: { heartRate: 66 } });
    expect(run.lines()).toContain(`clear stillness critical @${5 * MINUTE}`);
  });
});
