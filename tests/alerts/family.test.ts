import { describe, expect, it } from "vitest";
import { ASK_AGAIN_MS, contactsToRing, isAskDue, reasonsToRing } from "../../alerts/family/calls.ts";
import { dueNotice, isForFamily } from "../../alerts/family/notices.ts";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { Contact } from "../../domain/directory.ts";
import type { NoticeType } from "../../domain/family-notice.ts";
import { noticeWords } from "../../domain/family-words.ts";
import { ALERT_KINDS } from "../../domain/alert.ts";
import { anAlert, aTrack } from "../support/builders.ts";
import { MINUTE, T0 } from "./support.ts";

const anSos = (over: Partial<Alert> = {}) =>
  anAlert({ residentId: "res", raisedAtMs: T0, severity: "critical", onSite: aTrack({ owed: true }), ...over });
const line = (code: TimelineEntry["code"]): TimelineEntry => ({ at: T0, code, track: null, who: null, detail: null });
const taken = aTrack({ owed: true, state: "acknowledged" });
const there = aTrack({ owed: true, state: "done" });
const over = { state: "resolved", outcome: "true" } as const;
const silence = { type: "group", alertId: "head", sinceMs: T0 } as const;

interface Row {
  readonly name: string;
  readonly alert?: Partial<Alert>;
  readonly made?: readonly NoticeType[];
  readonly after?: number;
  readonly codes?: readonly TimelineEntry["code"][];
  readonly due: NoticeType | null;
}
const rows: readonly Row[] = [
  { name: "nobody has taken it: nothing yet", due: null },
  { name: "nobody has taken it for ten minutes", after: 10 * MINUTE, due: "begun" },
  { name: "somebody comes", alert: { onSite: taken }, due: "begun" },
  { name: "somebody comes, and that was said", alert: { onSite: taken }, made: ["begun"], due: null },
  { name: "somebody is there", alert: { onSite: there }, made: ["begun"], due: "atBedside" },
  { name: "somebody is there at once: one notice, not two", alert: { onSite: there }, due: "atBedside" },
  { name: "over, and the family knew", alert: { ...over, outcome: "false" }, made: ["begun"], due: "over" },
  { name: "over as true before the family knew", alert: over, due: "over" },
  { name: "a false alarm before the family knew", alert: { ...over, outcome: "false" }, due: null },
  { name: "over, and that was said", alert: over, made: ["begun", "over"], due: null },
  { name: "an ambulance: words of a person from now on", alert: { onSite: there }, codes: ["called120"], due: null },
  { name: "a clinic admits: no all clear by itself", alert: over, made: ["begun"], codes: ["admitting"], due: null },
  { name: "died: nothing by itself", alert: over, made: ["begun"], codes: ["died"], due: null },
  { name: "a warning", alert: { severity: "warning", onSite: taken }, due: null },
  { name: "a drill", alert: { rule: "drill", onSite: taken }, due: null },
  { name: "part of another alert, which tells", alert: { hold: silence, onSite: taken }, due: null },
  { name: "about no resident", alert: { residentId: null, onSite: taken }, due: null },
];
describe("what a family is told by itself", () => {
  it.each(rows)("$name", ({ alert, made = [], after = 0, codes = [], due }) => {
    const about = { alert: anSos(alert), timeline: codes.map(line), afterMs: 10 * MINUTE, made: new Set(made) };
    expect(dueNotice(about, T0 + after)).toBe(due);
  });
  it("says nothing about a body, for any kind of alert", () => {
    const clinical = /受伤|清醒|骨折|昏迷|injur|awake|conscious|heart|心率|血|体温|\d{2,3} ?(%|\/min)/i;
    for (const kind of ALERT_KINDS)
      for (const type of ["begun", "atBedside", "over"] as const) {
        const { zh, en } = noticeWords(type, anSos({ kind }));
        expect(`${zh} ${en}`).not.toMatch(clinical);
      }
  });
  it("is for somebody's family only", () => {
    expect([isForFamily({ alert: anSos() }), isForFamily({ alert: anSos({ class: "technical" }) })]).toEqual([true, false]);
  });
});
describe("whom staff ring", () => {
  const contact = (id: string, role: Contact["role"], residentId: string | null = "res"): Contact => ({
    ...{ id, facilityId: "fac", residentId, role, name: id, phone: "1" },
  });
  it("emergency contacts of the resident; where none was named, the next of kin", () => {
    const all = [contact("e", "emergencyContact"), contact("n", "nextContact"), contact("x", "emergencyContact", "other")];
    expect(contactsToRing(all, "res").map(({ id }) => id)).toEqual(["e"]);
    expect(contactsToRing(all.slice(1), "res").map(({ id }) => id)).toEqual(["n"]);
  });
  it("for each reason once", () => {
    expect(reasonsToRing(["raised", "called120", "ambulance", "admitting", "died"].map((code) => line(code as "raised")))).toEqual([
      "ambulance",
      "transfer",
      "death",
    ]);
  });
  it.each([
    { name: "at once", asked: null, after: 0, done: false, due: true },
    { name: "not twice in three minutes", asked: T0, after: ASK_AGAIN_MS - 1, done: false, due: false },
    { name: "again after three minutes", asked: T0, after: ASK_AGAIN_MS, done: false, due: true },
    { name: "at once when the clock was set back", asked: T0, after: -MINUTE, done: false, due: true },
    { name: "never after somebody was reached", asked: T0, after: 60 * MINUTE, done: true, due: false },
  ])("staff are asked $name", ({ asked, after, done, due }) => {
    expect(isAskDue({ doneAtMs: done ? T0 : null, tries: [] }, asked, T0 + after)).toBe(due);
  });
});
