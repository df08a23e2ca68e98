import type { TimelineEntry } from "../../domain/alert.ts";
import type { Fence } from "../../domain/fence.ts";
import { writtenResident } from "../../domain/resident-sheet.ts";
import { NO_PROGRESS } from "../../domain/setup.ts";
import { OTHER_ALERT, OWN_ALERT, PASSWORD } from "./world.ts";

export const FENCE: Fence = {
  ...{ id: "fen_1", facilityId: "fac_1", residentId: null, name: "院子", fromMs: 0, toMs: null, byUserId: "usr_1" },
  shape: { type: "circle", centre: { latitude: 31.2, longitude: 121.5 }, radiusM: 100 },
};
const range = "sign=heartRate&from=1&to=2";
/** What a request needs besides its path; `home` is 1 for the own facility, 2 for the other. */
export const QUERY: Record<string, (home: 1 | 2) => string> = {
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
export const VISITED: readonly TimelineEntry[] = (["visiting", "ambulance"] as const).map((code) => ({
  ...{ at: VISIT_AT, code, track: "medical", who: "x", detail: "cli_1: clinic: 5: " },
}));
const FAR = Date.UTC(2100, 0, 1);
const LIMIT = { rule: "heartRate.high", levels: [{ level: "critical", raiseAt: 135 }], reason: "x", reviewAt: FAR };
export const BODY: Record<string, (home: 1 | 2) => unknown> = {
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
  "POST /api/v1/residents/:residentId/photo": () => `RIFF----WEBPVP8X${"\n" + "\0".repeat(13)}`,
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
  "PUT /api/v1/channels/mine/:ownChannelId": () => ({ endpoint: "https://push.example/2", keys: { p256dh: "x", auth: "x" } }),
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
export const FILES: Readonly<Record<string, Record<string, string>>> = {
  "POST /api/v1/contracts/:contractId/copies": { "content-type": "application/pdf" },
  "POST /api/v1/facilities/:facilityId/floor-plans": { "content-type": "image/webp" },
  "POST /api/v1/residents/:residentId/photo": { "content-type": "image/webp" },
};
/** The path of a request about that home. */
export const path = (url: string, home: 1 | 2) =>
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
/** They end the session of whoever asks. */
export const ENDS_SESSION = ["DELETE /api/v1/session", "POST /api/v1/facilities/:facilityId/handsets"];
