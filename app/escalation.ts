import { foretell, worstOf } from "../alerts/foretell.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import type { Escalations } from "../api/escalation-ports.ts";
import { onDutyAt } from "../domain/rota.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Stores } from "./stores.ts";

/** Policies and rotas: written to the records, read from the directory that the desk reads. */
export function makeEscalations(
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
      const severity = asked ?? worstOf(rule);
      const about = { facilityId: resident.facilityId, residentId, placeId: null, subjectId: residentId, rule: ruleId };
      const isMedical = medicalGrade || rule.kind === "news2";
      const what = { kind: rule.kind, class: rule.class, severity, medicalGrade: isMedical };
      return { severity, items: foretell(directory, { ...about, ...what }, atMs, forMs) };
    },
    /** Caregivers and nurses on duty; `null`: no rota is kept for them. */
    onDuty(facilityId, atMs) {
      const serves = (userId: string) => directory.staff(userId)?.disabled === false;
      const duties = (["onDutyCaregiver", "nurse"] as const).map((role) => onDutyAt(directory.rota(facilityId), role, atMs, serves));
      if (!duties.some(({ isKept }) => isKept)) return null;
      return new Set(duties.flatMap(({ people }) => people.map(({ userId }) => userId))).size;
    },
  };
}
