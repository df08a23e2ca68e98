import { makeLimits } from "../../app/limits.ts";
import type { ApiOptions } from "../../api/context.ts";
import type { ApiPorts } from "../../api/ports.ts";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { RecordEntry } from "../../domain/resident-record.ts";
import { aContract, aDevice, anAlert, aTrack } from "../support/builders.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";
import type { FakeApi } from "./fakes.ts";
import { aTile, openWorld, OWN_ALERT } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** "Now" of this world: 42 s after the fall. */
export const NOW = MONDAY_MORNING_MS;
export const FELL_AT = NOW - 42_000;
/** A pulse that rises from 72 to 118 in the last two hours, quarter by quarter; the others are steady. */
function meanAt(sign: SignKey, at: number): number {
  const hours = (NOW - at) / HOUR;
  if (sign === "heartRate") return hours > 2 ? 72 : 118 - hours * 18;
  if (sign === "respiratoryRate") return hours > 2 ? 16 : 22 - hours * 2;
  if (sign === "spo2") return hours > 1 ? 96 : 93;
  if (sign === "bodyTemperature") return 36.4;
  return sign === "systolicPressure" ? 148 : 0;
}
const MEDICAL: readonly SignKey[] = ["heartRate", "respiratoryRate", "spo2"];

export const anEntry = (other: Partial<RecordEntry>): RecordEntry => ({
  ...{ id: `ent_${other.text ?? ""}`, residentId: "res_1", kind: "medication", text: "华法林", detail: null },
  ...{ sinceMs: NOW - 200 * DAY, enteredMs: NOW - 200 * DAY, byUserId: "usr_nurse", byName: "李护士", byRole: "nurse", ended: null },
  ...other,
});
export const RECORD: readonly RecordEntry[] = [
  anEntry({ kind: "sex", text: "female" }),
  anEntry({ kind: "diagnosis", text: "房颤" }),
  anEntry({ kind: "diagnosis", text: "骨质疏松" }),
  anEntry({ text: "华法林", detail: { dose: "2.5 mg", times: "晚 20:00" } }),
  anEntry({ text: "氨氯地平", detail: { dose: "5 mg", times: "早 08:00" } }),
  anEntry({ kind: "allergy", text: "青霉素", detail: { reaction: "皮疹" } }),
  anEntry({ kind: "treatmentLimit", text: "全力救治，不做气管切开", byName: "陈医生", byRole: "physician" }),
];
const said = (at: number, code: TimelineEntry["code"], who: string | null = null, track: TimelineEntry["track"] = null): TimelineEntry => ({
  ...{ at, code, track, who, detail: null },
});
export const TIMELINE: readonly TimelineEntry[] = [
  said(FELL_AT, "raised"),
  said(FELL_AT, "call120"),
  said(FELL_AT + 200, "told", "onDutyCaregiver", "onSite"),
  said(FELL_AT + 200, "told", "clinic", "medical"),
  said(FELL_AT + 28_000, "onTheWay", "李娜", "onSite"),
];
export const aFall = (other: Partial<Alert> = {}): Alert =>
  anAlert({
    ...{ id: OWN_ALERT, rule: "fall", kind: "fall", observedAtMs: FELL_AT, raisedAtMs: FELL_AT },
    onSite: aTrack({
      state: "acknowledged",
      by: { userId: "usr_1", clinicId: null, name: "李娜", role: "caregiver" },
      acknowledgedAtMs: FELL_AT + 28_000,
    }),
    ...other,
  });
/** A fall at night of somebody of whom everything is known: record, contract, 24 h of medical-grade values, a fence, a position outside. */
export async function openHandoverWorld(options: Partial<ApiOptions> = {}, more: Partial<ApiPorts> = {}): Promise<FakeApi> {
  const reading = (value: number, ageMs: number, method: "chest" | "cuff" | "typed") => ({
    value,
    atMs: NOW - ageMs,
    deviceId: "dev_m",
    method,
  });
  const world = await openWorld(options, {
    historian: {
      observations: async () => [],
      series: async ({ sign, fromMs, toMs, points }) => {
        const bucketMs = Math.max(MINUTE, Math.ceil((toMs - fromMs) / points));
        const count = MEDICAL.includes(sign) ? points : 0;
        const all = Array.from({ length: count }, (_, index) => fromMs + index * bucketMs);
        return {
          resolution: "1m",
          bucketMs,
          points: all.map((at) => ({ at, min: meanAt(sign, at), max: meanAt(sign, at), mean: meanAt(sign, at), count: 15 })),
        };
      },
    },
    holdings: { periods: (_resident, sign) => (MEDICAL.includes(sign) ? [{ deviceId: "dev_m", fromMs: 0, toMs: null }] : []) },
    news2: () => ({
      heartRate: reading(118, 8_000, "chest"),
      spo2: reading(93, 8_000, "chest"),
      respiratoryRate: reading(22, 20_000, "chest"),
      systolicPressure: reading(148, 8 * HOUR, "cuff"),
    }),
    baseline: () => [usual("heartRate", "/min", 72, 68, 76), usual("spo2", "%", 96, 95, 98)],
    limits: makeLimits({ careSettings: () => [], ruleChanges: () => [], resident: () => undefined }),
    ...more,
  });
  const { records, desk, clock, tiles, seen } = world;
  if (clock.now() !== NOW) throw new Error("the clock of the world stands elsewhere");
  records.deviceRows.push(aDevice({ id: "dev_m", kind: "bedsideMonitor" }), aDevice({ id: "dev_cuff", kind: "bpCuff" }));
  const value = (sign: string, of: number, ageMs: number, isStale = false, deviceId = "dev_m") => ({
    ...{ sign, value: of, at: NOW - ageMs, quality: "good" as const, isStale, deviceId },
  });
  tiles.set("fac_1", [
    aTile({
      birthYear: 1940,
      latest: [
        ...[value("heartRate", 118, 8_000), value("spo2", 93, 8_000), value("respiratoryRate", 22, 20_000)],
        ...[value("systolicPressure", 148, 8 * HOUR, true), value("diastolicPressure", 82, 8 * HOUR, true)],
        value("bodyTemperature", 35.1, 2 * MINUTE, false, "dev_1"),
      ],
      sparkline: Array.from({ length: 60 }, (_, index) => (index === 20 ? null : 72 + Math.max(0, index - 30) * 1.5)),
      whereabouts: { code: "lowPosture", sinceMs: FELL_AT, place: "302" },
    }),
  ]);
  records.recordEntryRows.push(...RECORD);
  const laid = {
    residentId: "res_1",
    detail: null,
    fromMs: NOW - 300 * DAY,
    reviewMs: null,
    byUserId: "usr_2",
    byName: "陈医生",
    byRole: "physician" as const,
  };
  records.careSettingRows.push(
    { id: "set_1", kind: "condition", about: "hypertension", value: 1, ...laid },
    { id: "set_2", kind: "ownNews2", about: "", value: 1, ...laid },
  );
  records.contractRows = [
    aContract({
      ...{ services: ["emergency", "referral", "telemedicine"], responsiblePhysician: "陈医生", dutyPhone: "0851 8888 1200" },
      ...{ namesAllowed: true, toMs: NOW + 200 * DAY },
    }),
  ];
  const contact = { facilityId: "fac_1", residentId: null } as const;
  records.contactRows.push(
    { id: "cnt_1", ...contact, role: "onDutyCaregiver", name: "值班", phone: "0851 6666 1000" },
    { id: "cnt_2", ...contact, residentId: "res_1", role: "emergencyContact", name: "王敏（女儿）", phone: "13912342211" },
  );
  records.fenceRows.push({
    ...{ id: "fen_1", facilityId: "fac_1", residentId: null, name: "院子", fromMs: 0, toMs: null, byUserId: "usr_manager" },
    shape: { type: "circle", centre: { latitude: 26.58, longitude: 106.71 }, radiusM: 120 },
  });
  seen.set("res_1", { beacon: null, position: { latitude: 26.5841, longitude: 106.7152, accuracyM: 25, atMs: NOW - 90_000 } });
  records.alertRows.delete(OWN_ALERT);
  desk.raise(aFall(), [...TIMELINE]);
  return world;
}
function usual(sign: SignKey, unit: string, median: number, low: number, high: number) {
  return { sign, unit, method: null, heardAt: NOW, off: null, places: [{ hour: null, days: 20, median, low, high }] };
}
export function handoverPath(fake: FakeApi, clinicId = "cli_1", alertId = OWN_ALERT): string {
  return new URL(fake.options.links.handover(alertId, clinicId)).pathname;
}
