import webPush from "web-push";
import { Type, type Static } from "typebox";
import type { WebPushConfig } from "../../domain/channel-config.ts";
import type { Adapter, AdapterParts } from "./adapter.ts";
import { accepted, gone, statusFailure } from "./answers.ts";
import { kindWords, linesOf, titleOf } from "./notice.ts";
import { written } from "./text.ts";

/** An alert that a phone was told of hours later helps nobody: the push service forgets it after an hour. */
const LIFE_SECONDS = 3_600;

/** RFC 8292: who the server is; made once and kept, a browser's subscription is bound to it. */
export const VapidKeys = Type.Object({ subject: Type.String(), publicKey: Type.String(), privateKey: Type.String() });
export type VapidKeys = Static<typeof VapidKeys>;

export function newVapidKeys(): Pick<VapidKeys, "publicKey" | "privateKey"> {
  return webPush.generateVAPIDKeys();
}
/** Browser push, encrypted for the one browser (RFC 8291). */
export function makeWebPush({ http }: AdapterParts, vapid: VapidKeys | undefined): Adapter<WebPushConfig> {
  return {
    ...{ limits: [], isHard: false, hasDigest: true },
    async send({ id, notices, urgent }, { endpoint, keys }) {
      if (vapid === undefined) return gone("this server has no keys for push services");
      const [first] = notices;
      const { title, link } = first !== undefined && notices.length === 1 ? { ...first, title: titleOf(first) } : written(notices, 1_000);
      const body = first === undefined ? "" : notices.length === 1 ? linesOf(first).join(" · ") : kindWords(first.kind).zh;
      const payload = JSON.stringify({ title, body, url: link, tag: first?.alertId ?? id, urgent });
      const details = webPush.generateRequestDetails({ endpoint, keys }, payload, {
        ...{ vapidDetails: vapid, TTL: LIFE_SECONDS, urgency: urgent ? "high" : "normal", contentEncoding: "aes128gcm" },
      });
      const headers = Object.fromEntries(Object.entries(details.headers).map(([name, value]) => [name.toLowerCase(), value]));
      delete headers["content-length"];
      const reply = await http.request(details.endpoint, { headers, ...(details.body === null ? {} : { body: details.body }) });
      if (reply.status === 404 || reply.status === 410) return gone(`HTTP ${reply.status}: the browser ended its subscription`);
      return statusFailure(reply) ?? accepted(reply.headers.location?.split("/").at(-1));
    },
  };
}
