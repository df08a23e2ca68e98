import { comfortPlanAt, type ComfortPlan } from "../../domain/comfort-plan.ts";
import { conditionsAt, type Condition } from "../../domain/conditions.ts";
import { ADVANCED_AGE, focusGroupsAt, type FocusGroup } from "../../domain/focus-groups.ts";
import { localYear, localYearStartMs } from "../../domain/local-time.ts";
import type { CareLevel } from "../../domain/directory.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { CareDirectory } from "../ports.ts";
import type { Catalogue } from "../rules/catalogue.ts";
import { disabledRules, effectiveRule, type Layers } from "../rules/effective.ts";
import type { ConditionRule, ThresholdRule } from "../rules/types.ts";

/** What applies to one resident or place during a time. The same object as long as nothing changes. */
export interface Applies {
  readonly groups: ReadonlySet<FocusGroup>;
  readonly conditions: ReadonlySet<Condition>;
  readonly comfort: ComfortPlan | null;
  /** The rules of a sign, with the limits that hold; without those that the facility switched off. */
  thresholds(sign: SignKey): readonly ThresholdRule[];
  /** Rules that the facility switched off: whoever finds something by them is not heard. */
  readonly off: ReadonlySet<string>;
  /** How long a rule must hold here, ms; `null`: the facility switched it off. */
  forMs(rule: ConditionRule): number | null;
}
type Directory = Pick<CareDirectory, "careSettings" | "ruleChanges" | "resident">;
export type About = { readonly facilityId: string; readonly residentId: string | null };
const NONE: readonly never[] = [];

/** What was laid down for a subject, with the rows that the directory knows. */
export function layersOf(care: Directory, { facilityId, residentId }: About): Layers & { readonly level: CareLevel } {
  const resident = residentId === null ? undefined : care.resident(residentId);
  return {
    changes: care.ruleChanges(facilityId),
    settings: residentId === null ? NONE : care.careSettings(residentId),
    resident,
    level: resident?.level ?? 0,
  };
}
/** Changes with every row and fact that `keyOf` and `nextChangeMs` read: rows are only added, so that their number tells. */
export function stampOf(care: Directory, { facilityId, residentId }: About): number {
  const resident = residentId === null ? undefined : care.resident(residentId);
  const settings = residentId === null ? 0 : care.careSettings(residentId).length;
  const facts = (resident?.birthYear ?? 0) * 8 + (resident?.level ?? 0);
  return (settings * 4_096 + care.ruleChanges(facilityId).length) * 32_768 + facts;
}
/** Names what holds at `atMs`: rows are only added, so that their number tells. Equal keys are the same rules. */
export function keyOf(
  { facilityId, residentId }: About,
  { changes, settings, resident }: Layers,
  groups: ReadonlySet<string>,
  atMs: number,
) {
  const begun = (rows: readonly { readonly fromMs: number }[]) =>
    rows.reduce((count, { fromMs }) => (fromMs <= atMs ? count + 1 : count), 0);
  const own = settings.length === 0 ? "" : `${residentId} ${begun(settings)} ${resident?.birthYear}`;
  return `${changes.length === 0 ? "" : `${facilityId} ${begun(changes)}`}|${own}|${[...groups].join(",")}`;
}
/** Server time at which something else holds; `Infinity`: as far as is known, never. */
export function nextChangeMs({ changes, settings, resident }: Layers, atMs: number): number {
  let nextMs = Number.POSITIVE_INFINITY;
  for (const { fromMs } of changes) if (fromMs > atMs && fromMs < nextMs) nextMs = fromMs;
  for (const { fromMs } of settings) if (fromMs > atMs && fromMs < nextMs) nextMs = fromMs;
  const birthYear = resident?.birthYear ?? null;
  if (birthYear !== null && localYear(atMs) < birthYear + ADVANCED_AGE)
    nextMs = Math.min(nextMs, localYearStartMs(birthYear + ADVANCED_AGE));
  return nextMs;
}
/** Resolves everything once; signs as they are asked for. */
export function makeApplies(catalogue: Catalogue, layers: Layers, groups: ReadonlySet<FocusGroup>, atMs: number): Applies {
  const bySign = new Map<SignKey, readonly ThresholdRule[]>();
  const isUntouched = layers.changes.length === 0 && layers.settings.length === 0;
  const resolve = (sign: SignKey): readonly ThresholdRule[] =>
    catalogue.thresholds(sign).flatMap((rule) => {
      const found = effectiveRule(rule, layers, atMs);
      return found.isDisabled ? [] : [found.rule];
    });
  return {
    groups,
    conditions: new Set(conditionsAt(layers.settings, atMs).keys()),
    comfort: comfortPlanAt(layers.settings, atMs),
    off: disabledRules(catalogue.rules, layers.changes, atMs),
    thresholds(sign) {
      if (isUntouched) return catalogue.thresholds(sign);
      const known = bySign.get(sign) ?? resolve(sign);
      bySign.set(sign, known);
      return known;
    },
    forMs(rule) {
      const found = effectiveRule(rule, layers, atMs);
      return found.isDisabled ? null : found.rule.forMs;
    },
  };
}
export function groupsOf(layers: Layers & { readonly level: CareLevel }, atMs: number): ReadonlySet<FocusGroup> {
  const { resident, settings, level } = layers;
  return focusGroupsAt(resident === undefined ? undefined : { birthYear: resident.birthYear, level }, settings, atMs);
}
