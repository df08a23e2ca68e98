import type { Scenario } from "../effects.ts";

/** On the way to the toilet; wristband and bathroom radar notice it, and the person cannot get up alone. */
export const NIGHT_FALL: Scenario = {
  key: "night-fall",
  zh: "夜间跌倒",
  en: "Fall at night",
  durationMs: 30 * 60_000,
  steps: [
    { offsetMs: 0, change: { activity: "toilet", spot: "bathroom" }, zh: "起床去卫生间", en: "gets up for the toilet" },
    {
      offsetMs: 20_000,
      change: { activity: "resting", isDown: true, pulseRise: 28 },
      rampMs: 20_000,
      event: { kind: "wristband", type: "fall" },
      zh: "在卫生间滑倒",
      en: "slips in the bathroom",
    },
    { offsetMs: 15 * 60_000, change: { isDown: false, activity: "lying", spot: "bed" }, zh: "被扶回床上", en: "is helped back to bed" },
    { offsetMs: 16 * 60_000, change: { pulseRise: 0 }, rampMs: 5 * 60_000, zh: "心率平复", en: "the pulse settles" },
  ],
};
