import type { Channel, ChannelOwner, ChannelTest, StoredChannel } from "../domain/channel.ts";
import type { ConfiguredType } from "../domain/channel-config.ts";

/** Where channels are kept, with their secrets. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface ChannelRecords {
  /** In the order in which they are tried; `null`: everybody's. */
  channels(owner: { ownerType: ChannelOwner; ownerId: string } | null): Promise<readonly StoredChannel[]>;
  channel(channelId: string): Promise<StoredChannel | undefined>;
  /** Tried after all others of its owner. */
  addChannel(input: Omit<Channel, "id" | "order">): Promise<StoredChannel>;
  /** @throws {AnhuError} `NOT_FOUND` */
  setChannel(channelId: string, set: Pick<Channel, "label" | "trusted" | "enabled" | "config">): Promise<void>;
  setChannelTest(channelId: string, test: ChannelTest): Promise<void>;
  /** @throws {AnhuError} `CONFLICT`: not all of the owner's, or others */
  orderChannels(ownerType: ChannelOwner, ownerId: string, channelIds: readonly string[]): Promise<void>;
  /** @throws {AnhuError} `NOT_FOUND` */
  removeChannel(channelId: string): Promise<void>;
}
export interface Channels extends ChannelRecords {
  /** From the local snapshot. */
  find(channelId: string): Channel | undefined;
  /** Why this may not be stored: an address that no channel may reach. `null`: it may. */
  problem(type: ConfiguredType, config: unknown): Promise<string | null>;
  /** Sends one marked message through the real adapter. Never rejects. */
  test(channel: Channel): Promise<ChannelTest>;
  /** For browsers that subscribe (RFC 8292), base64url. */
  readonly vapidPublicKey: string;
}
