import { generateKeyPairSync } from "node:crypto";
import { chained, CHAIN_START, completeNote } from "../../domain/audit.ts";
import { signHead } from "../../domain/audit-signing.ts";
import { facilityCoverage } from "../../domain/facility-coverage.ts";
import type { WallView } from "../../domain/live-events.ts";
import { ROLES } from "../../domain/people.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const page = (items: readonly unknown[]) => ({ items, next: null });
const device = {
  ...{ facilityId: FACILITY.id, gatewayId: null, address: null, residentId: null, placeId: null, heldSince: NOW - 30 * DAY },
  ...{ revoked: false, online: true, lastReceivedAt: NOW - 4_000, battery: 82, worn: true, charging: false, signal: 70 },
  ...{ batteryAt: NOW - 4_000, label: null, serial: null, retiredAt: null },
};
/** A small home's devices in every state that the page has words for. */
export const MANAGED_DEVICES = [
  { ...device, id: "dev_band1", kind: "wristband", residentId: "res_2", serial: "SN20260001" },
  { ...device, id: "dev_band2", kind: "wristband", residentId: "res_5", battery: 9, worn: false, label: "红色表带" },
  { ...device, id: "dev_mat1", kind: "bedMat", residentId: "res_2", worn: null, signal: null },
  {
    ...device,
    id: "dev_radar1",
    kind: "fallRadar",
    residentId: "res_2",
    online: false,
    lastReceivedAt: NOW - 3 * HOUR,
    battery: null,
    worn: null,
  },
  { ...device, id: "dev_door1", kind: "doorSensor", placeId: "plc_301", battery: 55, batteryAt: NOW - 7 * HOUR, worn: null, signal: 31 },
  {
    ...device,
    id: "dev_smoke1",
    kind: "smokeDetector",
    placeId: "plc_302",
    online: null,
    lastReceivedAt: null,
    battery: null,
    worn: null,
    signal: null,
  },
  {
    ...device,
    id: "dev_spare1",
    kind: "wristband",
    heldSince: null,
    online: false,
    lastReceivedAt: NOW - 9 * DAY,
    battery: 100,
    worn: false,
    label: "三楼备用",
    signal: null,
  },
  {
    ...device,
    id: "dev_old1",
    kind: "watch",
    heldSince: null,
    online: false,
    revoked: true,
    retiredAt: NOW - 20 * DAY,
    worn: null,
    battery: null,
    signal: null,
  },
];
const PLACES = ["301", "302", "303"].map((name) => ({
  ...{ id: `plc_${name}`, facilityId: FACILITY.id, building: "A 座", floor: "3", name, use: "bedroom", servesPlaceId: null, beacon: null },
}));
const PEOPLE = ["陈院长", "李娜", "王芳", "张伟", "赵医生", "周敏", "局里", "管理员"].map((name, n) => {
  const role = ["manager", "nurse", "caregiver", "caregiver", "physician", "family", "regulator", "administrator"][n] ?? ROLES[0];
  const isStaff = n < 5;
  return {
    ...{
      id: n === 1 ? "usr_other" : `usr_${n + 10}`,
      username: `user${n}`,
      name,
      role,
      facilityId: isStaff ? FACILITY.id : null,
      clinicId: null,
    },
    ...{ consents: role === "family" ? [{ residentId: "res_2", scopes: ["state"] }] : [], disabled: n === 3 },
  };
});
const PERIODS = [
  { id: "asg_2", deviceId: "dev_band1", residentId: "res_2", placeId: null, fromMs: NOW - 30 * DAY, toMs: null },
  { id: "asg_1", deviceId: "dev_band1", residentId: "res_4", placeId: null, fromMs: NOW - 90 * DAY, toMs: NOW - 30 * DAY },
];
const NOTES = [
  ["usr_10", "manager", "signIn", null, "ok", null],
  ["usr_10", "manager", "changeRules", FACILITY.id, "ok", "heartRate.high"],
  ["usr_other", "nurse", "replaceDevice", "dev_band1", "ok", "by dev_spare1"],
  ["usr_12", "caregiver", "readAudit", null, "refused", null],
  ["system", "system", "alertRaised", "res_2", "ok", "sos"],
] as const;
const ENTRIES = chained(
  CHAIN_START,
  NOTES.map(([actor, role, action, target, result, detail], n) =>
    completeNote({ id: `aud_${n}`, atMs: NOW - (5 - n) * 40 * MINUTE, actor, role, action, target, result, detail }),
  ),
).toReversed();
/** A fixed key would be a secret in the open; its signature is not shown. */
const HEAD = signHead({ seq: ENTRIES.length, hash: ENTRIES[0]?.hash ?? "" }, NOW - MINUTE, generateKeyPairSync("ed25519").privateKey);

const FHIR = [
  { id: "fhc_1", name: "门诊 HIS", createdAt: NOW - 40 * DAY, by: "管理员", lastUsedAt: NOW - 3 * MINUTE, revokedAt: null },
  { id: "fhc_2", name: "公卫平台", createdAt: NOW - DAY, by: null, lastUsedAt: null, revokedAt: null },
  { id: "fhc_3", name: "旧 HIS", createdAt: NOW - 400 * DAY, by: "管理员", lastUsedAt: NOW - 41 * DAY, revokedAt: NOW - 40 * DAY },
];

/** What the pages behind 管理 read, besides rules, rota, channels and contracts. `undefined`: none of its routes. */
export function answerManage(path: string, query: URLSearchParams, wall: WallView): unknown {
  const base = `/facilities/${FACILITY.id}`;
  if (path === "/devices" && query.get("retired") === "true") return page(MANAGED_DEVICES);
  if (/^\/devices\/[^/]+\/assignments$/.test(path)) return page(PERIODS);
  if (/^\/clinics\/[^/]+\/fhir-credentials$/.test(path)) return page(wall.tiles.length === 0 ? [] : FHIR);
  if (path === "/places") return page(PLACES);
  if (path === "/users") return page(PEOPLE);
  if (path === "/audit")
    return page(
      ENTRIES.map(({ atMs, ...entry }) => ({ ...entry, at: atMs, actorName: PEOPLE.find(({ id }) => id === entry.actor)?.name ?? null })),
    );
  if (path === "/audit/head") return { head: HEAD, isContinuous: true };
  if (path === `${base}/device-by-code`) return { device: null, code: null, serial: "SN20260009", simulated: false };
  if (path !== `${base}/coverage`) return undefined;
  const residents = wall.tiles.map(({ residentId, room }, n) => ({
    ...{ residentId, room },
    items: (["sos", "fall", "heartRate", "bedExit"] as const).map((what, k) => {
      const isGap = n % 6 === k;
      return {
        what,
        isPromised: true,
        why: isGap ? ((["offline", "notWorn", "noDevice", "silent"] as const)[k] ?? null) : null,
        sinceMs: isGap ? NOW - (k + 1) * HOUR : null,
        devices: [],
      };
    }),
  }));
  return { ...facilityCoverage(FACILITY.id, NOW, residents), annunciators: [] };
}
