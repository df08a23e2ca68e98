import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import type { Level, ThresholdRule } from "../../alerts/rules/types.ts";

const MINUTE = 60_000;
const known = DEFAULT_CATALOGUE.rule("heartRate.high");
if (known?.type !== "threshold") throw new Error("the default catalogue has no rule heartRate.high");
const level = (name: Level["name"], severity: Level["severity"], raiseAt: number, clearAt: number, readings: number): Level => ({
  ...{ name, severity, raiseAt, clearAt, forMs: 0, deep: false, source: "made up for a test" },
  count: { readings, of: 5, withinMs: 10 * MINUTE },
});
/** A rule of this test: three of five readings ≥ 120 warn, two of five ≥ 140 are critical. */
export const HEART_RATE_TEST_RULE: ThresholdRule = {
  ...known,
  levels: [level("warning", "warning", 120, 115, 3), level("critical", "critical", 140, 135, 2)],
};
