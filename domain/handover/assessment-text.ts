import type { SheetFormat } from "./format.ts";
import type { HandoverNews2, HandoverSheet, HandoverVital } from "./sheet.ts";
import type { Part, Tone } from "./text.ts";

export interface VitalText {
  readonly sign: string;
  readonly name: string;
  readonly figure: string;
  readonly unit: string;
  /** Drawn beside the figure, with its meaning in words for those who hear the page. */
  readonly arrow: string;
  readonly arrowWords: string;
  readonly isOld: boolean;
  readonly tone: Tone;
  /** Age first, then how it was taken, then what it is compared with. */
  readonly notes: readonly string[];
}
export interface News2Text {
  readonly label: string;
  readonly figure: string;
  readonly tone: Tone;
  readonly notes: readonly string[];
  readonly inputsTitle: string;
  readonly inputs: readonly { readonly name: string; readonly parts: readonly Part[] }[];
  readonly trendTitle: string;
  readonly trendNote: string;
  /** Height 0 … 20 per hour, `null` where nothing was measured. */
  readonly trend: readonly { readonly total: number | null; readonly isComplete: boolean; readonly words: string }[];
}
export interface AssessmentText {
  readonly none: string | null;
  readonly vitals: readonly VitalText[];
  readonly news2: News2Text | null;
  readonly news2None: string;
  readonly sparkTitle: string;
  readonly spark: readonly (number | null)[];
}
const ARROWS = { up2: "↑↑", up: "↑", same: "→", down: "↓", down2: "↓↓" } as const;

export function assessmentText(assessment: HandoverSheet["assessment"], format: SheetFormat, nowMs: number): AssessmentText {
  const { words } = format;
  const { vitals, news2, sparkline } = assessment;
  const lines = joinPressure(vitals, format, nowMs);
  return {
    none: lines.length === 0 ? words.noVitals : null,
    vitals: lines,
    news2: news2 === null || news2.at === null ? null : news2Text(news2, format, nowMs),
    news2None: words.news2.unknown,
    sparkTitle: words.spark,
    spark: sparkline.some((value) => value !== null) ? sparkline : [],
  };
}
/** The two pressures of one measurement are one line, as they are written everywhere. */
function joinPressure(vitals: readonly HandoverVital[], format: SheetFormat, nowMs: number): VitalText[] {
  const diastolic = vitals.find(({ sign }) => sign === "diastolicPressure");
  const systolic = vitals.find(({ sign }) => sign === "systolicPressure");
  const isOne = diastolic !== undefined && systolic !== undefined && diastolic.at === systolic.at;
  return vitals.flatMap((vital) => {
    if (isOne && vital === diastolic) return [];
    const line = vitalText(vital, format, nowMs);
    if (!isOne || vital !== systolic) return [line];
    const figure = `${line.figure}/${format.number(diastolic.sign, diastolic.value)}`;
    return [{ ...line, name: format.words.pressure, figure, tone: diastolic.reached === "critical" ? "alarm" : line.tone }];
  });
}
function vitalText(vital: HandoverVital, format: SheetFormat, nowMs: number): VitalText {
  const { words } = format;
  const { sign, value, at, isOld, isSuspect, method, grade, arrow, usual, beside, reached, hourBefore } = vital;
  const isAir = sign === "oxygen" && value === 0;
  const figureOf = (of: number) => format.number(sign, of);
  return {
    sign,
    name: format.signName(sign),
    figure: figureOf(value),
    unit: isAir ? "" : format.unit(sign),
    arrow: arrow === null ? "" : ARROWS[arrow],
    arrowWords: arrow === null ? "" : words.arrow[arrow],
    isOld,
    tone: isOld ? "old" : reached === "critical" ? "alarm" : reached === "warning" || beside !== null ? "strong" : "plain",
    notes: [
      [
        format.ago(nowMs - at),
        isOld ? words.old : "",
        method === null ? "" : (words.method[method] ?? method),
        grade === "consumer" ? words.grade.consumer : "",
        isSuspect ? words.suspect : "",
      ],
      [
        usual === null ? "" : words.usual(figureOf(usual.low), figureOf(usual.high)),
        beside === null ? "" : words.beside[beside],
        hourBefore === null || arrow === null || arrow === "same" ? "" : words.hourBefore(figureOf(hourBefore)),
      ],
    ].flatMap((parts) => {
      const said = parts.filter((one) => one !== "");
      return said.length === 0 ? [] : [said.join(" · ")];
    }),
  };
}
function news2Text(news2: HandoverNews2, format: SheetFormat, nowMs: number): News2Text {
  const { words } = format;
  const { total, known, of, isComplete, hasRed, risk, home, own, scale, inputs, trend } = news2;
  const isHigh = risk === "high" || risk === "medium";
  const atLeast = (n: number, isWhole: boolean) => (isWhole ? String(n) : `≥ ${n}`);
  return {
    label: words.news2.label(known, of),
    figure: atLeast(total, isComplete),
    tone: isHigh ? "alarm" : hasRed ? "strong" : "plain",
    notes: [
      words.news2.home[home],
      ...(hasRed ? [words.news2.red] : []),
      ...(own === null ? [] : [words.news2.own(own)]),
      ...(scale === 2 ? [words.news2.scale2] : []),
      words.news2.reference,
    ],
    inputsTitle: words.news2.inputs,
    inputs: inputs.map(({ input, value, points, at, state }) => ({
      name: format.signName(input),
      parts:
        value === null || at === null
          ? [{ text: words.news2.missing, tone: "muted" as const }]
          : [
              { text: format.valueText(input, value), tone: state === "tooOld" ? ("old" as const) : ("plain" as const) },
              {
                text: `${points === null ? words.news2.tooOld : words.news2.points(points)} · ${format.ago(nowMs - at)}`,
                tone: points === 3 ? ("alarm" as const) : ("muted" as const),
              },
            ],
    })),
    trendTitle: words.news2.trend,
    trendNote: trend.length === 0 ? words.news2.trendNone : words.news2.trendNote,
    trend: trend.map((point) => ({
      total: point.total,
      isComplete: point.isComplete,
      words: words.news2.from(point.total === null ? "—" : atLeast(point.total, point.isComplete), format.minute(point.at)),
    })),
  };
}
