import { Compile } from "typebox/compile";
import type { StoredChannel } from "../domain/channel.ts";
import { CHANNEL_CONFIGS, isConfigured, secretFields, type ConfiguredType } from "../domain/channel-config.ts";
import type { ChannelView } from "../domain/channel-view.ts";
import { AnhuError } from "../domain/errors.ts";
import type { ApiPorts } from "./ports.ts";

type Fields = Readonly<Record<string, unknown>>;
const CHECKS = {
  webhook: Compile(CHANNEL_CONFIGS.webhook),
  wecom: Compile(CHANNEL_CONFIGS.wecom),
  dingtalk: Compile(CHANNEL_CONFIGS.dingtalk),
  feishu: Compile(CHANNEL_CONFIGS.feishu),
  sms: Compile(CHANNEL_CONFIGS.sms),
  voice: Compile(CHANNEL_CONFIGS.voice),
  email: Compile(CHANNEL_CONFIGS.email),
  wechat: Compile(CHANNEL_CONFIGS.wechat),
  webPush: Compile(CHANNEL_CONFIGS.webPush),
} as const satisfies Record<ConfiguredType, unknown>;

function fieldsOf(config: unknown): Fields {
  return typeof config === "object" && config !== null ? { ...config } : {};
}
/** A channel without its secrets. */
export function channelView({ config, ...channel }: StoredChannel, { directory }: Pick<ApiPorts, "directory">): ChannelView {
  const { ownerType, ownerId, type } = channel;
  const secrets = isConfigured(type) ? secretFields(type) : [];
  const fields = Object.entries(fieldsOf(config));
  const owner = ownerType === "facility" ? directory.facility(ownerId) : ownerType === "clinic" ? directory.clinic(ownerId) : undefined;
  return {
    ...channel,
    ownerName: owner?.name ?? null,
    config: Object.fromEntries(fields.filter(([name]) => !secrets.includes(name))),
    secretsSet: fields.map(([name]) => name).filter((name) => secrets.includes(name)),
  };
}
/** Settings with the secrets that a change left out. Another provider of the same type has other secrets. */
export function withSecrets(type: ConfiguredType, given: Fields, stored: unknown): Fields {
  const before = fieldsOf(stored);
  if (before["provider"] !== given["provider"]) return given;
  const kept = secretFields(type).filter((name) => given[name] === undefined && before[name] !== undefined);
  return { ...given, ...Object.fromEntries(kept.map((name) => [name, before[name]])) };
}
/** @throws {AnhuError} `BAD_INPUT`: which field is wrong, without its value; or an address that no channel may reach */
export async function checkSettings({ channels }: Pick<ApiPorts, "channels">, type: ConfiguredType, config: Fields): Promise<void> {
  const check = CHECKS[type];
  if (!check.Check(config)) {
    const wrong = check
      .Errors(config)
      .map(({ instancePath, message }) => `${instancePath === "" ? "settings" : instancePath.slice(1)} ${message}`);
    throw bad([...new Set(wrong)].slice(0, 5).join("; "));
  }
  const problem = await channels.problem(type, config);
  if (problem !== null) throw bad(problem);
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `setting up a channel: ${why}; correct the settings (docs/channels.md)`);
}
