import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordEntry } from "../../domain/resident-record.ts";
import type { TimelineEntry } from "../../domain/alert.ts";
import type { Fence } from "../../domain/fence.ts";
import type { FloorPlan } from "../../domain/floor-plan.ts";
import { sha256 } from "../../domain/ids.ts";
import { ROLES } from "../../domain/people.ts";
import { HOLDERS, mayDo, relationsFor, RIGHTS, type Action, type Holder, type Relation } from "../../domain/rights.ts";
import type { StoredChannel } from "../../domain/channel.ts";
import { fakeChannels } from "./fake-channels.ts";
import { openFakeApi, type FakeApi } from "./fakes.ts";
import { ask, aUser, NOBODY, openWorld, OTHER_ALERT, OWN_ALERT, PASSWORD, signIn, type Who } from "./world.ts";
import { writtenResident } from "../../domain/resident-sheet.ts";
import { NO_PROGRESS } from "../../domain/setup.ts";
import { aContract, aDevice, aPlace, aSilence, anAssignment } from "../support/builders.ts";

let fake: FakeApi;
const channels = fakeChannels();
const people = new Map<Holder, Who>();
beforeAll(async () => {
  // Any TrueType font will do for papers that nobody reads.
  fake = await openWorld({ pdfFont: fileURLToPath(import.meta.resolve("pdfmake/fonts/Roboto/Roboto-Regular.ttf")) }, { channels });
  fake.records.fhirRows.push({ id: "fhc_1", clinicId: "cli_1", name: "x", tokenHash: "x", createdAtMs: 0, revokedAtMs: null });
  for (const home of [1, 2])
    fake.desk.silenceRows.push(aSilence({ id: `sil_home${home}`, facilityId: `fac_${home}`, residentId: `res_${home}` }));
  fake.records.userRows.push({ ...aUser("nurse"), id: "usr_spare", username: "spare", passwordHash: "" });
  fake.records.userRows.push({ ...aUser("nurse"), id: "usr_other", username: "other", facilityId: "fac_2", passwordHash: "" });
  for (const facilityId of ["fac_1", "fac_2"]) {
    const shift = { facilityId, role: "nurse" as const, userId: "usr_nurse", window: { from: "08:00", to: "20:00" } };
    await fake.ports.escalation.addShift({ ...shift, fromMs: 0, toMs: null, byUserId: "usr_manager" });
  }
  for (const n of [1, 2]) {
    fake.records.deviceRows.push(aDevice({ id: `dev_spare_${n}`, facilityId: `fac_${n}` }));
    fake.records.deviceRows.push(aDevice({ id: `dev_light_${n}`, facilityId: `fac_${n}`, kind: "corridorLight" }));
    const copy = { contractId: `con_${n}`, name: "x.pdf", type: "application/pdf", bytes: 1, sha256: "", atMs: 1, byName: "x" } as const;
    fake.records.copyRows.push({ id: `cpy_${n}`, ...copy });
  }
  for (const role of ROLES) people.set(role, await signIn(fake, role));
  people.set("wallScreen", { headers: { cookie: "anhu_wall=secret_1" } });
});
afterAll(() => fake.close());

const FENCE: Fence = {
  ...{ id: "fen_1", facilityId: "fac_1", residentId: null, name: "院子", fromMs: 0, toMs: null, byUserId: "usr_1" },
  shape: { type: "circle", centre: { latitude: 31.2, longitude: 121.5 }, radiusM: 100 },
};
const range = "sign=heartRate&from=1&to=2";
/** What a request needs besides its path; `home` is 1 for the own facility, 2 for the other. */
const QUERY: Record<string, (home: 1 | 2) => string> = {
  "GET /api/v1/facilities/:facilityId/device-by-code": () => "?text=SN-12345",
  "GET /api/v1/residents": (home) => `?facility=fac_${home}`,
  "GET /api/v1/places": (home) => `?facility=fac_${home}`,
  "GET /api/v1/users": (home) => `?facility=fac_${home}`,
  "GET /api/v1/devices": (home) => `?facility=fac_${home}`,
  "GET /api/v1/annunciators": (home) => `?facility=fac_${home}`,
  "GET /api/v1/drills": (home) => `?facility=fac_${home}`,
  "GET /api/v1/gateways": (home) => `?facility=fac_${home}`,
  "GET /api/v1/contracts": (home) => `?facility=fac_${home}`,
  "GET /api/v1/contracts/coverage": (home) => `?facility=fac_${home}`,
  "GET /api/v1/contracts/situation": (home) => `?facility=fac_${home}`,
  "POST /api/v1/contracts/:contractId/copies": () => "?name=x.pdf",
  "POST /api/v1/facilities/:facilityId/floor-plans": () => "?building=&floor=3",
  "GET /api/v1/channels": (home) => `?facility=fac_${home}`,
  "GET /api/v1/contacts": (home) => `?facility=fac_${home}`,
  "GET /api/v1/silences": (home) => `?facility=fac_${home}`,
  "GET /api/v1/quarantine": (home) => `?facility=fac_${home}`,
  "GET /api/v1/rounds": (home) => `?facility=fac_${home}`,
  "GET /api/v1/rounds/after-hours": (home) => `?facility=fac_${home}`,
  "GET /api/v1/alerts": (home) => `?resident=res_${home}`,
  "GET /api/v1/facilities/:facilityId/custody-figures": () => "?from=1&to=2",
  "GET /api/v1/facilities/:facilityId/alert-load": () => "?from=1&to=2",
  "GET /api/v1/facilities/:facilityId/alert-load/alerts": () => "?from=1&to=2&figure=alerts",
  "GET /api/v1/clinics/:clinicId/answer-times": () => "?from=1&to=2",
  "GET /api/v1/clinics/:clinicId/answer-times/alerts": () => "?from=1&to=2",
  "GET /api/v1/residents/:residentId/who-will-be-told": () => "?rule=sos",
  "GET /api/v1/residents/:residentId/series": () => `?${range}`,
  "GET /api/v1/residents/:residentId/observations": () => `?${range}`,
};
const SCREEN = { name: "x", floors: [], hasNames: true };
const VISIT_AT = 1_000;
const VISITED: readonly TimelineEntry[] = (["visiting", "ambulance"] as const).map((code) => ({
  ...{ at: VISIT_AT, code, track: "medical", who: "x", detail: "cli_1: clinic: 5: " },
}));
const FAR = Date.UTC(2100, 0, 1);
const LIMIT = { rule: "heartRate.high", levels: [{ level: "critical", raiseAt: 135 }], reason: "x", reviewAt: FAR };
const BODY: Record<string, (home: 1 | 2) => unknown> = {
  "PUT /api/v1/facilities/:facilityId/escalation-policies": () => ({
    ...{ policy: { ladders: [], inHouse: null }, basedOn: 0, reason: "tested", person: "x" },
  }),
  "POST /api/v1/facilities/:facilityId/rota/shifts": (home) => ({
    ...{ role: "nurse", userId: home === 1 ? "usr_nurse" : "usr_other", window: { from: "08:00", to: "20:00" }, person: "x" },
  }),
  "POST /api/v1/facilities/:facilityId/rota/shifts/:shiftId/end": () => ({ person: "x" }),
  "POST /api/v1/facilities/:facilityId/rota/overrides": () => ({
    ...{ role: "nurse", awayUserId: "usr_nurse", standInUserId: null, from: 1, to: 2, reason: "sickLeave", person: "x" },
  }),
  "POST /api/v1/facilities": () => ({ name: "new" }),
  "PUT /api/v1/setup/progress": () => NO_PROGRESS,
  "PUT /api/v1/setup/facility": (home) => ({ facilityId: `fac_${home}`, name: "new", staffed: true }),
  "POST /api/v1/facilities/:facilityId/rooms": () => ({ rooms: [{ building: "A", floor: "1", name: "101" }] }),
  "POST /api/v1/facilities/:facilityId/residents/batch": () => ({
    ...{ key: crypto.randomUUID(), rows: [writtenResident({ name: crypto.randomUUID(), room: "302" })] },
  }),
  "POST /api/v1/facilities/:facilityId/labelled-devices": () => ({ kind: "wristband" }),
  "POST /api/v1/facilities/:facilityId/setup-simulator": (home) => ({ residentId: `res_${home}` }),
  "POST /api/v1/facilities/:facilityId/wall-screens": () => ({ code: "k7m4-q2xd", ...SCREEN }),
  "PUT /api/v1/facilities/:facilityId/wall-screens/:screenId": () => SCREEN,
  "POST /api/v1/clinics/:clinicId/fhir-credentials": () => ({ name: "HIS" }),
  "PUT /api/v1/facilities/:facilityId/alert-load/settings": () => ({ carers: 2, pagesGood: 6, pagesBad: 12 }),
  "POST /api/v1/facilities/:facilityId/rules/:ruleId/changes": () => ({ parameters: {}, reason: "tested", person: "x" }),
  "POST /api/v1/facilities/:facilityId/backtests": () => ({ rule: "heartRate.high" }),
  "POST /api/v1/facilities/:facilityId/places": () => ({ building: "A", floor: "1", name: `${Math.random()}`, use: "exit" }),
  "PATCH /api/v1/facilities/:facilityId/places/:placeId": () => ({ use: "common" }),
  "POST /api/v1/residents/:residentId/location-consent": () => ({ giver: "resident" }),
  "POST /api/v1/residents/:residentId/location-consent/end": () => ({ giver: "resident" }),
  "PUT /api/v1/facilities/:facilityId/places/:placeId/plan-point": () => ({ point: { x: 0.5, y: 0.5 } }),
  "POST /api/v1/facilities/:facilityId/fences": () => ({ name: "x", shape: FENCE.shape }),
  "POST /api/v1/alerts/:alertId/search": () => ({ item: "family" }),
  "POST /api/v1/residents": (home) => ({ facilityId: `fac_${home}`, name: "x", room: "302" }),
  "POST /api/v1/facilities/:facilityId/floor-plans": () => "RIFF----WEBPVP8X--------d\x01\0d\x01\0",
  "POST /api/v1/residents/:residentId/photo": () => "RIFF----WEBPVP8 ",
  "POST /api/v1/residents/:residentId/observations": () => ({ values: { heartRate: 71 } }),
  "POST /api/v1/residents/:residentId/soft-signs": () => ({ signs: ["drowsy"] }),
  "POST /api/v1/residents/:residentId/spo2-scale": () => ({ scale: 2 }),
  "POST /api/v1/residents/:residentId/own-news2": () => ({ total: 1 }),
  "POST /api/v1/residents/:residentId/limits": () => LIMIT,
  "POST /api/v1/residents/:residentId/limits/end": () => ({ rule: "heartRate.high", reason: "x" }),
  "POST /api/v1/residents/:residentId/conditions": () => ({ condition: "diabetes", holds: true }),
  "POST /api/v1/residents/:residentId/focus-groups": () => ({ group: "livingAlone", holds: true }),
  "POST /api/v1/residents/:residentId/comfort-plan": () => ({ pages: [], tellsClinic: true, prompts120: true, reviewAt: FAR }),
  "POST /api/v1/residents/:residentId/comfort-plan/end": () => ({ reason: "x" }),
  "POST /api/v1/residents/:residentId/rounds": () => ({ finding: "x", plan: "y" }),
  "POST /api/v1/residents/:residentId/record/entries": () => ({ kind: "diagnosis", text: "x" }),
  "POST /api/v1/residents/:residentId/record/entries/:entryId/end": () => ({ reason: "x" }),
  "POST /api/v1/residents/:residentId/record/treatment-limits": () => ({ text: "x" }),
  "POST /api/v1/facilities/:facilityId/order-sets/signed": (home) => ({
    ...{ residentIds: [`res_${home}`], orderSet: "x", limits: [], spo2Scale: 2, reason: "x", reviewAt: FAR },
  }),
  "POST /api/v1/devices": (home) => ({ facilityId: `fac_${home}`, kind: "wristband" }),
  "POST /api/v1/devices/:deviceId/confirm-wearer": (home) => ({ residentId: `res_${home}` }),
  "POST /api/v1/devices/:deviceId/assignment": () => ({ residentId: null }),
  "POST /api/v1/annunciators": (home) => ({ facilityId: `fac_${home}`, deviceId: `dev_light_${home}`, label: "x" }),
  "PATCH /api/v1/annunciators/:annunciatorId": () => ({ label: "y" }),
  "PUT /api/v1/facilities/:facilityId/drill-plans/:clinicId": () => ({ everyDays: 14 }),
  "POST /api/v1/clinics/:clinicId/drill": (home) => ({ facilityId: `fac_${home}` }),
  "POST /api/v1/gateways": (home) => ({ facilityId: `fac_${home}`, dialect: "zigbee2mqtt" }),
  "POST /api/v1/clinics": () => ({ name: "x", webhookUrl: "https://clinic.example/hook" }),
  "POST /api/v1/contracts": (home) => ({ facilityId: `fac_${home}`, clinicId: "cli_1", person: "x" }),
  "POST /api/v1/contracts/:contractId/amend": () => ({ basedOn: 1, reason: "x", changes: {}, person: "x" }),
  "POST /api/v1/contracts/:contractId/sign": () => ({ basedOn: 1, side: "clinic", name: "x", person: "x" }),
  "POST /api/v1/contracts/:contractId/renew": () => ({ to: null, person: "x" }),
  "POST /api/v1/contracts/:contractId/end": () => ({ basedOn: 1, reason: "x", person: "x" }),
  "POST /api/v1/contracts/:contractId/copies": () => "%PDF-1.7",
  "POST /api/v1/contracts/:contractId/account": () => ({ date: 1, amountFen: 5, use: "received", purpose: "x", person: "x" }),
  "POST /api/v1/channels": (home) => ({ facilityId: `fac_${home}`, type: "wecom", label: "x", config: { key: "x" } }),
  "PUT /api/v1/channels/order": (home) => ({ facilityId: `fac_${home}`, ids: [`chn_${home}`] }),
  "PUT /api/v1/channels/:channelId": () => ({ label: "x", trusted: true, enabled: true }),
  "POST /api/v1/channels/mine": () => ({ label: "x", endpoint: "https://push.example/1", keys: { p256dh: "x", auth: "x" } }),
  "POST /api/v1/contacts": (home) => ({ facilityId: `fac_${home}`, role: "nurse", name: "x", phone: "12345" }),
  "POST /api/v1/users": (home) => ({
    username: `u${Math.random().toString(36).slice(2)}`,
    ...{ name: "x", role: "nurse", password: "longenough", facilityId: `fac_${home}` },
  }),
  "POST /api/v1/users/:userId/role": () => ({ role: "nurse" }),
  "PUT /api/v1/devices/:deviceId/note": () => ({ label: "备用", serial: null }),
  "POST /api/v1/devices/:deviceId/replacement": (home) => ({ deviceId: `dev_spare_${home}` }),
  "POST /api/v1/users/:userId/disabled": () => ({ disabled: false }),
  "POST /api/v1/quarantine/replay": () => ({}),
  "POST /api/v1/import": () => ({
    facility: { name: "import", staffed: true },
    ...{ places: [], residents: [], gateways: [], devices: [], clinics: [], contracts: [], contacts: [], users: [] },
  }),
  "POST /api/v1/residents/:residentId/family-access": () => ({ name: "女儿", scopes: ["state"], saidBy: "resident", how: "word" }),
  "POST /api/v1/residents/:residentId/family-access/:userId/scopes": () => ({ give: [], end: [], saidBy: "resident", how: "word" }),
  "POST /api/v1/residents/:residentId/family-access/:userId/scopes/end": () => ({ scopes: ["vitals"], saidBy: "resident", how: "tablet" }),
  "PUT /api/v1/facilities/:facilityId/detail": () => ({ address: "x", callbackPhone: null, familyAfterMinutes: null }),
  "POST /api/v1/alerts/:alertId/happened": () => ({ what: "called120" }),
  "POST /api/v1/alerts/:alertId/family-notices": () => ({ text: "x" }),
  "POST /api/v1/alerts/:alertId/contact-calls/:callId": () => ({ result: "done" }),
  "POST /api/v1/alerts/:alertId/acknowledge": () => ({ track: "onSite" }),
  "POST /api/v1/alerts/:alertId/disposition": () => ({ type: "advise", text: `${Math.random()}`, person: "x" }),
  "POST /api/v1/alerts/:alertId/visit-arrived": () => ({ person: "x" }),
  "POST /api/v1/alerts/:alertId/referral/close": () => ({ referredAt: VISIT_AT, outcome: "arrived" }),
  "POST /api/v1/alerts/:alertId/snooze": () => ({ minutes: 5, reason: "x" }),
  "POST /api/v1/residents/:residentId/silences": () => ({ rule: "heartRate.high", minutes: 60, reason: "x" }),
  "PUT /api/v1/me/pin": () => ({ password: PASSWORD, pin: "4071" }),
  "POST /api/v1/me/badge": () => ({ password: PASSWORD }),
  "POST /api/v1/alerts/:alertId/hand-over": () => ({ to: null, person: "x" }),
  "POST /api/v1/alerts/:alertId/resolve": () => ({ outcome: "true" }),
};
const FILES: Readonly<Record<string, Record<string, string>>> = {
  "POST /api/v1/contracts/:contractId/copies": { "content-type": "application/pdf" },
  "POST /api/v1/facilities/:facilityId/floor-plans": { "content-type": "image/webp" },
  "POST /api/v1/residents/:residentId/photo": { "content-type": "image/webp" },
};
const path = (url: string, home: 1 | 2) =>
  url
    .replace(":facilityId", `fac_${home}`)
    .replace(":residentId", `res_${home}`)
    .replace(":deviceId", `dev_${home}`)
    .replace(":alertId", home === 1 ? OWN_ALERT : OTHER_ALERT)
    .replace(":annunciatorId", `ann_${home}`)
    .replace(":contractId", `con_${home}`)
    .replace(":copyId", `cpy_${home}`)
    .replace(":silenceId", `sil_home${home}`)
    .replace(":placeId", `plc_${home}`)
    .replace(":fenceId", `fen_${home}`)
    .replace(":clinicId", `cli_${home}`)
    .replace(":credentialId", "fhc_1")
    .replace(":userId", home === 1 ? "usr_spare" : "usr_other")
    .replace(":carerId", home === 1 ? "usr_caregiver" : "usr_other")
    .replace(":handsetId", `hst_${home}`)
    .replace(":planId", `pln_${home}`)
    .replace(":entryId", `ent_home${home}`)
    .replace(":shiftId", `shf_${home - 1}`)
    .replace(":ruleId", "heartRate.high")
    .replace(":channelId", `chn_${home}`)
    .replace(":screenId", `wal_${home}`)
    .replace(":code", "K7M4Q2XD")
    .replace(":ownChannelId", "chn_own")
    .replace(":backtestId", "bt_1");

/** Relations of the person of each role to the first home; to the second nobody has any. */
function held(role: Holder, home: 1 | 2): Set<Relation> {
  const relations = new Set<Relation>(["any"]);
  if (home === 2) return relations;
  if (["caregiver", "nurse", "physician", "manager", "wallScreen"].includes(role)) relations.add("own");
  if (role === "clinicStaff") relations.add("contract");
  return relations;
}
/** To the clinic of that home: its own people, and the manager whose home has a contract with it. */
function heldOfClinic(role: Holder, home: 1 | 2): Set<Relation> {
  const isFirst = home === 1;
  return new Set<Relation>([
    "any",
    ...(isFirst && role === "clinicStaff" ? (["own"] as const) : []),
    ...(isFirst && role === "manager" ? (["contract"] as const) : []),
  ]);
}
const isOfClinic = (key: string) =>
  key.includes("/clinics/:clinicId/answer-times") || key.endsWith("/clinics/:clinicId/drill") || key.includes("/fhir-credentials");
/** Written anew from the table, not from the code under test: ok, 403, or 404 where the thing itself must stay unknown. */
function expected(key: string, action: Action, role: Holder, home: 1 | 2): number | "ok" {
  const relations = isOfClinic(key) ? heldOfClinic(role, home) : held(role, home);
  const isResidents = /residentId|silenceId|alertId|GET \/api\/v1\/alerts$/.test(key);
  if (role === "family" && home === 1 && isResidents) for (const scope of ["state", "rhythm"] as const) relations.add(scope);
  const hasTarget =
    /:(facility|annunciator|channel|resident|device|alert|contract|silence|user)Id/.test(key) ||
    isOfClinic(key) ||
    QUERY[key] !== undefined ||
    /residents$|devices$|users$|annunciators$|drills$|gateways$|contracts$|channels$|channels.order$|contacts$/.test(key);
  // A television only reads; a code on a screen belongs to no home yet.
  if (role === "wallScreen" && !key.startsWith("GET ")) return 401;
  if (key === "GET /api/v1/wall-pairings/:code") return relationsFor(role, action).length > 0 ? "ok" : 403;
  const never = !Object.keys(RIGHTS[action]).includes(role);
  if (key.endsWith("acknowledge")) return acknowledging(role, relations);
  if (mayDo(role, action, relations))
    return key.includes("series") || key.startsWith("GET /api/v1/residents/:residentId/observations") ? signs(role, relations) : "ok";
  if (never && !key.includes(":")) return 403;
  if (key === "GET /api/v1/facilities") return "ok"; // shows only one's own
  if (!hasTarget) return 403;
  const knowing: Action = key.includes("alertId")
    ? "readAlert"
    : key.includes("residentId") || key.includes("silenceId") || key === "GET /api/v1/alerts"
      ? "readResident"
      : key.includes("deviceId")
        ? "readDevices"
        : isOfClinic(key)
          ? "readClinicFigures"
          : "readFacility";
  return mayDo(role, knowing, relations) ? 403 : 404;
}
function acknowledging(role: Holder, relations: Set<Relation>): number | "ok" {
  if (mayDo(role, "takeOnSite", relations)) return "ok";
  return mayDo(role, "readAlert", relations) ? 403 : 404;
}
const signs = (role: Holder, relations: Set<Relation>) => (mayDo(role, "readVitals", relations) ? ("ok" as const) : 403);

/** They end the session of whoever asks. */
const ENDS_SESSION = ["DELETE /api/v1/session", "POST /api/v1/facilities/:facilityId/handsets"];
const apiRows = () =>
  fake.api.routes.filter((row) => row.method !== "HEAD" && row.action !== "public" && !ENDS_SESSION.includes(`${row.method} ${row.url}`));

describe("every route, for everybody", () => {
  it("there are routes to walk", () => expect(apiRows().length).toBeGreaterThan(30));

  it("answers 401 to nobody, in the form of a problem", async () => {
    for (const { method, url } of apiRows()) {
      const answer = await ask(fake, NOBODY, method, path(url, 1));
      expect([method, url, answer.status, answer.body?.code]).toEqual([method, url, 401, "UNAUTHENTICATED"]);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
  });
  for (const home of [1, 2] as const) {
    for (const role of HOLDERS) {
      it(`${home === 1 ? "own" : "other"} home, ${role}: as the table says`, async () => {
        const wrong: string[] = [];
        for (const { method, url, action } of apiRows()) {
          if (action === "public") continue;
          const key = `${method} ${url}`;
          renew();
          const answer = await ask(
            fake,
            people.get(role)!,
            method,
            path(url, home) + (QUERY[key]?.(home) ?? ""),
            BODY[key]?.(home) ?? (method === "POST" ? {} : undefined),
            FILES[key] ?? {},
          );
          const right = expected(key, action, role, home);
          // A 409 or 422 comes from behind the rights: the request was let through.
          const isRight = right === "ok" ? answer.status < 300 || answer.status === 409 : answer.status === right;
          if (!isRight) wrong.push(`${key} (${action}): ${answer.status} ${answer.body?.detail ?? ""}, expected ${right}`);
          if (answer.status >= 400 && !answer.headers.get("content-type")?.includes("problem+json"))
            wrong.push(`${key}: no problem document`);
        }
        expect(wrong).toEqual([]);
      });
    }
  }
  it("is walked with bodies and queries for routes that exist", () => {
    const known = new Set(fake.api.routes.map(({ method, url }) => `${method} ${url}`));
    expect([...Object.keys(QUERY), ...Object.keys(BODY)].filter((key) => !known.has(key))).toEqual([]);
  });
});
const aPlan = (home: 1 | 2): FloorPlan => ({
  ...{ id: `pln_${home}`, facilityId: `fac_${home}`, building: "A", floor: "3", type: "image/png", bytes: 1, width: 100, height: 100 },
  ...{ sha256: "", atMs: 0, byUserId: "x", byName: "x" },
});
const anEntry = (home: 1 | 2): RecordEntry => ({
  ...{ id: `ent_home${home}`, residentId: `res_${home}`, kind: "diagnosis", text: "x", detail: null, sinceMs: 0, enteredMs: 0 },
  ...{ byUserId: "usr_nurse", byName: "x", byRole: "nurse", ended: null },
});
const aChannel = (ownerType: "facility" | "user", ownerId: string, id: string): StoredChannel => ({
  ...{ id, ownerType, ownerId, label: "x", order: 1, trusted: false, enabled: true, lastTest: null },
  ...(ownerType === "user" ? { type: "webPush", config: { endpoint: "https://push.example/2" } } : { type: "wecom", config: { key: "x" } }),
});
/** Every request finds the alerts and screens as they were. */
function renew(): void {
  fake.records.deviceNoteRows.clear();
  const held = [1, 2].map((n) => anAssignment({ id: `asg_${n}`, deviceId: `dev_${n}`, residentId: `res_${n}` }));
  fake.records.assignmentRows.splice(0, fake.records.assignmentRows.length, ...held);
  const handset = { name: "x", byUserId: "x", byName: "x", createdAtMs: 0, lastSeenAtMs: null, revokedAtMs: null };
  fake.records.handsetRows = [1, 2].map((n) => ({ ...handset, id: `hst_${n}`, facilityId: `fac_${n}`, tokenHash: `${n}` }));
  const later = Number.MAX_SAFE_INTEGER;
  fake.records.pairingRows = [{ code: "K7M4Q2XD", tokenHash: "x", address: "127.0.0.1", createdAtMs: 0, expiresAtMs: later }];
  fake.records.screenRows = [1, 2].map((n) => ({
    ...{ id: `wal_${n}`, facilityId: `fac_${n}`, name: "x", floors: [], hasNames: true, tokenHash: sha256(`secret_${n}`).toString("hex") },
    ...{ byUserId: "usr_nurse", byName: "x", createdAtMs: 0, lastSeenAtMs: null, revokedAtMs: null },
  }));
  const own = ROLES.map((role) => aChannel("user", `usr_${role}`, "chn_own"));
  channels.rows.splice(0, channels.rows.length, aChannel("facility", "fac_1", "chn_1"), aChannel("facility", "fac_2", "chn_2"), ...own);
  for (const [id, found] of fake.records.alertRows) {
    const { alert } = found;
    fake.records.alertRows.set(id, {
      ...found,
      alert: {
        ...alert,
        kind: "wandering",
        state: "raised",
        resolvedAtMs: null,
        hold: null,
        onSite: { ...alert.onSite, state: "waiting" },
        medical: { ...alert.medical, state: "waiting", by: null },
      },
      timeline: [...VISITED],
    });
  }
  fake.records.recordEntryRows.splice(0, fake.records.recordEntryRows.length, anEntry(1), anEntry(2));
  const contract = { fromMs: 0, toMs: FAR };
  fake.records.contractRows = [1, 2].map((n) => aContract({ ...contract, id: `con_${n}`, facilityId: `fac_${n}`, clinicId: `cli_${n}` }));
  fake.records.planRows.splice(0, fake.records.planRows.length, aPlan(1), aPlan(2));
  fake.records.fenceRows.splice(0, fake.records.fenceRows.length, FENCE, { ...FENCE, id: "fen_2", facilityId: "fac_2" });
  fake.records.placeRows.splice(0, fake.records.placeRows.length, aPlace({ id: "plc_1" }), aPlace({ id: "plc_2", facilityId: "fac_2" }));
}
describe("a route without an action", () => {
  it("keeps the server from starting", async () => {
    const planted = openFakeApi({ moreRoutes: (app) => void app.get("/planted", async () => "x") });
    await expect(planted).rejects.toThrow(/\/api\/v1\/planted: it names no action/);
  });
  it("may also not name an unknown one", async () => {
    const config = JSON.parse('{"action":"doAnything"}');
    const planted = openFakeApi({ moreRoutes: (app) => void app.get("/planted", { config }, async () => "x") });
    await expect(planted).rejects.toMatchObject({ code: "BAD_CONFIG" });
  });
});
