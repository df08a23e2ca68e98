import { decideAhead, decideNow, foretell, worstOf } from "../alerts/escalation/foretell.ts";
import { upcoming } from "../alerts/escalation/upcoming.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import { disabledRules } from "../alerts/rules/effective.ts";
import type { Escalations } from "../api/escalation-ports.ts";
import { comfortPlanAt, isInPlan, isQuiet } from "../domain/comfort-plan.ts";
import { onDutyAt } from "../domain/rota.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Stores } from "./stores.ts";

/** Policies and rotas: written to the records, read from the directory that the desk reads. */
export function makeEscalations(
  clock: Clock,
  directory: HomeDirectory,
  { records }: Stores["records"],
  refresh: () => Promise<void>,
): Escalations & { readonly onDuty: (facilityId: string, atMs: number) => number | null } {
  const then = async <T>(written: Promise<T>): Promise<T> => {
    const result = await written;
    await refresh();
    return result;
  };
  return {
    policies: directory.escalationPolicies,
    addPolicy: (input) => then(records.addEscalationPolicy(input)),
    rota: directory.rota,
    addShift: (input) => then(records.addRotaShift(input)),
    endShift: (shiftId, toMs) => then(records.endRotaShift(shiftId, toMs)),
    addOverride: (input) => then(records.addRotaOverride(input)),
    staff: directory.staff,
    foretell({ residentId, rule: ruleId, severity: asked, medicalGrade, atMs }, forMs) {
      const rule = DEFAULT_CATALOGUE.rule(ruleId);
      const resident = directory.resident(residentId);
      if (rule === undefined || resident === undefined) return undefined;
      const plan = comfortPlanAt(directory.careSettings(residentId), atMs);
      const isOff = disabledRules([rule], directory.ruleChanges(resident.facilityId), atMs).has(ruleId);
      const isMark = plan !== null && isQuiet(plan, rule.kind, ruleId);
      const notes = [
        ...(isOff ? ["the home has switched this rule off: nobody is told"] : []),
        ...(isMark ? ["a comfort plan makes this a mark on the screens: nobody is told"] : []),
      ];
      const severity = isOff || isMark ? "info" : (asked ?? worstOf(rule));
      const about = { facilityId: resident.facilityId, residentId, placeId: null, subjectId: residentId, rule: ruleId };
      const isMedical = medicalGrade || rule.kind === "news2";
      const prompts120 = plan === null || plan.prompts120 || !isInPlan(rule.kind);
      const what = { kind: rule.kind, class: rule.class, severity, medicalGrade: isMedical, prompts120 };
      const all = { ...about, ...what };
      return { severity, notes, items: foretell(directory, all, atMs, forMs), decision: decideAhead(directory, all, atMs) };
    },
    upcoming: (alert, timeline) => upcoming(directory, alert, timeline, clock.now()),
    decision: (alert, timeline) => decideNow(directory, alert, timeline, clock.now()),
    decisions: (alertId) => records.alertRoutes(alertId),
    /** Caregivers and nurses on duty; `null`: no rota is kept for them. */
    onDuty(facilityId, atMs) {
      const serves = (userId: string) => directory.staff(userId)?.disabled === false;
      const duties = (["onDutyCaregiver", "nurse"] as const).map((role) => onDutyAt(directory.rota(facilityId), role, atMs, serves));
      if (!duties.some(({ isKept }) => isKept)) return null;
      return new Set(duties.flatMap(({ people }) => people.map(({ userId }) => userId))).size;
    },
  };
}
