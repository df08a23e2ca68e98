import { deviceKindInfo, type DeviceKind } from "../domain/device-kinds.ts";
import type { CoverageGap } from "../domain/live-events.ts";
import { signInfo } from "../domain/signs.ts";

/** What is known of one device that a resident holds or that watches the resident's room. Times in ms since the epoch. */
export interface DeviceCondition {
  readonly deviceId: string;
  readonly kind: DeviceKind;
  readonly isOnline: boolean;
  readonly lastReceivedAtMs: number | null;
  readonly isWorn: boolean | null;
  readonly isCharging: boolean | null;
  /** Percent. */
  readonly battery: number | null;
}
/** Time without a message after which a device counts as silent: three of its intervals, at least a minute. */
export function silentAfterMs(kind: DeviceKind): number {
  return Math.max(60_000, 3 * (deviceKindInfo(kind).expectedIntervalMs ?? 25 * 3_600_000));
}
/**
 * Which emergencies of a resident could not be noticed right now, and why (promise 4: silence is not health).
 * SOS, fall and vital signs are owed to everybody; leaving the bed and location only where such a device was assigned.
 */
export function coverageGaps(devices: readonly DeviceCondition[], nowMs: number): CoverageGap[] {
  const gaps: CoverageGap[] = [];
  for (const what of ["sos", "fall", "vitals", "bedExit", "location"] as const) {
    const able = devices.filter((device) => canNotice(device.kind, what));
    if (able.length === 0) {
      if (what !== "bedExit" && what !== "location") gaps.push({ what, why: "noDevice", deviceId: null, sinceMs: null });
      continue;
    }
    const found: CoverageGap[] = [];
    for (const device of able) {
      const why = troubleOf(device, nowMs);
      if (why !== null) found.push({ what, why, deviceId: device.deviceId, sinceMs: device.lastReceivedAtMs });
    }
    const [first] = found;
    if (first !== undefined && found.length === able.length) gaps.push(first);
  }
  return gaps;
}
function canNotice(kind: DeviceKind, what: CoverageGap["what"]): boolean {
  const info = deviceKindInfo(kind);
  switch (what) {
    case "sos":
    case "fall":
      return info.events.includes(what);
    case "vitals":
      return (
        info.expectedIntervalMs !== null &&
        info.expectedIntervalMs <= 3_600_000 &&
        info.signs.some((sign) => signInfo(sign).class === "vital")
      );
    case "bedExit":
      return kind === "bedMat";
    case "location":
      return info.signs.includes("latitude");
  }
}
function troubleOf(device: DeviceCondition, nowMs: number): CoverageGap["why"] | null {
  if (device.battery === 0) return "batteryEmpty";
  if (device.isCharging === true) return "charging";
  if (device.isWorn === false) return "notWorn";
  if (!device.isOnline) return "offline";
  const silentMs = device.lastReceivedAtMs === null ? Infinity : nowMs - device.lastReceivedAtMs;
  return silentMs > silentAfterMs(device.kind) ? "silent" : null;
}
