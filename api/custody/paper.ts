import type { Content, TableCell, TDocumentDefinitions } from "pdfmake/interfaces.js";
import type { CustodyView } from "../../domain/custody-view.ts";
import { en } from "../../domain/handover/words-en.ts";
import { zh } from "../../domain/handover/words-zh.ts";
import { CUSTODY_WORDS, type CustodyWords } from "./words.ts";

type SheetWords = Pick<typeof zh, "kind" | "other" | "role">;
const INK = "#1b2733";
const FAINT = "#5b6b78";
const LINE = "#c9d2d9";
const BAD = "#a61b1b";
const SHANGHAI: Intl.DateTimeFormatOptions = {
  ...{
    timeZone: "Asia/Shanghai",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
  ...{ fractionalSecondDigits: 3, hourCycle: "h23" },
};
const CLOCK = new Intl.DateTimeFormat("sv-SE", SHANGHAI);
const time = (ms: number | null) => (ms === null ? "—" : CLOCK.format(ms).replace(",", "."));
/** Of the same day: without the date. */
const hour = (ms: number | null) => (ms === null ? "—" : time(ms).slice(11));
/** "13 ms", "8.1 s", "3 min 12 s"; a clock that is ahead gives a minus. */
export function seconds(ms: number | null): string {
  if (ms === null) return "";
  if (Math.abs(ms) < 1_000) return `${ms} ms`;
  if (Math.abs(ms) < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(Math.abs(ms) / 1000);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map((n, index) =>
    n === 0 ? "" : `${n} ${["h", "min", "s"][index]}`,
  );
  return `${ms < 0 ? "−" : ""}${parts.filter((part) => part !== "").join(" ")}`;
}
const head = (text: string): TableCell => ({ text, color: FAINT, fontSize: 8 });
const title = (text: string): Content => ({ text, fontSize: 11, color: INK, margin: [0, 12, 0, 4] });
function table(widths: (string | number)[], header: readonly string[], rows: TableCell[][], none: string): Content {
  if (rows.length === 0) return { text: none, color: FAINT };
  return {
    table: { headerRows: 1, dontBreakRows: true, widths, body: [header.map(head), ...rows] },
    layout: {
      hLineWidth: (index) => (index === 0 ? 0 : 0.5),
      vLineWidth: () => 0,
      hLineColor: () => LINE,
      paddingTop: () => 2,
      paddingBottom: () => 2,
    },
  };
}

/** The custody as a paper, A4. Pure: the same custody gives the same definition. */
export function custodyPaper(custody: CustodyView, language: "zh-CN" | "en", nowMs: number): TDocumentDefinitions {
  const words = CUSTODY_WORDS[language];
  const sheet: SheetWords = language === "en" ? en : zh;
  return {
    pageSize: "A4",
    pageMargins: [40, 40, 40, 46],
    info: { title: `${words.title} ${custody.alertId}`, creator: "Anhu" },
    footer: (page, pages) => ({
      ...{ margin: [40, 12, 40, 0], color: FAINT, fontSize: 8 },
      columns: [
        { text: custody.alertId },
        { text: words.page.replace("{page}", String(page)).replace("{pages}", String(pages)), alignment: "right" },
      ],
    }),
    content: [
      { text: words.title, fontSize: 16, color: INK },
      { text: `${words.made} ${time(nowMs).slice(0, 19)}`, color: FAINT, margin: [0, 2, 0, 8] },
      facts(custody, words, sheet),
      stages(custody, words, sheet),
      title(words.targets),
      targets(custody, words),
      title(words.pushes),
      pushes(custody, words, sheet),
      title(words.audit),
      audit(custody, words),
      ...(custody.auditComplete ? [] : [{ text: words.auditPart, color: BAD, margin: [0, 4, 0, 0] } satisfies Content]),
      { text: words.check, color: FAINT, fontSize: 8, margin: [0, 8, 0, 0] },
    ],
  };
}
function facts(custody: CustodyView, words: CustodyWords, sheet: SheetWords): Content {
  const { facilityName, residentName, room, kind, severity, outcome } = custody;
  const said: readonly (readonly [string, string | null])[] = [
    [words.facility, facilityName],
    [words.resident, residentName],
    [words.room, room],
    [words.rule, sheet.kind[kind] ?? sheet.other],
    [words.severityTitle, words.severity[severity]],
    [words.outcomeTitle, outcome === null ? words.open : words.outcome[outcome]],
  ];
  const shown = said.filter(([, value]) => value !== null && value !== "");
  return {
    columns: shown.map(([label, value]) => ({
      width: "auto",
      stack: [
        { text: label, color: FAINT, fontSize: 8 },
        { text: value ?? "", color: INK },
      ],
    })),
    columnGap: 22,
    margin: [0, 0, 0, 10],
  };
}
function stages(custody: CustodyView, words: CustodyWords, sheet: SheetWords): Content {
  const rows = custody.stages.map(({ stage, at, sincePreviousMs, sinceReceivedMs, by }): TableCell[] => {
    const color = at === null ? FAINT : INK;
    const since = stage === "observed" || stage === "received" ? "" : seconds(sinceReceivedMs);
    return [words.stages[stage], time(at), seconds(sincePreviousMs), since, by === null ? "" : (sheet.role[by] ?? by)].map((text) => ({
      text,
      color,
    }));
  });
  return table(["*", "auto", "auto", "auto", "auto"], words.columns, rows, words.none);
}
function targets(custody: CustodyView, words: CustodyWords): Content {
  const rows = custody.targets.map(({ key, ms, met }): TableCell[] => {
    const verdict = met === null ? words.undecided : met ? words.met : words.missed;
    return [{ text: words.target[key] }, { text: seconds(ms) }, { text: verdict, color: met === false ? BAD : INK }];
  });
  return table(["*", 120, 90], ["", "", ""], rows, words.none);
}
function pushes(custody: CustodyView, words: CustodyWords, sheet: SheetWords): Content {
  const rows = custody.pushes.map((push): TableCell[] =>
    [
      ...[personOf(push, sheet), words.channel[push.channel], hour(push.queuedAt), hour(push.sentAt), hour(push.acceptedAt)],
      ...[
        hour(push.openedAt ?? push.deliveredAt),
        hour(push.acknowledgedAt),
        push.failedAt === null ? "" : `${hour(push.failedAt)} ${push.why ?? ""}`,
      ],
    ].map((text) => ({ text, fontSize: 8 })),
  );
  return table(["*", 44, 54, 54, 54, 58, 54, 70], words.pushColumns, rows, words.none);
}
function personOf({ recipientName, recipientId }: CustodyView["pushes"][number], sheet: SheetWords): string {
  return recipientName === null ? recipientId : (sheet.role[recipientName] ?? recipientName);
}
function audit(custody: CustodyView, words: CustodyWords): Content {
  const rows = custody.audit.map(({ seq, at, action, role, hash }): TableCell[] => [
    ...[String(seq), time(at).slice(0, 19), action, role].map((text) => ({ text, fontSize: 8 })),
    // Broken in two: a hash is one word.
    { text: `${hash.slice(0, 32)}\n${hash.slice(32)}`, fontSize: 7 },
  ]);
  return table([34, 92, "*", 60, 150], words.auditColumns, rows, words.none);
}
