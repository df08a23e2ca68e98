import type { AlertView, TrackView } from "../../domain/alert.ts";
import { alertsAtWork } from "./mock-alerts.ts";
import type { CoverageGap, LatestValue, Tile, WallView } from "../../domain/live-events.ts";

/** 2026-11-22 04:15:54 in Shanghai: every picture shows the same night. */
export const NOW = Date.parse("2026-11-21T20:15:54Z");
export const FACILITY = { id: "fac_yihe", name: "颐和苑养老院", staffed: true };
const NAMES =
  "王秀英 李国强 张桂兰 刘德海 陈玉珍 杨振华 赵淑芬 黄志明 周凤英 吴永福 徐美玲 孙建国 胡秀兰 朱文斌 高玉兰 林长青 何桂英 郭庆生".split(
    " ",
  );
const WHERE = ["inBed", "inBed", "moving", "inBed", "still", "outOfBed"] as const;

/** Park–Miller: the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
function latest(deviceId: string, at: number, values: Record<string, number>, isStale = false): LatestValue[] {
  return Object.entries(values).map(([sign, value]) => ({ sign, value, at, quality: "good", isStale, deviceId }));
}
/** Resident number `index` (0 …), 18 to a floor. */
export function makeTile(index: number, isCalm = false): Tile {
  const random = randomFrom(7 + index * 131);
  for (let warm = 0; warm < 5; warm++) random();
  const floor = 3 + Math.floor(index / 18);
  const pulse = 62 + Math.floor(random() * 26);
  const isOff = !isCalm && (index === 4 || index === 22);
  const band = `dev_band${index}`;
  const at = NOW - (isOff ? 21 * 60_000 : 1_000 + Math.floor(random() * 9_000));
  let level = pulse;
  const sparkline = Array.from({ length: 60 }, (_, minute) => {
    level += (random() - 0.5) * 6 + (pulse - level) * 0.2;
    return isOff && minute > 38 ? null : Math.round(level * 10) / 10;
  });
  const coverage: CoverageGap[] = isOff
    ? [{ what: "fall", why: "notWorn", deviceId: band, sinceMs: at }]
    : index === 10 && !isCalm
      ? [{ what: "bedExit", why: "silent", deviceId: "dev_mat10", sinceMs: NOW - 9 * 60_000 }]
      : [];
  return {
    residentId: `res_${index + 1}`,
    name: NAMES[index % NAMES.length] ?? "",
    room: String(floor * 100 + 1 + (index % 18)),
    floor: String(floor),
    building: "",
    level: index % 5,
    birthYear: 1932 + (index % 17),
    latest: [
      ...latest(band, at, { heartRate: pulse, ...(index === 15 ? {} : { spo2: 94 + Math.floor(random() * 5) }) }, isOff),
      ...(index % 3 === 1 ? [] : latest(`dev_mat${index}`, NOW - 20_000, { respiratoryRate: 13 + Math.floor(random() * 6) })),
      ...(index % 4 === 0 ? latest(`dev_cuff${index}`, NOW - 8 * 3_600_000, { systolicPressure: 124 + index, diastolicPressure: 76 }) : []),
      ...(index % 2 === 0 ? latest(`dev_ear${index}`, NOW - 3 * 3_600_000, { bodyTemperature: 36.2 + (index % 6) / 10 }) : []),
    ],
    sparkline,
    whereabouts: {
      code: isOff ? "unknown" : (WHERE[index % WHERE.length] ?? "unknown"),
      sinceMs: isOff ? null : NOW - Math.floor(random() * 3 * 3_600_000),
      place: null,
    },
    coverage,
    alertIds: [],
  };
}
const WAITING: TrackView = { owed: true, state: "waiting", by: null, acknowledgedAt: null, doneAt: null, dueAt: null };
export const NOT_OWED: TrackView = { ...WAITING, owed: false };

export function anAlert(n: number, fields: Partial<AlertView>): AlertView {
  const raisedAt = fields.raisedAt ?? NOW - 42_000;
  return {
    id: `00000000-0000-5000-8000-${String(n).padStart(12, "0")}`,
    facilityId: FACILITY.id,
    residentId: null,
    residentName: null,
    room: null,
    deviceId: null,
    rule: "fall",
    kind: "fall",
    class: "physiological",
    severity: "critical",
    state: "raised",
    latched: true,
    conditionActive: true,
    late: false,
    sign: null,
    value: null,
    observedAt: raisedAt,
    raisedAt,
    resolvedAt: null,
    outcome: null,
    drill: false,
    prompt120: false,
    onSite: { ...WAITING, dueAt: raisedAt + 60_000 },
    medical: NOT_OWED,
    evidenceCount: 1,
    presence: "on",
    ...{ snooze: null, silenceId: null, groupId: null },
    dispositions: [],
    timeline: [
      { at: raisedAt, code: "raised", track: null, who: null, detail: null },
      { at: raisedAt + 200, code: "told", track: "onSite", who: "onDutyCaregiver", detail: null },
    ],
    ...fields,
  };
}
function about(tiles: readonly Tile[], index: number): Pick<AlertView, "residentId" | "residentName" | "room"> {
  const tile = tiles[index];
  return { residentId: tile?.residentId ?? null, residentName: tile?.name ?? null, room: tile?.room ?? null };
}
function theFall(tiles: readonly Tile[]): AlertView {
  const at = NOW - 42_000;
  return anAlert(1, {
    ...about(tiles, 1),
    kind: "fall",
    prompt120: true,
    medical: { ...WAITING, dueAt: at + 90_000 },
    timeline: [
      { at, code: "raised", track: null, who: null, detail: null },
      { at: at + 200, code: "told", track: "onSite", who: "onDutyCaregiver", detail: null },
      { at: at + 210, code: "told", track: "medical", who: "阳光社区卫生服务中心", detail: null },
      { at: at + 900, code: "delivered", track: "medical", who: "阳光社区卫生服务中心", detail: null },
      { at: at + 1_000, code: "call120", track: null, who: null, detail: null },
    ],
  });
}
function lesser(tiles: readonly Tile[]): AlertView[] {
  const vital = { kind: "vital", severity: "warning", latched: false } as const;
  return [
    anAlert(2, { ...about(tiles, 2), ...vital, rule: "spo2.low", sign: "spo2", value: 89, raisedAt: NOW - 190_000 }),
    anAlert(3, {
      ...about(tiles, 7),
      ...vital,
      kind: "measureNow",
      rule: "measureNow",
      sign: "bodyTemperature",
      value: 37.9,
      raisedAt: NOW - 410_000,
    }),
    anAlert(4, { ...about(tiles, 13), kind: "help", severity: "info", rule: "help", raisedAt: NOW - 75_000 }),
  ];
}
function technical(tiles: readonly Tile[]): AlertView[] {
  const silent = { class: "technical", severity: "warning", latched: false, onSite: NOT_OWED } as const;
  return [
    anAlert(11, { ...about(tiles, 4), ...silent, kind: "absence", rule: "absence", sign: "heartRate", raisedAt: NOW - 21 * 60_000 }),
    anAlert(12, { ...about(tiles, 10), ...silent, kind: "device", rule: "device", deviceId: "dev_mat10", raisedAt: NOW - 9 * 60_000 }),
  ];
}
/** Left by the north gate nine minutes ago; somebody is looking. */
function theWanderer(tiles: readonly Tile[]): AlertView {
  const at = NOW - 9 * 60_000;
  return anAlert(21, {
    ...about(tiles, 3),
    ...{ kind: "wandering", rule: "wandering.exit", sign: "beacon", raisedAt: at, state: "acknowledged" },
    onSite: { ...WAITING, state: "acknowledged", by: "张伟", acknowledgedAt: at + 20_000, dueAt: NOW + 60_000 },
  });
}
export type Scene = "calm" | "critical" | "underway" | "empty" | "large" | "floors" | "wandering" | "cutOff" | "alerts";

/** The wall of one scene. `large`: 500 residents; `floors`: 60 on four floors. */
export function makeWall(scene: Scene): WallView {
  const tiles = Array.from({ length: scene === "empty" ? 0 : scene === "large" ? 500 : scene === "floors" ? 60 : 18 }, (_, index) =>
    makeTile(index, scene === "calm"),
  );
  const fall = theFall(tiles);
  const taken = { state: "acknowledged", acknowledgedAt: NOW - 14_000 } as const;
  const underway: AlertView = {
    ...fall,
    state: "acknowledged",
    onSite: { ...fall.onSite, ...taken, by: "李娜", dueAt: NOW + 166_000 },
    timeline: [...fall.timeline, { at: NOW - 14_000, code: "onTheWay", track: "onSite", who: "李娜", detail: null }],
  };
  const handled = (alert: AlertView): AlertView => ({
    ...alert,
    state: "acknowledged",
    onSite: { ...alert.onSite, ...taken, by: "张伟", dueAt: null },
  });
  const alerts: Record<Scene, AlertView[]> = {
    calm: [],
    empty: [],
    critical: [fall, ...lesser(tiles), ...technical(tiles)],
    underway: [underway, ...lesser(tiles).map(handled), ...technical(tiles)],
    large: [fall, ...lesser(tiles), ...technical(tiles)],
    floors: [fall, ...lesser(tiles), ...technical(tiles)],
    cutOff: [fall, ...lesser(tiles), ...technical(tiles)],
    wandering: [theWanderer(tiles)],
    alerts: [fall, ...lesser(tiles), ...alertsAtWork(tiles), ...technical(tiles)],
  };
  const fallen = tiles[1];
  if (fallen !== undefined && alerts[scene].includes(fall)) {
    fallen.latest = latest("dev_band1", NOW - 8_000, { heartRate: 118, spo2: 93, respiratoryRate: 22 });
    fallen.whereabouts = { code: "lowPosture", sinceMs: NOW - 42_000, place: "卫生间" };
  }
  return {
    facility: FACILITY,
    now: NOW,
    simulated: true,
    onDuty: [
      { name: "李娜", role: "caregiver" },
      { name: "张伟", role: "nurse" },
    ],
    tiles,
    alerts: alerts[scene],
    silences: [],
  };
}
