import { Type, type Static } from "typebox";
import type { Track } from "./alert.ts";
import { CHANNEL_TYPES } from "./channel.ts";

/**
 * How far a push came. `sent`: an attempt was begun; `accepted`: a machine of the provider or clinic took it; `delivered`: it is on the
 * person's device; `opened`: its link was opened; `acknowledged`: a person answered; `spared`: not sent, the channel before got through or
 * somebody answered.
 */
export const DeliveryState = Type.Enum(["queued", "sent", "accepted", "delivered", "opened", "acknowledged", "failed", "spared"]);
export type DeliveryState = Static<typeof DeliveryState>;
/** States that a provider or a reader tells later, of what was accepted before. */
export const RECEIPT_STATES = ["delivered", "opened", "acknowledged", "failed"] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];
export const DeliveryChannel = Type.Enum([...CHANNEL_TYPES, "screen"]);
export type DeliveryChannel = Static<typeof DeliveryChannel>;
export const ALERT_EVENT_TYPES = ["alert.raised", "alert.updated", "alert.resolved"] as const;
export type AlertEventType = (typeof ALERT_EVENT_TYPES)[number];

/** One message about one alert to one recipient. Secrets and addresses are looked up by `recipientId` when it is sent. */
export interface Delivery {
  /** Derived: equal for a resend after a crash. For a webhook it is the `webhook-id`. */
  readonly id: string;
  readonly alertId: string;
  readonly facilityId: string;
  /** Whose answer ends it. */
  readonly track: Track;
  readonly channel: DeliveryChannel;
  /** `null`: the clinic's own webhook, or a screen. */
  readonly channelId: string | null;
  /** A clinic, facility or user; a role of the facility's staff for `screen`. */
  readonly recipientId: string;
  /** The recipient's channel before this one: this one is sent when that failed for good, or no provider took it in time. */
  readonly afterId: string | null;
  /** In time: so long after it was made, ms. 0 where nothing stands before it. */
  readonly waitMs: number;
  readonly eventType: AlertEventType;
  /** Step of the ladder that made it. */
  readonly step: number;
  /** SOS and other critical alerts: retried at 0, 2, 5, 10, 20, 30 s, then every 30 s until somebody answers. */
  readonly urgent: boolean;
  /** Exact text that is signed and sent; empty for `screen`. */
  readonly body: string;
  readonly createdAtMs: number;
}
/** A row for every attempt. */
export const DeliveryAttempt = Type.Object(
  {
    deliveryId: Type.String(),
    alertId: Type.String(),
    channel: DeliveryChannel,
    channelId: Type.Union([Type.String(), Type.Null()]),
    recipientId: Type.String(),
    attempt: Type.Integer({ minimum: 0 }),
    at: Type.Integer(),
    state: DeliveryState,
    why: Type.Union([Type.String(), Type.Null()]),
    nextAt: Type.Union([Type.Integer(), Type.Null()], { description: "when it is tried next, or sent at the latest" }),
  },
  { additionalProperties: false },
);
export type DeliveryAttempt = Static<typeof DeliveryAttempt>;
/** What is the same in every row of a delivery. */
export function rowOf({ id, alertId, channel, channelId, recipientId }: Delivery) {
  return { deliveryId: id, alertId, channel, channelId, recipientId };
}
/** An attempt as people read it. */
export const DeliveryAttemptView = Type.Object(
  {
    ...DeliveryAttempt.properties,
    recipientName: Type.Union([Type.String(), Type.Null()], { description: "name of the clinic, or the role that a screen was shown to" }),
  },
  { $id: "DeliveryAttempt", additionalProperties: false },
);
export type DeliveryAttemptView = Static<typeof DeliveryAttemptView>;
/** What a provider or a reader tells of a push that was accepted before. */
export interface Receipt {
  readonly deliveryId: string;
  readonly state: ReceiptState;
  readonly why: string | null;
}
/** A push that no machine took. */
export const Undelivered = Type.Object(
  {
    deliveryId: Type.String(),
    alertId: Type.String(),
    channel: DeliveryChannel,
    channelId: Type.Union([Type.String(), Type.Null()]),
    recipientId: Type.String(),
    createdAt: Type.Integer(),
    attempts: Type.Integer({ minimum: 1, description: "that failed" }),
    lastAt: Type.Integer(),
    why: Type.Union([Type.String(), Type.Null()], { description: "of the last attempt" }),
    state: Type.Enum(["failing", "givenUp"]),
    nextAt: Type.Union([Type.Integer(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type Undelivered = Static<typeof Undelivered>;
export const UndeliveredView = Type.Object(
  { ...Undelivered.properties, recipientName: Type.Union([Type.String(), Type.Null()]) },
  { $id: "Undelivered", additionalProperties: false },
);
export type UndeliveredView = Static<typeof UndeliveredView>;
