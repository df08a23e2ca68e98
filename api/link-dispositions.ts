import type { Alert } from "../domain/alert.ts";
import { dispositionsOf, isWithinGrace, type NotedDisposition } from "../domain/disposition.ts";
import { html, timeText, type Language, type Markup } from "./link-pages.ts";
import type { FoundAlert } from "./targets.ts";

export const DECISION_TEXT = {
  zh: {
    title: "医生决定",
    noted: "已记录的决定",
    person: "您的姓名",
    save: "记录",
    back: "返回",
    missing: "请把这一项填完整。",
    conflict: "别的医生已经先处理了，请返回查看。",
    closed: "告警已经解除，这个决定不能再写了。",
    failed: "没有记录成功，请返回再试，或打电话给机构。",
    types: { advise: "指导", visit: "上门", ambulance: "救护车", admit: "收治", refuse: "拒绝" },
    advise: "请机构人员做什么",
    visit: "多少分钟后到",
    more: "补充（可不填）",
    ambulance: { label: "谁来叫", clinic: "诊所已叫救护车", home: "请机构马上打 120" },
    admit: "科室",
    refuse: "原因（随后立即通知下一家诊所）",
    minutes: (n: number) => `约 ${n} 分钟到`,
    arrived: "已到场",
    overdue: "到时未到",
    own: "机构医生",
  },
  en: {
    title: "What the doctor decides",
    noted: "Decisions so far",
    person: "Your name",
    save: "Note it",
    back: "Back",
    missing: "Please fill this in completely.",
    conflict: "Another doctor was first; go back and look.",
    closed: "The alert is closed; this can no longer be written.",
    failed: "It was not noted. Go back and try again, or call the facility.",
    types: { advise: "Advise", visit: "Visit", ambulance: "Ambulance", admit: "Admit", refuse: "Refuse" },
    advise: "What staff should do",
    visit: "There in how many minutes",
    more: "Anything else (may stay empty)",
    ambulance: { label: "Who calls", clinic: "The clinic has called an ambulance", home: "The home is to call 120 now" },
    admit: "Department",
    refuse: "Why (the next clinic is told at once)",
    minutes: (n: number) => `there in about ${n} min`,
    arrived: "has arrived",
    overdue: "did not come in time",
    own: "Physician of the home",
  },
} as const;

/** What was decided so far, and a form for each decision; nothing where the alert is over for good. Forms work without scripts. */
export function decisionForms({ alert, timeline }: FoundAlert, token: string, language: Language, nowMs: number): Markup {
  const noted = dispositionsOf(timeline);
  return html`${notedList(noted, language)}${isWithinGrace(alert, nowMs) ? forms(alert, noted.length, token, language) : html``}`;
}
function notedList(noted: readonly NotedDisposition[], language: Language): Markup {
  if (noted.length === 0) return html``;
  const text = DECISION_TEXT[language];
  const rows = noted.map((one) => {
    const said = [
      text.types[one.type],
      one.etaMs === null ? "" : text.minutes(Math.round((one.etaMs - one.at) / 60_000)),
      one.arrivedAtMs !== null ? text.arrived : one.overdueAtMs !== null ? text.overdue : "",
      one.calledBy === null ? "" : text.ambulance[one.calledBy],
      one.department ?? "",
    ].filter(Boolean);
    // The words of others are not for everybody who holds a link.
    return html`<tr>
      <th>${timeText(one.at, language)}</th>
      <td>${one.clinicId === null ? text.own : one.clinicName} · ${said.join(" · ")}</td>
    </tr>`;
  });
  return html`<h2>${text.noted}</h2>
    <table>
      ${rows}
    </table>`;
}
function forms(alert: Alert, seen: number, token: string, language: Language): Markup {
  const text = DECISION_TEXT[language];
  const isOpen = alert.state !== "resolved";
  const more = (id: string) => html`<label for="${id}-text">${text.more}</label><input id="${id}-text" name="text" maxlength="500" />`;
  const words = (id: string, label: string) =>
    html`<label for="${id}-text">${label}</label><input id="${id}-text" name="text" required maxlength="500" />`;
  const all: readonly (readonly [type: keyof typeof text.types, fields: Markup])[] = [
    ["advise", words("advise", text.advise)],
    [
      "visit",
      html`<label for="eta">${text.visit}</label
        ><input id="eta" name="etaMinutes" type="number" min="1" max="240" required inputmode="numeric" />${more("visit")}`,
    ],
    [
      "ambulance",
      html`<label for="called">${text.ambulance.label}</label
        ><select id="called" name="calledBy">
          <option value="clinic">${text.ambulance.clinic}</option>
          <option value="home">${text.ambulance.home}</option></select
        >${more("ambulance")}`,
    ],
    [
      "admit",
      html`<label for="department">${text.admit}</label
        ><input id="department" name="department" required maxlength="60" />${more("admit")}`,
    ],
    ["refuse", words("refuse", text.refuse)],
  ];
  const offered = all.filter(([type]) => isOpen || (type !== "visit" && type !== "refuse"));
  return html`<h2>${text.title}</h2>
    ${offered.map(
      ([type, fields]) =>
        html`<details>
          <summary>${text.types[type]}</summary>
          <form method="post" action="/ack/${token}/disposition">
            <label for="${type}-person">${text.person}</label
            ><input id="${type}-person" name="person" required maxlength="80" autocomplete="name" />${fields}<input
              type="hidden"
              name="type"
              value="${type}"
            /><input type="hidden" name="seen" value="${seen}" /><button>${text.save}</button>
          </form>
        </details>`,
    )}`;
}
