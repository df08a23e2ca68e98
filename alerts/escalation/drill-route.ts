import { CLINIC_AGAIN_MS } from "../../domain/escalation-default.ts";
import type { CareDirectory } from "../ports.ts";
import type { Route, RouteLadder } from "./route.ts";

const NOBODY: RouteLadder = { steps: [], repeat: null, why: "a drill", id: "drill", version: 0 };
const AT_ONCE: RouteLadder = {
  ...NOBODY,
  steps: [{ afterMs: 0, targets: ["clinics"] }],
  repeat: { everyMs: CLINIC_AGAIN_MS, targets: ["clinics"] },
};

/**
 * Whom a drill tells: the clinic that its device is for, at once and over the way that an emergency takes, whatever its hours; nobody else, and
 * no phone.
 */
export function drillRoute(route: Route, care: Pick<CareDirectory, "clinic" | "drilledClinic">, deviceId: string | null): Route {
  const clinic = care.clinic((deviceId === null ? undefined : care.drilledClinic(deviceId)) ?? "");
  const known = [...route.clinics, ...route.closed].find(({ clinicId }) => clinicId === clinic?.id);
  const plain = { namesAllowed: false, why: "a drill", reasons: [], priority: 1, dutyPhone: null, answerWithinMs: null, rank: 0 };
  const drilled =
    clinic === undefined ? [] : [{ ...plain, ...known, clinicId: clinic.id, name: clinic.name, tell: "at-once" as const, beside: false }];
  return {
    ...route,
    ladders: { onSite: NOBODY, medical: drilled.length === 0 ? NOBODY : AT_ONCE },
    ...{ clinics: drilled, closed: [], others: [], inHouse: null, inHouseClosed: null, contacts: [] },
  };
}
