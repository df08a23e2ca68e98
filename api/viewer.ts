import type { FastifyRequest } from "fastify";
import type { PersonRef } from "../domain/alert.ts";
import { AnhuError } from "../domain/errors.ts";
import type { FamilyScope, Role, User } from "../domain/people.ts";
import type { Holder } from "../domain/rights.ts";
import type { WallScreen } from "../domain/wall-screen.ts";

/** Who asks: a person in a session, the holder of the administrator's token (`user` null), or a television (`screen`). */
export interface Viewer {
  readonly role: Holder;
  readonly user: User | null;
  readonly sessionKey: string | null;
  readonly screen?: WallScreen;
  /** On a shared handset: as a person who works a shift, or (`screen`) with nobody on it. */
  readonly handsetId?: string;
  /** Let in by a relative's link: sees something of residents of the home that made it alone. */
  readonly onlyFacilityId?: string;
}
export const TOKEN_VIEWER: Viewer = { role: "administrator", user: null, sessionKey: null };

/** Id for logs and the audit. */
export function viewerId(viewer: Viewer | null): string {
  if (viewer === null) return "nobody";
  return viewer.user?.id ?? viewer.screen?.id ?? "administrator-token";
}
/** How the audit names who asks. */
export function asActor(viewer: Viewer): { readonly actor: string; readonly role: Holder } {
  return { actor: viewerId(viewer), role: viewer.role };
}
/** @throws {AnhuError} `UNAUTHENTICATED`; the hook has refused such requests before, on every route that is not public */
export function viewerOf(request: FastifyRequest): Viewer {
  if (request.viewer === null) throw unauthenticated();
  return request.viewer;
}
export function unauthenticated(): AnhuError {
  return new AnhuError(
    "UNAUTHENTICATED",
    "the request carries no valid sign-in; sign in at /api/v1/session or send the administrator's token",
  );
}
export function scopesOf(viewer: Viewer, residentId: string | null): readonly FamilyScope[] {
  if (viewer.role !== "family") return ["state", "rhythm", "vitals", "location"];
  return viewer.user?.consents.find((consent) => consent.residentId === residentId)?.scopes ?? [];
}
/** Who answers with the own name: no token. @param doing what was being done @throws {AnhuError} `PERSON_REQUIRED` */
export function signedInUser({ user }: Viewer, doing: string): NonNullable<Viewer["user"]> {
  if (user === null) throw new AnhuError("PERSON_REQUIRED", `${doing}: a person must do it; sign in`);
  return user;
}
/**
 * Who acts on an alert. The administrator's token is no person: it must say for whom it acts.
 * @throws {AnhuError} `PERSON_REQUIRED`, `FORBIDDEN` (family and regulators act on no alert)
 */
export function personOf(viewer: Viewer, named: string | undefined): PersonRef {
  const { user, role } = viewer;
  if (role === "family" || role === "regulator" || role === "wallScreen")
    throw new AnhuError("FORBIDDEN", "acting on an alert is for staff and clinics");
  if (user !== null) return { userId: user.id, clinicId: user.clinicId, name: user.name, role };
  return { userId: null, clinicId: null, name: personName(named), role: "administrator" };
}
/** Role under which something is written down; a television writes nothing. @throws {AnhuError} `FORBIDDEN` */
export function personRole({ role }: Viewer): Role {
  if (role === "wallScreen") throw new AnhuError("FORBIDDEN", "writing something down is for people; a wall screen only shows");
  return role;
}
/** A typed name: trimmed, without control characters. @throws {AnhuError} `PERSON_REQUIRED` */
export function personName(named: string | undefined): string {
  const name = (named ?? "").replace(/\p{C}/gu, " ").trim().slice(0, 80);
  if (name === "") throw new AnhuError("PERSON_REQUIRED", 'acting on an alert: say who you are in "person"; machines acknowledge nothing');
  return name;
}
