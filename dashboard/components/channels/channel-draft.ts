import type { NoticeVariable } from "../../../domain/channel-config.ts";
import type { ChannelView, GROUP_CHANNEL_TYPES } from "../../../domain/channel-view.ts";

export type GroupType = (typeof GROUP_CHANNEL_TYPES)[number];
export const SMS_PROVIDERS = ["aliyun", "tencent", "http"] as const;
export type SmsProvider = (typeof SMS_PROVIDERS)[number];
/** One line of a form. `list`: several, separated by commas or spaces. */
export interface Field {
  readonly key: string;
  readonly kind: "text" | "secret" | "list" | "number" | "area" | "pairs" | "security";
  readonly isOptional?: boolean;
}
const of = (kind: Field["kind"], key: string, isOptional = false): Field => ({ kind, key, isOptional });
const TEMPLATE = [
  ...[of("text", "url"), of("area", "body"), of("list", "phones"), of("text", "headerName", true), of("secret", "headerValue", true)],
  ...[of("text", "successPath", true), of("text", "successEquals", true)],
];
const FIELDS: Readonly<Record<Exclude<GroupType, "sms">, readonly Field[]>> = {
  webhook: [of("text", "url")],
  wecom: [of("secret", "key"), of("list", "mentionMobiles", true)],
  dingtalk: [of("secret", "accessToken"), of("secret", "secret", true), of("text", "keyword", true), of("list", "mentionMobiles", true)],
  feishu: [of("secret", "token"), of("secret", "secret", true), of("text", "keyword", true), of("list", "mentionUserIds", true)],
  voice: TEMPLATE,
  email: [
    ...[of("text", "host"), of("number", "port"), of("security", "security"), of("text", "username", true), of("secret", "password", true)],
    ...[of("text", "from"), of("list", "to")],
  ],
  wechat: [of("text", "appId"), of("secret", "appSecret"), of("text", "templateId"), of("list", "openIds"), of("pairs", "fields")],
};
const SMS_FIELDS: Readonly<Record<SmsProvider, readonly Field[]>> = {
  aliyun: [
    ...[of("text", "accessKeyId"), of("secret", "accessKeySecret"), of("text", "signName"), of("text", "templateCode")],
    ...[of("list", "phones"), of("pairs", "variables")],
  ],
  tencent: [
    ...[of("text", "secretId"), of("secret", "secretKey"), of("text", "sdkAppId"), of("text", "signName"), of("text", "templateId")],
    ...[of("list", "phones"), of("pairs", "variables")],
  ],
  http: TEMPLATE,
};
export function fieldsOf(type: GroupType, provider: SmsProvider): readonly Field[] {
  return type === "sms" ? SMS_FIELDS[provider] : FIELDS[type];
}
export interface Pair {
  name: string;
  from: NoticeVariable;
}
export interface Draft {
  provider: SmsProvider;
  texts: Record<string, string>;
  pairs: Pair[];
}
const FIRST_TEXTS = { port: "465", security: "tls", body: '{"to":"{{phone}}","text":"{{facility}} {{room}} {{kind}}"}' };
function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
/** What the form starts with: the stored settings, secrets empty. */
export function draftOf(channel: ChannelView | null): Draft {
  const config = record(channel?.config);
  const texts: Record<string, string> = channel === null ? { ...FIRST_TEXTS } : {};
  for (const [key, value] of Object.entries(config)) {
    if (typeof value === "string" || typeof value === "number") texts[key] = String(value);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) texts[key] = value.join(", ");
  }
  const { path, equals } = record(config["success"]);
  if (typeof path === "string") texts["successPath"] = path;
  if (typeof equals === "string") texts["successEquals"] = equals;
  const stored = Array.isArray(config["variables"])
    ? config["variables"].map((one): [unknown, unknown] => [record(one)["name"], record(one)["from"]])
    : Object.entries(record(config["fields"]));
  const pairs = stored.flatMap(([name, from]) => (typeof name === "string" && isVariable(from) ? [{ name, from }] : []));
  return { texts, pairs: pairs.length > 0 ? pairs : [{ name: "", from: "room" }], provider: providerOf(config["provider"]) };
}
const VARIABLES: readonly NoticeVariable[] = ["kind", "severity", "facility", "room", "time", "count"];
const isVariable = (value: unknown): value is NoticeVariable => VARIABLES.some((one) => one === value);
const providerOf = (value: unknown): SmsProvider => SMS_PROVIDERS.find((one) => one === value) ?? "aliyun";

/** People paste the robot's whole address: only the part that names it is kept. */
function secretIn(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  return url.searchParams.get("key") ?? url.searchParams.get("access_token") ?? url.pathname.split("/").at(-1) ?? text;
}
/** The settings as the server takes them; an empty secret is left out, and the server keeps its own. */
export function configOf(type: GroupType, draft: Draft): Record<string, unknown> {
  const config: Record<string, unknown> = type === "sms" ? { provider: draft.provider } : {};
  const isRobot = type === "wecom" || type === "dingtalk" || type === "feishu";
  for (const { key, kind } of fieldsOf(type, draft.provider)) {
    const text = (draft.texts[key] ?? "").trim();
    if (kind === "pairs") config[key] = pairsOf(type, draft.pairs);
    else if (text === "") continue;
    else if (kind === "list") config[key] = text.split(/[,，;；\s]+/).filter((item) => item !== "");
    else if (kind === "number") config[key] = Number(text);
    else config[key] = isRobot && kind === "secret" && key !== "secret" ? secretIn(text) : text;
  }
  return template(config);
}
function pairsOf(type: GroupType, pairs: readonly Pair[]): unknown {
  const named = pairs.map(({ name, from }) => ({ name: name.trim(), from })).filter(({ name }) => name !== "");
  return type === "wechat" ? Object.fromEntries(named.map(({ name, from }) => [name, from])) : named;
}
function template({ headerName, headerValue, successPath, successEquals, ...config }: Record<string, unknown>): Record<string, unknown> {
  return {
    ...config,
    ...(typeof headerName === "string" && typeof headerValue === "string" ? { headers: { [headerName]: headerValue } } : {}),
    ...(successPath === undefined || successEquals === undefined ? {} : { success: { path: successPath, equals: successEquals } }),
  };
}
