import { testBody } from "../alerts/notify/body.ts";
import { channelProblem } from "../alerts/notify/channel-check.ts";
import type { ChannelRecords, Channels } from "../api/channel-ports.ts";
import { newId } from "../domain/ids.ts";
import type { Clock } from "../domain/time.ts";
import { listOf, type Settings } from "./config.ts";
import { ofChannel } from "./endpoints.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { makeServerNotifier } from "./server-notifier.ts";
import { openVapid } from "./vapid.ts";

export interface ChannelParts {
  readonly settings: Settings;
  readonly records: ChannelRecords;
  readonly directory: HomeDirectory;
  readonly clock: Clock;
  readonly publicUrl: string;
}
/** Channels for the API: where they are kept, what they may reach, and the Test button through the real adapters. */
export function makeChannels(parts: ChannelParts, lifecycle: Lifecycle): Channels {
  const { settings, records, directory, clock, publicUrl } = parts;
  const allowOrigins = listOf(settings.ANHU_WEBHOOK_ALLOW);
  const notifier = makeServerNotifier(settings, clock);
  lifecycle.add("test messages", () => notifier.close());
  return {
    channels: (owner) => records.channels(owner),
    channel: (channelId) => records.channel(channelId),
    addChannel: (input) => records.addChannel(input),
    setChannel: (channelId, set) => records.setChannel(channelId, set),
    setChannelTest: (channelId, test) => records.setChannelTest(channelId, test),
    orderChannels: (ownerType, ownerId, ids) => records.orderChannels(ownerType, ownerId, ids),
    removeChannel: (channelId) => records.removeChannel(channelId),
    vapidPublicKey: openVapid(settings).publicKey,
    find: (channelId) => directory.channel(channelId),
    problem: (type, config) => channelProblem(type, config, { allowOrigins }),
    async test(channel) {
      const at = clock.now();
      const endpoint = ofChannel({ ...channel, enabled: true });
      if (endpoint === undefined) return { at, ok: false, why: "the settings of this channel are not complete; enter them again" };
      const facility = directory.facility(channel.ownerId)?.name ?? directory.clinic(channel.ownerId)?.name ?? "";
      const body = testBody({ facility, nowMs: at, url: publicUrl });
      const answer = await notifier.send({ id: newId("msg"), body, urgent: false, eventType: "alert.raised" }, endpoint);
      return answer.state === "accepted" ? { at, ok: true, why: null } : { at, ok: false, why: answer.why };
    },
  };
}
