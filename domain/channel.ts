import { Type, type Static } from "typebox";

/** How somebody outside the screens is reached. `annunciator`: a light, siren, speaker or pager of the house, by MQTT (DOMAIN §5.8). */
export const CHANNEL_TYPES = [
  "webhook",
  "wecom",
  "dingtalk",
  "feishu",
  "sms",
  "voice",
  "email",
  "wechat",
  "webPush",
  "annunciator",
] as const;
export const ChannelType = Type.Enum(CHANNEL_TYPES);
export type ChannelType = Static<typeof ChannelType>;
/** Whose it is: a clinic, a facility (its duty group), or one person who signs in. */
export const CHANNEL_OWNERS = ["clinic", "facility", "user"] as const;
export const ChannelOwner = Type.Enum(CHANNEL_OWNERS);
export type ChannelOwner = Static<typeof ChannelOwner>;

/**
 * One way to reach somebody. `Config` is the shape of its type (alerts/notify/), checked where it comes in and where it is read.
 * A clinic's own webhook stands in `Clinic`, before all of these.
 */
export interface Channel<Config = unknown> {
  readonly id: string;
  readonly ownerType: ChannelOwner;
  readonly ownerId: string;
  readonly type: ChannelType;
  /** What people call it; no name of a person. */
  readonly label: string;
  /** Tried in this order, 1 first: the next one when the one before did not get through in time. */
  readonly order: number;
  /** The facility allows more than a room and an opaque id over it. */
  readonly trusted: boolean;
  readonly enabled: boolean;
  readonly config: Config;
}
/** What became of the last test message. */
export const ChannelTest = Type.Object(
  {
    at: Type.Integer({ description: "ms since the epoch" }),
    ok: Type.Boolean({ description: "the provider took it, and says so" }),
    why: Type.Union([Type.String(), Type.Null()], { description: "in words, when it did not" }),
  },
  { $id: "ChannelTest", additionalProperties: false },
);
export type ChannelTest = Static<typeof ChannelTest>;
/** As the records keep it, with its secrets. */
export interface StoredChannel extends Channel {
  readonly lastTest: ChannelTest | null;
}
