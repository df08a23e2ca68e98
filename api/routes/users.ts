import { Type } from "typebox";
import { NewUser } from "../../domain/api-admin-schemas.ts";
import { Id, pageOf, PageQuery, UserView } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { Role } from "../../domain/people.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import type { Passwords } from "../passwords.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { notFound } from "../targets.ts";
import { userView } from "./sessions.ts";

/** Where a role belongs: staff to a facility, clinic staff to a clinic, family to residents, the rest to nothing. */
const BELONGS: Readonly<Record<Role, "facility" | "clinic" | "residents" | "nothing">> = {
  caregiver: "facility",
  nurse: "facility",
  physician: "facility",
  manager: "facility",
  clinicStaff: "clinic",
  family: "residents",
  regulator: "nothing",
  administrator: "nothing",
};

/** People who sign in. */
export function userRoutes(app: App, { ports, sessions, audit }: ApiContext, passwords: Passwords): void {
  const { directory, records } = ports;
  const list = document("people", "listUsers", "People who sign in", {
    querystring: Type.Object(PageQuery),
    response: { 200: pageOf(UserView) },
  });
  app.get("/users", { config: { action: "manageUsers" }, schema: list }, async (request) =>
    pageOfAll((await records.users()).map(userView), request.query),
  );
  const add = document("people", "addUser", "Add a person who signs in", { body: NewUser, response: { 201: UserView } });
  app.post("/users", { config: { action: "manageUsers" }, schema: add }, async (request, reply) => {
    const { username, name, role, password, facilityId = null, clinicId = null, consents = [] } = request.body;
    const belongs = BELONGS[role];
    if ((belongs === "facility") !== (facilityId !== null)) throw bad("staff, and only they, belong to a facility");
    if ((belongs === "clinic") !== (clinicId !== null)) throw bad("clinic staff, and only they, belong to a clinic");
    if (belongs !== "residents" && consents.length > 0) throw bad("only family members have residents who consented");
    if (facilityId !== null && directory.facility(facilityId) === undefined) throw bad("there is no such facility");
    if (clinicId !== null && directory.clinic(clinicId) === undefined) throw bad("there is no such clinic");
    if (consents.some(({ residentId }) => directory.resident(residentId) === undefined)) throw bad("there is no such resident");
    if ((await records.userByName(username)) !== undefined) throw new AnhuError("CONFLICT", "adding a person: the user name is taken");
    const user = await records.addUser({
      username,
      name,
      role,
      facilityId,
      clinicId,
      consents,
      passwordHash: await passwords.hash(password),
    });
    await ports.changed("users");
    return reply.code(201).send(userView(user));
  });
  const disable = document("people", "setUserDisabled", "Close or open an account; closing ends its sessions and live links at once", {
    params: Type.Object({ userId: Id }),
    body: Type.Object({ disabled: Type.Boolean() }, { additionalProperties: false }),
    response: { 200: UserView },
  });
  app.post("/users/:userId/disabled", { config: { action: "manageUsers" }, schema: disable }, async (request) => {
    const { userId } = request.params;
    const { disabled } = request.body;
    const viewer = viewerOf(request);
    if (viewer.user?.id === userId) throw bad("nobody closes their own account");
    if ((await records.user(userId)) === undefined) throw notFound("person");
    await records.setUserDisabled(userId, disabled);
    await sessions.endAllOf(userId);
    await ports.changed("users");
    audit({ actor: viewerId(viewer), role: viewer.role, action: disabled ? "closeAccount" : "openAccount", target: userId, result: "ok" });
    const user = await records.user(userId);
    if (user === undefined) throw notFound("person");
    return userView(user);
  });
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `setting up a person: ${why}; correct the request`);
}
