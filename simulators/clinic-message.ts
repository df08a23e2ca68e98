import { Type, type Static } from "typebox";
import { Compile } from "typebox/compile";

/** Times may be ms since the epoch or ISO 8601; both are read. */
const Time = Type.Union([Type.Number(), Type.String()]);
const Body = Type.Object({
  type: Type.Enum(["alert.raised", "alert.updated", "alert.resolved"]),
  timestamp: Time,
  data: Type.Object({
    alertId: Type.String(),
    severity: Type.String(),
    kind: Type.String(),
    facility: Type.Unknown(),
    residentRef: Type.Unknown(),
    observedAt: Time,
    raisedAt: Time,
    acknowledgeUrl: Type.String(),
    handoverUrl: Type.String(),
  }),
});
const checkBody = Compile(Body);

/** A webhook as the clinic understands it (DESIGN "The outside faces"). Times in ms since the epoch. */
export interface ClinicMessage {
  readonly webhookId: string;
  readonly type: Static<typeof Body>["type"];
  readonly alertId: string;
  readonly severity: string;
  readonly kind: string;
  readonly observedAtMs: number;
  readonly raisedAtMs: number;
  readonly acknowledgeUrl: string;
  readonly handoverUrl: string;
  /** The whole body as it came. */
  readonly raw: string;
}
/** `null` when the body is not what the webhook documentation promises. */
export function parseWebhook(webhookId: string, body: Uint8Array): ClinicMessage | null {
  const raw = Buffer.from(body).toString("utf8");
  const value = parseJson(raw);
  if (!checkBody.Check(value)) return null;
  const { alertId, severity, kind, acknowledgeUrl, handoverUrl, observedAt, raisedAt } = value.data;
  const observedAtMs = timeOf(observedAt);
  const raisedAtMs = timeOf(raisedAt);
  if (!Number.isFinite(observedAtMs) || !Number.isFinite(raisedAtMs)) return null;
  return { webhookId, type: value.type, alertId, severity, kind, observedAtMs, raisedAtMs, acknowledgeUrl, handoverUrl, raw };
}
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
function timeOf(value: number | string): number {
  return typeof value === "number" ? value : Date.parse(value);
}
