import type { Scenario } from "../effects.ts";

export const SOS: Scenario = {
  key: "sos",
  zh: "按下呼叫按钮",
  en: "SOS button pressed",
  durationMs: 10 * 60_000,
  steps: [
    { offsetMs: 0, change: { pulseRise: 14 }, rampMs: 5_000, zh: "感到不适", en: "feels unwell" },
    { offsetMs: 5_000, event: { kind: "sosButton", type: "sos" }, zh: "按下呼叫按钮", en: "presses the button" },
    { offsetMs: 5 * 60_000, change: { pulseRise: 0 }, rampMs: 2 * 60_000, zh: "平静下来", en: "calms down" },
  ],
};
