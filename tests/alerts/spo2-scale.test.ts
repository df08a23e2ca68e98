import { describe, expect, it } from "vitest";
import { SPO2_LOW_RULE, SPO2_LOW_SCALE_2_RULE } from "../../alerts/rules/catalogue/vitals.ts";
import { spo2ScaleAt, type CareSetting } from "../../domain/care-settings.ts";
import { careOf, MINUTE, startRun, T0 } from "./support.ts";

const scale = (value: 1 | 2, from: number): CareSetting => ({
  ...{ id: `set${from}`, residentId: "res", kind: "spo2Scale", about: "", value, detail: null, reviewMs: null, fromMs: T0 + from },
  ...{ byUserId: "usr", byName: "陈医生", byRole: "physician" },
});
function heard(value: number, settings: readonly CareSetting[]): string[] {
  const run = startRun({ care: careOf({ careSettings: (id) => (id === "res" ? settings : []) }) });
  for (let minute = 0; minute <= 15; minute++)
    run.send({ at: minute * MINUTE, deviceId: "monitor", kind: "bedsideMonitor", values: { spo2: value } });
  return run.lines().filter((line) => line.includes("spo2"));
}

describe("the SpO2 rule of a resident with a target of 88–92 %", () => {
  it.each([88, 90, 92, 93, 98])("is silent at %s", (value) => expect(heard(value, [scale(2, 0)])).toEqual([]));
  it.each([88, 90, 92])("would shout at %s without a physician's word", (value) => {
    expect(heard(value, [])).not.toEqual([]);
    expect(heard(value, [scale(2, 0), scale(1, 0)])).not.toEqual([]);
  });
  it("still warns below the target, and is as fast as ever where it is deep", () => {
    expect(heard(87, [scale(2, 0)]).at(-1)).toBe(`update spo2.low warning @${10 * MINUTE}`);
    expect(heard(85, [scale(2, 0)])[0]).toBe(`raise spo2.low critical @${MINUTE}`);
  });
  it("holds from its time on, and what was raised before ends with the next reading", () => {
    const lines = heard(90, [scale(2, 5 * MINUTE)]);
    expect(lines).toEqual([`raise spo2.low critical @${2 * MINUTE}`, `clear spo2.low critical @${5 * MINUTE}`]);
  });
  it("is the newest that has begun", () => {
    const settings = [scale(2, 10), scale(1, 20), scale(2, 30)];
    expect([0, 10, 19, 20, 30].map((at) => spo2ScaleAt(settings, T0 + at))).toEqual([1, 2, 2, 1, 2]);
  });
  it("has the levels of the default rule in number and severity, so that their states are one", () => {
    const severities = (rule: typeof SPO2_LOW_RULE) => rule.levels.map(({ severity, deep }) => [severity, deep]);
    expect(severities(SPO2_LOW_SCALE_2_RULE)).toEqual(severities(SPO2_LOW_RULE));
  });
});
