import type { Scenario } from "../effects.ts";

const MINUTE_MS = 60_000;
export const NIGHT_WANDERING: Scenario = {
  key: "night-wandering",
  zh: "夜间游走",
  en: "Wandering at night",
  durationMs: 30 * MINUTE_MS,
  steps: [
    { offsetMs: 0, change: { activity: "walking", spot: "corridor" }, zh: "离床走动", en: "leaves the bed and walks" },
    { offsetMs: 2 * MINUTE_MS, change: { spot: "door", doorOpen: true }, zh: "打开房门", en: "opens the door" },
    { offsetMs: 26 * MINUTE_MS, change: { activity: "lying", spot: "bed", doorOpen: false }, zh: "回到床上", en: "is back in bed" },
  ],
};
