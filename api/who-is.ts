import type { Static } from "typebox";
import { postedAt } from "../domain/contract.ts";
import type { Contact } from "../domain/directory.ts";
import { policyAt } from "../domain/escalation.ts";
import type { ClinicWhyView, Foretold, ForetoldView } from "../domain/foretold.ts";
import type { ApiPorts } from "./ports.ts";
import { seesNames } from "./views.ts";
import type { Viewer } from "./viewer.ts";

type Who = Static<typeof ForetoldView>["who"];
interface About {
  readonly facilityId: string;
  readonly residentId: string | null;
  readonly atMs: number;
  /** The viewer may read telephone numbers. */
  readonly hasPhones: boolean;
  /** For the duty phones of clinics. */
  readonly clinics: readonly ClinicWhyView[];
}
/** Says in names and phones that the viewer may see whom a step of a ladder means. */
export function whoIs(
  ports: ApiPorts,
  viewer: Viewer,
  { facilityId, residentId, atMs, hasPhones, clinics }: About,
): (told: Omit<Foretold, "afterMs">) => Who {
  const { directory, escalation } = ports;
  const hasNames = seesNames(ports, viewer, facilityId);
  const phoneOf = (phone: string | null): string | null => (hasPhones ? phone : null);
  const contacts = (roles: readonly Contact["role"][]): Who =>
    directory
      .contacts(facilityId, residentId)
      .filter(({ role }) => roles.includes(role))
      .map(({ role, name, phone }) => ({ role, name: hasNames ? name : null, phone: phoneOf(phone) }));
  return ({ target: whom, how, userIds, clinicId }) => {
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
        return postedAt(directory.contracts(facilityId), atMs).map(({ name, phone }) => ({
          role: whom,
          name: hasNames ? name : null,
          phone: phoneOf(phone),
        }));
      case "inHouse": {
        const inHouse = policyAt(escalation.policies(facilityId), atMs)?.policy.inHouse ?? null;
        return [{ role: "inHouse", name: inHouse?.name ?? null, phone: phoneOf(inHouse?.dutyPhone ?? null) }];
      }
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
}
