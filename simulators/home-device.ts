import type { DeviceTopics } from "../domain/home-document.ts";
import type { Clock } from "../domain/time.ts";
import { openDeviceLink, type DeviceLink } from "./device-link.ts";
import type { DeviceOutput, SimulatedDevice } from "./devices/device.ts";
import type { ScenarioRun } from "./effects.ts";

/** Asks a device for a value at once; sent on `…/commands`. */
export const MEASURE_NOW = "measureNow";

/** Puts a simulated device on MQTT: says that it is online, leaves a will, answers `measureNow`. */
export function openSimulatedDevice(input: {
  readonly mqttUrl: string;
  readonly username: string;
  readonly password: string;
  readonly topics: DeviceTopics;
  readonly device: SimulatedDevice;
  readonly clock: Clock;
  readonly runOf: () => ScenarioRun | null;
}): { readonly link: DeviceLink; step(fromMs: number, toMs: number): void } {
  const { mqttUrl, username, password, topics, device, clock, runOf } = input;
  const status = (online: boolean) => ({ topic: topics.status, payload: JSON.stringify({ online }), retain: true });
  const send = ({ channel, body }: DeviceOutput): void =>
    link.send({ topic: topics[channel], payload: JSON.stringify(body), retain: channel === "status" });
  const link = openDeviceLink({
    mqttUrl,
    username,
    password,
    will: status(false),
    greeting: status(true),
    farewell: status(false),
    subscribe: topics.commands,
    onMessage(_topic, payload) {
      if (device.measureNow !== undefined && isMeasureNow(payload)) device.measureNow(clock.now(), runOf()).forEach(send);
    },
  });
  return { link, step: (fromMs, toMs) => device.step(fromMs, toMs, runOf()).forEach(send) };
}
/** `{"command":"measureNow"}`; more fields may stand beside it. */
function isMeasureNow(payload: Buffer): boolean {
  try {
    const value: unknown = JSON.parse(payload.toString("utf8"));
    return typeof value === "object" && value !== null && Reflect.get(value, "command") === MEASURE_NOW;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
