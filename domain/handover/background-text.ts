import type { RecordEntryView } from "../resident-record.ts";
import type { SheetFormat } from "./format.ts";
import type { HandoverSheet } from "./sheet.ts";
import type { Line, Part } from "./text.ts";

type Row = readonly Part[];
const muted = (text: string): Part => ({ text, tone: "muted" });

/** What was known of the resident before: diagnoses, medication, allergies, treatment limits, contracts, the last round. */
export function backgroundLines(sheet: HandoverSheet, format: SheetFormat, nowMs: number): readonly Line[] {
  const { background } = sheet;
  const { words } = format;
  const of = (kind: RecordEntryView["kind"]) => background.record.filter((entry) => entry.kind === kind);
  const laid = (by: string, from: number) => muted(words.by(format.person(by), format.date(from)));
  const rowsOr = (rows: readonly Row[], nothing: Part): readonly Row[] => (rows.length === 0 ? [[nothing]] : rows);
  const coded = background.conditions.map(({ condition, from }): Row => [
    { text: words.condition[condition] ?? condition, tone: "plain" },
    muted(words.sinceDate(format.date(from))),
  ]);
  const diagnoses = of("diagnosis").map(({ text, since }): Row => [{ text, tone: "plain" }, muted(words.sinceDate(format.date(since)))]);
  const medication = of("medication").map((entry): Row => {
    if (entry.detail?.none === true) return [{ text: words.none.medication, tone: "plain" }, laid(entry.by, entry.enteredAt)];
    const { dose = "", times = "", untilMs } = entry.detail ?? {};
    const what = [entry.text, dose, times].filter((one) => one !== "").join(" ");
    return [
      { text: what, tone: entry.isAnticoagulant ? "strong" : "plain" },
      ...(entry.isAnticoagulant ? [{ text: words.bleeding, tone: "alarm" as const }] : []),
      ...(untilMs !== undefined && untilMs < nowMs ? [{ text: words.untilPast, tone: "alarm" as const }] : []),
      muted(words.sinceDate(format.date(entry.since))),
    ];
  });
  const allergies = of("allergy").map((entry): Row =>
    entry.detail?.none === true
      ? [{ text: words.none.allergy, tone: "plain" }, laid(entry.by, entry.enteredAt)]
      : [
          { text: entry.text, tone: "alarm" },
          ...(entry.detail?.reaction === undefined ? [] : [{ text: entry.detail.reaction, tone: "plain" as const }]),
        ],
  );
  const plan = background.comfortPlan;
  const limits = of("treatmentLimit").map(({ text, by, since }): Row => [{ text, tone: "strong" }, laid(by, since)]);
  const planLimits: Row[] =
    plan?.treatmentLimits == null ? [] : [[{ text: plan.treatmentLimits, tone: "strong" }, laid(plan.by, plan.from)]];
  const own = sheet.assessment.news2?.own ?? null;
  return [
    ...(background.level === null
      ? []
      : [{ label: words.person, rows: [[{ text: words.level[background.level] ?? "", tone: "plain" as const }]] }]),
    { label: words.diagnoses, rows: rowsOr([...coded, ...diagnoses], muted(words.nothing.diagnoses)) },
    { label: words.medication, rows: rowsOr(medication, { text: words.nothing.medication, tone: "alarm" }) },
    { label: words.allergies, rows: rowsOr(allergies, { text: words.nothing.allergies, tone: "alarm" }) },
    { label: words.limits, rows: rowsOr([...limits, ...planLimits], muted(words.nothing.limits)) },
    ...(plan === null
      ? []
      : [
          {
            label: words.comfort,
            rows: [[{ text: words.comfortOn(format.person(plan.by), format.date(plan.from)), tone: "strong" as const }]],
          },
        ]),
    ...(own === null ? [] : [{ label: words.own, rows: [[{ text: String(own), tone: "plain" as const }]] }]),
    { label: words.contract, rows: contractRows(sheet, format) },
    ...roundLine(sheet, format),
  ];
}
function contractRows({ background: { contracts } }: HandoverSheet, { words, date }: SheetFormat): readonly Row[] {
  if (contracts.length === 0) return [[{ text: words.noContract, tone: "alarm" }]];
  return contracts.map(({ clinic, isReaders, isFamilyDoctor, physician, dutyPhone, services, isOpenNow, until }): Row => {
    const isGreen = services.length === 0 || services.includes("emergency");
    const notes = [
      ...(isFamilyDoctor ? [words.familyDoctor] : []),
      ...(physician === null ? [] : [words.physician(physician)]),
      ...(dutyPhone === null ? [] : [words.duty(dutyPhone)]),
      ...(services.includes("referral") ? [words.service("referral")] : []),
      ...(services.includes("reservedVisit") ? [words.service("reservedVisit")] : []),
      isOpenNow ? words.open : words.shut,
      ...(until === null ? [] : [words.until(date(until))]),
    ];
    return [
      { text: isReaders ? `${clinic}（${words.yours}）` : clinic, tone: "strong" },
      services.length === 0 ? muted(notes.join(" · ")) : { text: isGreen ? words.green : words.noGreen, tone: isGreen ? "plain" : "alarm" },
      ...(services.length === 0 ? [] : [muted(notes.join(" · "))]),
    ];
  });
}
function roundLine({ background: { lastRound } }: HandoverSheet, format: SheetFormat): readonly Line[] {
  if (lastRound === null) return [];
  const { finding, plan, by, at } = lastRound;
  const row: Row = [{ text: `${finding} → ${plan}`, tone: "plain" }, muted(format.words.by(format.person(by), format.date(at)))];
  return [{ label: format.words.lastRound, rows: [row] }];
}
