import type { DeviceCondition } from "../alerts/coverage.ts";
import type { Desk } from "../alerts/desk.ts";
import { SEVERITIES } from "../domain/alert.ts";
import type { CoverageGap } from "../domain/live-events.ts";
import type { Clock } from "../domain/time.ts";
import type { LiveDevice } from "../api/live-device.ts";
import { LivePicture } from "../api/live-view.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Stores } from "./stores.ts";

const RESTORE_MS = 48 * 3_600_000;
const SPARKLINE_MS = 3_600_000;

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
/** After a start the wall shows the newest stored values with their true age, and the last hour of heart rate. */
export async function restorePicture(
  picture: LivePicture,
  historian: Stores["historian"],
  directory: HomeDirectory,
  nowMs: number,
): Promise<void> {
  const deviceIds = directory.allDevices().map((device) => device.id);
  for (const stored of await historian.latest(deviceIds, nowMs - RESTORE_MS)) picture.restore(stored);
  for (const facility of directory.facilities()) {
    for (const resident of directory.residents(facility.id)) {
      const periods = directory.periods(resident.id, "heartRate");
      if (periods.length === 0) continue;
      const { points } = await historian.series({ periods, sign: "heartRate", fromMs: nowMs - SPARKLINE_MS, toMs: nowMs, points: 60 });
      for (const point of points) picture.restoreSparkline(resident.id, point.at, point.mean);
    }
  }
}
