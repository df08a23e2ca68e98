import { describe, expect, it } from "vitest";
import { CONDITION_LIMITS } from "../../../alerts/rules/catalogue/by-condition.ts";
import { ORDER_SETS } from "../../../alerts/rules/catalogue/order-sets.ts";
import { DEFAULT_CATALOGUE } from "../../../alerts/rules/catalogue.ts";
import { effectiveRule, type Layers } from "../../../alerts/rules/effective.ts";
import { isLooser } from "../../../alerts/rules/levels.ts";
import { checkPhysicianLimit, checkRuleChange } from "../../../alerts/rules/limit-checks.ts";
import type { ThresholdRule } from "../../../alerts/rules/types.ts";
import type { LevelChange, RuleParameters } from "../../../domain/rule-change.ts";
import { aLimit, aRuleChange, aSetting } from "../limit-builders.ts";
import { MINUTE, T0 } from "../support.ts";

function threshold(id: string): ThresholdRule {
  const rule = DEFAULT_CATALOGUE.rule(id);
  if (rule?.type !== "threshold") throw new Error(id);
  return rule;
}
const YOUNG = { birthYear: 1956 };
const layers = (over: Partial<Layers>): Layers => ({ changes: [], settings: [], resident: YOUNG, ...over });
/** `level raiseAt origin` of each level at `at` ms after T0. */
function lines(id: string, over: Partial<Layers>, at = 0): string[] {
  const { rule, origins } = effectiveRule(threshold(id), layers(over), T0 + at);
  return rule.levels.map(({ name, raiseAt }, index) => `${name} ${raiseAt} ${origins[index]?.of}`);
}
const DEFAULT_HIGH = ["mark 111 default", "warning 111 default", "fastWarning 150 default", "critical 131 default", "deep 150 default"];
const FACILITY = aRuleChange("heartRate.high", { levels: [{ level: "warning", raiseAt: 115 }] }, 0);

describe("which limit holds", () => {
  it("is the default where nobody laid anything down, the very rule of the catalogue", () => {
    expect(lines("heartRate.high", {})).toEqual(DEFAULT_HIGH);
    expect(effectiveRule(threshold("heartRate.high"), layers({}), T0).rule).toBe(threshold("heartRate.high"));
  });
  it("is the facility's from its time on, and a mark goes with its warning", () => {
    const changes = [aRuleChange("heartRate.high", { levels: [{ level: "warning", raiseAt: 115 }] }, MINUTE)];
    expect(lines("heartRate.high", { changes }, MINUTE - 1)).toEqual(DEFAULT_HIGH);
    expect(lines("heartRate.high", { changes }, MINUTE).slice(0, 2)).toEqual(["mark 115 facility", "warning 115 facility"]);
    const rule = effectiveRule(threshold("heartRate.high"), layers({ changes }), T0 + MINUTE).rule;
    expect(rule.levels.map(({ clearAt, forMs }) => [clearAt, forMs]).slice(0, 2)).toEqual([
      [110, 5 * MINUTE],
      [110, 10 * MINUTE],
    ]);
  });
  it("is the default again after a later change without parameters", () => {
    const changes = [FACILITY, aRuleChange("heartRate.high", {}, 5)];
    expect(lines("heartRate.high", { changes }, 5)).toEqual(DEFAULT_HIGH);
  });
  it("is the condition's over the facility's, and the physician's over both, value by value", () => {
    const changes = [aRuleChange("systolicPressure.high", { levels: [{ level: "warning", raiseAt: 155 }] }, 0)];
    const hypertension = aSetting("condition", "hypertension", 0);
    expect(lines("systolicPressure.high", { changes })).toEqual(["warning 155 facility", "critical 180 default"]);
    expect(lines("systolicPressure.high", { changes, settings: [hypertension] })).toEqual([
      "warning 150 condition",
      "critical 180 default",
    ]);
    const settings = [hypertension, aLimit("systolicPressure.high", "critical", 200, 0)];
    expect(lines("systolicPressure.high", { changes, settings })).toEqual(["warning 150 condition", "critical 200 physician"]);
  });
  it.each([
    ["frail", { settings: [aSetting("condition", "hypertension", 0), aSetting("condition", "frailty", 0)] }],
    ["eighty", { settings: [aSetting("condition", "hypertension", 0)], resident: { birthYear: 1946 } }],
  ])("spares the %s the stricter goal", (_who, over) => {
    expect(lines("systolicPressure.high", over)).toEqual(["warning 160 default", "critical 180 default"]);
  });
  it("is the stricter goal for a year of birth that nobody knows", () => {
    const settings = [aSetting("condition", "hypertension", 0)];
    expect(lines("systolicPressure.high", { settings, resident: { birthYear: null } })[0]).toBe("warning 150 condition");
  });
  it("ends with the row that ends it", () => {
    const settings = [aLimit("heartRate.high", "critical", 140, 0), aLimit("heartRate.high", "critical", 140, 10, { value: 0 })];
    expect(lines("heartRate.high", { settings }, 9)).toContain("critical 140 physician");
    expect(lines("heartRate.high", { settings }, 10)).toEqual(DEFAULT_HIGH);
  });
  it("of two physicians who sign at once is the last of the list, and both are kept", () => {
    const settings = [aLimit("heartRate.high", "critical", 140, 5), aLimit("heartRate.high", "critical", 138, 5, { id: "set_other" })];
    expect(lines("heartRate.high", { settings }, 5)).toContain("critical 138 physician");
    expect(lines("heartRate.high", { settings: settings.slice(0, 1) }, 5)).toContain("critical 140 physician");
  });
  it("holds though its review is overdue", () => {
    const settings = [aLimit("heartRate.high", "critical", 140, 0, { reviewMs: T0 + 1 })];
    expect(lines("heartRate.high", { settings }, 400 * 24 * 60 * MINUTE)).toContain("critical 140 physician");
  });
  it("of SpO2 follows the physician's scale, and a signed limit lies over that", () => {
    const scale = aSetting("spo2Scale", "", 0, { value: 2 });
    expect(lines("spo2.low", { settings: [scale] })).toEqual(
      ["mark 87", "warning 87", "critical 85", "deep 85"].map((l) => `${l} physician`),
    );
    const settings = [scale, aLimit("spo2.low", "warning", 88, 0)];
    expect(lines("spo2.low", { settings })[1]).toBe("warning 88 physician");
    expect(lines("spo2.low", { settings: [aSetting("condition", "copd", 0)] })[2]).toBe("critical 91 default");
  });
  it("of a critical level is loosened by no row that is not a physician's, however it came there", () => {
    const changes = [aRuleChange("heartRate.high", { levels: [{ level: "critical", raiseAt: 145 }] }, 0)];
    expect(lines("heartRate.high", { changes })).toEqual(DEFAULT_HIGH);
    const slow = [aRuleChange("heartRate.high", { levels: [{ level: "critical", raiseAt: 131, forMs: 10 * MINUTE }] }, 0)];
    expect(effectiveRule(threshold("heartRate.high"), layers({ changes: slow }), T0).rule.levels[3]?.forMs).toBe(2 * MINUTE);
    const off = [aRuleChange("heartRate.high", { disabled: true }, 0)];
    expect(effectiveRule(threshold("heartRate.high"), layers({ changes: off }), T0).isDisabled).toBe(false);
  });
  it.each(CONDITION_LIMITS)("by $condition loosens no critical level of $ruleId and names its source", ({ ruleId, levels, source }) => {
    const rule = threshold(ruleId);
    expect(source.length).toBeGreaterThan(10);
    expect(() => checkPhysicianLimit(rule, levels)).not.toThrow();
    for (const level of levels) expect(level.level).not.toMatch(/critical|deep/);
  });
  it.each(ORDER_SETS)("of the set $id can be signed", ({ limits, source }) => {
    for (const { rule, levels } of limits) expect(() => checkPhysicianLimit(threshold(rule), levels)).not.toThrow();
    expect(source.length).toBeGreaterThan(10);
  });
  it("knows loose from tight on both sides", () => {
    const level = threshold("spo2.low").levels[2]!;
    expect(isLooser("low", { ...level, raiseAt: 90 }, level)).toBe(true);
    expect(isLooser("low", { ...level, raiseAt: 92 }, level)).toBe(false);
    expect(isLooser("low", { ...level, clearAt: 91.5 }, level)).toBe(true);
  });
});

describe("what a facility may change", () => {
  const refused: readonly (readonly [rule: string, parameters: RuleParameters, why: RegExp])[] = [
    ["heartRate.high", { levels: [{ level: "critical", raiseAt: 140 }] }, /only a physician/],
    ["heartRate.high", { levels: [{ level: "deep", raiseAt: 150, forMs: 60_000 }] }, /only a physician/],
    ["heartRate.high", { levels: [{ level: "critical", raiseAt: 131, clearAt: 130 }] }, /only a physician/],
    ["spo2.low", { levels: [{ level: "critical", raiseAt: 90 }] }, /only a physician/],
    ["heartRate.high", { levels: [{ level: "warning", raiseAt: 135 }] }, /warning lies past the level critical|mark lies past/],
    ["heartRate.high", { levels: [{ level: "warning", raiseAt: 300 }] }, /outside what a sensor can report/],
    ["heartRate.high", { levels: [{ level: "warning", raiseAt: 120, clearAt: 125 }] }, /over before it is reached/],
    ["heartRate.low", { levels: [{ level: "warning", raiseAt: 45 }] }, /has no level warning/],
    [
      "heartRate.high",
      {
        levels: [
          { level: "warning", raiseAt: 120 },
          { level: "warning", raiseAt: 121 },
        ],
      },
      /named twice/,
    ],
    ["sos", { disabled: true }, /switched off/],
    ["fall", { disabled: true }, /switched off/],
    ["help", { disabled: true }, /switched off/],
    ["stillness", { disabled: true }, /switched off/],
    ["stillness", { forMs: 600_000 }, /duration is fixed/],
    ["heartRate.high", { disabled: true }, /switched off/],
    ["absence.wristband", { disabled: true }, /switched off/],
    ["measureNow.spo2", { disabled: true }, /switched off/],
    ["news2.total", { forMs: 600_000 }, /duration is fixed/],
    ["inactivity.floor", { disabled: true }, /switched off/],
    ["bathroom.long", { disabled: true }, /switched off/],
    ["wandering.exit", { disabled: true }, /switched off/],
    ["softSigns.concern", { disabled: true }, /switched off/],
    ["door.night", { forMs: 600_000 }, /duration is fixed/],
    ["sos", { levels: [{ level: "critical", raiseAt: 1 }] }, /has no levels/],
  ];
  it.each(refused)("not %s %j", (id, parameters, why) => {
    expect(() => checkRuleChange(DEFAULT_CATALOGUE.rule(id)!, parameters)).toThrow(why);
  });
  const allowed: readonly (readonly [rule: string, parameters: RuleParameters])[] = [
    ["heartRate.high", { levels: [{ level: "warning", raiseAt: 120 }] }],
    ["heartRate.high", { levels: [{ level: "critical", raiseAt: 125 }] }],
    ["spo2.low", { levels: [{ level: "critical", raiseAt: 92 }] }],
    ["bedExit.night", { forMs: 15 * MINUTE }],
    ["baseline.heartRate.high", { disabled: true }],
    ["bedExit.night", { disabled: true }],
    ["inactivity.unusual", { disabled: true }],
    ["heartRate.high", {}],
  ];
  it.each(allowed)("but %s %j", (id, parameters) => {
    expect(() => checkRuleChange(DEFAULT_CATALOGUE.rule(id)!, parameters)).not.toThrow();
  });
  it("its duration of another rule holds, and a rule that may not be changed keeps its own", () => {
    const bedExit = DEFAULT_CATALOGUE.rule("bedExit.night")!;
    const still = DEFAULT_CATALOGUE.rule("stillness")!;
    const changes = [aRuleChange("bedExit.night", { forMs: MINUTE }, 0), aRuleChange("stillness", { forMs: MINUTE, disabled: true }, 0)];
    expect(effectiveRule(bedExit, layers({ changes }), T0)).toMatchObject({ rule: { forMs: MINUTE }, origins: [{ of: "facility" }] });
    expect(effectiveRule(still, layers({ changes }), T0)).toMatchObject({ rule: { forMs: 3 * MINUTE }, isDisabled: false });
  });
});

describe("what a physician may sign", () => {
  const signed: readonly (readonly [rule: string, levels: readonly LevelChange[], why: RegExp | null])[] = [
    ["heartRate.high", [{ level: "critical", raiseAt: 145 }], null],
    ["heartRate.high", [{ level: "warning", raiseAt: 135 }], /lies past the level critical/],
    [
      "heartRate.high",
      [
        { level: "warning", raiseAt: 135 },
        { level: "critical", raiseAt: 145 },
      ],
      null,
    ],
    ["heartRate.high", [{ level: "critical", raiseAt: 155 }], /critical lies past the level deep/],
    ["heartRate.low", [{ level: "critical", raiseAt: 10 }], /outside what a sensor can report/],
    ["spo2.low", [{ level: "warning", raiseAt: 90 }], /lies past the level critical/],
  ];
  it.each(signed)("%s %j: %s", (id, levels, why) => {
    const sign = () => checkPhysicianLimit(threshold(id), levels);
    if (why === null) expect(sign).not.toThrow();
    else expect(sign).toThrow(why);
  });
});
