import type { LiveDevice } from "./live-device.ts";

/** Where devices that a resident carries say that they are. Times are those of the devices, ms. */
export interface LastSeen {
  readonly position: {
    readonly latitude: number;
    readonly longitude: number;
    readonly accuracyM: number | null;
    readonly atMs: number;
  } | null;
  readonly beacon: { readonly number: number; readonly atMs: number } | null;
}
export const NEVER_SEEN: LastSeen = { position: null, beacon: null };

/** The newest fix and the newest beacon of any of the devices; what is technical is no place. */
export function lastSeenBy(devices: readonly LiveDevice[]): LastSeen {
  let { position, beacon } = NEVER_SEEN;
  for (const live of devices) {
    const latitude = live.latest("latitude");
    const longitude = live.latest("longitude");
    const isFix = latitude?.quality === "good" && longitude?.quality === "good" && (latitude.value !== 0 || longitude.value !== 0);
    if (isFix && latitude.atMs > (position?.atMs ?? 0)) {
      const accuracyM = live.latest("accuracy")?.value ?? 0;
      position = {
        latitude: latitude.value,
        longitude: longitude.value,
        // A device that says 0 knows none.
        accuracyM: accuracyM === 0 ? null : accuracyM,
        atMs: latitude.atMs,
      };
    }
    const seen = live.latest("beacon");
    if (seen?.quality === "good" && seen.atMs > (beacon?.atMs ?? 0)) beacon = { number: seen.value, atMs: seen.atMs };
  }
  return { position, beacon };
}
