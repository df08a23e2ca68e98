import type { WallView } from "../../domain/live-events.ts";
import { PLAIN_DRILL_PLAN } from "../../domain/drill.ts";
import { PLAIN_ANNUNCIATOR } from "../../domain/annunciator.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const DAY = 86_400_000;
const light = {
  ...{
    ...PLAIN_ANNUNCIATOR,
    version: 1,
    id: "ann_1",
    facilityId: FACILITY.id,
    deviceId: "dev_light",
    label: "三楼走廊灯",
    kind: "corridorLight",
  },
  ...{
    online: true,
    announced: "high",
    sounding: true,
    text: { zh: "302 跌倒", en: "302 Fall" },
    sentAt: NOW - 42_000,
    confirmedAt: NOW - 41_900,
  },
};
const annunciators = [
  light,
  { ...light, id: "ann_2", label: "三楼护士站警号", kind: "siren", confirmedAt: null },
  { ...light, id: "ann_3", label: "四楼走廊灯", announced: "off", sounding: false, text: null, online: false },
  {
    ...light,
    id: "ann_4",
    label: "夜班寻呼机",
    kind: "pager",
    announced: "off",
    sounding: false,
    text: null,
    zone: { floors: [{ building: "1 号楼", floor: "3 层" }], placeIds: [] },
  },
];
const plan = { ...PLAIN_DRILL_PLAN, facilityId: FACILITY.id, clinicId: "cli_sun", clinicName: "阳光社区卫生服务中心", byDefault: true };
const drill = {
  ...{ id: "drl_1", facilityId: FACILITY.id, clinicId: "cli_sun", clinicName: plan.clinicName, scheduled: true, alertId: null, hops: {} },
  ...{ startedAt: NOW - 3 * DAY, endedAt: NOW, answeredMs: 41_000, result: "passed", failedAt: null, why: null },
};
const drills = {
  items: [
    drill,
    { ...drill, id: "drl_2", startedAt: NOW - 33 * DAY, answeredMs: null, result: "failed", failedAt: "accepted", why: "HTTP 503" },
    { ...drill, id: "drl_3", startedAt: NOW - 40 * DAY, answeredMs: null, result: "stopped", why: "realAlert" },
  ],
  figures: { held: 2, passed: 1, within60s: 1, within180s: 1, medianAnswerMs: 41_000, longestAnswerMs: 41_000 },
};
const phones = [
  { role: "clinic", name: "阳光社区卫生服务中心", phone: "021-55550120" },
  { role: "nurse", name: "王芳", phone: "13900000002" },
];

/** Annunciators, drills and whether clinics can be told; a home without tiles has none of them. `undefined`: another route. */
export function answerHouse(path: string, wall: WallView, isCutOff: boolean): unknown {
  const isEmpty = wall.tiles.length === 0;
  if (path === `/facilities/${FACILITY.id}/reach`)
    return { facilityId: FACILITY.id, state: isCutOff ? "unreachable" : "reachable", since: NOW - 180_000, phones };
  if (path === "/annunciators") return { items: isEmpty ? [] : annunciators, next: null };
  if (path === `/facilities/${FACILITY.id}/drill-plans`) return { items: isEmpty ? [] : [{ ...plan, nextAt: NOW + 27 * DAY }] };
  if (path === "/drills") return isEmpty ? { items: [], figures: { ...drills.figures, held: 0 } } : drills;
  return undefined;
}
