import type { AlertNext } from "../../domain/alert-next.ts";
import type { AlertView, TimelineEntry } from "../../domain/alert.ts";
import { anAlert, NOT_OWED, NOW } from "./mock-home.ts";
import type { Tile } from "../../domain/live-events.ts";

const MINUTE = 60_000;
export const CLINIC = "阳光社区卫生服务中心";
const line = (agoMs: number, code: TimelineEntry["code"], more: Partial<TimelineEntry> = {}): TimelineEntry => {
  return { at: NOW - agoMs, code, track: null, who: null, detail: null, ...more };
};
const about = (tiles: readonly Tile[], index: number): Pick<AlertView, "residentId" | "residentName" | "room"> => {
  const tile = tiles[index];
  return { residentId: tile?.residentId ?? null, residentName: tile?.name ?? null, room: tile?.room ?? null };
};
/** Of the scene "alerts": one that escalates, one that somebody has, one that is snoozed. */
export function alertsAtWork(tiles: readonly Tile[]): AlertView[] {
  const waiting = anAlert(0, {}).onSite;
  return [
    anAlert(31, {
      ...{ ...about(tiles, 5), kind: "sos", rule: "sos", prompt120: true, raisedAt: NOW - 142_000, conditionActive: false },
      onSite: { ...waiting, dueAt: NOW + 38_000 },
      medical: { ...waiting, dueAt: NOW + 8_000 },
      timeline: [
        line(142_000, "raised"),
        line(141_800, "told", { track: "onSite", who: "onDutyCaregiver" }),
        line(82_000, "repaged", { track: "onSite", who: "onDutyCaregiver" }),
        line(81_990, "told", { track: "onSite", who: "nurse" }),
        line(52_000, "told", { track: "medical", who: CLINIC, detail: "cli_sun" }),
        line(51_000, "delivered", { track: "medical", who: CLINIC }),
      ],
    }),
    anAlert(32, {
      ...{ ...about(tiles, 9), kind: "bedExit", rule: "bedExit.night", severity: "warning", latched: false, state: "acknowledged" },
      ...{ raisedAt: NOW - 6 * MINUTE },
      onSite: { ...waiting, state: "acknowledged", by: "李娜", acknowledgedAt: NOW - 5 * MINUTE, dueAt: NOW + 10 * MINUTE },
      timeline: [
        line(6 * MINUTE, "raised"),
        line(6 * MINUTE - 200, "told", { track: "onSite", who: "onDutyCaregiver" }),
        line(5 * MINUTE, "onTheWay", { track: "onSite", who: "李娜" }),
      ],
    }),
    anAlert(33, {
      ...{ ...about(tiles, 12), kind: "vital", rule: "bodyTemperature.high", severity: "warning", latched: false },
      ...{ sign: "bodyTemperature", value: 38.2, raisedAt: NOW - 25 * MINUTE },
      onSite: { ...waiting, dueAt: NOW + 20 * MINUTE },
      snooze: { by: "张伟", reason: "刚用过退热药，半小时后复测", since: NOW - 10 * MINUTE, until: NOW + 20 * MINUTE },
    }),
  ];
}
/** Closed in the last day, newest first. */
export function endedAlerts(tiles: readonly Tile[]): AlertView[] {
  const ended = (n: number, index: number, agoMs: number, fields: Partial<AlertView>): AlertView => {
    const raisedAt = NOW - agoMs - 7 * MINUTE;
    const closed = { state: "resolved", presence: "off", conditionActive: false, resolvedAt: NOW - agoMs, medical: NOT_OWED } as const;
    const onSite = {
      owed: true,
      state: "done",
      by: "李娜",
      acknowledgedAt: raisedAt + 24_000,
      doneAt: raisedAt + 96_000,
      dueAt: null,
    } as const;
    const timeline = [
      line(agoMs + 7 * MINUTE, "raised"),
      line(agoMs + 7 * MINUTE - 200, "told", { track: "onSite", who: "onDutyCaregiver" }),
      line(agoMs + 7 * MINUTE - 24_000, "onTheWay", { track: "onSite", who: "李娜" }),
      line(agoMs + 7 * MINUTE - 96_000, "arrived", { track: "onSite", who: "李娜", detail: "caregiver" }),
      line(agoMs, "resolved", { who: "李娜", detail: `${fields.outcome ?? "true"}: 扶去卫生间，已回床` }),
    ];
    return anAlert(n, { ...about(tiles, index), raisedAt, ...closed, onSite, timeline, ...fields });
  };
  return [
    ended(41, 6, 18 * MINUTE, { kind: "help", rule: "help", severity: "info", outcome: "notUrgent" }),
    ended(42, 14, 95 * MINUTE, { kind: "fall", rule: "fall", outcome: "true" }),
    ended(43, 2, 240 * MINUTE, { kind: "vital", rule: "spo2.low", severity: "warning", sign: "spo2", value: 88, outcome: "false" }),
  ];
}
/** Who is told next of a mock alert: the nurse on site, the clinic on the medical track. */
export function nextOf(alert: AlertView): AlertNext {
  const explained = { zh: "默认流程（危急告警）第 2 步", en: "Default for critical alerts, step 2" };
  const person = (role: string, name: string | null) => ({ role, name, phone: null });
  const { onSite, medical } = alert;
  const steps: AlertNext["steps"] = [];
  const isOpen = alert.state !== "resolved";
  if (isOpen && onSite.owed && onSite.dueAt !== null && onSite.state !== "done") {
    const nurse = { target: "nurse", how: "screen", who: [person("nurse", "张伟")], gap: false, explained } as const;
    const carer = { ...nurse, target: "onDutyCaregiver", who: [person("onDutyCaregiver", "李娜")] } as const;
    steps.push({
      track: "onSite",
      at: onSite.dueAt,
      items: [
        { ...carer, who: [...carer.who] },
        { ...nurse, who: [...nurse.who] },
      ],
    });
  }
  if (isOpen && medical.owed && medical.dueAt !== null)
    steps.push({
      track: "medical",
      at: medical.dueAt,
      items: [{ target: "clinics", how: "webhook", who: [person("clinic", CLINIC)], gap: false, explained }],
    });
  return { alertId: alert.id, steps };
}
/** Put off by `by`, or, without minutes, not any more. */
export function snoozed(alert: AlertView, { minutes, reason }: Record<string, unknown>, by: string): AlertView {
  const until = typeof minutes === "number" ? NOW + minutes * MINUTE : null;
  const snooze = until === null ? null : { by, reason: String(reason), since: NOW, until };
  const code = until === null ? "snoozeEnded" : "snoozed";
  const dueAt = until ?? NOW;
  return { ...alert, snooze, onSite: { ...alert.onSite, dueAt }, timeline: [...alert.timeline, line(0, code, { who: by })] };
}
/** Nobody is on the way any more, and the others are called at once. */
export function givenBack(alert: AlertView, by: string): AlertView {
  const onSite = { ...alert.onSite, state: "waiting", by: null, acknowledgedAt: null, dueAt: NOW } as const;
  return { ...alert, state: "raised", onSite, timeline: [...alert.timeline, line(0, "handedOver", { track: "onSite", who: by })] };
}
