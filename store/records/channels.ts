import type { Channel, ChannelOwner, ChannelTest, StoredChannel } from "../../domain/channel.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Ways to reach somebody outside the screens, with their secrets; in the order in which they are tried. */
export function makeChannelRecords({ db, write, changed }: RecordsDatabase) {
  const ofOwner = (ownerType: ChannelOwner, ownerId: string) =>
    db.selectFrom("channels").selectAll().where("ownerType", "=", ownerType).where("ownerId", "=", ownerId);
  return {
    /** `null`: everybody's. */
    async channels(owner: { ownerType: ChannelOwner; ownerId: string } | null): Promise<readonly StoredChannel[]> {
      const asked = owner === null ? db.selectFrom("channels").selectAll() : ofOwner(owner.ownerType, owner.ownerId);
      const rows = await asked.orderBy("ownerType").orderBy("ownerId").orderBy("rank").orderBy("id").execute();
      return rows.map(toChannel);
    },
    async channel(channelId: string): Promise<StoredChannel | undefined> {
      const row = await db.selectFrom("channels").selectAll().where("id", "=", channelId).executeTakeFirst();
      return row === undefined ? undefined : toChannel(row);
    },
    /** Tried after all others of its owner. */
    async addChannel(input: Omit<Channel, "id" | "order">): Promise<StoredChannel> {
      const { config, trusted, enabled, ...rest } = input;
      const last = await ofOwner(input.ownerType, input.ownerId).orderBy("rank", "desc").limit(1).executeTakeFirst();
      const row = {
        ...{ id: newId("chn"), ...rest, rank: (last?.rank ?? 0) + 1, trusted: flag(trusted), enabled: flag(enabled) },
        ...{ configJson: JSON.stringify(config), lastTestJson: null },
      };
      await write([statement(db.insertInto("channels").values(row))]);
      changed("channels");
      return toChannel(row);
    },
    /** @throws {AnhuError} `NOT_FOUND` */
    async setChannel(channelId: string, set: Pick<Channel, "label" | "trusted" | "enabled" | "config">): Promise<void> {
      const { label, trusted, enabled, config } = set;
      const values = { label, trusted: flag(trusted), enabled: flag(enabled), configJson: JSON.stringify(config) };
      const { changes } = await write([statement(db.updateTable("channels").set(values).where("id", "=", channelId))]);
      if (changes[0] !== 1) throw gone(channelId);
      changed("channels");
    },
    /** What a test message met; no change of what others know. */
    async setChannelTest(channelId: string, test: ChannelTest): Promise<void> {
      await write([
        statement(
          db
            .updateTable("channels")
            .set({ lastTestJson: JSON.stringify(test) })
            .where("id", "=", channelId),
        ),
      ]);
    },
    /** `channelIds`: all of the owner, in the new order. @throws {AnhuError} `CONFLICT`: they are not all, or not of this owner */
    async orderChannels(ownerType: ChannelOwner, ownerId: string, channelIds: readonly string[]): Promise<void> {
      const there = (await ofOwner(ownerType, ownerId).execute()).map(({ id }) => id);
      if (there.length !== channelIds.length || there.some((id) => !channelIds.includes(id)))
        throw new AnhuError("CONFLICT", `ordering the channels of ${ownerId}: others were added or removed; read them and try again`);
      await write(
        channelIds.map((id, index) =>
          statement(
            db
              .updateTable("channels")
              .set({ rank: index + 1 })
              .where("id", "=", id),
          ),
        ),
      );
      changed("channels");
    },
    /** @throws {AnhuError} `NOT_FOUND` */
    async removeChannel(channelId: string): Promise<void> {
      const { changes } = await write([statement(db.deleteFrom("channels").where("id", "=", channelId))]);
      if (changes[0] !== 1) throw gone(channelId);
      changed("channels");
    },
  };
}
function gone(channelId: string): AnhuError {
  return new AnhuError("NOT_FOUND", `changing channel ${channelId}: there is none of this id; read the list again`);
}
export function toChannel(row: Tables["channels"]): StoredChannel {
  const { rank, trusted, enabled, configJson, lastTestJson, ...rest } = row;
  return {
    ...{ ...rest, order: rank, trusted: trusted === 1, enabled: enabled === 1, config: parseOwnJson<unknown>(configJson) },
    lastTest: lastTestJson === null ? null : parseOwnJson<ChannelTest>(lastTestJson),
  };
}
