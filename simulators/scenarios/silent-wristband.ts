import type { Scenario } from "../effects.ts";

export const SILENT_WRISTBAND: Scenario = {
  key: "silent-wristband",
  zh: "手环无数据",
  en: "Silent wristband",
  durationMs: 30 * 60_000,
  steps: [{ offsetMs: 0, change: { silent: ["wristband"] }, zh: "手环不再发送", en: "the wristband says nothing more" }],
};
