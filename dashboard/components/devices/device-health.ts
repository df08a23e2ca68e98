import type { DeviceView } from "../../../domain/api-admin-schemas.ts";
import { deviceKindInfo, DRILL_KIND, ENTRY_KIND } from "../../../domain/device-kinds.ts";

/** What is wrong with a device, the gravest first. Codes are keys of the locales: `manage.devices.trouble.<code>`. */
export const DEVICE_TROUBLES = ["revoked", "offline", "silent", "neverHeard", "batteryLow", "notWorn"] as const;
export type DeviceTrouble = (typeof DEVICE_TROUBLES)[number];
/** Percent; the rule about batteries raises at the same (alerts/rules/catalogue). */
export const BATTERY_LOW = 15;
/** Silent for longer than three normal intervals, at least a minute; kinds that speak only of events are asked once a day (alerts/coverage.ts). */
const silentAfterMs = (kind: DeviceView["kind"]): number =>
  Math.max(60_000, 3 * (deviceKindInfo(kind).expectedIntervalMs ?? 25 * 3_600_000));

/** The server's own devices are no hardware. */
export const isHardware = ({ kind }: Pick<DeviceView, "kind">): boolean => kind !== ENTRY_KIND && kind !== DRILL_KIND;
export const isHeld = ({ residentId, placeId }: Pick<DeviceView, "residentId" | "placeId">): boolean =>
  residentId !== null || placeId !== null;

/** @param now ms; a device in the cupboard may be silent, one out of use is nobody's worry */
export function troublesOf(device: DeviceView, now: number): readonly DeviceTrouble[] {
  if ((device.retiredAt ?? null) !== null) return [];
  const found: DeviceTrouble[] = [];
  if (device.revoked) found.push("revoked");
  if (isHeld(device)) {
    if (device.online === false) found.push("offline");
    else if (device.lastReceivedAt === null) found.push("neverHeard");
    else if (now - device.lastReceivedAt > silentAfterMs(device.kind)) found.push("silent");
    if (device.worn === false && device.charging !== true) found.push("notWorn");
  }
  if (device.battery !== null && device.battery <= BATTERY_LOW && device.charging !== true) found.push("batteryLow");
  return DEVICE_TROUBLES.filter((code) => found.includes(code));
}
