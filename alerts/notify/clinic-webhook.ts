import http from "node:http";
import https from "node:https";
import { Webhook } from "standardwebhooks";
import type { Delivery } from "../../domain/delivery.ts";
import { errorText } from "../../domain/errors.ts";
import type { Clock } from "../../domain/time.ts";
import type { Answer, WebhookEndpoint } from "../ports.ts";
import { guardedLookup, reachOf, type Reach } from "./address-guard.ts";

/** RELIABILITY §4.3: five seconds for the whole exchange. */
const TIMEOUT_MS = 5_000;
export interface WebhookSender {
  /** One attempt; never rejects. */
  send(delivery: Pick<Delivery, "id" | "body">, endpoint: WebhookEndpoint): Promise<Answer>;
  close(): void;
}
/** A machine's answer is one status; of its body no more than this is read. */
const MOST_ANSWER_BYTES = 16_384;

export interface WebhookOptions {
  /** Time of the signature: the receiver compares it with its own clock (± 5 min). */
  readonly clock: Clock;
  /** Origins (`https://host:port`) of `ANHU_WEBHOOK_ALLOW`: private or plain addresses that the operator allows. */
  readonly allowOrigins?: readonly string[];
  readonly timeoutMs?: number;
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
export function makeWebhookSender({ clock, allowOrigins = [], timeoutMs = TIMEOUT_MS }: WebhookOptions): WebhookSender {
  const allowed = new Set(allowOrigins);
  // One set of connections per reach: what was checked for loopback is never used for a public host.
  const agents = new Map<string, http.Agent | https.Agent>();
  const agentOf = (reach: Reach, isTls: boolean) => {
    const key = `${reach} ${isTls}`;
    let agent = agents.get(key);
    if (agent === undefined) {
      const settings = { keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 16, lookup: guardedLookup(reach) };
      agent = isTls ? new https.Agent(settings) : new http.Agent(settings);
      agents.set(key, agent);
    }
    return agent;
  };
  return {
    async send(delivery, endpoint) {
      try {
        const url = new URL(endpoint.url);
        const { reach, why } = reachOf(url, { loopbackAllowed: endpoint.loopbackAllowed === true, allowOrigins: allowed });
        if (reach === null) return failed(why);
        const isTls = url.protocol === "https:";
        const headers = signedHeaders(delivery, endpoint.secret, clock.now());
        return await post(url, { isTls, agent: agentOf(reach, isTls), headers, body: delivery.body, timeoutMs });
      } catch (error) {
        return failed(errorText(error));
      }
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}
function failed(why: string, retryAfterMs: number | null = null, isGone = false): Answer {
  return { state: "failed", why, retryAfterMs, isGone };
}
interface Post {
  readonly isTls: boolean;
  readonly agent: http.Agent | https.Agent;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly timeoutMs: number;
}
function post(url: URL, { isTls, agent, headers, body, timeoutMs }: Post): Promise<Answer> {
  return new Promise((resolve) => {
    const settle = (answer: Answer) => {
      clearTimeout(deadline);
      resolve(answer);
    };
    const request = (isTls ? https : http).request(url, {
      method: "POST",
      agent,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    // A deadline for all of it: a body that drips keeps no connection longer.
    const deadline = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    request.on("error", (error) => settle(failed(errorText(error))));
    request.on("response", (response) => {
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MOST_ANSWER_BYTES) request.destroy(new Error("the answer is too long"));
      });
      response.on("error", (error) => settle(failed(errorText(error))));
      // The status is the answer; a body that never ends changes nothing about a 2xx.
      const answer = answerOf(response);
      if (answer.state === "accepted") settle(answer);
      response.on("end", () => settle(answer));
    });
    request.end(body);
  });
}
function answerOf(response: http.IncomingMessage): Answer {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return { state: "accepted" };
  if (status === 410) return failed("HTTP 410: the endpoint is disabled; page the clinic by phone", null, true);
  if (status >= 300 && status < 400) return failed(`HTTP ${status}: redirects are not followed`);
  const seconds = Number(response.headers["retry-after"]);
  return failed(`HTTP ${status}`, Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null);
}
