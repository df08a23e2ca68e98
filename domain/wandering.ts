import type { CareSetting } from "./care-settings.ts";
import type { Resident } from "./directory.ts";
import { focusGroupsAt } from "./focus-groups.ts";

/** 失智, 走失史 (DOMAIN §5.13): who is looked for at once when out of the door. `atMs`: server time. */
export function isAtWanderingRisk(resident: Resident | undefined, settings: readonly CareSetting[], atMs: number): boolean {
  const groups = focusGroupsAt(resident, settings, atMs);
  return groups.has("dementia") || groups.has("wandering");
}
