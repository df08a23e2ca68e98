import { Compile } from "typebox/compile";
import type { Endpoint } from "../alerts/ports.ts";
import type { Channel } from "../domain/channel.ts";
import { WebhookConfig } from "../domain/channel-config.ts";
import type { Clinic } from "../domain/directory.ts";
import type { HomeDirectory } from "./home-directory.ts";

const checkWebhook = Compile(WebhookConfig);

/** Where a channel goes, or the own webhook of a clinic. `undefined`: unknown, switched off, or its settings are damaged. */
export function endpointOf(directory: HomeDirectory, id: string): Endpoint | undefined {
  const clinic = directory.clinic(id);
  if (clinic !== undefined) return ofClinic(clinic);
  const channel = directory.channel(id);
  return channel === undefined ? undefined : ofChannel(channel);
}
/** All of them, as the sending loop in the records' worker looks them up. */
export function endpointsOf(directory: HomeDirectory): ReadonlyMap<string, Endpoint> {
  const channels = directory.allChannels().flatMap((channel) => {
    const endpoint = ofChannel(channel);
    return endpoint === undefined ? [] : [[channel.id, endpoint] as const];
  });
  return new Map([...directory.clinics().map((clinic) => [clinic.id, ofClinic(clinic)] as const), ...channels]);
}
function ofClinic({ webhookUrl, webhookSecret, loopbackAllowed }: Clinic): Endpoint {
  return { type: "webhook", url: webhookUrl, secret: webhookSecret, loopbackAllowed };
}
export function ofChannel({ id, type, trusted, enabled, config }: Channel): Endpoint | undefined {
  if (!enabled) return undefined;
  if (type !== "webhook") return { type, channelId: id, trusted, config };
  return checkWebhook.Check(config) ? { type, url: config.url, secret: config.secret } : undefined;
}
