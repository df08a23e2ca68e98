import type { AlertView } from "../../domain/alert.ts";
import type { News2InputView, News2View } from "../../domain/news2-view.ts";
import type { WhoWillBeTold } from "../../domain/foretold.ts";
import { isAnticoagulant, type RecordDetail, type RecordKind, type RecordView } from "../../domain/resident-record.ts";
import type { Method } from "../../domain/observation.ts";
import type { WallView } from "../../domain/live-events.ts";
import { endedAlerts, nextOf } from "./mock-alerts.ts";
import { mockCustody } from "./mock-custody.ts";
import { answerFamily, CLINICS, familyNotices } from "./mock-family.ts";
import { FACILITY, NOW } from "./mock-home.ts";
import type { makeCare } from "./mock-care.ts";
import type { makeSearches } from "./mock-search.ts";

export interface Home {
  readonly wall: WallView;
  readonly alerts: readonly AlertView[];
  readonly searches: ReturnType<typeof makeSearches>;
  readonly care: ReturnType<typeof makeCare>;
}
const page = (items: readonly unknown[]) => ({ items, next: null });

/** Answers of the reading routes; `undefined` = 404. */
export function answerRead(path: string, query: URLSearchParams, home: Home): unknown {
  const [, first, id, rest] = path.split("/");
  if (path === "/facilities") return page([FACILITY]);
  if (first === "facilities" && rest === "wall") return { ...home.wall, alerts: home.alerts.filter((alert) => alert.state !== "resolved") };
  if (first === "alerts") return id === undefined ? page(alertsFor(query, home)) : aboutAlert(id, rest, home);
  if (path === "/residents") return page(home.wall.tiles.map(residentOf));
  const tile = home.wall.tiles.find((one) => one.residentId === id);
  const care = home.care.read(path, tile);
  if (care !== undefined) return care;
  if (first !== "residents" || tile === undefined) return undefined;
  if (rest === undefined) return { resident: residentOf(tile), tile, scopes: ["state", "rhythm", "vitals", "location"] };
  if (rest === "record") return recordOf(tile);
  if (rest === "rounds") return page([]);
  if (rest === "series") return series(query);
  if (rest === "feed") return page(feed(tile.residentId, home));
  if (rest === "devices") return page(devices(tile.residentId));
  if (rest === "family-notices") return page(familyNotices({ id: "alert_1", raisedAt: NOW - 600_000 }).slice(0, 1));
  if (rest === "who-will-be-told") return whoWillBeTold(tile.residentId);
  if (rest === "news2") return news2(tile.residentId);
  return undefined;
}
function recordOf({ residentId, birthYear }: WallView["tiles"][number]): RecordView {
  const entry = (kind: RecordKind, text: string, detail: RecordDetail | null) => ({
    ...{ id: `ent_${text}`, kind, text, detail, since: NOW - 90 * 86_400_000, enteredAt: NOW - 90 * 86_400_000 },
    ...{ by: "李娜", role: "nurse" as const, isAnticoagulant: isAnticoagulant(text), ended: null },
  });
  return {
    ...{ residentId, sex: "female", birthYear, ended: [] },
    entries: [entry("diagnosis", "房颤", null), entry("medication", "华法林", { dose: "2.5 mg" }), entry("allergy", "", { none: true })],
  };
}
function residentOf(tile: WallView["tiles"][number]) {
  const { residentId, name, room, level, birthYear } = tile;
  return { id: residentId, facilityId: FACILITY.id, name, placeId: `plc_${room}`, room, level, birthYear };
}
function alertsFor(query: URLSearchParams, home: Home): readonly AlertView[] {
  const resident = query.get("resident");
  return [...home.alerts, ...endedAlerts(home.wall.tiles)].filter(
    (alert) => (query.get("open") !== "true" || alert.state !== "resolved") && (resident === null || alert.residentId === resident),
  );
}
function aboutAlert(id: string, rest: string | undefined, home: Home): unknown {
  const alert = [...home.alerts, ...endedAlerts(home.wall.tiles)].find((one) => one.id === id);
  if (alert === undefined || rest === undefined) return alert;
  if (rest === "next") return nextOf(alert);
  if (rest === "search") return home.searches.view(alert);
  const told = answerFamily(alert, rest);
  if (told !== undefined) return told;
  if (rest === "custody") return mockCustody(alert);
  const attempt = {
    deliveryId: "msg_1",
    alertId: id,
    channel: "webhook",
    channelId: null,
    recipientId: "cli_sun",
    recipientName: "阳光社区卫生服务中心",
    why: null,
    nextAt: null,
  };
  const raisedAt = alert.raisedAt;
  const phone = { ...attempt, deliveryId: "msg_2", channel: "sms", channelId: "chn_1", recipientName: "阳光社区卫生服务中心 · 值班手机" };
  return page([
    { ...attempt, attempt: 0, at: raisedAt + 5, state: "queued" },
    { ...phone, attempt: 0, at: raisedAt + 5, state: "queued", nextAt: raisedAt + 12_005 },
    { ...attempt, attempt: 1, at: raisedAt + 210, state: "failed", why: "HTTP 503", nextAt: raisedAt + 2_210 },
    { ...attempt, attempt: 2, at: raisedAt + 2_400, state: "accepted" },
    { ...phone, attempt: 0, at: raisedAt + 2_401, state: "spared", why: "the channel before got through" },
    { ...attempt, attempt: 2, at: raisedAt + 20_000, state: "opened" },
  ]);
}
function series(query: URLSearchParams): unknown {
  const fromMs = Number(query.get("from"));
  const toMs = Number(query.get("to"));
  const count = Math.min(240, Number(query.get("points") ?? 240));
  const bucketMs = Math.max(1_000, Math.floor((toMs - fromMs) / count));
  const sign = query.get("sign") ?? "heartRate";
  const base = { heartRate: 72, spo2: 96, respiratoryRate: 16, bodyTemperature: 36.5 }[sign] ?? 80;
  const swing = sign === "heartRate" ? 8 : 1;
  const points = Array.from({ length: count }, (_, index) => {
    const mean = base + swing * Math.sin(index / 17) + (swing / 2) * Math.sin(index / 3.1);
    const spread = swing * (0.4 + 0.3 * Math.abs(Math.sin(index / 5)));
    return { at: fromMs + index * bucketMs, min: mean - spread, max: mean + spread, mean, count: 6 };
  }).filter((_, index) => index % 97 < 88);
  const unit = { heartRate: "/min", spo2: "%", respiratoryRate: "/min", bodyTemperature: "Cel" }[sign] ?? "/min";
  return { sign, unit, fromMs, toMs, bucketMs, resolution: "raw" as const, points };
}
function whoWillBeTold(residentId: string): WhoWillBeTold {
  const explained = { zh: "默认流程（危急告警）第 1 步；按排班在岗", en: "Default for critical alerts, step 1; On duty by the rota" };
  const step = { track: "onSite", gap: false, why: "default ladder critical", explained } as const;
  const items: WhoWillBeTold["items"] = [
    { ...step, afterMs: 0, target: "onDutyCaregiver", how: "screen", who: [{ role: "onDutyCaregiver", name: "李娜", phone: null }] },
    { ...step, afterMs: 60_000, target: "nurse", how: "screen", gap: true, who: [{ role: "nurse", name: null, phone: null }] },
    {
      ...step,
      afterMs: 180_000,
      target: "familyContact",
      how: "callByStaff",
      who: [{ role: "nextContact", name: "王小明", phone: "139" }],
    },
  ];
  const about = { residentId, rule: "sos", severity: "critical", policyVersion: 0, warnings: [] } as const;
  return { ...about, warnings: [], at: NOW, until: NOW + 1_800_000, items, clinics: [...CLINICS] };
}
/** The wristband's values do not count; an oximeter and a cuff were used, and a nurse looked. */
function news2(residentId: string): News2View {
  const taken = (value: number, minutes: number, points: number | null, method: Method): Omit<News2InputView, "input"> => ({
    ...{ value, points, at: NOW - minutes * 60_000, method, deviceId: "dev_cuff1" },
    state: points === null ? "tooOld" : "counts",
  });
  const missing = { value: null, points: null, at: null, method: null, deviceId: null, state: "missing" } as const;
  return {
    ...{ residentId, at: NOW - 4 * 60_000, total: 6, known: 5, of: 7, isComplete: false, hasRed: true, risk: "medium" },
    inputs: [
      { input: "respiratoryRate", ...missing },
      { input: "spo2", ...taken(91, 4, 3, "fingertip") },
      { input: "oxygen", ...taken(0, 200, 0, "typed") },
      { input: "systolicPressure", ...taken(128, 9, 0, "cuff") },
      { input: "heartRate", ...taken(112, 9, 2, "cuff") },
      { input: "consciousness", ...taken(0, 12, 0, "typed") },
      { input: "bodyTemperature", ...taken(37.9, 95, null, "ear") },
    ],
    ...{ ward: "urgent", home: "urgent" },
    scale: { value: 1, set: null },
    own: { total: 1, by: "李护士", role: "nurse", from: NOW - 20 * 86_400_000 },
  };
}
function feed(residentId: string, home: Home): unknown[] {
  const entry = { alertId: null, alertKind: null, rule: null, severity: null, track: null, who: null, detail: null, deviceId: null };
  const ambient = [
    { ...entry, at: NOW - 190_000, kind: "ambient", code: "outOfBed", deviceId: "dev_mat1" },
    { ...entry, at: NOW - 120_000, kind: "ambient", code: "doorOpened", deviceId: "dev_door1" },
    {
      ...{ ...entry, at: NOW - 2 * 3_600_000, kind: "softSigns", code: "softSigns", softSigns: ["refusesFood", "drowsy"] },
      ...{ who: "李娜", detail: "晚饭一口没吃" },
    },
    { ...entry, at: NOW - 5 * 3_600_000, kind: "ambient", code: "inBed", deviceId: "dev_mat1" },
  ];
  const told = home.alerts
    .filter((alert) => alert.residentId === residentId)
    .flatMap((alert) =>
      alert.timeline.map((line) => ({
        ...entry,
        ...line,
        kind: "alert",
        alertId: alert.id,
        alertKind: alert.kind,
        rule: alert.rule,
        severity: alert.severity,
      })),
    );
  return [...ambient, ...told].sort((a, b) => b.at - a.at);
}
function devices(residentId: string): unknown[] {
  const held = {
    facilityId: FACILITY.id,
    gatewayId: null,
    address: null,
    residentId,
    placeId: null,
    heldSince: NOW - 30 * 86_400_000,
    revoked: false,
    worn: null,
    charging: null,
  };
  return [
    { ...held, id: "dev_band1", kind: "wristband", online: true, lastReceivedAt: NOW - 8_000, battery: 64, worn: true },
    { ...held, id: "dev_radar1", kind: "fallRadar", online: true, lastReceivedAt: NOW - 61_000, battery: null },
    { ...held, id: "dev_mat1", kind: "bedMat", online: false, lastReceivedAt: NOW - 9 * 60_000, battery: 12 },
    { ...held, id: "dev_cuff1", kind: "bpCuff", online: null, lastReceivedAt: null, battery: null },
  ];
}
