import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { errorText } from "../domain/errors.ts";

export type Language = "zh" | "en";
/** Chinese unless the browser asks for English first. */
export function languageOf(acceptLanguage: string | undefined): Language {
  return /^\s*en\b/i.test(acceptLanguage ?? "") ? "en" : "zh";
}
const STYLE = `:root{color-scheme:light;font-family:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif}
body{margin:0 auto;max-width:36rem;padding:1rem;background:#f4f6f5;color:#13211c;line-height:1.5}
h1{font-size:1.4rem;padding:1rem;border-radius:.8rem;background:#c8102e;color:#fff}h1.warning{background:#f5b70a;color:#1b1300}h1.info,h1.done{background:#0d6b5f}
table{width:100%;border-collapse:collapse;background:#fff}td,th{padding:.6rem;border-bottom:1px solid #dbe3df;text-align:left}td.n{font-size:1.4rem;font-weight:700}del{color:#63756c}
form{display:grid;gap:.5rem;margin:1rem 0}details{margin:.6rem 0;padding:0 1rem;border:2px solid #dbe3df;border-radius:.8rem;background:#fff}summary{padding:.9rem 0;font-weight:700;cursor:pointer}h2{font-size:1.1rem;margin-top:1.4rem}input,select{font:inherit;padding:.7rem;border:2px solid #63756c;border-radius:.6rem}select{background:#fff;color:#13211c}button{margin-top:.4rem;font:inherit;font-weight:700;min-height:3rem;border:0;border-radius:.8rem;background:#0d6b5f;color:#fff}a{color:#0d6b5f}`;

/** Text that may hold anything, safe inside HTML. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Every value is escaped unless it is markup of ours. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Markup | readonly Markup[])[]): Markup {
  const written = values.map((value) => {
    if (value instanceof Markup) return value.text;
    if (typeof value === "object") return value.map((item) => item.text).join("");
    return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  });
  return new Markup(parts.map((part, index) => part + (written[index] ?? "")).join(""));
}
/** A page without scripts, whose only style is ours: the policy names the hash of exactly its text. */
export function sendPage(
  reply: FastifyReply,
  status: number,
  language: Language,
  title: string,
  body: Markup,
  style: string = STYLE,
): FastifyReply {
  const styleHash = `'sha256-${createHash("sha256").update(style).digest("base64")}'`;
  const page = html`<!doctype html>
    <html lang="${language === "zh" ? "zh-CN" : "en"}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${new Markup(`<style>${style}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html>`;
  return reply
    .code(status)
    .header(
      "content-security-policy",
      `default-src 'none'; style-src ${styleHash}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    )
    .header("cache-control", "no-store")
    .header("vary", "accept-language")
    .type("text/html; charset=utf-8")
    .send(page.text);
}
export const TEXT = {
  zh: {
    title: "安护 · 告警",
    room: "房间",
    raised: "发生时间",
    medical: "医疗",
    onSite: "到场",
    person: "您的姓名",
    take: "我来处理（医疗）",
    note: "打开本页不算应答；填写姓名并点击才算。现场护理员的到场由现场人员确认。",
    taken: "已记录：医疗由您处理。",
    handover: "查看交接单",
    bad: "链接无效或已过期。请打电话给机构。",
    needPerson: "请填写您的姓名。",
    failed: "没有记录成功",
    states: { waiting: "等待应答", acknowledged: "已应答", done: "已完成" },
  },
  en: {
    title: "Anhu · alert",
    room: "Room",
    raised: "Raised",
    medical: "Medical",
    onSite: "On site",
    person: "Your name",
    take: "I take it (medical)",
    note: "Opening this page answers nothing; writing your name and pressing the button does. Arrival is confirmed by the people on site.",
    taken: "Noted: you take the medical part.",
    handover: "Open the handover",
    bad: "This link is not valid, or it has ended. Please call the facility.",
    needPerson: "Please write your name.",
    failed: "It was not noted",
    states: { waiting: "waiting", acknowledged: "acknowledged", done: "done" },
  },
} as const;
const KINDS = {
  sos: ["紧急呼叫", "SOS"],
  fall: ["跌倒", "Fall"],
  help: ["呼叫护理", "Call for care"],
  leak: ["漏水", "Water leak"],
  smoke: ["烟雾", "Smoke"],
  gas: ["燃气", "Gas"],
  vital: ["生命体征异常", "Vital sign"],
  stillness: ["长时间无动静", "No movement"],
  measureNow: ["需要复测", "Measure now"],
  bedExit: ["夜间离床", "Out of bed at night"],
  inactivity: ["长时间无活动", "No activity"],
  bathroom: ["卫生间停留过久", "Long in the bathroom"],
  longLie: ["可能倒地未起", "Lying low, may not get up"],
  wandering: ["走失风险", "Wandering"],
  door: ["夜间开门", "Door open at night"],
  news2: ["NEWS2 评分升高", "NEWS2 raised"],
  softSigns: ["今天不对劲", "Not right today"],
  concern: ["不对劲，请护士或医生看", "Not right: a nurse or physician looks"],
  feverCluster: ["聚集性发热", "Fever cluster"],
  absence: ["无数据", "No readings"],
  device: ["设备故障", "Device trouble"],
  contract: ["医养签约", "Contract"],
} as const;
export function kindText(kind: keyof typeof KINDS, language: Language): string {
  return KINDS[kind][language === "zh" ? 0 : 1];
}
export function timeText(atMs: number, language: Language): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "short",
    timeStyle: "medium",
    timeZone: "Asia/Shanghai",
  }).format(atMs);
}
export function failureText(error: unknown, language: Language): string {
  return `${TEXT[language].failed}: ${errorText(error)}`;
}
