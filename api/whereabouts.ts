import type { Whereabouts } from "../domain/live-events.ts";
import type { LiveDevice } from "./live-device.ts";

const MOVING_WITHIN_MS = 5 * 60_000;

/** Where the resident was last noticed, from the strongest sign to the weakest. */
export function whereaboutsOf(devices: readonly LiveDevice[], nowMs: number, place: string | null): Whereabouts {
  const lowPosture = newestFlag(devices, "lowPosture");
  if (lowPosture?.isSet === true) return { code: "lowPosture", sinceMs: lowPosture.sinceMs, place };
  const bed = newestFlag(devices, "bedOccupied");
  if (bed?.isSet === true) return { code: "inBed", sinceMs: bed.sinceMs, place };
  const door = newestFlag(devices, "doorOpen");
  if (door?.isSet === true) return { code: "doorOpen", sinceMs: door.sinceMs, place };
  const motion = newestFlag(devices, "motion") ?? newestFlag(devices, "presence");
  if (motion !== null) {
    const lastMovedMs = motion.isSet ? motion.atMs : motion.sinceMs;
    return nowMs - lastMovedMs <= MOVING_WITHIN_MS
      ? { code: "moving", sinceMs: lastMovedMs, place }
      : { code: "still", sinceMs: lastMovedMs, place };
  }
  return bed === null ? { code: "unknown", sinceMs: null, place } : { code: "outOfBed", sinceMs: bed.sinceMs, place };
}
function newestFlag(devices: readonly LiveDevice[], sign: "lowPosture" | "bedOccupied" | "doorOpen" | "motion" | "presence") {
  let newest: { readonly isSet: boolean; readonly sinceMs: number; readonly atMs: number } | null = null;
  for (const live of devices) {
    const found = live.latest(sign);
    if (found !== null && found.atMs > (newest?.atMs ?? 0))
      newest = { isSet: found.value === 1, sinceMs: found.changedAtMs, atMs: found.atMs };
  }
  return newest;
}
