import { describe, expect, it } from "vitest";
import { nextSilence, signLimitMs, silenceLimits } from "../../../alerts/rules/absence.ts";
import { deviceKindInfo } from "../../../domain/device-kinds.ts";
import { DEFAULT_CATALOGUE, makeCatalogue } from "../../../alerts/rules/catalogue.ts";
import { eventSignals } from "../../../alerts/rules/event.ts";
import { isLimited, isTrendOnly, judge, stepSparse, type MeasureTask } from "../../../alerts/rules/measure-now.ts";
import { isStill, NO_STILLNESS, noSignOfLife, stillnessDueMs } from "../../../alerts/rules/stillness.ts";
import { normalState, stepThreshold } from "../../../alerts/rules/threshold.ts";
import type { ThresholdRule } from "../../../alerts/rules/types.ts";
import { aMessage, HOUR, MINUTE, SECOND } from "../support.ts";

function rule(id: string): ThresholdRule {
  const found = DEFAULT_CATALOGUE.rule(id);
  if (found?.type !== "threshold") throw new Error(`no threshold rule ${id}`);
  return found;
}
const spo2 = rule("spo2.low");
describe("absence", () => {
  it.each([
    { kind: "wristband", warningMs: MINUTE, urgentMs: 30 * MINUTE },
    { kind: "bedsideMonitor", warningMs: 3 * MINUTE, urgentMs: 30 * MINUTE },
    { kind: "bedMat", warningMs: 90 * SECOND, urgentMs: 30 * MINUTE },
    { kind: "watch", warningMs: 20 * MINUTE, urgentMs: null },
    { kind: "sosButton", warningMs: 50 * HOUR, urgentMs: null },
  ] as const)("$kind is missed after $warningMs ms", ({ kind, warningMs, urgentMs }) => {
    expect(silenceLimits(deviceKindInfo(kind))).toEqual({ warningMs, urgentMs });
  });
  it("a pulse may be missing five minutes, a spot temperature an hour, a sparse sign twice its interval", () => {
    expect(signLimitMs(10 * SECOND, "heartRate")).toBe(5 * MINUTE);
    expect(signLimitMs(10 * SECOND, "bodyTemperature")).toBe(HOUR);
    expect(signLimitMs(10 * MINUTE, "heartRate")).toBe(20 * MINUTE);
  });
  it("a device that speaks only when something happens is never missed; one without a pulse is never urgent", () => {
    expect(silenceLimits({ expectedIntervalMs: null, signs: [] })).toBeNull();
    expect(signLimitMs(null, "heartRate")).toBeNull();
    expect(silenceLimits({ expectedIntervalMs: 60 * SECOND, signs: ["motion"] })).toEqual({ warningMs: 3 * MINUTE, urgentMs: null });
  });
  const limits = { warningMs: 60, urgentMs: 300 };
  const silence = { fromMs: 1_000, chargingSinceMs: null, raised: null };
  it.each([
    { name: "a warning first", limits, silence, due: { dueMs: 1_060, severity: "warning" } },
    { name: "then urgent", limits, silence: { ...silence, raised: "warning" }, due: { dueMs: 1_300, severity: "critical" } },
    { name: "then nothing more", limits, silence: { ...silence, raised: "critical" }, due: null },
    {
      name: "no urgency without a vital sign",
      limits: { ...limits, urgentMs: null },
      silence: { ...silence, raised: "warning" },
      due: null,
    },
    {
      name: "charging pauses it for two hours",
      limits,
      silence: { ...silence, chargingSinceMs: 1_000 },
      due: { dueMs: 1_000 + 2 * HOUR, severity: "warning" },
    },
  ] as const)("$name", ({ limits: given, silence: state, due }) => expect(nextSilence(given, state)).toEqual(due));
});
describe("measure now", () => {
  it.each([
    ["spo2", "wrist", "consumer", true],
    ["spo2", "fingertip", "medical", false],
    ["bodyTemperature", "skin", "consumer", true],
    ["bodyTemperature", "wrist", "consumer", true],
    ["bodyTemperature", "ear", "consumer", false],
    ["systolicPressure", "cuffless", "consumer", true],
    ["systolicPressure", "cuff", "consumer", false],
    ["diastolicPressure", "cuffless", "consumer", true],
    ["heartRate", "wrist", "consumer", false],
  ] as const)("%s by %s, %s: limited %s", (sign, method, grade, limited) => expect(isLimited(sign, method, grade)).toBe(limited));
  it("a cool skin is trend only, a cool ear is not", () => {
    expect(isTrendOnly(rule("bodyTemperature.low"), "skin", "consumer")).toBe(true);
    expect(isTrendOnly(rule("bodyTemperature.low"), "ear", "medical")).toBe(false);
    expect(isTrendOnly(rule("bodyTemperature.high"), "skin", "consumer")).toBe(false);
  });
  const task: MeasureTask = {
    ...{ ruleId: "spo2.low", sign: "spo2", deviceId: "wrist", level: 1, value: 88 },
    ...{ identity: "i", observedAtMs: 100, dueMs: null, measureWith: "oximeter" },
  };
  it.each([
    { name: "an older reading says nothing", answer: { observedAtMs: 100 }, verdict: "none" },
    { name: "a medical critical value confirms", answer: { value: 91 }, verdict: "confirmed" },
    { name: "a medical normal value takes it back", answer: { value: 97 }, verdict: "gone" },
    { name: "a medical value in between says nothing", answer: { value: 92 }, verdict: "none" },
    { name: "another consumer device takes nothing back", answer: { value: 97, limited: true, deviceId: "other" }, verdict: "none" },
    { name: "the asking device takes its own value back", answer: { value: 97, limited: true, deviceId: "wrist" }, verdict: "gone" },
    { name: "a consumer device confirms nothing", answer: { value: 80, limited: true, deviceId: "wrist" }, verdict: "none" },
  ])("$name", ({ answer, verdict }) => {
    expect(judge(spo2, task, { value: 80, observedAtMs: 101, deviceId: "oxi", limited: false, ...answer })).toBe(verdict);
  });
  it("a rule that lost its critical levels lets its question go", () => {
    expect(judge({ ...spo2, levels: [] }, task, { value: 80, observedAtMs: 101, deviceId: "oxi", limited: false })).toBe("gone");
  });
  const step = (value: number, more: Partial<Parameters<typeof stepSparse>[2]> = {}, from = normalState(spo2)) =>
    stepSparse(spo2, from, { value, atMs: 1, limited: false, medical: true, confirms: false, ...more });
  it.each([
    { name: "normal", value: 97, firing: -1, asks: -1 },
    { name: "a warning stands at once", value: 93, firing: 1, asks: -1 },
    { name: "a warning of a consumer device does not", value: 93, more: { limited: true, medical: false }, firing: -1, asks: -1 },
    { name: "critical asks", value: 90, firing: -1, asks: 2 },
    { name: "deep and medical raises at once", value: 85, firing: 3, asks: -1 },
    { name: "deep and consumer asks", value: 85, more: { limited: true, medical: false }, firing: -1, asks: 3 },
    { name: "a confirming value raises", value: 90, more: { confirms: true }, firing: 2, asks: -1 },
  ])("sparse: $name", ({ value, more = {}, firing, asks }) => {
    const result = step(value, more);
    expect([result.state.firing, result.asks]).toEqual([firing, asks]);
  });
  it("sparse: what fires is not asked again, and ends past its clear", () => {
    const firing = step(90, { confirms: true }).state;
    expect(step(90, {}, firing)).toMatchObject({ state: { firing: 2 }, asks: -1 });
    expect(step(97, {}, firing)).toMatchObject({ state: { firing: -1 } });
  });
});
describe("stillness", () => {
  it("counts from the first silent word, and fires only while the sensor goes on speaking", () => {
    const first = noSignOfLife(NO_STILLNESS, 1_000, 10);
    const later = noSignOfLife(first, 1_100, 10);
    expect(stillnessDueMs(NO_STILLNESS, 180)).toBeNull();
    expect(stillnessDueMs(later, 180)).toBe(1_180);
    expect(stillnessDueMs({ ...later, raised: true }, 180)).toBeNull();
    expect(isStill(later, 1_110, -1)).toBe(true);
    expect(isStill(later, 1_180, -1)).toBe(false);
    expect(isStill(later, 1_110, 1_050)).toBe(false);
  });
});
describe("events and thresholds at their edges", () => {
  it("an event without a rule raises nothing", () => {
    expect(eventSignals(makeCatalogue([]), aMessage({ at: 0, event: "sos" }))).toEqual([]);
  });
  it("a state from before a level was added counts that level from now", () => {
    const reading = { value: 84, atMs: 5, holdMs: 1, deepHeard: true, moving: false };
    expect(stepThreshold(spo2, { firing: -1, since: [], lastAtMs: -1 }, reading).since).toEqual([5, 5, 5, 5]);
  });
});
