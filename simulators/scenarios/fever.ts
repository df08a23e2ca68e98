import type { Scenario } from "../effects.ts";

const HOUR_MS = 60 * 60_000;
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
    { offsetMs: 3 * HOUR_MS, zh: "高热", en: "high fever" },
    { offsetMs: 8 * HOUR_MS, change: { feverCel: 0 }, rampMs: 4 * HOUR_MS, zh: "体温下降", en: "the temperature falls" },
  ],
};
