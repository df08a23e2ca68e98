import { describe, expect, it } from "vitest";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { custodyFigures, custodyPushes, custodyTargets, custodyTimes, spanMs } from "../../domain/custody.ts";
import { custodyNote, pushNote } from "../../domain/custody-notes.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import { aTrack, anAlert } from "../support/builders.ts";

const T = Date.UTC(2026, 1, 16, 18, 10);
const LI = { userId: "usr_li", clinicId: null, name: "李伟", role: "caregiver" } as const;
const line = (after: number, code: TimelineEntry["code"], more: Partial<TimelineEntry> = {}): TimelineEntry => ({
  ...{ at: T + after, code, track: null, who: null, detail: null, ...more },
});
const row = (after: number, state: DeliveryAttempt["state"], more: Partial<DeliveryAttempt> = {}): DeliveryAttempt => ({
  ...{ deliveryId: "msg_1", alertId: "a", channel: "webhook", channelId: null, recipientId: "cli_1", attempt: state === "queued" ? 0 : 1 },
  ...{ at: T + after, state, why: state === "failed" ? "HTTP 500" : null, nextAt: null, ...more },
});
const sos = (over: Partial<Alert> = {}) =>
  anAlert({ observedAtMs: T - 400, raisedAtMs: T, severity: "critical", class: "physiological", ...over });
const TIMELINE = [
  line(0, "raised"),
  line(12, "told", { track: "onSite", who: "onDutyCaregiver" }),
  line(8_000, "onTheWay", { track: "onSite", who: "李伟", detail: "caregiver" }),
  line(50_000, "acknowledged", { track: "medical", who: "陈医生" }),
  line(95_000, "arrived", { track: "onSite", who: "李伟" }),
];
const ATTEMPTS = [
  row(12, "queued"),
  row(40, "sent"),
  row(60, "failed"),
  row(2_040, "sent", { attempt: 2 }),
  row(2_300, "accepted", { attempt: 2 }),
  row(4_000, "opened", { attempt: 2 }),
];

describe("the custody of an alert", () => {
  it("has the first time of every stage", () => {
    const times = custodyTimes(sos({ resolvedAtMs: T + 300_000 }), TIMELINE, ATTEMPTS);
    const after = Object.fromEntries(Object.entries(times).map(([stage, at]) => [stage, at === null ? null : at - T]));
    expect(after).toEqual({
      ...{ observed: -400, received: 0, raised: 12, queued: 12, sent: 40, accepted: 2_300, delivered: 4_000, opened: 4_000 },
      ...{ answered: 8_000, onSite: 8_000, medical: 50_000, arrived: 95_000, resolved: 300_000 },
    });
    expect(spanMs(times, "received", "arrived")).toBe(95_000);
  });

  it("a stage that was not reached has no time, and whoever arrives without a word has answered", () => {
    const nothing = custodyTimes(sos(), [line(0, "raised")], []);
    expect([nothing.queued, nothing.answered, nothing.arrived, nothing.resolved]).toEqual([null, null, null, null]);
    const came = custodyTimes(sos(), [line(0, "raised"), line(30_000, "arrived", { who: "李伟" })], []);
    expect(came.answered).toBe(T + 30_000);
  });

  it.each([
    ["answered in time", { answeredAfter: 59_000, nowAfter: 70_000 }, [true, true]],
    ["answered between the two", { answeredAfter: 61_000, nowAfter: 70_000 }, [false, true]],
    ["not answered yet, still in time", { answeredAfter: null, nowAfter: 30_000 }, [null, null]],
    ["not answered after two minutes", { answeredAfter: null, nowAfter: 120_000 }, [false, null]],
    ["not answered after four", { answeredAfter: null, nowAfter: 240_000 }, [false, false]],
  ])("%s: 60 s and 180 s", (_name, { answeredAfter, nowAfter }, met) => {
    const lines = answeredAfter === null ? [] : [line(answeredAfter, "onTheWay", { track: "onSite", who: "李伟" })];
    const targets = custodyTargets(sos(), custodyTimes(sos(), [line(0, "raised"), ...lines], []), T + nowAfter);
    expect(targets.slice(0, 2).map((target) => target.met)).toEqual(met);
  });

  it("nothing is asked of what is no emergency of a person", () => {
    const quiet = sos({ class: "technical" });
    expect(custodyTargets(quiet, custodyTimes(quiet, TIMELINE, []), T + 1e9).map(({ met }) => met)).toEqual([null, null, null, null]);
  });

  it("shows each push once, with how often it was tried and why it failed", () => {
    const [first, second] = custodyPushes([...ATTEMPTS, row(20, "queued", { deliveryId: "msg_2" })], () => "城南诊所");
    expect(first).toMatchObject({
      deliveryId: "msg_1",
      attempts: 2,
      sentAt: T + 40,
      acceptedAt: T + 2_300,
      openedAt: T + 4_000,
      failedAt: T + 60,
      why: "HTTP 500",
    });
    expect(second).toMatchObject({ deliveryId: "msg_2", attempts: 0, sentAt: null });
  });

  it("figures are nearest-rank percentiles, with the alerts that missed a target", () => {
    const all = Array.from({ length: 20 }, (_, n) => {
      const alert = sos({ id: `a${n}` });
      return { alert, times: custodyTimes(alert, [line(0, "raised"), line((n + 1) * 10_000, "onTheWay", { track: "onSite" })], []) };
    });
    const { alerts, spans, targets } = custodyFigures(all, T + 1e9);
    expect(alerts).toBe(20);
    expect(spans.find(({ from, to }) => from === "received" && to === "answered")).toMatchObject({
      count: 20,
      p50Ms: 100_000,
      p95Ms: 190_000,
    });
    expect(targets[0]).toMatchObject({ key: "answered60", met: 6, of: 20, share: 97.5 });
    expect(targets[0]?.missed).toHaveLength(14);
  });
});

describe("custody in the audit log", () => {
  const alert = sos({ onSite: aTrack({ by: LI }), residentId: "res_1", outcome: "true" });
  it("says who by id, and never a name or a word that somebody typed", () => {
    const lines = [
      ...TIMELINE,
      line(99, "resolved", { who: "李伟", detail: "张奶奶摔倒了" }),
      line(98, "snoozed", { who: "李伟", detail: "10: 张奶奶在洗澡" }),
      line(97, "silenced", { who: "李伟", detail: "张奶奶" }),
      line(96, "told", { track: "medical", who: "城南诊所", detail: "cli_1" }),
    ];
    const notes = lines.map((one) => custodyNote(alert, one));
    expect(JSON.stringify(notes)).not.toMatch(/李伟|张奶奶|陈医生|城南/);
    expect(notes.find(({ action }) => action === "alert.onTheWay")).toMatchObject({
      actor: "usr_li",
      role: "caregiver",
      residentId: "res_1",
      alertId: alert.id,
    });
    expect(notes.find(({ action }) => action === "alert.resolved")?.detail).toBe("true");
    expect(notes.find(({ action }) => action === "alert.snoozed")?.detail).toBe("10");
    expect(notes.at(-1)).toMatchObject({ actor: "system", detail: "medical cli_1" });
  });
  it("the same line and the same attempt have the same id, and no other", () => {
    expect(custodyNote(alert, TIMELINE[2]!).id).toBe(custodyNote(alert, { ...TIMELINE[2]! }).id);
    const ids = [...TIMELINE.map((one) => custodyNote(alert, one).id), ...ATTEMPTS.map((one) => pushNote(alert, one).id)];
    expect(new Set(ids).size).toBe(ids.length);
    expect(pushNote(alert, row(60, "failed"))).toMatchObject({ action: "push.failed", result: "failed", detail: "webhook cli_1 HTTP 500" });
  });
});
