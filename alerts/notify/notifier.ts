import type { Notifier } from "../ports.ts";
import { makeWebhookSender, type WebhookOptions } from "./clinic-webhook.ts";

/** Every channel behind one port: the adapter is picked by the endpoint's type. */
export function makeNotifier(options: WebhookOptions): Notifier {
  const webhook = makeWebhookSender(options);
  return {
    send(delivery, endpoint) {
      if (endpoint.type === "webhook") return webhook.send(delivery, endpoint);
      const why = `there is no sender for ${endpoint.type}; choose another channel`;
      return Promise.resolve({ state: "failed", why, retryAfterMs: null, isGone: true });
    },
    close: () => webhook.close(),
  };
}
