import { rhythmDays, rhythmNights, type DayRhythmView } from "../../domain/day-rhythm.ts";
import type { FamilyLinkState, FamilyRelatives } from "../../domain/family-consent.ts";
import type { FamilyNoticeView } from "../../domain/family-notice.ts";
import type { FamilyState, FamilyWhy } from "../../domain/family-state.ts";
import type { FamilyHappening, FamilyView, OwnResidents } from "../../domain/family-view.ts";
import { FAMILY_SCOPES } from "../../domain/people.ts";
import type { SeriesPoint } from "../../domain/series.ts";
import { NOW as NIGHT, type Scene } from "./mock-home.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NAME = "王秀英";
/** In the afternoon after that night: 15:40. */
const NOW = NIGHT + 11 * HOUR + 24 * MINUTE;
/** What a relative reads in each scene; an empty home is one of which nothing is open to them. */
const STATES: Readonly<Partial<Record<Scene, readonly [FamilyState, FamilyWhy]>>> = {
  calm: ["well", "alive"],
  critical: ["handling", "told"],
  underway: ["handling", "there"],
  wandering: ["attention", "watching"],
  cutOff: ["unclear", "gap"],
};
const own = (id: string, name: string, room: string) => ({ residentId: id, name, room, facility: "颐和苑养老院" });
const CONTACTS: FamilyView["contacts"] = [
  { role: "home", phone: "021-5555 0110" },
  { role: "onDutyCaregiver", phone: "138 0000 0001" },
];
const notice = (id: string, type: FamilyNoticeView["type"], at: number, zh: string, en: string): FamilyNoticeView => ({
  ...{ id, alertId: "alr_f", type, text: { zh, en }, at, releasedAt: at },
  ...{ by: type === "words" ? "nurse" : null, releasedBy: type === "words" ? "nurse" : null },
});
function happenings(isOpen: boolean): FamilyHappening[] {
  const at = isOpen ? NOW - 2 * MINUTE : NOW - 5 * HOUR;
  const told = notice(
    "n1",
    "begun",
    at + MINUTE,
    "按了紧急呼叫按钮。工作人员正在赶去。",
    "The emergency button was pressed. Staff are on the way.",
  );
  const words = notice("n2", "words", at + 6 * MINUTE, "没有受伤，人清醒。", "Not injured, and awake.");
  const over = notice("n3", "over", at + 9 * MINUTE, "这次告警已经结束。", "The alert is over.");
  const answered = { role: "caregiver", tookAt: at + 20_000, arrivedAt: isOpen ? null : at + MINUTE };
  return [{ alertId: "alr_f", at, isOver: !isOpen, notices: isOpen ? [told] : [told, words, over], answered }];
}
function view(residentId: string, scene: Scene): FamilyView {
  const [state, why] = STATES[scene] ?? ["well", "alive"];
  const isSecond = residentId === "res_2";
  return {
    ...{ residentId, name: isSecond ? "李国强" : NAME, room: isSecond ? "302" : "301", facility: "颐和苑养老院", now: NOW },
    ...{ scopes: isSecond ? ["state", "rhythm"] : [...FAMILY_SCOPES], state, why, aliveAt: NOW - 2 * MINUTE },
    gap: why === "gap" ? { what: "fall", why: "notWorn", sinceMs: NOW - HOUR } : null,
    activity: { code: "moving", at: NOW - 2 * MINUTE },
    vitals: isSecond
      ? null
      : [
          { sign: "heartRate", value: 72, at: NOW - MINUTE, isStale: false },
          { sign: "spo2", value: 97, at: NOW - MINUTE, isStale: false },
          { sign: "systolicPressure", value: 132, at: NOW - 6 * HOUR, isStale: true },
          { sign: "diastolicPressure", value: 78, at: NOW - 6 * HOUR, isStale: true },
          { sign: "bodyTemperature", value: 36.4, at: NOW - 2 * HOUR, isStale: false },
        ],
    location: isSecond ? null : { place: "花园", latitude: null, longitude: null, accuracyM: null, at: NOW - 2 * MINUTE },
    happened: happenings(state === "handling"),
    contacts: CONTACTS,
  };
}
/** Two days: in bed until six, about in the house by day; at noon nothing was heard. */
function rhythm(residentId: string): DayRhythmView {
  const start = NOW - 48 * HOUR - (NOW % HOUR);
  const points = (valueAt: (localHour: number) => number | null): SeriesPoint[] =>
    Array.from({ length: 49 }, (_, index) => start + index * HOUR).flatMap((at) => {
      const mean = valueAt(new Date(at + 8 * HOUR).getUTCHours());
      return mean === null ? [] : [{ at, min: 0, max: 1, mean, count: 60 }];
    });
  const bed = points((hour) => (hour === 12 ? null : hour < 6 || hour >= 21 ? 1 : 0));
  const motion = points((hour) => (hour === 12 ? null : hour < 6 || hour >= 21 ? 0 : 0.2 + 0.5 * Math.abs(Math.sin(hour))));
  const days = rhythmDays({ bed, motion, steps: [] }, NOW, 2);
  return { residentId, now: NOW, days, nights: rhythmNights(bed, NOW), has: { bed: true, motion: true, steps: false } };
}
const by = { byName: "王芳", byRole: "nurse" as const };
const act = { at: NOW - 40 * 24 * HOUR, saidBy: "resident" as const, how: "word" as const, guardian: null, ...by };
function relatives(residentId: string): FamilyRelatives {
  const given = (scope: FamilyRelatives["items"][number]["scopes"][number]) => ({ scope, given: act, reviewAt: null, ended: null });
  const ended = { scope: "location" as const, given: act, reviewAt: null, ended: { ...act, at: NOW - 24 * HOUR, how: "tablet" as const } };
  const guardian = { name: "李明", document: "监护公证 2025-118" };
  const decided = { ...act, saidBy: "guardian" as const, how: "paper" as const, guardian };
  return {
    ...{ residentId, residentName: NAME, now: NOW },
    items: [
      {
        ...{ userId: "usr_f1", name: "女儿 王小红", signsIn: "link", scopes: ["state", "rhythm", "vitals"], reviewAt: null },
        link: { state: "open", madeAt: act.at, madeBy: "王芳", endsAt: act.at + 72 * HOUR, openedAt: act.at + HOUR },
        history: [given("vitals"), given("rhythm"), given("state"), ended],
      },
      {
        ...{ userId: "usr_f2", name: "儿子 王小明", signsIn: "link", scopes: ["state"], reviewAt: NOW + 20 * 24 * HOUR },
        link: { state: "locked", madeAt: NOW - 24 * HOUR, madeBy: "王芳", endsAt: NOW + 48 * HOUR, openedAt: null },
        history: [{ scope: "state", given: decided, reviewAt: NOW + 20 * 24 * HOUR, ended: null }],
      },
    ],
  };
}
/** Answers of a relative's page, of the elder's and of the staff's; `undefined`: another route. */
export function readFamilyPage(path: string, scene: Scene): unknown {
  if (path === "/own-residents") {
    if (scene === "empty") return { items: [], homes: [{ facility: "颐和苑养老院", contacts: CONTACTS }] } satisfies OwnResidents;
    return { items: [own("res_1", NAME, "301"), own("res_2", "李国强", "302")], homes: [] } satisfies OwnResidents;
  }
  const [, residentId, what] = /^\/residents\/([^/]+)\/(family-view|family-access|rhythm)$/.exec(path) ?? [];
  if (residentId === undefined) return undefined;
  if (what === "family-view") return view(residentId, scene);
  return what === "rhythm" ? rhythm(residentId) : relatives(residentId);
}
/** Presses of staff and of the elder, and a link whose token says what it is; `undefined`: another route. */
export function writeFamilyPage(path: string, body: Record<string, unknown>): readonly [number, unknown] | undefined {
  if (path === "/family-link") {
    const state = (["locked", "elsewhere", "ended"] as const).find((one) => one === body["token"]);
    if (state !== undefined) return [200, { state, triesLeft: null } satisfies FamilyLinkState];
    if (body["token"] === undefined) return [200, { state: "none", triesLeft: null }];
    if (body["code"] === undefined) return [200, { state: "code", triesLeft: 5 }];
    return [200, body["code"] === "123456" ? { state: "open", triesLeft: null } : { state: "wrong", triesLeft: 4 }];
  }
  const [, residentId, verb] = /^\/residents\/([^/]+)\/family-access(?:\/[^/]+\/(.+))?$/.exec(path) ?? [];
  if (residentId === undefined) return undefined;
  if (verb === undefined || verb === "link")
    return [
      201,
      { userId: "usr_f1", url: "https://anhu.example/f/eyJ0Ijoi.c2lnbmVk", code: "482 913".replace(" ", ""), endsAt: NOW + 72 * HOUR },
    ];
  return [200, relatives(residentId)];
}
