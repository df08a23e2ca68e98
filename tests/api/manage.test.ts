import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { aDevice, anAssignment } from "../support/builders.ts";
import type { FakeApi } from "./fakes.ts";
import { ask, aUser, NOBODY, openWorld, PASSWORD, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
let manager: Who;
beforeAll(async () => {
  fake = await openWorld();
  manager = await signIn(fake, "manager");
});
afterAll(() => fake.close());
beforeEach(() => void fake.records.deviceNoteRows.clear());
const post = (who: Who, path: string, body: unknown = {}) => ask(fake, who, "POST", `/api/v1${path}`, body);

it("a manager adds a carer, reads out the password once, and the carer chooses another at the first sign-in", async () => {
  const added = await post(manager, "/users", { username: "xiaoliu", name: "刘护工", role: "caregiver", facilityId: "fac_1" });
  expect([added.status, added.body.password]).toEqual([201, expect.stringMatching(/^([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}$/)]);
  const { password } = added.body;
  const tryWith = (more: object) => post(NOBODY, "/session", { username: "xiaoliu", password, ...more });
  expect((await tryWith({})).body.code).toBe("PASSWORD_TEMPORARY");
  expect((await tryWith({ newPassword: password })).body.code).toBe("BAD_INPUT");
  expect((await tryWith({ newPassword: "my own secret" })).status).toBe(200);
  expect((await tryWith({})).status).toBe(401);
  expect((await post(NOBODY, "/session", { username: "xiaoliu", password: "my own secret" })).status).toBe(200);
  expect(JSON.stringify(fake.records.audits)).not.toContain(password);
});
it("a password that was given holds for three days; then a new one is given", async () => {
  const { id, password } = (await post(manager, "/users", { username: "xiaozhao", name: "赵护工", role: "caregiver", facilityId: "fac_1" }))
    .body;
  const tryWith = (given: string, more: object = {}) => post(NOBODY, "/session", { username: "xiaozhao", password: given, ...more });
  fake.clock.advance(72 * 3_600_000 - 1);
  expect((await tryWith(password)).body.code).toBe("PASSWORD_TEMPORARY");
  fake.clock.advance(1);
  for (const more of [{}, { newPassword: "my own secret" }]) {
    const late = await tryWith(password, more);
    expect([late.status, late.body.code, late.body.detail]).toEqual([403, "PASSWORD_EXPIRED", expect.stringContaining("give a new one")]);
  }
  expect((await tryWith("wrong")).status).toBe(401);
  const again = (await post(manager, `/users/${id}/password`)).body.password;
  expect((await tryWith(again, { newPassword: "my own secret" })).status).toBe(200);
  fake.clock.advance(72 * 3_600_000);
  expect((await tryWith("my own secret")).status).toBe(200);
});
it("a manager looks after own carers and nurses, and after nobody else", async () => {
  const { body } = await ask(fake, manager, "GET", "/api/v1/users?limit=200");
  const usernames = body.items.map(({ username }: { username: string }) => username);
  expect(usernames).toEqual(expect.arrayContaining(["caregiver", "nurse", "physician", "manager", "family"]));
  expect(usernames).not.toContain("administrator");
  expect(usernames).not.toContain("regulator");
  fake.records.userRows.push({ ...aUser("nurse"), id: "usr_far", username: "far", facilityId: "fac_2", passwordHash: "" });
  const statuses = await Promise.all(
    ["usr_physician", "usr_manager", "usr_administrator", "usr_far", "usr_none"].map(
      async (id) => (await post(manager, `/users/${id}/disabled`, { disabled: true })).status,
    ),
  );
  expect(statuses).toEqual([403, 403, 403, 404, 404]);
  for (const role of ["manager", "administrator", "physician"])
    expect((await post(manager, "/users/usr_nurse/role", { role })).status).toBe(403);
  for (const [role, facilityId] of [
    ["nurse", "fac_2"],
    ["manager", "fac_1"],
    ["administrator", undefined],
  ])
    expect([role, (await post(manager, "/users", { username: `x${role}`, name: "x", role, facilityId })).status]).not.toEqual([role, 201]);
  expect((await post(manager, "/users/usr_nurse/role", { role: "caregiver" })).body.role).toBe("caregiver");
  expect((await post(manager, "/users/usr_nurse/role", { role: "nurse" })).body.role).toBe("nurse");
});
it("a reset or a sign-out ends what is open at once", async () => {
  const nurse = await signIn(fake, "nurse");
  expect((await post(manager, "/users/usr_nurse/sessions/end")).status).toBe(204);
  expect((await ask(fake, nurse, "GET", "/api/v1/session")).body).toEqual({ user: null });
  const again = await signIn(fake, "nurse");
  const { password } = (await post(manager, "/users/usr_nurse/password")).body;
  expect((await ask(fake, again, "GET", "/api/v1/session")).body).toEqual({ user: null });
  expect((await post(NOBODY, "/session", { username: "nurse", password: PASSWORD })).status).toBe(401);
  expect((await post(NOBODY, "/session", { username: "nurse", password, newPassword: PASSWORD })).status).toBe(200);
});
it("the last administrator is neither locked nor made something else", async () => {
  const last = await post(TOKEN, "/users/usr_administrator/disabled", { disabled: true });
  expect([last.status, last.body.detail]).toEqual([409, expect.stringContaining("last administrator")]);
  expect((await post(TOKEN, "/users/usr_administrator/role", { role: "regulator" })).status).toBe(409);
  const second = { username: "second", name: "x", role: "administrator", password: "long enough" };
  expect((await post(TOKEN, "/users", second)).status).toBe(201);
  expect((await post(TOKEN, "/users/usr_administrator/disabled", { disabled: true })).status).toBe(200);
  expect((await post(TOKEN, "/users/usr_administrator/disabled", { disabled: false })).status).toBe(200);
});
it("a device is called something, replaced and put out of use, and its past can be read", async () => {
  const { records } = fake;
  records.deviceRows.push(aDevice({ id: "dev_old", kind: "wristband" }), aDevice({ id: "dev_new", kind: "wristband" }));
  records.deviceRows.push(aDevice({ id: "dev_other", kind: "bedMat" }));
  records.assignmentRows.push(anAssignment({ id: "asg_old", deviceId: "dev_old", residentId: "res_1" }));
  records.deviceRows.push(aDevice({ id: "dev_held", kind: "wristband" }), aDevice({ id: "dev_ended", kind: "wristband" }));
  records.assignmentRows.push(anAssignment({ id: "asg_held", deviceId: "dev_held", residentId: "res_other" }));
  records.revokedIds.add("dev_ended");
  const held = async (id: string) => {
    const { body } = await ask(fake, manager, "GET", "/api/v1/devices?limit=200");
    return body.items.find((device: { id: string }) => device.id === id);
  };
  const name = { label: "三楼备用", serial: null };
  expect((await ask(fake, manager, "PUT", "/api/v1/devices/dev_old/note", name)).status).toBe(204);
  expect((await held("dev_old")).label).toBe("三楼备用");
  expect((await post(manager, "/devices/dev_old/replacement", { deviceId: "dev_other" })).body.detail).toContain("another kind");
  expect((await post(manager, "/devices/dev_old/replacement", { deviceId: "dev_2" })).status).toBe(400);
  expect((await post(manager, "/devices/dev_old/replacement", { deviceId: "dev_held" })).status).toBe(409);
  expect((await post(manager, "/devices/dev_old/replacement", { deviceId: "dev_ended" })).status).toBe(409);
  const { body: kept } = await ask(fake, manager, "GET", "/api/v1/devices/dev_held/assignments");
  expect(kept.items).toHaveLength(1);
  expect((await post(manager, "/devices/dev_old/replacement", { deviceId: "dev_new" })).status).toBe(204);
  expect([(await held("dev_old")).residentId, (await held("dev_new")).residentId]).toEqual([null, "res_1"]);
  const past = (await ask(fake, manager, "GET", "/api/v1/devices/dev_old/assignments")).body.items;
  expect(past.map(({ residentId }: { residentId: string | null }) => residentId)).toEqual([null, "res_1"]);
  expect((await post(manager, "/devices/dev_old/retire")).status).toBe(204);
  expect(await held("dev_old")).toBeUndefined();
  expect(records.revokedIds.has("dev_old")).toBe(true);
  const all = (await ask(fake, manager, "GET", "/api/v1/devices?retired=true&limit=200")).body.items;
  expect(all.find((device: { id: string }) => device.id === "dev_old").retiredAt).toBeGreaterThan(0);
  expect((await post(manager, "/devices/dev_old/assignment", { residentId: "res_1" })).status).toBe(409);
  expect((await post(manager, "/devices/dev_old/retire")).status).toBe(409);
});
it("nobody but those who may reads who held a device", async () => {
  const caregiver = await signIn(fake, "caregiver");
  expect((await ask(fake, caregiver, "GET", "/api/v1/devices/dev_1/assignments")).status).toBe(403);
  expect((await ask(fake, manager, "GET", "/api/v1/devices/dev_2/assignments")).status).toBe(404);
});
