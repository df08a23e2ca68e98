import type { Channels } from "../../api/channel-ports.ts";
import type { StoredChannel } from "../../domain/channel.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";

/** Channels in memory; everything may be reached, and every test message is accepted unless told. */
export function fakeChannels(rows: StoredChannel[] = [], more: Partial<Channels> = {}): Channels & { readonly rows: StoredChannel[] } {
  const indexOf = (channelId: string) => {
    const index = rows.findIndex(({ id }) => id === channelId);
    if (index < 0) throw new AnhuError("NOT_FOUND", "changing a channel: there is none");
    return index;
  };
  const change = async (channelId: string, set: Partial<StoredChannel>) => {
    const index = indexOf(channelId);
    rows[index] = { ...rows[index]!, ...set };
  };
  const isOf = (owner: { ownerType: string; ownerId: string }) => (row: StoredChannel) =>
    row.ownerType === owner.ownerType && row.ownerId === owner.ownerId;
  return {
    rows,
    vapidPublicKey: "BPublicKey",
    find: (channelId) => rows.find(({ id }) => id === channelId),
    channel: async (channelId) => rows.find(({ id }) => id === channelId),
    channels: async (owner) => (owner === null ? rows : rows.filter(isOf(owner))),
    async addChannel(input) {
      const channel = { id: newId("chn"), ...input, order: rows.filter(isOf(input)).length + 1, lastTest: null };
      rows.push(channel);
      return channel;
    },
    setChannel: (channelId, set) => change(channelId, set),
    setChannelTest: (channelId, lastTest) => change(channelId, { lastTest }),
    async orderChannels(_ownerType, _ownerId, ids) {
      for (const [index, id] of ids.entries()) await change(id, { order: index + 1 });
    },
    async removeChannel(channelId) {
      rows.splice(indexOf(channelId), 1);
    },
    problem: async () => null,
    test: async () => ({ at: 1, ok: true, why: null }),
    ...more,
  };
}
