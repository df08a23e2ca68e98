import { signInfo } from "../../../domain/signs.ts";
import type { ConditionRule } from "../types.ts";
import { WATCHED_SIGNS } from "./devices.ts";

/** DOMAIN §5.10: no reading while worn or in bed, and no motion or breathing from any sensor for three minutes. */
export const STILLNESS_RULE: ConditionRule = {
  type: "condition",
  id: "stillness",
  kind: "stillness",
  class: "physiological",
  latched: true,
  severity: "critical",
  forMs: 3 * 60_000,
  source: "DOMAIN §5.10: critical where staffed, else a warning",
  title: { zh: "去看一眼", en: "Go and look" },
  cause: { zh: "佩戴或在床，却测不到心率、呼吸和活动", en: "worn or in bed, yet no pulse, breathing or motion" },
  consequence: { zh: "可能无呼吸无心跳，也可能佩戴过松", en: "no breathing or pulse, or a loose strap" },
  response: { zh: "立即看人；无反应无呼吸先打 120 并心肺复苏", en: "look at once; no response and no breathing: call 120 and start CPR" },
};
/** One task per sign: a medical-grade reading decides (DOMAIN §5.2, §5.3). */
export const MEASURE_NOW_RULES: readonly ConditionRule[] = WATCHED_SIGNS.map((sign) => ({
  type: "condition",
  id: `measureNow.${sign}`,
  kind: "measureNow",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: 0,
  source: "DOMAIN §5.2 consumer grade never raises critical alone; §5.3 sparse signs: confirmed within 5 min or gone",
  title: { zh: `请复测${signInfo(sign).zh}`, en: `Measure now: ${signInfo(sign).en}` },
  cause: { zh: "一次或非医用设备的异常读数", en: "a single reading, or one of a consumer device" },
  consequence: { zh: "真实恶化可能被当作误差", en: "a real decline may be taken for an error" },
  response: { zh: "五分钟内用医用设备复测", en: "measure within five minutes with the medical device" },
}));
