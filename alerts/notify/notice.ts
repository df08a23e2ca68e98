import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { DRILL_120 } from "../../domain/drill.ts";
import type { AlertEventType } from "../../domain/delivery.ts";
import { FACILITY_TIME_ZONE } from "../../domain/time.ts";

/** What a push says, read back from the body of alerts/notify/body.ts. */
export interface Notice {
  readonly eventType: AlertEventType;
  readonly alertId: string;
  readonly kind: string;
  readonly severity: string;
  readonly facility: string;
  /** Room, over a trusted channel with the name behind it; without the opaque id. */
  readonly room: string;
  readonly observedAtMs: number;
  /** Opens the page on which a person acknowledges; empty: there is none. */
  readonly link: string;
  /** `test`: somebody pressed the button of the channel; `drill`: an exercise. */
  readonly mark: "test" | "drill" | null;
}
const EventType = Type.Enum(["alert.raised", "alert.updated", "alert.resolved"]);
/** Others may add fields to the body. */
const Body = Compile(
  Type.Object({
    type: EventType,
    data: Type.Object({
      alertId: Type.String(),
      severity: Type.String(),
      kind: Type.String(),
      facility: Type.String(),
      residentRef: Type.String(),
      observedAt: Type.String(),
      acknowledgeUrl: Type.Optional(Type.String()),
      test: Type.Optional(Type.Boolean()),
      drill: Type.Optional(Type.Boolean()),
    }),
  }),
);
const OPAQUE_ID = /\s*\b[0-9a-f]{8}$/;

/** `null`: it is no body of ours. */
export function readNotice(body: string): Notice | null {
  const value = parsed(body);
  if (!Body.Check(value)) return null;
  const { alertId, severity, kind, facility, residentRef, observedAt, acknowledgeUrl = "", test, drill } = value.data;
  const observedAtMs = Date.parse(observedAt);
  return {
    ...{ eventType: value.type, alertId, kind, severity, facility, room: residentRef.replace(OPAQUE_ID, "") },
    ...{ observedAtMs: Number.isFinite(observedAtMs) ? observedAtMs : 0, link: acknowledgeUrl },
    mark: test === true ? "test" : drill === true || kind === "drill" ? "drill" : null,
  };
}
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
/** A push that cannot be read is still sent: somebody looks. */
export function unreadableNotice(alertId: string, eventType: AlertEventType, urgent: boolean): Notice {
  const severity = urgent ? "critical" : "warning";
  return { eventType, alertId, kind: "unknown", severity, facility: "", room: "", observedAtMs: 0, link: "", mark: null };
}
/** A digest never holds these: an SOS, a fall, anything critical, and whatever is sent as urgent. */
export function isUrgent({ kind, severity }: Notice, urgent: boolean): boolean {
  return urgent || severity === "critical" || kind === "sos" || kind === "fall";
}

const KIND_WORDS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  sos: { zh: "紧急呼叫", en: "SOS" },
  fall: { zh: "跌倒", en: "Fall" },
  help: { zh: "呼叫护理", en: "Call for care" },
  leak: { zh: "漏水", en: "Water leak" },
  smoke: { zh: "烟雾", en: "Smoke" },
  gas: { zh: "燃气泄漏", en: "Gas leak" },
  vital: { zh: "体征异常", en: "Vital sign" },
  stillness: { zh: "久不动", en: "No movement" },
  measureNow: { zh: "请复测体征", en: "Measure now" },
  bedExit: { zh: "离床过久", en: "Out of bed" },
  inactivity: { zh: "长时间没有活动", en: "Inactivity" },
  bathroom: { zh: "卫生间停留过久", en: "Long in the bathroom" },
  longLie: { zh: "可能倒地未起", en: "Possible long lie" },
  wandering: { zh: "走失风险", en: "Wandering" },
  door: { zh: "夜间门开着", en: "Door open at night" },
  news2: { zh: "NEWS2 评分升高", en: "NEWS2 score" },
  softSigns: { zh: "今天不对劲", en: "Not right today" },
  concern: { zh: "不对劲，请医护看", en: "Concern" },
  feverCluster: { zh: "聚集性发热", en: "Fever cluster" },
  absence: { zh: "没有数据", en: "No data" },
  device: { zh: "设备故障", en: "Device" },
  test: { zh: "通道测试", en: "Channel test" },
  contract: { zh: "签约提醒", en: "Contract" },
};
const SEVERITY_WORDS: Readonly<Record<string, { readonly zh: string; readonly en: string; readonly stars: string }>> = {
  critical: { zh: "危急", en: "CRITICAL", stars: "***" },
  warning: { zh: "警告", en: "Warning", stars: "**" },
  info: { zh: "提示", en: "Info", stars: "*" },
};
const OTHER_KIND = { zh: "告警", en: "Alert" };
export const kindWords = (kind: string) => KIND_WORDS[kind] ?? OTHER_KIND;
export const severityWords = (severity: string) => SEVERITY_WORDS[severity] ?? { zh: "告警", en: "Alert", stars: "**" };
const EVENT_WORDS = { "alert.raised": "", "alert.updated": "再次提醒 ", "alert.resolved": "已结束 " } as const;

const clockFace = new Intl.DateTimeFormat("zh-CN", {
  ...{ timeZone: FACILITY_TIME_ZONE, hourCycle: "h23", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
});
/** `11-21 04:15` on the residents' clock; empty: no time is known. */
export function timeText(ms: number): string {
  if (ms <= 0) return "";
  const part = Object.fromEntries(clockFace.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${part["month"]}-${part["day"]} ${part["hour"]}:${part["minute"]}`;
}
const MARK_LINES = {
  test: "这是一条测试消息，请勿处置。Test message, nothing happened.",
  drill: `${DRILL_120.zh}；请点开链接确认收到。${DRILL_120.en}; open the link and acknowledge.`,
} as const;
export function markText({ mark }: Pick<Notice, "mark">): string {
  return mark === "test" ? "【测试】" : mark === "drill" ? "【演练】" : "";
}
/** `【危急***】紧急呼叫 3-201`: the first thing that a lock screen shows. */
export function titleOf(notice: Notice): string {
  const { zh, stars } = severityWords(notice.severity);
  return `${markText(notice)}【${zh}${stars}】${EVENT_WORDS[notice.eventType]}${kindWords(notice.kind).zh} ${notice.room}`.trim();
}
/** What stands below it, without the link. */
export function linesOf(notice: Notice): readonly string[] {
  const where = [notice.facility, timeText(notice.observedAtMs)].filter((part) => part !== "").join(" · ");
  const english = `${kindWords(notice.kind).en} · ${severityWords(notice.severity).en}`;
  const mark = notice.mark === null ? [] : [MARK_LINES[notice.mark]];
  return [...(where === "" ? [] : [where]), english, ...mark];
}
