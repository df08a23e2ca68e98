import { mayManagePerson } from "../domain/manage-people.ts";
import type { Role, User } from "../domain/people.ts";
import type { Records } from "./ports.ts";
import { forbidden } from "./rights.ts";
import { notFound } from "./targets.ts";
import type { Viewer } from "./viewer.ts";

/** Where a role belongs: staff to a facility, clinic staff to a clinic, family to residents, the rest to nothing. */
export const BELONGS: Readonly<Record<Role, "facility" | "clinic" | "residents" | "nothing">> = {
  caregiver: "facility",
  nurse: "facility",
  physician: "facility",
  manager: "facility",
  clinicStaff: "clinic",
  family: "residents",
  regulator: "nothing",
  administrator: "nothing",
};

/**
 * The account that is to be changed by somebody who may.
 * @throws {AnhuError} `NOT_FOUND`; `FORBIDDEN` for an account that the viewer does not look after
 */
export async function accountOf(records: Pick<Records, "user">, viewer: Viewer, userId: string): Promise<User> {
  const user = await records.user(userId);
  if (user === undefined) throw notFound("person");
  if (!mayManagePerson({ role: viewer.role, facilityId: viewer.user?.facilityId ?? null }, user)) throw forbidden("manageUsers");
  return user;
}
