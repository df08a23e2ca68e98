import type { DeviceCondition } from "../alerts/coverage.ts";
import type { Desk } from "../alerts/desk.ts";
import { SEVERITIES } from "../domain/alert.ts";
import type { CoverageGap } from "../domain/live-events.ts";
import type { Clock } from "../domain/time.ts";
import type { LiveDevice } from "../api/live-device.ts";
import { LivePicture } from "../api/live-view.ts";
import { conditionOf } from "./coverage.ts";
import type { HomeDirectory } from "./home-directory.ts";

export interface LiveParts {
  readonly clock: Clock;
  readonly directory: HomeDirectory;
  readonly desk: Pick<Desk, "open">;
  readonly coverage: (devices: readonly DeviceCondition[], nowMs: number) => CoverageGap[];
  gatewayOfflineSince(gatewayId: string): number | null;
}
export function makeLivePicture({ clock, directory, desk, coverage, gatewayOfflineSince }: LiveParts): LivePicture {
  const toCondition = (live: LiveDevice): DeviceCondition => {
    const { gatewayId } = live.device;
    return conditionOf(live, null, gatewayId === null ? null : gatewayOfflineSince(gatewayId));
  };
  return new LivePicture({
    clock,
    device: directory.device,
    resident: directory.resident,
    residents: directory.residents,
    place: directory.place,
    devicesOf: directory.devicesOf,
    holderOf: directory.holderOf,
    openAlertIds: (residentId) => worstFirst(desk, directory, residentId),
    devicesBehind: directory.devicesBehind,
    coverage: (devices, nowMs) => coverage(devices.map(toCondition), nowMs),
  });
}
function worstFirst(desk: Pick<Desk, "open">, directory: HomeDirectory, residentId: string): readonly string[] {
  const facilityId = directory.resident(residentId)?.facilityId;
  if (facilityId === undefined) return [];
  const mine = desk.open(facilityId).filter(({ alert }) => alert.residentId === residentId);
  return mine.toSorted((a, b) => SEVERITIES.indexOf(b.alert.severity) - SEVERITIES.indexOf(a.alert.severity)).map(({ alert }) => alert.id);
}
