import { signIntervalMs } from "../domain/device-kinds.ts";
import type { SignOfLife } from "../domain/family-state.ts";
import type { SignKey } from "../domain/signs.ts";
import type { LiveDevice } from "./live-device.ts";

/** Signs that only a living body gives, and signs that are set while somebody moves. */
const OF_A_BODY: readonly SignKey[] = ["heartRate", "respiratoryRate", "spo2", "systolicPressure"];
const OF_MOVING: readonly SignKey[] = ["motion"];
/** A value is never held longer than twice its interval (DOMAIN §5.3); a page is not read by the second, and no sign of life holds for longer than an hour [M]. */
const LEAST_MS = 10 * 60_000;
const MOST_MS = 60 * 60_000;

/** The newest of each kind, of devices that are the resident's alone. A wearable that lies on the table gives none. */
export function signsOfLife(devices: readonly LiveDevice[]): SignOfLife[] {
  return devices.flatMap((live) => {
    if (live.flag("worn") === false || live.flag("charging") === true) return [];
    const ofBody = OF_A_BODY.flatMap((sign) => {
      const found = live.latest(sign);
      return found !== null && found.quality === "good" && found.value > 0 ? [lasting(live, sign, found.atMs)] : [];
    });
    const ofMoving = OF_MOVING.flatMap((sign) => {
      const atMs = live.lastSetMs(sign);
      return atMs === null ? [] : [lasting(live, sign, atMs)];
    });
    return [...ofBody, ...ofMoving];
  });
}
function lasting({ device }: LiveDevice, sign: SignKey, atMs: number): SignOfLife {
  const intervalMs = signIntervalMs(device.kind, sign) ?? MOST_MS;
  return { atMs, holdsMs: Math.min(MOST_MS, Math.max(LEAST_MS, 2 * intervalMs)) };
}
