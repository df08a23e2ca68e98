import { Type, type Static } from "typebox";

export const ROLES = ["caregiver", "nurse", "physician", "manager", "clinicStaff", "family", "regulator", "administrator"] as const;
export const Role = Type.Enum(ROLES);
export type Role = Static<typeof Role>;
/** What a relative may see of one resident, by the resident's consent (practice §5.7: default is state and rhythm). */
export const FAMILY_SCOPES = ["state", "rhythm", "vitals", "location"] as const;
export type FamilyScope = (typeof FAMILY_SCOPES)[number];

/** A person who signs in. Staff belong to a facility, clinic staff to a clinic, family to residents by consent. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly facilityId: string | null;
  readonly clinicId: string | null;
  readonly consents: readonly { readonly residentId: string; readonly scopes: readonly FamilyScope[] }[];
  readonly disabled: boolean;
}
/** A person of a home, for rotas. */
export type Staff = Pick<User, "id" | "name" | "role" | "facilityId" | "disabled">;
