import { FENCE_DWELL_MS } from "../../../domain/fence-gate.ts";
import type { ConditionRule, Text } from "../types.ts";

const MINUTE = 60_000;
/** A position outside that nothing was heard of for so long is lost [M]. */
export const LOST_AFTER_MS = 15 * MINUTE;
/** A device that is taken off and put on again within this was moved on the wrist [M]. */
export const REMOVED_AFTER_MS = MINUTE;
/** A badge at the door this long before or after belongs to the same passage [M]. */
export const ESCORT_WITHIN_MS = 30_000;
/** Sightings at a door with less between them are one passage [M]. */
export const PASSAGE_GAP_MS = MINUTE;
/** A door that stands open at night for so long, or still at the beginning of the night [M]. */
export const STANDS_OPEN_MS = 15 * MINUTE;

const SEARCH: Text = {
  zh: "立即去追；打开查找清单：最后位置、照片、衣着、分区、家属，15 分钟未找到打 110（不需满 24 小时）",
  en: "go after the person at once; open the search checklist: last place, photo, clothing, zones, family; not found in 15 min: call 110 (it does not require 24 h)",
};
function wandering(
  part: string,
  severity: ConditionRule["severity"],
  forMs: number,
  source: string,
  title: Text,
  cause: Text,
  response: Text = SEARCH,
): ConditionRule {
  return {
    type: "condition",
    id: `wandering.${part}`,
    kind: "wandering",
    class: "physiological",
    latched: true,
    severity,
    forMs,
    source,
    title,
    cause,
    consequence: { zh: "走失、交通事故、受寒或中暑", en: "lost, traffic, cold or heat" },
    response,
  };
}
export const EXIT_RULE = wandering(
  "exit",
  "critical",
  0,
  "DOMAIN §5.13: the tag of a resident at risk at an exit door is critical at once; a carer's badge within 30 s [M] suppresses that passage only",
  { zh: "走失风险：到了出口", en: "At an exit door" },
  {
    zh: "有走失风险的住户的标签出现在出口，身边没有工作人员",
    en: "the tag of a resident at risk is at an exit, and no staff badge with it",
  },
);
/** Promise: at most `forMs` after the first fix that lies clearly outside, or at the third. */
export const FENCE_RULE = wandering(
  "fence",
  "critical",
  FENCE_DWELL_MS,
  "DOMAIN §5.13; issue: geofence with accuracy gate, dwell and hysteresis; OwnTracks: false leave and enter while still; 2 min [M]. A warning for who is not at risk and has a fence of their own",
  { zh: "走出电子围栏", en: "Outside the fence" },
  { zh: "定位清楚地在围栏之外", en: "the position lies clearly outside the fence" },
);
export const LOST_RULE = wandering(
  "lost",
  "warning",
  LOST_AFTER_MS,
  "DOMAIN §5.13: location lost outside is a warning, not technical; 15 min [M]",
  { zh: "在外失去定位", en: "Location lost outside" },
  { zh: "最后一次定位在围栏之外，此后没有新的定位", en: "the last position was outside the fence, and none came since" },
);
export const REMOVED_RULE = wandering(
  "removed",
  "warning",
  REMOVED_AFTER_MS,
  "DOMAIN §5.13: watch removed by a resident at risk is a warning, not technical; one minute against flapping [M]",
  { zh: "定位设备被摘下", en: "Locating device taken off" },
  { zh: "有走失风险的住户摘下了手表或标签", en: "a resident at risk took the watch or tag off" },
  { zh: "去看人在不在，戴好设备", en: "see that the person is there, and put the device on" },
);
export const NIGHT_DOOR_RULE: ConditionRule = {
  type: "condition",
  id: "door.night",
  kind: "door",
  class: "physiological",
  latched: true,
  severity: "warning",
  forMs: ESCORT_WITHIN_MS,
  source:
    "issue: door open at night, 22:00–06:00 local [M]: an exit, or the door of a resident at risk, once opened (30 s, in which a badge may explain it); the door of who lives where nobody is on site, when it stands open for 15 min [M]",
  title: { zh: "夜间开门", en: "Door opened at night" },
  cause: { zh: "夜间出口或住户的门被打开", en: "an exit or the resident's own door was opened at night" },
  consequence: { zh: "可能有人外出未归，或门未关好", en: "somebody may have gone out, or the door was left open" },
  response: { zh: "去看谁开了门，人是否都在", en: "see who opened it, and whether everybody is there" },
};
export const WANDERING_RULES: readonly ConditionRule[] = [EXIT_RULE, FENCE_RULE, LOST_RULE, REMOVED_RULE, NIGHT_DOOR_RULE];
