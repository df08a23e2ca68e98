import type { Scenario } from "../effects.ts";

const MINUTE_MS = 60_000;
export const CHARGING: Scenario = {
  key: "charging",
  zh: "手环充电",
  en: "Watch on the charger",
  durationMs: 100 * MINUTE_MS,
  steps: [
    { offsetMs: 0, change: { worn: false }, zh: "摘下手环", en: "takes the wristband off" },
    { offsetMs: MINUTE_MS, change: { charging: true }, zh: "放上充电座", en: "puts it on the charger" },
    { offsetMs: 95 * MINUTE_MS, change: { charging: false }, zh: "充满取下", en: "takes it from the charger" },
    { offsetMs: 97 * MINUTE_MS, change: { worn: true }, zh: "重新佩戴", en: "wears it again" },
  ],
};
