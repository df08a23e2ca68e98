import { Webhook } from "standardwebhooks";
import type { Delivery } from "../../domain/delivery.ts";
import { errorText } from "../../domain/errors.ts";
import type { Clock } from "../../domain/time.ts";
import type { Answer, WebhookEndpoint } from "../ports.ts";
import { accepted, failed, gone, statusFailure } from "./answers.ts";
import { makeGuardedHttp, type GuardedHttp } from "./guarded-http.ts";

export interface WebhookSender {
  /** One attempt; never rejects. */
  send(delivery: Pick<Delivery, "id" | "body">, endpoint: WebhookEndpoint): Promise<Answer>;
  close(): void;
}

export interface WebhookOptions {
  /** Time of the signature: the receiver compares it with its own clock (± 5 min). */
  readonly clock: Clock;
  /** Origins (`https://host:port`) of `ANHU_WEBHOOK_ALLOW`: private or plain addresses that the operator allows. */
  readonly allowOrigins?: readonly string[];
  readonly timeoutMs?: number;
  /** Shared with the other channels; made from the above where there is none. */
  readonly http?: GuardedHttp;
}
/** Headers of Standard Webhooks 1.0.0; the signature covers id, time of this attempt and the exact body. @throws when the secret is no `whsec_` */
export function signedHeaders(delivery: Pick<Delivery, "id" | "body">, secret: string, nowMs: number): Record<string, string> {
  const at = new Date(Math.floor(nowMs / 1000) * 1000);
  return {
    "content-type": "application/json",
    "webhook-id": delivery.id,
    "webhook-timestamp": String(at.getTime() / 1000),
    "webhook-signature": new Webhook(secret).sign(delivery.id, at, delivery.body),
  };
}
/** Sends to clinics over kept connections; redirects are never followed. */
export function makeWebhookSender({ clock, http, ...options }: WebhookOptions): WebhookSender {
  const guarded = http ?? makeGuardedHttp(options);
  return {
    async send(delivery, { url, secret, loopbackAllowed = false }) {
      try {
        const headers = signedHeaders(delivery, secret, clock.now());
        const reply = await guarded.request(url, { headers, body: delivery.body, loopbackAllowed, isStatusEnough: true });
        if (reply.status === 410) return gone("HTTP 410: the endpoint is disabled; page the clinic by phone");
        return statusFailure(reply) ?? accepted();
      } catch (error) {
        return failed(errorText(error));
      }
    },
    close: () => guarded.close(),
  };
}
