import { hash } from "@node-rs/argon2";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newSetupCode } from "../../app/setup-code.ts";
import { deviceCode } from "../../domain/device-code.ts";
import { writtenResident } from "../../domain/resident-sheet.ts";
import { NO_PROGRESS } from "../../domain/setup.ts";
import { ADMIN_TOKEN, type FakeApi } from "./fakes.ts";
import { ask, NAME, NOBODY, openWorld, signIn, TOKEN, type Who } from "./world.ts";

let fake: FakeApi;
beforeEach(async () => {
  fake = await openWorld();
});
afterEach(() => fake.close());
const SETUP = "/api/v1/setup";
const who = { username: "first", name: "第一", password: "long enough" };

describe("the first administrator", () => {
  beforeEach(() => void (fake.records.userRows.length = 0));

  it("is made with the code that the server printed, as people type it, once; what is kept tells nobody the code", async () => {
    const code = await newSetupCode(fake.records);
    expect(code).toMatch(/^([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}$/);
    expect((await fake.records.setupState()).codeHash).toMatch(/^\$argon2id\$/);
    expect((await ask(fake, NOBODY, "GET", SETUP)).body).toEqual({ needed: true, fresh: true });
    const wrong = await ask(fake, NOBODY, "POST", SETUP, { ...who, code: "K7M4-PX3B-9QRT" });
    expect([wrong.status, fake.records.audits.at(-1)]).toMatchObject([401, { action: "setUp", result: "refused" }]);
    const typed = code?.toLowerCase().replaceAll("-", " ");
    expect((await ask(fake, NOBODY, "POST", SETUP, { ...who, code: typed })).status).toBe(201);
    expect((await ask(fake, NOBODY, "GET", SETUP)).body).toEqual({ needed: false, fresh: false });
    const second = await ask(fake, NOBODY, "POST", SETUP, { ...who, username: "second", code });
    expect([second.status, second.body.detail]).toEqual([409, "setting up: there is an administrator already; sign in as that one"]);
    expect((await fake.records.setupState()).codeHash).toBeNull();
    await signIn(fake, "first", "long enough");
    expect(JSON.stringify(fake.records.audits)).not.toContain(code);
  });
  it("of two browsers at once is one of them", async () => {
    const code = await newSetupCode(fake.records);
    const answers = await Promise.all(
      ["one", "two", "three"].map((username) => ask(fake, NOBODY, "POST", SETUP, { ...who, username, code })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect(fake.records.userRows).toHaveLength(1);
  });
  it("is made by nobody while no code was printed, by no empty code, and by no code of an earlier start", async () => {
    for (const code of ["", " ", "-", "undefined", "null"]) {
      const answer = await ask(fake, NOBODY, "POST", SETUP, { ...who, code });
      expect([400, 401]).toContain(answer.status);
    }
    expect((await ask(fake, NOBODY, "POST", SETUP, who)).status).toBe(401);
    const [earlier, later] = [await newSetupCode(fake.records), await newSetupCode(fake.records)];
    expect((await ask(fake, NOBODY, "POST", SETUP, { ...who, code: earlier })).status).toBe(401);
    expect((await ask(fake, NOBODY, "POST", SETUP, { ...who, code: later })).status).toBe(201);
    expect(await newSetupCode(fake.records)).toBeNull();
  });
  it("is guessed by nobody: after ten tries an address waits, the right code too", async () => {
    const code = await newSetupCode(fake.records);
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await ask(fake, NOBODY, "POST", SETUP, { ...who, code: `guess-${n}` })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    expect((await ask(fake, NOBODY, "POST", SETUP, { ...who, code })).status).toBe(429);
  });
  it("is made with the token of the data directory as well, also where others sign in already", async () => {
    fake.records.userRows.push({ ...fakeNurse(), passwordHash: await hash("x", { memoryCost: 1024, timeCost: 1 }) });
    expect((await ask(fake, NOBODY, "GET", SETUP)).body).toEqual({ needed: true, fresh: false });
    expect((await ask(fake, NOBODY, "POST", SETUP, { ...who, token: "guess" })).status).toBe(401);
    const taken = await ask(fake, NOBODY, "POST", SETUP, { ...who, username: "nurse", token: ADMIN_TOKEN });
    expect([taken.status, taken.body.detail]).toEqual([409, "setting up: the user name is taken"]);
    expect((await ask(fake, NOBODY, "POST", SETUP, { ...who, token: ADMIN_TOKEN })).status).toBe(201);
  });
});
const fakeNurse = () => ({
  ...{
    id: "usr_nurse",
    username: "nurse",
    name: "x",
    role: "nurse" as const,
    facilityId: "fac_1",
    clinicId: null,
    consents: [],
    disabled: false,
  },
});

describe("the home", () => {
  const rows = (...written: Parameters<typeof writtenResident>[0][]) => written.map(writtenResident);
  const key = "b1946ac9-2f0d-4d11-9a63";
  const batch = "/api/v1/facilities/fac_1/residents/batch";
  let boss: Who;
  beforeEach(async () => {
    boss = await signIn(fake, "administrator");
  });

  it("is made once, and how far the set-up is can be read in another browser", async () => {
    expect((await ask(fake, boss, "GET", `${SETUP}/progress`)).body).toEqual(NO_PROGRESS);
    const made = await ask(fake, boss, "PUT", `${SETUP}/facility`, { name: "岁安里", staffed: true });
    const again = await ask(fake, boss, "PUT", `${SETUP}/facility`, { name: "岁安里二", staffed: true });
    expect([made.status, again.body]).toMatchObject([200, { id: made.body.id, name: "岁安里二" }]);
    const progress = { ...NO_PROGRESS, step: "residents", facilityId: made.body.id };
    await ask(fake, boss, "PUT", `${SETUP}/progress`, progress);
    expect((await ask(fake, TOKEN, "GET", `${SETUP}/progress`)).body).toEqual(progress);
    expect((await ask(fake, boss, "PUT", `${SETUP}/progress`, { ...progress, name: NAME })).status).toBe(400);
  });
  it("gets its rooms together, and loses one only while nobody lives there", async () => {
    const rooms = ["303", "304"].map((name) => ({ building: "A", floor: "3", name }));
    expect((await ask(fake, boss, "POST", "/api/v1/facilities/fac_1/rooms", { rooms })).body).toEqual({ added: 2 });
    const free = fake.records.placeRows.find(({ name }) => name === "303");
    expect((await ask(fake, boss, "DELETE", `/api/v1/facilities/fac_1/rooms/${free?.id}`)).status).toBe(204);
    expect((await ask(fake, boss, "DELETE", "/api/v1/facilities/fac_1/rooms/plc_1")).status).toBe(409);
    expect((await ask(fake, boss, "DELETE", "/api/v1/facilities/fac_1/rooms/plc_2")).status).toBe(404);
  });
  it("takes a table of residents as a whole or not at all, and says what is wrong in which cell", async () => {
    const before = fake.records.residentRows.length;
    const wrong = rows({ name: "李梅", room: "302" }, { room: "999", level: "9" }, { name: NAME, room: "302" });
    const answer = await ask(fake, boss, "POST", batch, { key, rows: wrong });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [
        { pointer: "/rows/1/name", message: "missingName" },
        { pointer: "/rows/1/room", message: "unknownRoom" },
        { pointer: "/rows/1/level", message: "badLevel" },
        { pointer: "/rows/2/name", message: "livesThere" },
      ],
    ]);
    expect(fake.records.residentRows).toHaveLength(before);
  });
  it("takes it once when it is sent twice, also at the same time, and from two people each their own", async () => {
    const before = fake.records.residentRows.length;
    const body = { key, rows: rows({ name: "李梅", room: "302" }, { name: "赵刚", room: "302", level: "中度" }) };
    const [first, second] = await Promise.all([ask(fake, boss, "POST", batch, body), ask(fake, boss, "POST", batch, body)]);
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
    expect(fake.records.residentRows.slice(before)).toMatchObject([
      { name: "李梅", level: 0 },
      { name: "赵刚", level: 2 },
    ]);
    const others = await ask(fake, boss, "POST", batch, { ...body, key: `${key}-2` });
    expect([others.status, others.body.errors[0].message]).toEqual([400, "livesThere"]);
    expect(JSON.stringify(fake.records.audits)).not.toMatch(/李梅|赵刚/);
  });
});

describe("a device by its label", () => {
  const path = "/api/v1/facilities/fac_1";
  const find = (person: Who, text: string) => ask(fake, person, "GET", `${path}/device-by-code?text=${encodeURIComponent(text)}`);

  it("is found by our code, and by the maker's number that it was added with", async () => {
    const nurse = await signIn(fake, "nurse");
    const link = `https://anhu.example/d/${deviceCode("dev_1")}`;
    expect((await find(nurse, link)).body).toMatchObject({ device: { id: "dev_1" }, code: deviceCode("dev_1"), serial: null });
    expect((await find(nurse, "SN: w20-0815")).body).toEqual({ device: null, code: null, serial: "W20-0815", simulated: false });
    const added = await ask(fake, nurse, "POST", `${path}/labelled-devices`, {
      kind: "wristband",
      residentId: "res_1",
      serial: "W20-0815",
    });
    expect(added.body).toMatchObject({ device: { password: expect.any(String) }, mqtt: { port: 1883 } });
    expect((await find(nurse, "w20-0815")).body).toMatchObject({
      device: { id: added.body.device.id, residentId: "res_1" },
      serial: "W20-0815",
    });
    const again = await ask(fake, nurse, "POST", `${path}/labelled-devices`, { kind: "bedMat", serial: "W20-0815" });
    expect([again.status, (await find(nurse, "两个字")).status]).toEqual([409, 400]);
    expect((await find(nurse, deviceCode("dev_2"))).body.device).toBeNull();
  });
  it("belongs to residents and places of its own home alone", async () => {
    const nurse = await signIn(fake, "nurse");
    for (const holder of [{ residentId: "res_2" }, { placeId: "plc_2" }, { residentId: "res_1", placeId: "plc_1" }])
      expect((await ask(fake, nurse, "POST", `${path}/labelled-devices`, { kind: "wristband", ...holder })).status).toBe(400);
  });
  it("is simulated by an administrator alone, for a resident of the home", async () => {
    const boss = await signIn(fake, "administrator");
    const simulator = `${path}/setup-simulator`;
    expect((await ask(fake, boss, "POST", simulator, { residentId: "res_2" })).status).toBe(404);
    const run = (await ask(fake, boss, "POST", simulator, { residentId: "res_1" })).body;
    expect((await ask(fake, boss, "GET", simulator)).body).toEqual({ run });
    expect(fake.records.audits.at(-1)).toMatchObject({ action: "startSimulator", target: "res_1", detail: run.deviceId });
    expect((await ask(fake, boss, "DELETE", simulator)).status).toBe(204);
    expect((await ask(fake, boss, "GET", simulator)).body).toEqual({ run: null });
    expect((await ask(fake, await signIn(fake, "manager"), "POST", simulator, { residentId: "res_1" })).status).toBe(403);
  });
});
