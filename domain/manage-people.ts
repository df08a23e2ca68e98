import type { Role } from "./people.ts";

/** Whose accounts a manager looks after: who cares in the own home, never who answers for it. */
export const MANAGED_ROLES = ["caregiver", "nurse"] as const satisfies readonly Role[];

/** A password that somebody else gave holds so long: from Friday, when it is handed over, until the first shift of next week [M]. */
export const GIVEN_PASSWORD_HOURS = 72;

interface Placed {
  readonly role: string;
  readonly facilityId: string | null;
}
/** May `by` open, change or lock the account of `person`? Administrators everybody's, managers those of their own carers and nurses. */
export function mayManagePerson(by: Placed, person: Placed): boolean {
  if (by.role === "administrator") return true;
  if (by.role !== "manager" || by.facilityId === null || by.facilityId !== person.facilityId) return false;
  return MANAGED_ROLES.some((role) => role === person.role);
}
