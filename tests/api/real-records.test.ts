import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { HomeDirectory } from "../../app/home-directory.ts";
import { openRecords, type RecordsStore } from "../../store/records/records.ts";
import { RECORDS_WORKER } from "../store/workers.ts";
import { tempDir } from "../store/temp-dir.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { openFakeApi, type FakeApi } from "./fakes.ts";
import { ask, signIn, TOKEN } from "./world.ts";

let fake: FakeApi;
let store: RecordsStore;
beforeEach(async () => {
  const clock = new ManualClock();
  store = await openRecords({ engine: { type: "sqlite", file: join(tempDir(), "records.db") }, worker: RECORDS_WORKER, clock });
  const directory = new HomeDirectory(await store.loadSnapshot(), () => clock.now());
  const changed = async () => directory.replace(await store.loadSnapshot());
  fake = await openFakeApi({}, { clock, records: store.records, directory, holdings: directory, changed });
});
afterEach(async () => {
  await fake.close();
  await store.close();
});
const post = (path: string, body: unknown) => ask(fake, TOKEN, "POST", `/api/v1${path}`, body);

it("a home is set up by single requests, and everybody sees what is theirs", async () => {
  const facility = (await post("/facilities", { name: "岁安" })).body.id;
  const resident = (await post("/residents", { facilityId: facility, name: "甲", room: "302", level: 2 })).body;
  expect(resident).toMatchObject({ room: "302", level: 2 });
  const devices = (await post("/devices", { facilityId: facility, kind: "wristband", residentId: resident.id, count: 2 })).body;
  const gateway = (await post("/gateways", { facilityId: facility, dialect: "zigbee2mqtt" })).body;
  const child = await post("/devices", { facilityId: facility, kind: "doorSensor", room: "302", gatewayId: gateway.id, address: "door" });
  expect([child.status, child.body.password]).toEqual([201, null]);
  const clinic = (await post("/clinics", { name: "阳光", webhookUrl: "http://127.0.0.1:9/x" })).body.id;
  expect((await post("/contracts", { facilityId: facility, clinicId: clinic })).status).toBe(201);
  expect((await post("/contacts", { facilityId: facility, role: "nurse", name: "值班", phone: "021-0000" })).status).toBe(201);
  const user = { username: "nurse", name: "护士", role: "nurse", password: "long enough", facilityId: facility };
  expect((await post("/users", user)).status).toBe(201);
  expect((await post("/users", user)).status).toBe(409);

  const nurse = await signIn(fake, "nurse", "long enough");
  const list = async (path: string) => (await ask(fake, nurse, "GET", `/api/v1${path}`)).body.items;
  expect(await list("/devices")).toHaveLength(3);
  expect(await list(`/residents/${resident.id}/devices`)).toHaveLength(3);
  expect(await list("/residents?q=302")).toHaveLength(1);
  expect(await list("/alerts")).toEqual([]);
  const wall = await ask(fake, nurse, "GET", `/api/v1/facilities/${facility}/wall`);
  expect(wall.body.onDuty).toEqual([{ name: "值班", role: "nurse" }]);
  const moved = await ask(fake, nurse, "POST", `/api/v1/devices/${devices[0].id}/assignment`, { residentId: null });
  expect([moved.status, moved.body.residentId]).toEqual([200, null]);
  expect((await ask(fake, nurse, "POST", `/api/v1/devices/${devices[1].id}/revoke`)).status).toBe(204);
  expect((await list("/devices")).filter((device: { revoked: boolean }) => device.revoked)).toHaveLength(1);
});
it("sessions outlive the process and end with the account", async () => {
  for (const username of ["boss", "another"]) await post("/users", { username, name: "x", role: "administrator", password: "long enough" });
  const boss = await signIn(fake, "boss", "long enough");
  const second = await openFakeApi({ sessionClock: fake.sessionClock }, { ...fake.ports });
  expect((await ask(second, boss, "GET", "/api/v1/session")).body.user).toMatchObject({ username: "boss" });
  const { body } = await ask(fake, boss, "GET", "/api/v1/users");
  const { id } = body.items.find(({ username }: { username: string }) => username === "boss");
  await post(`/users/${id}/disabled`, { disabled: true });
  fake.sessionClock.advance(2_001);
  expect((await ask(second, boss, "GET", "/api/v1/session")).body).toEqual({ user: null });
  await second.close();
});
