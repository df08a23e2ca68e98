import { settingAt, settingsInForce, type CareSetting } from "../domain/care-settings.ts";
import type { CarePlanView, ReviewDue } from "../domain/care-plan.ts";
import { comfortPlanAt } from "../domain/comfort-plan.ts";
import { conditionsAt } from "../domain/conditions.ts";
import type { Resident } from "../domain/directory.ts";
import { focusGroupsAt } from "../domain/focus-groups.ts";
import { roundsOf } from "../domain/rounds.ts";
import type { LimitView } from "../domain/series.ts";

/** Names of staff are for those who may see them; others read the role. */
function laidBy({ byName, byRole, fromMs }: CareSetting, hasNames: boolean) {
  return { by: hasNames ? byName : byRole, role: byRole, from: fromMs };
}
/** What is laid down for a resident at `atMs`. */
export function carePlanView(resident: Resident, settings: readonly CareSetting[], atMs: number, hasNames: boolean): CarePlanView {
  const groups = focusGroupsAt(resident, settings, atMs);
  const tags = new Map(settingsInForce(settings, "focusGroup", atMs).map((setting) => [setting.about, setting]));
  const plan = comfortPlanAt(settings, atMs);
  return {
    residentId: resident.id,
    level: resident.level,
    conditions: [...conditionsAt(settings, atMs)].map(([condition, setting]) => ({ condition, ...laidBy(setting, hasNames) })),
    focusGroups: [...groups].map((group) => {
      const tag = tags.get(group);
      return { group, tag: tag === undefined ? null : laidBy(tag, hasNames) };
    }),
    comfortPlan:
      plan === null
        ? null
        : {
            ...{
              pages: [...plan.pages],
              tellsClinic: plan.tellsClinic,
              prompts120: plan.prompts120,
              treatmentLimits: plan.treatmentLimits,
            },
            reviewAt: plan.setting.reviewMs,
            isReviewDue: isDue(plan.setting, atMs),
            ...laidBy(plan.setting, hasNames),
          },
    rounds: roundsOf(resident.level, groups),
  };
}
/** The limit with its origin as this viewer may read it. */
export function limitFor(limit: LimitView, hasNames: boolean): LimitView {
  const { origin } = limit;
  return hasNames || origin.by === null ? limit : { ...limit, origin: { ...origin, by: origin.role } };
}
function isDue({ reviewMs }: CareSetting, atMs: number): boolean {
  return reviewMs !== null && reviewMs <= atMs;
}
/** What a physician should look at again, longest due first: an expired review, or COPD without a word on the SpO2 scale. */
export function reviewsDue(
  residents: readonly Resident[],
  settingsOf: (residentId: string) => readonly CareSetting[],
  atMs: number,
  hasNames: boolean,
): ReviewDue[] {
  return residents
    .flatMap((resident) => reviewsOf(resident.id, settingsOf(resident.id), atMs, hasNames))
    .toSorted((a, b) => a.dueAt - b.dueAt);
}
function reviewsOf(residentId: string, settings: readonly CareSetting[], atMs: number, hasNames: boolean): ReviewDue[] {
  const scale = settingAt(settings, "spo2Scale", atMs);
  const signed = [...settingsInForce(settings, "physicianLimit", atMs), ...settingsInForce(settings, "comfortPlan", atMs)];
  const due = [...signed, ...(scale === undefined ? [] : [scale])].flatMap((setting): ReviewDue[] => {
    const { kind, about, reviewMs, detail, byName, byRole } = setting;
    if (reviewMs === null || reviewMs > atMs) return [];
    return [
      { residentId, why: "review", kind, about, orderSet: detail?.orderSet ?? null, dueAt: reviewMs, by: hasNames ? byName : byRole },
    ];
  });
  const copd = conditionsAt(settings, atMs).get("copd");
  if (copd !== undefined && scale === undefined)
    due.push({ residentId, why: "scaleMissing", kind: "spo2Scale", about: "", orderSet: null, dueAt: copd.fromMs, by: null });
  return due;
}
