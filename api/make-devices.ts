import type { AddedDevice } from "../domain/api-admin-schemas.ts";
import type { DeviceKind, Dialect } from "../domain/device-kinds.ts";
import { AnhuError } from "../domain/errors.ts";
import { newSecret, sha256 } from "../domain/ids.ts";
import { deviceTopic, DIALECT_ROOT, gatewayMount } from "../domain/topics.ts";
import type { DeviceTopics } from "../domain/home-document.ts";
import type { ApiPorts, NewCredential } from "./ports.ts";

export interface DeviceToMake {
  readonly facilityId: string;
  readonly kind: DeviceKind;
  readonly gatewayId: string | null;
  readonly address: string | null;
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly serial?: string | null;
}
/** Makes a device with a secret of 192 random bits, shown in the answer only; one behind a gateway has none of its own. */
export async function makeDevice(
  { records, clock, assigned }: Pick<ApiPorts, "records" | "clock" | "assigned">,
  device: DeviceToMake,
): Promise<AddedDevice> {
  const password = device.gatewayId === null ? newSecret() : null;
  const atMs = clock.now();
  const { id } = await records.addDevice({ ...device, secretHash: password === null ? null : sha256(password), atMs });
  const { facilityId, residentId, placeId } = device;
  if (residentId !== null || placeId !== null) await assigned({ deviceId: id, residentId, placeId, fromMs: atMs });
  if (password === null) return { id, username: null, password: null, topics: null };
  const topic = (channel: Parameters<typeof deviceTopic>[2]) => deviceTopic(facilityId, id, channel);
  const topics = { observations: topic("observations"), events: topic("events"), status: topic("status"), commands: topic("commands") };
  return { id, username: id, password, topics };
}
export async function makeGateway(
  { records }: Pick<ApiPorts, "records">,
  gateway: { readonly facilityId: string; readonly dialect: Dialect; readonly placeId: string | null },
): Promise<NewCredential> {
  const password = newSecret();
  const { id } = await records.addGateway({ ...gateway, secretHash: sha256(password) });
  return { id, password };
}
/** A gateway says everything inside its mount; the front door adds the mount, the gateway itself knows only the part behind it. */
export function gatewayTopics(facilityId: string, gatewayId: string, dialect: Dialect): DeviceTopics {
  const mount = gatewayMount(facilityId, gatewayId);
  const all = `${mount}${DIALECT_ROOT[dialect]}#`;
  return { observations: all, events: all, status: `${mount}status`, commands: `${mount}commands` };
}
/** Loopback addresses are for clinics that the administrator adds; whether others may be called is decided when sending. */
export function webhookOf(text: string): { readonly webhookUrl: string; readonly loopbackAllowed: boolean } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:") || url.username !== "" || url.password !== "") {
    throw new AnhuError(
      "BAD_INPUT",
      "adding a clinic: the webhook must be an https:// address (http:// only on a loopback address), without a user",
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return { webhookUrl: text, loopbackAllowed: host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host) };
}
/** Standard Webhooks: `whsec_` and base64 of 24–64 random bytes. */
export function newWebhookSecret(): string {
  return `whsec_${Buffer.from(newSecret(), "base64url").toString("base64")}`;
}
