import { afterEach, describe, expect, it } from "vitest";
import type { HomeDocument } from "../../domain/home-document.ts";
import { openFakeApi, type FakeApi } from "./fakes.ts";
import { ask, signIn, TOKEN } from "./world.ts";

let fake: FakeApi;
afterEach(() => fake.close());

const home = (): HomeDocument => ({
  facility: { name: "颐和苑", staffed: true },
  places: [
    { building: "A", floor: "3", name: "302" },
    { building: "A", floor: "3", name: "303" },
  ],
  residents: [{ key: "wang", name: "王秀英", room: "302", level: 2, birthYear: 1940 }],
  gateways: [{ key: "z2m", dialect: "zigbee2mqtt", room: "302" }],
  devices: [
    { key: "band", kind: "wristband", resident: "wang" },
    { key: "spare", kind: "wristband", count: 2 },
    { key: "door", kind: "doorSensor", room: "302", gateway: "z2m", address: "door_302" },
  ],
  clinics: [{ key: "sun", name: "阳光", webhookUrl: "http://127.0.0.1:9/hook" }],
  contracts: [{ clinic: "sun" }],
  contacts: [{ role: "nurse", name: "值班", phone: "021-0000" }],
  users: [
    { username: "li.na", name: "李娜", role: "caregiver" },
    { username: "dr.chen", name: "陈", role: "clinicStaff", clinic: "sun", password: "given password" },
    { username: "wang.min", name: "王敏", role: "family", consents: [{ resident: "wang", scopes: ["state"] }] },
  ],
});
const post = (body: unknown) => ask(fake, TOKEN, "POST", "/api/v1/import", body);

describe("importing a home", () => {
  it("makes everything, gives every secret once, and people can sign in", async () => {
    fake = await openFakeApi();
    const { status, body } = await post(home());
    expect(status).toBe(201);
    expect(body.devices.map((device: { key: string; password: string | null }) => [device.key, device.password !== null])).toEqual([
      ["band", true],
      ["spare-1", true],
      ["spare-2", true],
      ["door", false],
    ]);
    expect(body.clinics[0].webhookSecret).toMatch(/^whsec_/);
    expect(body.users.map((user: { username: string }) => user.username)).toEqual(["li.na", "dr.chen", "wang.min"]);
    await signIn(fake, "li.na", body.users[0].password);
    await signIn(fake, "dr.chen", "given password");
    expect(fake.told.filter((line) => line.startsWith("assigned"))).toHaveLength(2);
    expect(fake.told.at(-1)).toBe("changed facilities");
    expect(
      fake.records.userRows.map(({ facilityId, clinicId, consents }) => [facilityId !== null, clinicId !== null, consents.length]),
    ).toEqual([
      [true, false, 0],
      [false, true, 0],
      [false, false, 1],
    ]);
  });
  it("takes in what a contract agrees, and a family doctor's for its resident", async () => {
    fake = await openFakeApi();
    const terms = { services: ["emergency" as const], dutyPhone: "8001", modes: ["posted" as const], documentNumber: "7" };
    const contracts = [
      { clinic: "sun", ...terms },
      { clinic: "sun", resident: "wang", to: 1 },
    ];
    expect((await post({ ...home(), contracts })).status).toBe(201);
    const { id: wang } = fake.records.residentRows[0]!;
    expect(fake.records.contractRows).toMatchObject([
      { services: ["emergency"], dutyPhone: "8001", residentId: null, isDraft: false, paper: { documentNumber: "7" } },
      { residentId: wang, toMs: 1 },
    ]);
    await post({ ...home(), contracts });
    expect(fake.records.contractRows).toHaveLength(2);
    const fees = [{ what: "餐", class: "meals", amountFen: 1, per: "month", payer: "basicInsurance" }];
    const wrong = await post({ ...home(), contracts: [{ clinic: "sun", resident: "nobody", fees }] });
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(["/contracts/0/resident", "/contracts/0/fees"]);
  });
  it("twice adds nothing and gives no secret again", async () => {
    fake = await openFakeApi();
    const first = await post(home());
    const rows = () =>
      [fake.records.facilityRows, fake.records.placeRows, fake.records.residentRows, fake.records.deviceRows].map((list) => list.length);
    const before = rows();
    const second = await post(home());
    expect([second.status, rows()]).toEqual([201, before]);
    expect(second.body).toEqual({ ...first.body, devices: [], gateways: [], clinics: [], users: [] });
    expect([fake.records.contractRows.length, fake.records.contactRows.length, fake.records.userRows.length]).toEqual([1, 1, 3]);
  });
  it("a grown document adds only what is new", async () => {
    fake = await openFakeApi();
    await post(home());
    const grown = home();
    grown.devices[1] = { key: "spare", kind: "wristband", count: 3 };
    grown.residents.push({ key: "li", name: "李", room: "303", level: 0 });
    const { body } = await post(grown);
    expect(body.devices.map((device: { key: string }) => device.key)).toEqual(["spare-3"]);
    expect(body.residents).toHaveLength(2);
  });
  it.each<[string, (home: HomeDocument) => unknown, string[]]>([
    ["a missing list", ({ users: _users, ...rest }) => rest, [""]],
    [
      "shapes",
      (doc) => ({ ...doc, residents: [{ key: "!", name: "", room: "302", level: 9 }] }),
      ["/residents/0/key", "/residents/0/level", "/residents/0/name"],
    ],
    ["an unknown room", (doc) => ({ ...doc, residents: [{ ...doc.residents[0], room: "999" }] }), ["/residents/0/room"]],
    [
      "names that are not there",
      (doc) => ({ ...doc, residents: [], gateways: [], clinics: [] }),
      ["/contracts/0/clinic", "/devices/0/resident", "/devices/2/gateway", "/users/1/clinic", "/users/2/consents/0/resident"],
    ],
    ["keys that are there twice", (doc) => ({ ...doc, devices: [doc.devices[0], doc.devices[0]] }), ["/devices/1"]],
    ["two holders", (doc) => ({ ...doc, devices: [{ ...doc.devices[0], room: "302" }] }), ["/devices/0"]],
    [
      "a webhook that is none",
      (doc) => ({ ...doc, clinics: [{ ...doc.clinics[0], webhookUrl: "ftp://x.example" }] }),
      ["/clinics/0/webhookUrl"],
    ],
    ["a carer with a clinic", (doc) => ({ ...doc, users: [{ ...doc.users[0], clinic: "sun" }] }), ["/users/0/clinic"]],
  ])("names every error with its place and writes nothing: %s", async (_what, change, pointers) => {
    fake = await openFakeApi();
    const answer = await post(change(home()));
    expect([answer.status, answer.body.code]).toEqual([400, "BAD_INPUT"]);
    const found = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect([...new Set<string>(found)].toSorted()).toEqual(expect.arrayContaining(pointers));
    expect(fake.records.facilityRows).toEqual([]);
  });
});
