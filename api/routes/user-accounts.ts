import { Type } from "typebox";
import { GivenPassword, NewRole } from "../../domain/api-admin-schemas.ts";
import { Id, UserView } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { accountOf, BELONGS } from "../accounts.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { removeBrowsersOf } from "../own-browsers.ts";
import type { Passwords } from "../passwords.ts";
import { forbidden } from "../rights.ts";
import { notFound } from "../targets.ts";
import { newTemporaryPassword } from "../temporary-password.ts";
import { viewerId, viewerOf, type Viewer } from "../viewer.ts";
import { mayManagePerson } from "../../domain/manage-people.ts";
import { userView } from "./sessions.ts";

const params = Type.Object({ userId: Id });
const config = { action: "manageUsers" } as const;

/** What is done to the account of a person: lock, role, password, sessions. */
export function userAccountRoutes(app: App, { ports, sessions, audit }: ApiContext, passwords: Passwords): void {
  const { records } = ports;
  async function done(viewer: Viewer, userId: string, action: string, detail?: string) {
    await sessions.endAllOf(userId);
    await ports.changed("users");
    audit({
      actor: viewerId(viewer),
      role: viewer.role,
      action,
      target: userId,
      result: "ok",
      ...(detail === undefined ? {} : { detail }),
    });
    const user = await records.user(userId);
    if (user === undefined) throw notFound("person");
    return userView(user);
  }
  const disable = document(
    "people",
    "setUserDisabled",
    "Close or open an account; closing ends its sessions, live links and pushes at once",
    {
      params,
      body: Type.Object({ disabled: Type.Boolean() }, { additionalProperties: false }),
      response: { 200: UserView },
    },
  );
  app.post("/users/:userId/disabled", { config, schema: disable }, async (request) => {
    const { userId } = request.params;
    const { disabled } = request.body;
    const viewer = viewerOf(request);
    await accountOf(records, viewer, userId);
    if (viewer.user?.id === userId) throw bad("nobody closes their own account");
    await records.setUserDisabled(userId, disabled);
    const changed = await done(viewer, userId, disabled ? "closeAccount" : "openAccount");
    if (disabled) await removeBrowsersOf(ports, userId);
    return changed;
  });
  const change = document("people", "setUserRole", "Change what a person is; the role must belong to where they work", {
    params,
    body: NewRole,
    response: { 200: UserView },
  });
  app.post("/users/:userId/role", { config, schema: change }, async (request) => {
    const { userId } = request.params;
    const { role } = request.body;
    const viewer = viewerOf(request);
    const user = await accountOf(records, viewer, userId);
    if (viewer.user?.id === userId) throw bad("nobody changes their own role");
    const by = { role: viewer.role, facilityId: viewer.user?.facilityId ?? null };
    if (!mayManagePerson(by, { role, facilityId: user.facilityId })) throw forbidden("manageUsers");
    if (BELONGS[role] !== BELONGS[user.role]) throw bad("the new role belongs somewhere else; add another account and lock this one");
    await records.setUserRole({ userId, role });
    return done(viewer, userId, "changeRole", `${user.role} to ${role}`);
  });
  const reset = document(
    "people",
    "resetPassword",
    "A password that is good for one sign-in, shown once; ends the sessions and the pushes to browsers",
    {
      params,
      response: { 200: GivenPassword },
    },
  );
  app.post("/users/:userId/password", { config, schema: reset }, async (request) => {
    const { userId } = request.params;
    const viewer = viewerOf(request);
    await accountOf(records, viewer, userId);
    if (viewer.user?.id === userId) throw bad("one's own password is not given by oneself; let another administrator do it");
    const password = newTemporaryPassword();
    await records.setUserPassword({ userId, passwordHash: await passwords.hash(password), givenAtMs: ports.clock.now() });
    await done(viewer, userId, "resetPassword");
    await removeBrowsersOf(ports, userId);
    return { password };
  });
  const end = document("people", "endSessions", "Sign a person out everywhere, and end the pushes to their browsers", {
    params,
    response: { 204: Type.Null() },
  });
  app.post("/users/:userId/sessions/end", { config, schema: end }, async (request, reply) => {
    const { userId } = request.params;
    const viewer = viewerOf(request);
    await accountOf(records, viewer, userId);
    await done(viewer, userId, "endSessions");
    await removeBrowsersOf(ports, userId);
    return reply.code(204).send(null);
  });
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `changing an account: ${why}`);
}
