import { coverageMap, type Circumstances, type DeviceCondition } from "../alerts/coverage.ts";
import type { LiveDevice } from "../api/live-device.ts";
import type { LivePicture } from "../api/live-view.ts";
import type { CoverageItem } from "../domain/coverage.ts";
import { fencesFor, outsideByM } from "../domain/fence.ts";
import type { PlaceUse } from "../domain/place-use.ts";
import type { Clock } from "../domain/time.ts";
import { isAtWanderingRisk } from "../domain/wandering.ts";
import type { HomeDirectory } from "./home-directory.ts";

export interface CoverageParts {
  readonly clock: Clock;
  readonly directory: HomeDirectory;
  readonly picture: Pick<LivePicture, "device">;
  /** As the rules see it: told by the link, or found by the silence of all behind it. */
  gatewayOfflineSince(gatewayId: string): number | null;
}
/** A position older than this says nothing about where somebody is [M]. */
const POSITION_HOLDS_MS = 30 * 60_000;
/** Which emergencies of a resident could not be noticed right now: what the live picture, the rules and the directory know, in one list. */
export function makeCoverage({ clock, directory, picture, gatewayOfflineSince }: CoverageParts): (residentId: string) => CoverageItem[] {
  function around(residentId: string): readonly (readonly [deviceId: string, use: PlaceUse | null])[] {
    const resident = directory.resident(residentId);
    if (resident === undefined) return [];
    const own = directory.devicesOf(residentId).map((id) => [id, directory.heldBy(id, residentId) ? null : "bedroom"] as const);
    const shared = directory
      .places(resident.facilityId)
      .filter(({ use, servesPlaceId }) => use === "exit" || servesPlaceId === resident.placeId)
      .flatMap(({ id, use }) => directory.devicesIn(id).map((deviceId) => [deviceId, use] as const));
    return [...own, ...shared];
  }
  function circumstances(residentId: string, live: readonly LiveDevice[]): Circumstances {
    const nowMs = clock.now();
    const resident = directory.resident(residentId);
    const isAtRisk = isAtWanderingRisk(resident, directory.careSettings(residentId), nowMs);
    const fences = resident === undefined ? [] : fencesFor(directory.fences(resident.facilityId), residentId, isAtRisk, nowMs);
    return {
      isAtWanderingRisk: isAtRisk,
      hasFence: fences.length > 0,
      awaySinceMs: fences.length === 0 ? null : away(live, fences, nowMs),
    };
  }
  return (residentId) => {
    const nowMs = clock.now();
    const live: LiveDevice[] = [];
    const conditions = around(residentId).flatMap(([deviceId, use]) => {
      const device = directory.device(deviceId);
      if (device === undefined) return [];
      const found = picture.device(device);
      if (use === null) live.push(found);
      return [conditionOf(found, use, device.gatewayId === null ? null : gatewayOfflineSince(device.gatewayId))];
    });
    return coverageMap(conditions, circumstances(residentId, live), nowMs);
  };
}
function away(live: readonly LiveDevice[], fences: Parameters<typeof outsideByM>[0], nowMs: number): number | null {
  for (const device of live) {
    const [latitude, longitude, accuracy] = [device.latest("latitude"), device.latest("longitude"), device.latest("accuracy")];
    if (latitude === null || longitude === null || nowMs - latitude.atMs > POSITION_HOLDS_MS) continue;
    const metres = outsideByM(fences, { latitude: latitude.value, longitude: longitude.value });
    if (metres > (accuracy?.value ?? 0)) return latitude.atMs;
  }
  return null;
}
/** What the live picture knows of a device, as the coverage rule asks for it. */
export function conditionOf(live: LiveDevice, use: PlaceUse | null, gatewayOfflineSinceMs: number | null): DeviceCondition {
  const { device, isOnline } = live;
  const changed = (sign: "worn" | "charging" | "battery") => live.latest(sign)?.changedAtMs ?? null;
  return {
    ...live.health(),
    deviceId: device.id,
    kind: device.kind,
    use,
    isOnline: isOnline !== false,
    changedAtMs: { worn: changed("worn"), charging: changed("charging"), battery: changed("battery") },
    gatewayOfflineSinceMs,
  };
}
