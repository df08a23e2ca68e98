import { expect, it } from "vitest";
import { endedLately, inView, isEscalating, placeOf } from "../../dashboard/alert-views.ts";
import type { AlertView } from "../../domain/alert.ts";
import { anAlert, NOW } from "../browser/mock-home.ts";

const open = anAlert(1, {});
const at = (seconds: number): number => open.raisedAt + seconds * 1_000;
const withLine = (alert: AlertView, code: AlertView["timeline"][number]["code"], seconds: number): AlertView => ({
  ...alert,
  timeline: [...alert.timeline, { at: at(seconds), code, track: "onSite", who: "nurse", detail: null }],
});
const taken: AlertView = {
  ...open,
  state: "acknowledged",
  onSite: { ...open.onSite, state: "acknowledged", by: "Li", acknowledgedAt: at(30) },
};
const snoozed: AlertView = { ...open, snooze: { by: "Li", reason: "x", since: at(1), until: at(600) } };
const ended: AlertView = { ...open, state: "resolved", resolvedAt: NOW - 1_000 };

it.each([
  { what: "nobody answered", alert: open, place: "active" },
  { what: "only the clinic has it: somebody must still go", alert: { ...open, state: "acknowledged" as const }, place: "active" },
  { what: "somebody is on the way", alert: taken, place: "acknowledged" },
  { what: "put off", alert: snoozed, place: "snoozed" },
  { what: "silenced", alert: { ...open, silenceId: "sil_1" }, place: "snoozed" },
  { what: "closed", alert: ended, place: "ended" },
])("$what: $place", ({ alert, place }) => expect(placeOf(alert)).toBe(place));
it("every open alert stands in one of three lists, and escalating is a cut through them", () => {
  const all = [open, taken, snoozed, withLine(anAlert(2, {}), "repaged", 60)];
  const counts = (["active", "acknowledged", "snoozed"] as const).map((view) => inView(view, all).length);
  expect(counts).toEqual([2, 1, 1]);
  expect(inView("escalating", all)).toHaveLength(1);
});
it.each([
  { what: "the first call alone", alert: open, is: false },
  { what: "the nurse was called after a minute", alert: withLine(open, "repaged", 60), is: true },
  { what: "that was before somebody said 我去", alert: withLine(taken, "repaged", 20), is: false },
  { what: "nobody has arrived although somebody said so", alert: withLine(taken, "repaged", 180), is: true },
  { what: "it became worse", alert: withLine(open, "upgraded", 40), is: true },
  { what: "it is put off", alert: withLine(snoozed, "repaged", 60), is: false },
])("escalating, $what: $is", ({ alert, is }) => expect(isEscalating(alert)).toBe(is));
it("what ended in the last day is listed, newest first", () => {
  const before = { ...ended, id: "before", resolvedAt: NOW - 3_600_000 };
  const old = { ...ended, id: "old", resolvedAt: NOW - 25 * 3_600_000 };
  expect(endedLately([old, before, open, ended], NOW)).toEqual([ended, before]);
});
