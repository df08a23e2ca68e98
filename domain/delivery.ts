import { Type, type Static } from "typebox";

export const DeliveryState = Type.Enum(["queued", "sent", "accepted", "acknowledged", "failed"]);
export type DeliveryState = Static<typeof DeliveryState>;
export const ALERT_EVENT_TYPES = ["alert.raised", "alert.updated", "alert.resolved"] as const;
export type AlertEventType = (typeof ALERT_EVENT_TYPES)[number];

/** One message about one alert to one recipient. Secrets and addresses are looked up by `recipientId` when it is sent. */
export interface Delivery {
  /** Derived: equal for a resend after a crash. For a webhook it is the `webhook-id`. */
  readonly id: string;
  readonly alertId: string;
  readonly facilityId: string;
  readonly channel: "webhook" | "screen";
  /** Clinic id for `webhook`; a role of the facility's staff for `screen`. */
  readonly recipientId: string;
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
    channel: Type.Enum(["webhook", "screen"]),
    recipientId: Type.String(),
    attempt: Type.Integer({ minimum: 0 }),
    at: Type.Integer(),
    state: DeliveryState,
    why: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type DeliveryAttempt = Static<typeof DeliveryAttempt>;
/** An attempt as people read it. */
export const DeliveryAttemptView = Type.Object(
  {
    ...DeliveryAttempt.properties,
    recipientName: Type.Union([Type.String(), Type.Null()], { description: "name of the clinic, or the role that a screen was shown to" }),
  },
  { $id: "DeliveryAttempt", additionalProperties: false },
);
export type DeliveryAttemptView = Static<typeof DeliveryAttemptView>;
