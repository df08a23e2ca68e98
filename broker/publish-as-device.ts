import mqtt from "mqtt";
import { AnhuError, errorText } from "../domain/errors.ts";

const CONNECT_WITHIN_MS = 10_000;

/** How the server signs in as a device of its own: by the device's credential, or at an external broker by the server's account. */
export interface DeviceSignIn {
  /** `mqtt://…` of the front door. */
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}
/**
 * Says one thing as any device would: signs in over MQTT, publishes at QoS 1 and waits for the PUBACK.
 * @throws {AnhuError} `DELIVERY_FAILED` (retryable) when the front door does not take it
 */
export async function publishAsDevice(signIn: DeviceSignIn, topic: string, payload: string): Promise<void> {
  const { url, ...account } = signIn;
  try {
    const client = await mqtt.connectAsync(url, {
      ...account,
      ...{ clean: true, protocolVersion: 4, reconnectPeriod: 0, connectTimeout: CONNECT_WITHIN_MS },
    });
    try {
      await client.publishAsync(topic, payload, { qos: 1 });
    } finally {
      await client.endAsync(true);
    }
  } catch (cause) {
    const message = `publishing as the device ${signIn.clientId}: ${errorText(cause)}; see whether devices can connect`;
    throw new AnhuError("DELIVERY_FAILED", message, { retryable: true, cause });
  }
}
