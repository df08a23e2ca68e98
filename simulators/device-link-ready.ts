import { setTimeout as pause } from "node:timers/promises";
import { AnhuError } from "../domain/errors.ts";
import type { DeviceLink } from "./device-link.ts";

const WITHIN_MS = 10_000;
const LOOK_MS = 20;
/** CONNACK return codes 4 and 5 as mqtt.js words them. */
const REFUSED = /bad user ?name|not authorized/i;

/** Waits for the first connection. @throws {AnhuError} `UNAUTHENTICATED` when the sign-in is refused, `SERVER_UNREACHABLE` after ten seconds */
export async function connectedOnce(link: DeviceLink, mqttUrl: string): Promise<void> {
  const deadlineMs = performance.now() + WITHIN_MS;
  while (!link.isConnected) {
    const why = link.lastError;
    if (why !== null && REFUSED.test(why)) {
      throw new AnhuError("UNAUTHENTICATED", `signing in to MQTT at ${mqttUrl}: refused; check the device's user name and password`);
    }
    if (performance.now() > deadlineMs) {
      throw new AnhuError("SERVER_UNREACHABLE", `connecting to MQTT at ${mqttUrl}: ${why ?? "no answer"}; is the server running there?`);
    }
    await pause(LOOK_MS);
  }
}
