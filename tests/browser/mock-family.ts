import type { AlertWhy } from "../../domain/alert-why.ts";
import type { AlertView } from "../../domain/alert.ts";
import { call120Text, CHECKS_120, type Call120View } from "../../domain/call-120.ts";
import type { ContactCallView, FamilyNoticeView } from "../../domain/family-notice.ts";
import { callWords, NURSE_WORDINGS } from "../../domain/family-words.ts";
import type { ClinicWhyView } from "../../domain/foretold.ts";

const page = (items: readonly unknown[]) => ({ items, next: null });
export const CLINICS: readonly ClinicWhyView[] = [
  {
    ...{ clinicId: "cli_sun", name: "阳光社区卫生服务中心", state: "told", reasons: [], phone: null },
    explained: {
      zh: "签约有效，优先级 1；签约含急诊急救绿色通道服务；现在在服务时间内",
      en: "Contract in force, priority 1; Contract lists: Emergency care, green channel; Within its hours now",
    },
  },
  {
    ...{ clinicId: "cli_2", name: "仁和医院", state: "dutyPhone", reasons: [], phone: "021-5555 0120" },
    explained: {
      zh: "签约有效，优先级 2；不在服务时间内，请员工拨打其值班电话",
      en: "Contract in force, priority 2; Outside its hours: staff are asked to ring its duty phone",
    },
  },
  {
    ...{ clinicId: "cli_3", name: "康复中心", state: "notTold", reasons: [], phone: null },
    explained: { zh: "签约未包含急诊急救绿色通道服务", en: "Not in the contract: Emergency care, green channel" },
  },
];
export function familyNotices(alert: Pick<AlertView, "id" | "raisedAt">): readonly FamilyNoticeView[] {
  const notice = { alertId: alert.id, at: alert.raisedAt + 60_000, by: null, releasedBy: null };
  return [
    {
      ...{ ...notice, id: "fam_1", type: "begun", releasedAt: alert.raisedAt + 60_000 },
      text: {
        zh: "02:10 按了紧急呼叫按钮。工作人员正在赶去，有消息马上告诉您。",
        en: "At 02:10 the emergency button was pressed. Staff are on the way.",
      },
    },
    {
      ...{ ...notice, id: "fam_2", type: "words", by: "王芳", releasedAt: null },
      text: { zh: "没有受伤，人清醒。", en: "没有受伤，人清醒。" },
    },
  ];
}
/** Answers about families, 120 and reasons; `undefined`: another route. */
export function answerFamily(alert: AlertView, rest: string): unknown {
  const { id, raisedAt } = alert;
  if (rest === "family-notices") return { items: familyNotices(alert), wordings: NURSE_WORDINGS };
  if (rest === "why") {
    const now = { at: raisedAt + 90_000, prompted120: false, clinics: [...CLINICS] };
    return { alertId: id, now, decisions: [now] } satisfies AlertWhy;
  }
  if (rest === "call-120") {
    const facts = { facility: "岁安养老院", address: "虹口区四川北路 1 号", age: 86, sex: "female", callbackPhone: "021-1234" } as const;
    const place = { building: "1", floor: "3", name: alert.room ?? "" };
    const when = { kind: alert.kind, sign: alert.sign, value: alert.value, sinceMs: alert.observedAt, nowMs: raisedAt + 120_000 };
    return { text: call120Text({ ...facts, place, ...when }), checks: [...CHECKS_120], missing: [] } satisfies Call120View;
  }
  if (rest === "contact-calls") {
    const call: ContactCallView = {
      ...{ id: "call_1", alertId: id, residentId: alert.residentId ?? "", why: "ambulance", role: "emergencyContact", name: "王小明" },
      ...{ phone: "13900000000", words: callWords("ambulance", "岁安养老院", alert.residentName ?? ""), at: raisedAt, doneAt: null },
      tries: [{ at: raisedAt + 60_000, result: "notReached", by: "李娜" }],
    };
    return page([call]);
  }
  return undefined;
}
