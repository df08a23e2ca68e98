import { Type, type Static, type TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { Answer } from "../ports.ts";
import type { Reply } from "./guarded-http.ts";

export function failed(why: string, retryAfterMs: number | null = null): Answer {
  return { state: "failed", why, retryAfterMs, isGone: false };
}
/** Trying again changes nothing before somebody changes the channel. */
export function gone(why: string): Answer {
  return { state: "failed", why, retryAfterMs: null, isGone: true };
}
export function accepted(providerId?: string | null): Answer {
  return providerId === undefined || providerId === null || providerId === "" ? { state: "accepted" } : { state: "accepted", providerId };
}
/** What a status other than 2xx says; `null`: it is 2xx. */
export function statusFailure({ status, headers }: Pick<Reply, "status" | "headers">): Answer | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return failed(`HTTP ${status}: redirects are not followed`);
  const seconds = Number(headers["retry-after"] ?? headers["x-ogw-ratelimit-reset"]);
  return failed(`HTTP ${status}`, Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null);
}
/** Reads an answer of a provider; `null`: it has another shape, and nothing was said of success. */
export function makeReader<T extends TSchema>(schema: T): (text: string) => Static<T> | null {
  const compiled = Compile(schema);
  return (text) => {
    const value = parsed(text);
    return compiled.Check(value) ? value : null;
  };
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
/** Codes of a provider, by what is to be done about them. Any other code: tried again by the schedule. */
export interface Codes {
  /** Settings are wrong: not tried again. */
  readonly settings: Readonly<Record<string, string>>;
  /** Too much at once: tried again after so many milliseconds. */
  readonly tooFast: Readonly<Record<string, number>>;
}
export function refusal(code: string, text: string, { settings, tooFast }: Codes): Answer {
  const meaning = settings[code];
  const said = `${code} ${text}`.trim();
  if (meaning !== undefined) return gone(`${said}: ${meaning}`);
  return failed(said, tooFast[code] ?? null);
}
/** `{"errcode":0,"errmsg":"ok"}` of WeCom, DingTalk and WeChat. */
export const readErrcode = makeReader(
  Type.Object({
    errcode: Type.Integer(),
    errmsg: Type.Optional(Type.String()),
    msgid: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
  }),
);
export function errcodeAnswer(reply: Reply, codes: Codes): Answer {
  const wrong = statusFailure(reply);
  if (wrong !== null) return wrong;
  const said = readErrcode(reply.text);
  if (said === null) return failed("the answer does not say that it was taken");
  return said.errcode === 0 ? accepted(said.msgid?.toString()) : refusal(String(said.errcode), said.errmsg ?? "", codes);
}
