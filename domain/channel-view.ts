import { Type, type Static } from "typebox";
import { Id, Name, Nullable } from "./api-schemas.ts";
import { ChannelOwner, ChannelTest, ChannelType } from "./channel.ts";
import { WebPushConfig, type ConfiguredType } from "./channel-config.ts";

const closed = { additionalProperties: false };
/** Those that a home or a clinic may have; a browser's push belongs to a person. */
export const GROUP_CHANNEL_TYPES = [
  "webhook",
  "wecom",
  "dingtalk",
  "feishu",
  "sms",
  "voice",
  "email",
  "wechat",
] as const satisfies readonly ConfiguredType[];
const Config = Type.Record(Type.String(), Type.Unknown(), {
  description: "the settings of the type (docs/channels.md); secrets are never returned, and kept when a change leaves them out",
});

/** A channel as people see it: without its secrets. */
export const ChannelView = Type.Object(
  {
    id: Type.String(),
    ownerType: ChannelOwner,
    ownerId: Type.String(),
    ownerName: Nullable(Type.String()),
    type: ChannelType,
    label: Type.String(),
    order: Type.Integer({ description: "tried in this order, 1 first" }),
    trusted: Type.Boolean({ description: "the facility allows a name over it" }),
    enabled: Type.Boolean(),
    config: Config,
    secretsSet: Type.Array(Type.String(), { description: "secrets that are stored" }),
    lastTest: Nullable(ChannelTest),
  },
  { $id: "Channel", ...closed },
);
export type ChannelView = Static<typeof ChannelView>;
/** Of a facility or of a clinic: one of the two. */
export const NewChannel = Type.Object(
  {
    facilityId: Type.Optional(Id),
    clinicId: Type.Optional(Id),
    type: Type.Enum(GROUP_CHANNEL_TYPES),
    label: Name,
    trusted: Type.Boolean({ default: false }),
    config: Config,
  },
  closed,
);
/** `webhookSecret` of a signed webhook: shown once. */
export const AddedChannel = Type.Object(
  { channel: ChannelView, webhookSecret: Nullable(Type.String()) },
  { $id: "AddedChannel", ...closed },
);
export const ChangedChannel = Type.Object(
  { label: Name, trusted: Type.Boolean(), enabled: Type.Boolean(), config: Type.Optional(Config) },
  closed,
);
export const ChannelOrder = Type.Object(
  { facilityId: Type.Optional(Id), clinicId: Type.Optional(Id), ids: Type.Array(Id, { minItems: 1, maxItems: 100 }) },
  closed,
);
/** A browser that wants pushes: its own subscription (W3C Push API). */
export const NewOwnChannel = Type.Object({ label: Name, ...WebPushConfig.properties }, closed);
/** The same browser under another address: its push service gave it a new one. */
export const RenewedSubscription = Type.Object({ ...WebPushConfig.properties }, closed);
export const PushKey = Type.Object({ publicKey: Type.String({ description: "VAPID, base64url" }) }, closed);
