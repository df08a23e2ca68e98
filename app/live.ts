import type { DeviceCondition } from "../alerts/coverage.ts";
import type { Desk } from "../alerts/desk.ts";
import { SEVERITIES } from "../domain/alert.ts";
import type { CoverageGap } from "../domain/live-events.ts";
import type { Clock } from "../domain/time.ts";
import type { LiveDevice } from "../api/live-device.ts";
import { LivePicture } from "../api/live-view.ts";
import type { HomeDirectory } from "./home-directory.ts";

export interface LiveParts {
  readonly clock: Clock;
  readonly directory: HomeDirectory;
  readonly desk: Pick<Desk, "open">;
  readonly coverage: (devices: readonly DeviceCondition[], nowMs: number) => CoverageGap[];
}
export function makeLivePicture({ clock, directory, desk, coverage }: LiveParts): LivePicture {
  return new LivePicture({
    clock,
    device: directory.device,
    resident: directory.resident,
    residents: directory.residents,
    place: directory.place,
    devicesOf: directory.devicesOf,
    holderOf: directory.holderOf,
    openAlertIds: (residentId) => worstFirst(desk, directory, residentId),
    coverage: (devices, nowMs) => coverage(devices.map(toCondition), nowMs),
  });
}
function worstFirst(desk: Pick<Desk, "open">, directory: HomeDirectory, residentId: string): readonly string[] {
  const facilityId = directory.resident(residentId)?.facilityId;
  if (facilityId === undefined) return [];
  const mine = desk.open(facilityId).filter(({ alert }) => alert.residentId === residentId);
  return mine.toSorted((a, b) => SEVERITIES.indexOf(b.alert.severity) - SEVERITIES.indexOf(a.alert.severity)).map(({ alert }) => alert.id);
}
/** What the live picture knows of a device, as the coverage rule asks for it. */
function toCondition(live: LiveDevice): DeviceCondition {
  const { device, isOnline } = live;
  return { ...live.health(), deviceId: device.id, kind: device.kind, isOnline: isOnline !== false };
}
