import { hash } from "@node-rs/argon2";
import type { Role, User } from "../../domain/people.ts";
import { ROLES } from "../../domain/people.ts";
import type { Tile } from "../../domain/live-events.ts";
import { aClinic, aContract, aDevice, aFacility, aGateway, anAlert, anAssignment, aPlace, aResident } from "../support/builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import { ADMIN_TOKEN, openFakeApi, type FakeApi } from "./fakes.ts";

export const PASSWORD = "correct horse battery";
export const OWN_ALERT = "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e11";
export const OTHER_ALERT = "0b1f9d7e-8f52-5c3a-9a43-6d2f0c9a1e22";
export const NAME = "王秀英";

export const aTile = (other: Partial<Tile> = {}): Tile => ({
  residentId: "res_1",
  name: NAME,
  room: "302",
  floor: "3",
  building: "A",
  level: 2,
  birthYear: 1940,
  latest: [
    { sign: "heartRate", value: 71, at: MONDAY_MORNING_MS - 60_000, quality: "good", isStale: false, deviceId: "dev_1" },
    { sign: "latitude", value: 31.2, at: MONDAY_MORNING_MS, quality: "good", isStale: false, deviceId: "dev_1" },
  ],
  sparkline: [71],
  whereabouts: { code: "inBed", sinceMs: 1, place: "302" },
  coverage: [],
  alertIds: [],
  ...other,
});
/** Two homes, fac_1 and fac_2, equally furnished; a person of every role who belongs to the first. */
export async function openWorld(
  options: Parameters<typeof openFakeApi>[0] = {},
  more: Parameters<typeof openFakeApi>[1] = {},
): Promise<FakeApi> {
  const fake = await openFakeApi(options, more);
  const { records, desk, tiles } = fake;
  for (const n of [1, 2]) {
    const facilityId = `fac_${n}`;
    records.facilityRows.push(aFacility({ id: facilityId, name: `岁安 ${n}` }));
    records.placeRows.push(aPlace({ id: `plc_${n}`, facilityId }));
    records.residentRows.push(aResident({ id: `res_${n}`, facilityId, placeId: `plc_${n}`, name: NAME }));
    records.deviceRows.push(aDevice({ id: `dev_${n}`, facilityId }));
    records.gatewayRows.push(aGateway({ id: `gtw_${n}`, facilityId }));
    records.assignmentRows.push(anAssignment({ id: `asg_${n}`, deviceId: `dev_${n}`, residentId: `res_${n}` }));
    records.clinicRows.push(aClinic({ id: `cli_${n}` }));
    records.contractRows.push(aContract({ id: `con_${n}`, facilityId, clinicId: `cli_${n}` }));
    tiles.set(facilityId, [aTile({ residentId: `res_${n}` })]);
    desk.raise(anAlert({ id: n === 1 ? OWN_ALERT : OTHER_ALERT, facilityId, residentId: `res_${n}`, subjectId: `res_${n}` }));
  }
  const passwordHash = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
  for (const role of ROLES) records.userRows.push({ ...aUser(role), passwordHash });
  return fake;
}
export function aUser(role: Role): User {
  const isStaff = ["caregiver", "nurse", "physician", "manager"].includes(role);
  return {
    id: `usr_${role}`,
    username: role,
    name: `测试 ${role}`,
    role,
    facilityId: isStaff ? "fac_1" : null,
    clinicId: role === "clinicStaff" ? "cli_1" : null,
    consents: role === "family" ? [{ residentId: "res_1", scopes: ["state", "rhythm"] }] : [],
    disabled: false,
  };
}
export interface Who {
  readonly headers: Readonly<Record<string, string>>;
}
export const TOKEN: Who = { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } };
export const NOBODY: Who = { headers: {} };

export async function signIn(fake: FakeApi, username: string, password: string = PASSWORD): Promise<Who> {
  const answer = await ask(fake, NOBODY, "POST", "/api/v1/session", { username, password });
  if (answer.status !== 200) throw new Error(`signing in: HTTP ${answer.status} ${JSON.stringify(answer.body)}`);
  const cookie = answer.headers.getSetCookie()[0]!.split(";")[0]!;
  return { headers: { cookie, "x-csrf-token": answer.body.csrfToken } };
}
/** A parsed answer; a test reads what it expects of it. */
export type Json = ReturnType<typeof JSON.parse>;
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  readonly text: string;
}
export async function ask(
  fake: FakeApi,
  who: Who,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isText = typeof body === "string";
  const response = await fetch(fake.url + path, {
    method,
    redirect: "manual",
    headers: { ...who.headers, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : null, text };
}
