import { rated } from "../../alerts/load/targets.ts";
import { DEFAULT_LADDERS } from "../../domain/escalation-default.ts";
import type { AlertView, Outcome } from "../../domain/alert.ts";
import {
  DEFAULT_LOAD_SETTINGS,
  FIGURE_KEYS,
  type AlertLoad,
  type Figure,
  type FigureKey,
  type ShiftLoad,
  type TrueShare,
} from "../../domain/alert-load.ts";
import type { RotaView } from "../../domain/escalation-view.ts";
import type { WallView } from "../../domain/live-events.ts";
import type { RuleChange } from "../../domain/rule-change.ts";
import { anAlert, FACILITY, NOW } from "./mock-home.ts";

const DAY = 86_400_000;
const SHIFT_MS = DAY / 3;
/** Value and alerts behind it, of a night that was too loud. */
const NIGHT: Readonly<Record<FigureKey, readonly [value: number | null, count: number]>> = {
  ...{ alerts: [37, 37], marks: [112, 112], pagesPerCarer: [15.5, 31], alertsPerHour: [2.3125, 37], alertsPerTenMinutes: [0.385, 37] },
  ...{ busyPeriods: [0.0208, 14], floodTime: [0.031, 14], topTenShare: [0.81, 30], chattering: [2, 12], fleeting: [0, 0], stale: [5, 5] },
  ...{ mixInfo: [0.751, 112], mixWarning: [0.195, 29], mixCritical: [0.054, 8], untold: [1, 1], trueShare: [0.24, 25] },
  ...{ answered60s: [0.892, 33], answered180s: [1, 37], answerP50: [24.5, 37], answerP95: [96, 37] },
  ...{ onSite45min: [1, 31], onSite60min: [1, 31], onSiteP50: [141, 31], onSiteP95: [412, 31] },
};
/** The same figures in every shift, a little more or less of each. */
function shiftsOf(from: number, to: number, figures: readonly Figure[]): ShiftLoad[] {
  const starts = Array.from({ length: Math.ceil((to - from) / SHIFT_MS) }, (_, index) => from + index * SHIFT_MS);
  return starts.map((start, index) => {
    const factor = 0.45 + ((index * 7) % 11) / 12;
    const values = figures.map((one) => ({ ...one, value: one.value === null || one.unit === "share" ? one.value : one.value * factor }));
    return { ...{ from: start, to: start + SHIFT_MS, isNight: index % 3 === 0, carers: 2, carersFrom: "rota" }, figures: values };
  });
}

/** The alarm load of any period: the same loud night, or nothing at all. */
export function loadOf(from: number, to: number, isEmpty: boolean): AlertLoad {
  const figures = FIGURE_KEYS.map((key) => {
    const [value, count] = isEmpty ? [key === "alerts" ? 0 : null, 0] : NIGHT[key];
    const alertIds = Array.from({ length: count }, (_, n) => `alert ${n}`);
    return rated(
      { key, value, alertIds, outOf: key.startsWith("mix") || key === "topTenShare" ? count * 4 : count },
      DEFAULT_LOAD_SETTINGS,
    );
  });
  const rules = isEmpty ? [] : SHARES.map(([rule, ...counts]) => share(rule, null, counts));
  const devices = isEmpty ? [] : DEVICES.map(([deviceId, ...counts]) => share(null, deviceId, counts));
  return {
    ...{
      facilityId: FACILITY.id,
      from,
      to: Math.min(to, NOW),
      carers: 2,
      carersFrom: "rota",
      figures,
      shifts: isEmpty ? [] : shiftsOf(from, Math.min(to, NOW), figures),
      rules,
      devices,
    },
    topSources: isEmpty
      ? []
      : SOURCES.map(([rule, deviceId, residentId, count]) => ({ rule, deviceId, residentId, count, share: count / 37 })),
    proposals: rules.flatMap((one) =>
      one.rule !== null && one.share !== null && one.share < 0.3 && one.judged >= 10
        ? [{ rule: one.rule, share: one.share, judged: one.judged }]
        : [],
    ),
  };
}
type Counts = readonly [isTrue: number, isFalse: number, notUrgent: number, test: number, unknown: number];
const SHARES: readonly (readonly [string, ...Counts])[] = [
  ["heartRate.high", 3, 9, 2, 0, 1],
  ["bedExit.night", 5, 11, 7, 0, 0],
  ["absence.wristband", 8, 6, 9, 0, 2],
  ["spo2.low", 9, 3, 2, 0, 0],
  ["sos", 6, 1, 0, 4, 0],
  ["fall", 2, 0, 0, 1, 0],
];
const DEVICES: readonly (readonly [string, ...Counts])[] = [
  ["dev_band1", 2, 11, 3, 0, 1],
  ["dev_mat1", 5, 9, 4, 0, 0],
  ["dev_radar1", 2, 0, 0, 1, 0],
];
const SOURCES: readonly (readonly [string, string | null, string | null, number])[] = [
  ["heartRate.high", "dev_band1", "res_2", 12],
  ["bedExit.night", "dev_mat1", "res_2", 7],
  ["absence.wristband", null, "res_5", 5],
  ["spo2.low", null, "res_3", 3],
  ["sos", null, "res_8", 2],
  ["smoke", "dev_smoke1", null, 1],
];
function share(rule: string | null, deviceId: string | null, [isTrue, isFalse, notUrgent, test, unknown]: Counts): TrueShare {
  const judged = isTrue + isFalse + notUrgent;
  return { rule, deviceId, outcomes: { true: isTrue, false: isFalse, test, notUrgent, unknown }, judged, share: isTrue / judged };
}
const held = {
  ...{ facilityId: FACILITY.id, gatewayId: null, address: null, placeId: null, heldSince: NOW - 30 * DAY, revoked: false, online: true },
  ...{ lastReceivedAt: NOW, battery: null, worn: null, charging: null },
};
export const DEVICES_HELD = [
  { ...held, id: "dev_band1", kind: "wristband", residentId: "res_2" },
  { ...held, id: "dev_mat1", kind: "bedMat", residentId: "res_2" },
  { ...held, id: "dev_radar1", kind: "fallRadar", residentId: "res_2" },
  { ...held, id: "dev_smoke1", kind: "smokeDetector", residentId: null },
];
/** Alerts behind any figure. */
export function behind({ tiles }: WallView): readonly AlertView[] {
  const outcomes: readonly (Outcome | null)[] = ["false", "true", "notUrgent", "false", null];
  return outcomes.map((outcome, n) => {
    const tile = tiles[n];
    const raisedAt = NOW - (4 - n) * 41 * 60_000;
    const alert = anAlert(500 + n, {
      ...{ residentId: tile?.residentId ?? null, residentName: tile?.name ?? null, room: tile?.room ?? null, raisedAt, outcome },
      ...{ rule: "heartRate.high", kind: "vital", sign: "heartRate", value: 114 + n, severity: n === 1 ? "critical" : "warning" },
      state: outcome === null ? "raised" : "resolved",
    });
    const onSite = { ...alert.onSite, state: "done", by: "李娜", acknowledgedAt: raisedAt + 31_000 + n * 20_000 } as const;
    return outcome === null ? alert : { ...alert, onSite };
  });
}
/** What the home had changed before. */
export const EARLIER_CHANGES: readonly RuleChange[] = [
  {
    ...{ id: "chg_1", facilityId: FACILITY.id, ruleId: "bedExit.night", parameters: { forMs: 25 * 60_000 }, fromMs: NOW - 20 * DAY },
    ...{
      reason: "夜里如厕多在二十分钟以上，回测没有丢失真实告警",
      byUserId: "usr_9",
      byName: "陈院长",
      byRole: "manager",
      backtestId: "bt_0",
    },
  },
];
export const POLICIES = {
  current: {
    ...{ version: 2, from: NOW - 9 * DAY, createdAt: NOW - 9 * DAY, reason: "夜里只有一位护理员", by: "陈院长", role: "manager" },
    policy: {
      ladders: [
        {
          ...{ id: "night-critical", track: "onSite" },
          for: { severities: ["critical"], levels: [3, 4], windows: [{ from: "22:00", to: "06:00" }] },
          steps: [
            { afterMs: 0, targets: ["onDutyCaregiver", "nurse"] },
            { afterMs: 90_000, targets: ["onDutyCaregiver", "nurse", "physician", "familyContact", "call120"] },
          ],
          repeat: { everyMs: 120_000, targets: ["onDutyCaregiver", "nurse"] },
        },
      ],
      inHouse: { name: "医务室", licence: "PDY0001", hours: [{ from: "08:00", to: "17:30" }], dutyPhone: "8001", clinicId: null },
    },
  },
  defaults: DEFAULT_LADDERS,
  versions: [],
};
const shift = { role: "onDutyCaregiver", serves: true, from: NOW - 60 * DAY, to: null } as const;
export const ROTA: RotaView = {
  at: NOW,
  onDuty: [
    { role: "onDutyCaregiver", kept: true, gap: false, people: [{ userId: "usr_1", name: "李娜" }] },
    { role: "nurse", kept: true, gap: true, people: [] },
    { role: "physician", kept: false, gap: false, people: [] },
  ],
  gaps: [
    { role: "nurse", from: NOW - 15 * 60_000, to: NOW + 4 * 3_600_000 },
    { role: "onDutyCaregiver", from: NOW + 2 * DAY, to: NOW + 2 * DAY + 8 * 3_600_000 },
  ],
  shifts: [
    { ...shift, id: "shf_1", userId: "usr_1", name: "李娜", window: { from: "20:00", to: "08:00", weekdays: [1, 2, 3, 4, 5] } },
    { ...shift, id: "shf_2", userId: "usr_2", name: "王芳", window: { from: "08:00", to: "20:00" } },
    {
      ...shift,
      id: "shf_3",
      userId: "usr_3",
      name: "张伟",
      role: "nurse",
      serves: false,
      window: { from: "08:00", to: "17:30", days: ["workday"] },
    },
  ],
  overrides: [
    {
      ...{ id: "ovr_1", role: "onDutyCaregiver", away: { userId: "usr_1", name: "李娜" }, standIn: { userId: "usr_2", name: "王芳" } },
      ...{ from: NOW + DAY, to: NOW + 2 * DAY, reason: "sickLeave", createdAt: NOW - DAY },
    },
  ],
  warnings: [],
};
