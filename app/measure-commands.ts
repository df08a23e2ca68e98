import type { Signal } from "../alerts/signal.ts";
import { deviceTopic } from "../domain/topics.ts";
import { errorText } from "../domain/errors.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Logger } from "./logger.ts";

/**
 * A measure-now is a task for staff and, where the resident holds a device that can measure by itself, a command to it (practice §5.3).
 * The command is `{"command":"measureNow","sign":…}` on the device's `commands` topic.
 */
export function makeMeasureCommands(
  directory: HomeDirectory,
  publish: (topic: string, payload: string) => Promise<unknown>,
  log: Logger,
): (signal: Signal) => void {
  return (signal) => {
    if (signal.type !== "raise" || signal.kind !== "measureNow" || signal.residentId === null) return;
    for (const deviceId of directory.devicesOf(signal.residentId)) {
      const device = directory.device(deviceId);
      if (device === undefined || device.kind !== signal.measureWith || device.gatewayId !== null) continue;
      publish(deviceTopic(device.facilityId, device.id, "commands"), JSON.stringify({ command: "measureNow", sign: signal.sign })).catch(
        (error: unknown) =>
          log.warn(
            { deviceId, reason: errorText(error) },
            "asking a device to measure now: it could not be told; the task for staff stands",
          ),
      );
    }
  };
}
