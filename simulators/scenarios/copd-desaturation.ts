import type { Scenario } from "../effects.ts";

const MINUTE_MS = 60_000;
/** First to about 91 %, then to 83 %: below the limit that alerts within a minute (DOMAIN §5.9); breathing hurries. */
export const COPD_DESATURATION: Scenario = {
  key: "copd-desaturation",
  zh: "慢阻肺低氧",
  en: "COPD desaturation",
  durationMs: 60 * MINUTE_MS,
  steps: [
    { offsetMs: 0, change: { spo2Drop: 6, breathingRise: 4 }, rampMs: 5 * MINUTE_MS, zh: "呼吸加快", en: "breathing hurries" },
    {
      offsetMs: 12 * MINUTE_MS,
      change: { spo2Drop: 14, breathingRise: 10, pulseRise: 18 },
      rampMs: 5 * MINUTE_MS,
      zh: "血氧明显下降",
      en: "the saturation falls",
    },
    { offsetMs: 18 * MINUTE_MS, measure: "oximeter", zh: "用指夹血氧仪测量", en: "a fingertip oximeter is put on" },
    { offsetMs: 19 * MINUTE_MS, measure: "oximeter", zh: "复测血氧", en: "the saturation is taken again" },
    {
      offsetMs: 35 * MINUTE_MS,
      change: { spo2Drop: 0, breathingRise: 0, pulseRise: 0 },
      rampMs: 10 * MINUTE_MS,
      zh: "吸氧后好转",
      en: "better on oxygen",
    },
  ],
};
