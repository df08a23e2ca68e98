import type { Scenario } from "../effects.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rises three degrees in three hours, stays, and falls after treatment; pulse and breathing follow. */
export const FEVER: Scenario = {
  key: "fever",
  zh: "发热",
  en: "Fever over hours",
  durationMs: 12 * HOUR_MS,
  steps: [
    {
      offsetMs: 0,
      change: { feverCel: 3, activity: "lying" },
      rampMs: 3 * HOUR_MS,
      zh: "体温开始上升",
      en: "the temperature starts to rise",
    },
    { offsetMs: 1.5 * HOUR_MS, measure: "thermometer", zh: "护理员测体温", en: "a caregiver takes the temperature" },
    { offsetMs: 3 * HOUR_MS, measure: "thermometer", zh: "高热", en: "high fever" },
    { offsetMs: 3 * HOUR_MS + 5 * MINUTE_MS, measure: "thermometer", zh: "复测体温", en: "the temperature is taken again" },
    { offsetMs: 8 * HOUR_MS, change: { feverCel: 0 }, rampMs: 4 * HOUR_MS, zh: "体温下降", en: "the temperature falls" },
  ],
};
