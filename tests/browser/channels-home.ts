import type { StoredChannel } from "../../domain/channel.ts";
import { fakeChannels } from "../api/fake-channels.ts";
import type { FakeApi } from "../api/fakes.ts";
import { openWorld } from "../api/world.ts";
import { MONDAY_MORNING_MS } from "../support/manual-clock.ts";

const at = MONDAY_MORNING_MS - 3_600_000;
const row = (id: string, order: number, other: Partial<StoredChannel>): StoredChannel => ({
  ...{ id, order, ownerType: "facility", ownerId: "fac_1", type: "wecom", label: "护理值班群", trusted: false, enabled: true },
  ...{ config: { key: "k", mentionMobiles: ["13800001111"] }, lastTest: null },
  ...other,
});
export interface ChannelsHome {
  readonly fake: FakeApi;
  readonly channels: ReturnType<typeof fakeChannels>;
}
/** The real API and the built dashboard over channels in memory; what is labelled 坏 fails its test. */
export async function openChannelsHome(dashboardDir: string, isEmpty = false): Promise<ChannelsHome> {
  const rows = [
    row("chn_a", 1, { lastTest: { at, ok: true, why: null } }),
    row("chn_b", 2, {
      ...{ type: "dingtalk", label: "院区钉钉群", trusted: true, config: { accessToken: "t", secret: "s" } },
      lastTest: { at, ok: false, why: "310000 sign not match: key word, signature or address list of the robot do not match" },
    }),
    row("chn_c", 3, { type: "sms", label: "值班手机短信", enabled: false, config: { provider: "aliyun", phones: ["13800001111"] } }),
    row("chn_d", 1, { ownerType: "clinic", ownerId: "cli_1", type: "email", label: "诊所急诊邮箱" }),
  ];
  const channels = fakeChannels(isEmpty ? [] : rows, {
    test: async ({ label }) =>
      label.includes("坏")
        ? { at: MONDAY_MORNING_MS, ok: false, why: "45009 api freq out of limit" }
        : { at: MONDAY_MORNING_MS, ok: true, why: null },
  });
  return { channels, fake: await openWorld({ dashboardDir, liveTickMs: 200 }, { channels }) };
}
