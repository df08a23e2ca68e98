import { NOTICE_VARIABLES, type VoiceConfig } from "../../domain/channel-config.ts";
import type { Answer } from "../ports.ts";
import type { AdapterParts, Message } from "./adapter.ts";
import { accepted, failed, statusFailure } from "./answers.ts";
import type { Reply } from "./guarded-http.ts";
import { variableText } from "./sms-variables.ts";

export type HttpTemplate = Omit<VoiceConfig, never>;

/** Fills `{{room}}` and the like in, escaped as the content type wants it. */
export function filled(template: string, values: Readonly<Record<string, string>>, contentType: string): string {
  const escape = contentType.includes("json") ? (text: string) => JSON.stringify(text).slice(1, -1) : encodeURIComponent;
  return template.replace(/\{\{\s*([A-Za-z]+)\s*\}\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : escape(value);
  });
}
/** One request for each phone, all at once; taken when at least one was. */
export async function sendByTemplate({ http }: AdapterParts, { id, notices }: Message, config: HttpTemplate): Promise<Answer> {
  const { url, headers = {}, contentType = "application/json", body, phones, success } = config;
  const words = Object.fromEntries(NOTICE_VARIABLES.map((name) => [name, variableText(notices, name)]));
  const answers = await Promise.all(
    phones.map(async (phone): Promise<Answer> => {
      const text = filled(body, { ...words, phone, id }, contentType);
      const reply = await http.request(url, { headers: { "content-type": contentType, ...headers }, body: text });
      return statusFailure(reply) ?? (isTaken(reply, success) ? accepted() : failed("the answer says that it was not taken"));
    }),
  );
  return answers.find(({ state }) => state === "accepted") ?? answers[0] ?? failed("no phone is set up");
}
function isTaken({ text }: Reply, success: HttpTemplate["success"]): boolean {
  if (success === undefined) return true;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  for (const key of success.path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
    value = Reflect.get(value, key);
  }
  return String(value) === success.equals;
}
