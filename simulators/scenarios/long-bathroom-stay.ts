import type { Scenario } from "../effects.ts";

const MINUTE_MS = 60_000;
/** No fall is told: only the time says that something is wrong. */
export const LONG_BATHROOM_STAY: Scenario = {
  key: "long-bathroom-stay",
  zh: "卫生间久留",
  en: "Stays in the bathroom",
  durationMs: 120 * MINUTE_MS,
  steps: [
    { offsetMs: 0, change: { activity: "toilet", spot: "bathroom" }, zh: "进卫生间", en: "goes into the bathroom" },
    { offsetMs: 3 * MINUTE_MS, change: { isDown: true, pulseRise: 15 }, rampMs: MINUTE_MS, zh: "起不来", en: "cannot get up" },
    {
      offsetMs: 110 * MINUTE_MS,
      change: { isDown: false, pulseRise: 0, activity: "resting", spot: "chair" },
      zh: "被扶回",
      en: "is helped back",
    },
  ],
};
