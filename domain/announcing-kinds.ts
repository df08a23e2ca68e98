import type { DeviceKindInfo } from "./device-kinds.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
/** It tells people, and measures nothing but its own health. */
const ANNOUNCES = { method: "fixed", grade: "consumer", sentinels: {}, events: [] } as const;

/** Devices that show and sound alerts (domain/annunciator.ts), and the server's own button for drills (domain/drill.ts). */
export const ANNOUNCING_KINDS = {
  corridorLight: {
    zh: "走廊灯",
    en: "Corridor light",
    signs: ["battery", "signal"],
    ...ANNOUNCES,
    expectedIntervalMs: 5 * MIN,
  },
  siren: {
    zh: "声光警号",
    en: "Siren",
    signs: ["battery", "signal"],
    ...ANNOUNCES,
    expectedIntervalMs: 4 * HOUR,
  },
  pager: {
    zh: "寻呼机",
    en: "Pager",
    signs: ["battery", "signal", "charging"],
    ...ANNOUNCES,
    expectedIntervalMs: 5 * MIN,
  },
  speaker: {
    zh: "网络音箱",
    en: "IP speaker",
    signs: ["signal"],
    ...ANNOUNCES,
    expectedIntervalMs: 5 * MIN,
  },
  nurseCallRelay: {
    zh: "护士呼叫继电器",
    en: "Nurse-call relay",
    signs: ["signal"],
    ...ANNOUNCES,
    expectedIntervalMs: 4 * HOUR,
  },
  drillDevice: {
    zh: "演练设备",
    en: "Drill device",
    signs: [],
    method: "fixed",
    grade: "consumer",
    expectedIntervalMs: null,
    sentinels: {},
    events: ["sos"],
  },
} as const satisfies Record<string, DeviceKindInfo>;
