import { yearsWithoutHolidays } from "../domain/holidays.ts";
import { postedAt } from "../domain/contract.ts";
import { policyAt } from "../domain/escalation.ts";
import type { Contact } from "../domain/directory.ts";
import type { ForetellAsk, Foretold, WhoWillBeTold } from "../domain/foretold.ts";
import { mayDo } from "../domain/rights.ts";
import { reasonsText } from "../domain/tell-reason.ts";
import { clinicWhyViews } from "./clinic-why.ts";
import type { ApiPorts } from "./ports.ts";
import { notFound, relationsTo, type Target } from "./targets.ts";
import { seesNames } from "./views.ts";
import type { Viewer } from "./viewer.ts";

/** How far ahead: by then every ladder has come to what it repeats. */
const AHEAD_MS = 30 * 60_000;
type Who = WhoWillBeTold["items"][number]["who"];

/** The answer in names and phones that the viewer may see. @throws {AnhuError} `NOT_FOUND`: no such resident or rule */
export async function whoWillBeTold(ports: ApiPorts, viewer: Viewer, target: Target, ask: ForetellAsk): Promise<WhoWillBeTold> {
  const { desk, directory, escalation } = ports;
  const facilityId = target.facilityId ?? "";
  const found = escalation.foretell(ask, AHEAD_MS);
  if (found === undefined) throw notFound("rule");
  const hasNames = seesNames(ports, viewer, facilityId);
  const hasPhones = mayDo(viewer.role, "readContacts", await relationsTo(ports, viewer, target));
  const inHouse = policyAt(escalation.policies(facilityId), ask.atMs)?.policy.inHouse ?? null;
  const clinics = clinicWhyViews(ports, facilityId, found.decision, hasPhones);
  const contacts = (roles: readonly Contact["role"][]): Who =>
    directory
      .contacts(facilityId, ask.residentId)
      .filter(({ role }) => roles.includes(role))
      .map(({ role, name, phone }) => ({ role, name: hasNames ? name : null, phone: hasPhones ? phone : null }));
  const whoOf = ({ target: whom, how, userIds, clinicId }: Foretold): Who => {
    if (clinicId !== null) {
      const phone = how === "callByStaff" ? (clinics.find((clinic) => clinic.clinicId === clinicId)?.phone ?? null) : null;
      return [{ role: "clinic", name: directory.clinic(clinicId)?.name ?? null, phone }];
    }
    switch (whom) {
      case "familyContact":
      case "call120":
        return contacts(["nextContact", "emergencyContact"]);
      case "dutyPhone":
        return contacts(["onDutyCaregiver", "nurse"]);
      case "postedDoctor":
        return postedAt(directory.contracts(facilityId), ask.atMs).map(({ name, phone }) => ({
          role: whom,
          name: hasNames ? name : null,
          phone: hasPhones ? phone : null,
        }));
      case "inHouse":
        return [{ role: "inHouse", name: inHouse?.name ?? null, phone: hasPhones ? (inHouse?.dutyPhone ?? null) : null }];
      case "clinics":
        return [];
      case "manager":
        return [{ role: whom, name: null, phone: null }];
      case "onDutyCaregiver":
      case "nurse":
      case "physician": {
        const people = userIds.map((userId) => ({
          role: whom,
          name: hasNames ? (escalation.staff(userId)?.name ?? null) : null,
          phone: null,
        }));
        return people.length === 0 ? [{ role: whom, name: null, phone: null }] : people;
      }
    }
  };
  const until = ask.atMs + AHEAD_MS;
  const silence = desk
    .silencesOf(facilityId)
    .find((one) => one.residentId === ask.residentId && one.rule === ask.rule && one.deviceId === null && ask.atMs < one.untilMs);
  const isSilenced = silence !== undefined && found.severity !== "critical";
  const silenced = isSilenced ? [`silenced until ${new Date(silence.untilMs).toISOString()}: told then if it still holds`] : [];
  return {
    residentId: ask.residentId,
    rule: ask.rule,
    severity: found.severity,
    at: ask.atMs,
    until,
    policyVersion: policyAt(escalation.policies(facilityId), ask.atMs)?.version ?? 0,
    items: (isSilenced ? [] : found.items).map((item) => ({
      ...{ afterMs: item.afterMs, track: item.track, target: item.target, how: item.how },
      ...{ who: whoOf(item), gap: item.isGap, why: item.why, explained: reasonsText(item.reasons) },
    })),
    clinics,
    warnings: [...(found.notes ?? []), ...silenced, ...holidayWarnings(ask.atMs, until)],
  };
}
/** For whoever keeps rotas and windows by kinds of day. */
export function holidayWarnings(fromMs: number, toMs: number): string[] {
  return yearsWithoutHolidays(fromMs, toMs).map((year) => `public holidays of ${year} are not known: weekdays count; update Anhu`);
}
