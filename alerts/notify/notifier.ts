import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { ChannelType } from "../../domain/channel.ts";
import { CHANNEL_CONFIGS, isConfigured } from "../../domain/channel-config.ts";
import { errorText } from "../../domain/errors.ts";
import type { Answer, ChannelEndpoint, Notifier } from "../ports.ts";
import type { Adapter } from "./adapter.ts";
import { failed, gone } from "./answers.ts";
import { makeWebhookSender, type WebhookOptions } from "./clinic-webhook.ts";
import { makeDingtalk } from "./dingtalk.ts";
import { makeEmail } from "./email.ts";
import { makeFeishu } from "./feishu.ts";
import { makeGuardedHttp, type GuardedHttpOptions } from "./guarded-http.ts";
import { masked } from "./mask.ts";
import { isUrgent, readNotice, unreadableNotice, type Notice } from "./notice.ts";
import { Outlet } from "./outlet.ts";
import { makeSms, makeVoice } from "./sms.ts";
import { makeWebPush, type VapidKeys } from "./web-push.ts";
import { makeWechat } from "./wechat.ts";
import { makeWecom } from "./wecom.ts";

export interface NotifierOptions extends Omit<WebhookOptions, "http"> {
  /** Real milliseconds that only grow, for the allowances; `clock`'s unless told. */
  readonly elapsedMs?: () => number;
  /** Real time since the epoch, where `clock` is a simulated one: providers compare signatures with their own. */
  readonly realMs?: () => number;
  /** Who the server is to push services; without it browsers cannot be told. */
  readonly vapid?: VapidKeys;
  /** Of names; the system's unless told. */
  readonly resolve?: GuardedHttpOptions["resolve"];
}
/** Sends over one channel, with its state: allowance, digest. */
type Send = (id: string, notice: Notice, urgent: boolean, config: unknown) => Promise<Answer>;

/** Every channel behind one port: the adapter is picked by the endpoint's type. */
export function makeNotifier(options: NotifierOptions): Notifier {
  const { clock, vapid, allowOrigins = [], timeoutMs, elapsedMs = () => clock.monotonic(), realMs = () => clock.now() } = options;
  const limits = timeoutMs === undefined ? {} : { timeoutMs };
  const { resolve } = options;
  const http = makeGuardedHttp({ allowOrigins, ...limits, ...(resolve === undefined ? {} : { resolve }) });
  const webhook = makeWebhookSender({ clock, http });
  const parts = { http, nowMs: realMs };
  const makers: Readonly<Record<Exclude<ChannelType, "webhook" | "annunciator">, () => Send>> = {
    wecom: outlets(CHANNEL_CONFIGS.wecom, makeWecom(parts), elapsedMs),
    dingtalk: outlets(CHANNEL_CONFIGS.dingtalk, makeDingtalk(parts), elapsedMs),
    feishu: outlets(CHANNEL_CONFIGS.feishu, makeFeishu(parts), elapsedMs),
    sms: outlets(CHANNEL_CONFIGS.sms, makeSms(parts), elapsedMs),
    voice: outlets(CHANNEL_CONFIGS.voice, makeVoice(parts), elapsedMs),
    email: outlets(CHANNEL_CONFIGS.email, makeEmail({ allowOrigins, ...limits }), elapsedMs),
    wechat: outlets(CHANNEL_CONFIGS.wechat, makeWechat(parts), elapsedMs),
    webPush: outlets(CHANNEL_CONFIGS.webPush, makeWebPush(parts, vapid), elapsedMs),
  };
  const channels = new Map<string, Send>();
  function sendOf({ type, channelId }: ChannelEndpoint): Send | null {
    if (type === "annunciator") return null;
    const key = `${type} ${channelId}`;
    let send = channels.get(key);
    if (send === undefined) channels.set(key, (send = makers[type]()));
    return send;
  }
  return {
    async send(delivery, endpoint) {
      if (endpoint.type === "webhook") return webhook.send(delivery, endpoint);
      const send = sendOf(endpoint);
      if (send === null) return gone(`there is no sender for ${endpoint.type}; choose another channel`);
      const { id, body, urgent, eventType } = delivery;
      const notice = readNotice(body) ?? unreadableNotice(id, eventType, urgent);
      try {
        return clean(await send(id, notice, isUrgent(notice, urgent), endpoint.config), endpoint);
      } catch (error) {
        return clean(failed(errorText(error)), endpoint);
      }
    },
    close: () => http.close(),
  };
}
/** A maker of outlets, one for each channel; a config that is damaged is a failure with words. */
function outlets<T extends TSchema>(schema: T, adapter: Adapter<Static<T>>, elapsedMs: () => number): () => Send {
  const compiled = Compile(schema);
  return () => {
    const outlet = new Outlet(adapter, elapsedMs);
    return async (id, notice, urgent, config) => {
      if (!compiled.Check(config)) return gone("the settings of this channel are not complete; enter them again");
      return outlet.send(id, notice, urgent, config);
    };
  };
}
function clean(answer: Answer, { type, config }: ChannelEndpoint): Answer {
  if (answer.state === "accepted" || !isConfigured(type)) return answer;
  return { ...answer, why: masked(answer.why, type, config) };
}
