import { settingsInForce, type CareSetting } from "./care-settings.ts";
import type { Resident } from "./directory.ts";
import { localYear } from "./local-time.ts";

/**
 * 重点人群 of the registry (Zhejiang 004: 高龄, 独居, 失能; DOMAIN §5.13: 失智, 走失史). Tags by a nurse or manager, dated; they choose behaviour
 * rules, rounds and intervals, never limits of vital signs (DOMAIN §2.5).
 */
export const FOCUS_GROUPS = ["advancedAge", "livingAlone", "disabled", "dementia", "wandering"] as const;
export type FocusGroup = (typeof FOCUS_GROUPS)[number];
/** 高龄: from 80 years on, as the old-age allowance counts it [M]; by year of birth, so from the year in which that birthday lies. */
export const ADVANCED_AGE = 80;
/** 重度 and 完全失能 of GB/T 42195 are dependent without a tag [M]. */
export const DEPENDENT_LEVEL = 3;

/** Who has reached `ADVANCED_AGE` at this time; an unknown year of birth says nothing. */
export function isOfAdvancedAge(resident: Pick<Resident, "birthYear"> | undefined, atMs: number): boolean {
  const birthYear = resident?.birthYear ?? null;
  return birthYear !== null && localYear(atMs) - birthYear >= ADVANCED_AGE;
}
/** The focus groups of a resident at `atMs` (server time): tags that hold, and what age and care level say by themselves. */
export function focusGroupsAt(
  resident: Pick<Resident, "birthYear" | "level"> | undefined,
  settings: readonly CareSetting[],
  atMs: number,
): ReadonlySet<FocusGroup> {
  const tags = new Set(settingsInForce(settings, "focusGroup", atMs).map(({ about }) => about));
  if (isOfAdvancedAge(resident, atMs)) tags.add("advancedAge");
  if ((resident?.level ?? 0) >= DEPENDENT_LEVEL) tags.add("disabled");
  return new Set(FOCUS_GROUPS.filter((group) => tags.has(group)));
}
