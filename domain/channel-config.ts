import { Type, type Static, type TObject, type TSchema, type TUnion } from "typebox";
import type { ChannelType } from "./channel.ts";

const closed = { additionalProperties: false };
const Text = (maxLength = 200) => Type.String({ minLength: 1, maxLength });
/** Stored, sent to the provider, never shown again. */
const Secret = (maxLength = 500) => Type.String({ minLength: 1, maxLength, isSecret: true });
/** 11 digits of a mobile phone of the mainland, or an international number. */
const Phone = Type.String({ pattern: "^\\+?[0-9]{5,15}$" });
const Phones = Type.Array(Phone, { minItems: 1, maxItems: 20 });
/** Whom to call by name in the group when it is urgent: the duty phone. */
const Mentions = Type.Optional(Type.Array(Phone, { maxItems: 20 }));
/** Another address of the provider (Lark, a private installation, a relay); the path is the provider's own. */
const BaseUrl = Type.Optional(Type.String({ pattern: "^https?://[^\\s/?#]+/?$", maxLength: 300 }));
const Url = Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 1000 });

/** What a template may be filled with: words of the notice, none of them a name. */
export const NOTICE_VARIABLES = ["kind", "severity", "facility", "room", "time", "count"] as const;
export const NoticeVariable = Type.Enum(NOTICE_VARIABLES);
export type NoticeVariable = Static<typeof NoticeVariable>;
/** In the order of the reviewed template. `name`: what the template calls it (Aliyun); others number them. */
const Variables = Type.Array(Type.Object({ name: Text(40), from: NoticeVariable }, closed), { maxItems: 10 });
/** `{{room}}` and the like are filled in, in JSON strings escaped as JSON wants it. `{{phone}}`: one request for each phone. */
const HttpTemplate = {
  url: Url,
  headers: Type.Optional(
    Type.Record(Type.String({ pattern: "^[A-Za-z0-9-]{1,60}$" }), Secret(1000), { maxProperties: 10, isSecret: true }),
  ),
  contentType: Type.Optional(Type.Enum(["application/json", "application/x-www-form-urlencoded"])),
  body: Text(4000),
  phones: Phones,
  /** In the body of the answer: the value at `path` (`a.b`) must be `equals`. Without it HTTP 2xx is success. */
  success: Type.Optional(Type.Object({ path: Text(100), equals: Text(100) }, closed)),
};
export const WebhookConfig = Type.Object(
  { url: Url, secret: Type.String({ pattern: "^whsec_[A-Za-z0-9+/=]{32,100}$", isSecret: true }) },
  closed,
);
export const WecomConfig = Type.Object({ key: Secret(), mentionMobiles: Mentions, baseUrl: BaseUrl }, closed);
export const DingtalkConfig = Type.Object(
  { accessToken: Secret(), secret: Type.Optional(Secret()), keyword: Type.Optional(Text(40)), mentionMobiles: Mentions, baseUrl: BaseUrl },
  closed,
);
export const FeishuConfig = Type.Object(
  {
    token: Secret(),
    secret: Type.Optional(Secret()),
    keyword: Type.Optional(Text(40)),
    /** `open_id` or `user_id` of whom to call by name when it is urgent; `all`: everybody in the group. */
    mentionUserIds: Type.Optional(Type.Array(Type.String({ pattern: "^[A-Za-z0-9_-]{1,80}$" }), { maxItems: 20 })),
    baseUrl: BaseUrl,
  },
  closed,
);
export const AliyunSmsConfig = Type.Object(
  {
    provider: Type.Literal("aliyun"),
    accessKeyId: Text(),
    accessKeySecret: Secret(),
    signName: Text(40),
    templateCode: Text(60),
    variables: Variables,
    phones: Phones,
    baseUrl: BaseUrl,
  },
  closed,
);
export const TencentSmsConfig = Type.Object(
  {
    provider: Type.Literal("tencent"),
    secretId: Text(),
    secretKey: Secret(),
    sdkAppId: Text(40),
    signName: Text(40),
    templateId: Text(60),
    region: Type.Optional(Text(40)),
    variables: Variables,
    phones: Phones,
    baseUrl: BaseUrl,
  },
  closed,
);
export const HttpSmsConfig = Type.Object({ provider: Type.Literal("http"), ...HttpTemplate }, closed);
export const SmsConfig = Type.Union([AliyunSmsConfig, TencentSmsConfig, HttpSmsConfig]);
export const VoiceConfig = Type.Object(HttpTemplate, closed);
const MailAddress = Type.String({ pattern: '^[^\\s<>@,;"]+@[^\\s<>@,;"]+$', maxLength: 200 });
export const EmailConfig = Type.Object(
  {
    host: Type.String({ pattern: "^[A-Za-z0-9.:_\\-\\[\\]]+$", maxLength: 253 }),
    port: Type.Integer({ minimum: 1, maximum: 65_535 }),
    /** `plain`: without TLS, to an address of this machine only, and only where `ANHU_WEBHOOK_ALLOW` names `smtp://host:port`. */
    security: Type.Enum(["tls", "starttls", "plain"]),
    username: Type.Optional(Text()),
    password: Type.Optional(Secret()),
    from: MailAddress,
    to: Type.Array(MailAddress, { minItems: 1, maxItems: 20 }),
  },
  closed,
);
export const WechatConfig = Type.Object(
  {
    appId: Text(60),
    appSecret: Secret(),
    templateId: Text(80),
    openIds: Type.Array(Text(80), { minItems: 1, maxItems: 20 }),
    /** Field of the template, `thing1`, → what it is filled with. */
    fields: Type.Record(Type.String({ pattern: "^[a-z_]+[0-9]*$" }), NoticeVariable, { maxProperties: 10 }),
    baseUrl: BaseUrl,
  },
  closed,
);
/** A browser's subscription (W3C Push API). */
export const WebPushConfig = Type.Object(
  {
    /** Whoever knows it can send there: a secret too. */
    endpoint: Type.String({ pattern: "^https?://[^\\s]+$", maxLength: 1000, isSecret: true }),
    keys: Type.Object({ p256dh: Text(200), auth: Text(100) }, { ...closed, isSecret: true }),
  },
  closed,
);
export type WecomConfig = Static<typeof WecomConfig>;
export type DingtalkConfig = Static<typeof DingtalkConfig>;
export type FeishuConfig = Static<typeof FeishuConfig>;
export type AliyunSmsConfig = Static<typeof AliyunSmsConfig>;
export type TencentSmsConfig = Static<typeof TencentSmsConfig>;
export type HttpSmsConfig = Static<typeof HttpSmsConfig>;
export type SmsConfig = Static<typeof SmsConfig>;
export type VoiceConfig = Static<typeof VoiceConfig>;
export type EmailConfig = Static<typeof EmailConfig>;
export type WechatConfig = Static<typeof WechatConfig>;
export type WebPushConfig = Static<typeof WebPushConfig>;

/** Those that are set up in their own place are missing: the annunciators of a house. */
export const CHANNEL_CONFIGS = {
  webhook: WebhookConfig,
  wecom: WecomConfig,
  dingtalk: DingtalkConfig,
  feishu: FeishuConfig,
  sms: SmsConfig,
  voice: VoiceConfig,
  email: EmailConfig,
  wechat: WechatConfig,
  webPush: WebPushConfig,
} as const satisfies Partial<Record<ChannelType, TObject | TUnion>>;
export type ConfiguredType = keyof typeof CHANNEL_CONFIGS;
export function isConfigured(type: ChannelType): type is ConfiguredType {
  return Object.hasOwn(CHANNEL_CONFIGS, type);
}
/** Fields of a type that are never shown after they were stored. */
export function secretFields(type: ConfiguredType): readonly string[] {
  const schema: TObject | TUnion = CHANNEL_CONFIGS[type];
  const objects: readonly TSchema[] = "anyOf" in schema ? schema.anyOf : [schema];
  const names = objects.flatMap((object) => (isObject(object) ? Object.entries(object.properties) : []));
  return [...new Set(names.filter(([, field]) => Reflect.get(field, "isSecret") === true).map(([name]) => name))];
}
function isObject(schema: TSchema): schema is TObject {
  return "properties" in schema;
}
