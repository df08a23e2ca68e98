import { describe, expect, it } from "vitest";
import type { Channel } from "../../domain/channel.ts";
import type { RecordsUnderTest } from "./records-suite.ts";

const KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa";
const wecom = (ownerId: string, label: string): Omit<Channel, "id" | "order"> => ({
  ...{ ownerType: "facility", ownerId, type: "wecom", label, trusted: false, enabled: true, config: { key: KEY } },
});
/** What every engine of the records must do with channels. */
export function channelsSuite(name: string, open: () => Promise<RecordsUnderTest & { loadSnapshot(): Promise<unknown> }>): void {
  describe(`${name}: channels`, () => {
    it("a channel is added last, changed and removed, and the snapshot has it with its secrets", async () => {
      const { records, changes, loadSnapshot } = await open();
      const first = await records.addChannel(wecom("fac_1", "值班群"));
      const second = await records.addChannel(wecom("fac_1", "备用群"));
      const others = await records.addChannel(wecom("fac_2", "别处"));
      expect([first.order, second.order, others.order]).toEqual([1, 2, 1]);
      expect(first).toEqual({ ...wecom("fac_1", "值班群"), id: first.id, order: 1, lastTest: null });
      expect(await records.channels({ ownerType: "facility", ownerId: "fac_1" })).toEqual([first, second]);
      expect(await records.channels({ ownerType: "clinic", ownerId: "fac_1" })).toEqual([]);
      expect(await records.channels(null)).toEqual([first, second, others]);
      await records.setChannel(first.id, { label: "夜班群", trusted: true, enabled: false, config: { key: "other" } });
      expect(changes().at(-1)).toBe("channels");
      const changed = { ...first, label: "夜班群", trusted: true, enabled: false, config: { key: "other" } };
      expect(await records.channel(first.id)).toEqual(changed);
      expect(await loadSnapshot()).toMatchObject({ channels: expect.arrayContaining([changed, second, others]) });
      await records.removeChannel(first.id);
      expect(await records.channel(first.id)).toBeUndefined();
      await expect(records.removeChannel(first.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      const set = records.setChannel(first.id, { label: "x", trusted: false, enabled: true, config: {} });
      await expect(set).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it("an order names all channels of the owner; what a test met stands with the channel", async () => {
      const { records } = await open();
      const a = await records.addChannel(wecom("fac_1", "a"));
      const b = await records.addChannel(wecom("fac_1", "b"));
      await records.orderChannels("facility", "fac_1", [b.id, a.id]);
      const labels = (await records.channels({ ownerType: "facility", ownerId: "fac_1" })).map(({ label }) => label);
      expect(labels).toEqual(["b", "a"]);
      for (const wrong of [[a.id], [a.id, b.id, "chn_x"], [a.id, "chn_x"]])
        await expect(records.orderChannels("facility", "fac_1", wrong)).rejects.toMatchObject({ code: "CONFLICT" });
      const test = { at: 5, ok: false, why: "45009" };
      await records.setChannelTest(a.id, test);
      expect((await records.channel(a.id))?.lastTest).toEqual(test);
    });
  });
}
