import type { Scenario } from "../effects.ts";

const MINUTE_MS = 60_000;
/** Whoever wears a tag is seen at the exit; alone, for no badge is there. */
export const WALK_OUT: Scenario = {
  key: "walk-out",
  zh: "独自走出大门",
  en: "Walks out of the door alone",
  durationMs: 30 * MINUTE_MS,
  steps: [
    { offsetMs: 0, change: { activity: "walking", spot: "corridor" }, zh: "沿走廊走", en: "walks along the corridor" },
    { offsetMs: MINUTE_MS, change: { spot: "door" }, zh: "到了大门", en: "is at the exit" },
    { offsetMs: 2 * MINUTE_MS, change: { spot: "corridor" }, zh: "不见了", en: "is out of sight" },
    { offsetMs: 25 * MINUTE_MS, change: { activity: "resting", spot: "chair" }, zh: "被接回房间", en: "is brought back to the room" },
  ],
};
