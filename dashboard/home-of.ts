import type { Role } from "../domain/people.ts";

/** Where somebody lands who asked for no page. */
export function homeOf(role: Role | undefined): string {
  if (role === "family") return "/family";
  return role === "clinicStaff" ? "/clinic" : "/wall";
}
