import { Type } from "typebox";
import { AddedUser, NewUser } from "../../domain/api-admin-schemas.ts";
import { Id, pageOf, PageQuery, UserView } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { mayManagePerson } from "../../domain/manage-people.ts";
import { BELONGS } from "../accounts.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import type { Passwords } from "../passwords.ts";
import { forbidden } from "../rights.ts";
import { newTemporaryPassword } from "../temporary-password.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { userView } from "./sessions.ts";

/** People who sign in: who they are, and new ones. What is done to an account: user-accounts.ts. */
export function userRoutes(app: App, { ports, audit }: ApiContext, passwords: Passwords): void {
  const { directory, records } = ports;
  const list = document("people", "listUsers", "People who sign in; of a facility, its staff and the relatives of its residents", {
    querystring: Type.Object({ ...PageQuery, facility: Type.Optional(Id) }),
    response: { 200: pageOf(UserView) },
  });
  app.get("/users", { config: { action: "manageUsers" }, schema: list }, async (request) => {
    const { facilityId } = request.target;
    const all = await records.users();
    const ofHome = ({ consents, ...user }: (typeof all)[number]): boolean =>
      user.facilityId === facilityId || consents.some(({ residentId }) => directory.resident(residentId)?.facilityId === facilityId);
    const own = viewerOf(request).user?.facilityId ?? null;
    const sees = (residentId: string) => own === null || directory.resident(residentId)?.facilityId === own;
    return pageOfAll(
      (facilityId === null ? all : all.filter(ofHome)).map((user) => userView(user, sees)),
      request.query,
    );
  });
  const add = document("people", "addUser", "Add a person who signs in", { body: NewUser, response: { 201: AddedUser } });
  app.post("/users", { config: { action: "manageUsers" }, schema: add }, async (request, reply) => {
    const { username, name, role, facilityId = null, clinicId = null, consents = [] } = request.body;
    const viewer = viewerOf(request);
    if (!mayManagePerson({ role: viewer.role, facilityId: viewer.user?.facilityId ?? null }, { role, facilityId }))
      throw forbidden("manageUsers");
    const belongs = BELONGS[role];
    if ((belongs === "facility") !== (facilityId !== null)) throw bad("staff, and only they, belong to a facility");
    if ((belongs === "clinic") !== (clinicId !== null)) throw bad("clinic staff, and only they, belong to a clinic");
    if (belongs !== "residents" && consents.length > 0) throw bad("only family members have residents who consented");
    if (facilityId !== null && directory.facility(facilityId) === undefined) throw bad("there is no such facility");
    if (clinicId !== null && directory.clinic(clinicId) === undefined) throw bad("there is no such clinic");
    if (consents.some(({ residentId }) => directory.resident(residentId) === undefined)) throw bad("there is no such resident");
    if ((await records.userByName(username)) !== undefined) throw new AnhuError("CONFLICT", "adding a person: the user name is taken");
    const given = request.body.password === undefined ? newTemporaryPassword() : null;
    const passwordHash = await passwords.hash(request.body.password ?? given ?? "");
    const user = await records.addUser({ username, name, role, facilityId, clinicId, consents, passwordHash });
    if (given !== null) await records.setUserPassword({ userId: user.id, passwordHash, givenAtMs: ports.clock.now() });
    await ports.changed("users");
    audit({ actor: viewerId(viewer), role: viewer.role, action: "addUser", target: user.id, result: "ok", detail: role });
    return reply.code(201).send({ ...userView(user), ...(given === null ? {} : { password: given }) });
  });
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `setting up a person: ${why}; correct the request`);
}
