import { COVERAGE_REASONS, EMERGENCIES, type CoverageItem, type CoverageReason, type Emergency } from "../domain/coverage.ts";
import { deviceKindInfo, methodOf, signIntervalMs, type DeviceKind } from "../domain/device-kinds.ts";
import type { CoverageGap } from "../domain/live-events.ts";
import type { PlaceUse } from "../domain/place-use.ts";
import type { SignKey } from "../domain/signs.ts";

/** What is known of one device that a resident holds or that watches the resident's rooms. Times in ms since the epoch. */
export interface DeviceCondition {
  readonly deviceId: string;
  readonly kind: DeviceKind;
  /** Where it hangs; `null`: the resident holds it. */
  readonly use: PlaceUse | null;
  readonly isOnline: boolean;
  readonly lastReceivedAtMs: number | null;
  readonly isWorn: boolean | null;
  readonly isCharging: boolean | null;
  /** Percent. */
  readonly battery: number | null;
  /** When the newest of worn, charging and battery last changed; what a screen shows beside the reason. */
  readonly changedAtMs: { readonly worn: number | null; readonly charging: number | null; readonly battery: number | null };
  /** `null`: its gateway lives, or it has none. */
  readonly gatewayOfflineSinceMs: number | null;
}
/** What else decides about the coverage of one resident. */
export interface Circumstances {
  /** Owed what watches the door (失智, 走失史). */
  readonly isAtWanderingRisk: boolean;
  readonly hasFence: boolean;
  /** Seen outside of the fence since then. */
  readonly awaySinceMs: number | null;
}
/** Time without a message after which a device counts as silent: three of its intervals, at least a minute. */
export function silentAfterMs(kind: DeviceKind): number {
  return Math.max(60_000, 3 * (deviceKindInfo(kind).expectedIntervalMs ?? 25 * 3_600_000));
}
/** What is measured more rarely than the observations at a NEWS2 of 1–4 (RCP 2017) is noticed only when somebody measures. */
const CONTINUOUS_MS = 4 * 3_600_000;
const MOVES: readonly SignKey[] = ["motion", "steps", "doorOpen", "bedOccupied", "presence"];
const VITALS = {
  heartRate: "heartRate",
  spo2: "spo2",
  respiratoryRate: "respiratoryRate",
  bodyTemperature: "bodyTemperature",
  bloodPressure: "systolicPressure",
} as const satisfies Partial<Record<Emergency, SignKey>>;
function vitalOf(what: Emergency): SignKey | null {
  return what in VITALS ? VITALS[what as keyof typeof VITALS] : null;
}
const has = (kind: DeviceKind, ...signs: readonly SignKey[]): boolean => signs.some((sign) => deviceKindInfo(kind).signs.includes(sign));
const isHere = (use: PlaceUse | null): boolean => use === null || use === "bedroom";

function canNotice({ kind, use }: DeviceCondition, what: Emergency): boolean {
  switch (what) {
    case "sos":
    case "fall":
      return deviceKindInfo(kind).events.includes(what) && use !== "exit";
    case "smoke":
    case "gas":
    case "leak":
      return deviceKindInfo(kind).events.includes(what);
    case "heartRate":
    case "spo2":
    case "respiratoryRate":
    case "bodyTemperature":
    case "bloodPressure":
      // Skin is a trend: it raises nothing (DOMAIN §5.2).
      return has(kind, VITALS[what]) && methodOf(kind, VITALS[what]) !== "skin" && isHere(use) && kind !== "entry";
    case "bedExit":
      return has(kind, "bedOccupied") && isHere(use);
    case "bathroom":
      return use === "bathroom" && has(kind, "motion", "presence", "lowPosture");
    case "inactivity":
      return has(kind, ...MOVES) && use !== "exit";
    case "wandering":
      return has(kind, "latitude", "beacon") && use === null;
    case "doorAtNight":
      return has(kind, "doorOpen") && (isHere(use) || use === "exit");
  }
}
interface Trouble {
  readonly why: CoverageReason;
  readonly sinceMs: number | null;
}
/** What keeps a device from noticing anything; `null`: nothing does. */
function troubleOf(device: DeviceCondition, nowMs: number): Trouble | null {
  const { gatewayOfflineSinceMs, lastReceivedAtMs, changedAtMs } = device;
  if (gatewayOfflineSinceMs !== null) return { why: "gatewayDown", sinceMs: gatewayOfflineSinceMs };
  if (device.battery === 0) return { why: "batteryEmpty", sinceMs: changedAtMs.battery };
  if (device.isCharging === true) return { why: "charging", sinceMs: changedAtMs.charging };
  if (device.isWorn === false) return { why: "notWorn", sinceMs: changedAtMs.worn };
  if (!device.isOnline) return { why: "offline", sinceMs: lastReceivedAtMs };
  const silentMs = lastReceivedAtMs === null ? Infinity : nowMs - lastReceivedAtMs;
  return silentMs > silentAfterMs(device.kind) ? { why: "silent", sinceMs: lastReceivedAtMs } : null;
}
function hindrance(device: DeviceCondition, what: Emergency, around: Circumstances, nowMs: number): Trouble | null {
  const trouble = troubleOf(device, nowMs);
  if (trouble !== null) return trouble;
  const vital = vitalOf(what);
  if (vital !== null && (signIntervalMs(device.kind, vital) ?? Infinity) > CONTINUOUS_MS)
    return { why: "spotOnly", sinceMs: device.lastReceivedAtMs };
  const isOfTheHouse = what === "smoke" || what === "gas" || what === "leak";
  if (device.use !== null && around.awaySinceMs !== null && !isOfTheHouse) return { why: "notAtHome", sinceMs: around.awaySinceMs };
  // A tag is seen at the door whatever the map says.
  if (what === "wandering" && !around.hasFence && !has(device.kind, "beacon")) return { why: "noGeofence", sinceMs: null };
  return null;
}
/**
 * For every emergency: would it be noticed right now, and if not, why not and since when (promise 4: silence is not health). One able device is
 * enough; of several that cannot, the gravest reason is told.
 */
export function coverageMap(devices: readonly DeviceCondition[], around: Circumstances, nowMs: number): CoverageItem[] {
  return EMERGENCIES.map((what) => {
    const able = devices
      .filter((device) => canNotice(device, what))
      .map((device) => ({
        deviceId: device.deviceId,
        kind: device.kind,
        ...(hindrance(device, what, around, nowMs) ?? { why: null, sinceMs: null }),
      }));
    const isPromised =
      what === "sos" ||
      what === "fall" ||
      what === "heartRate" ||
      able.some(({ why }) => why !== "spotOnly") ||
      (what === "wandering" && around.isAtWanderingRisk);
    const [first] = able.toSorted((a, b) => rank(a.why) - rank(b.why));
    const { why, sinceMs } = first === undefined ? { why: "noDevice" as const, sinceMs: null } : first;
    return { what, isPromised, why, sinceMs, devices: able };
  });
}
/** Whoever notices comes first, then the gravest reason. */
const rank = (why: CoverageReason | null): number => (why === null ? -1 : COVERAGE_REASONS.indexOf(why));

/** The short list of a tile: SOS, fall and vital signs are owed to everybody; leaving the bed and location only where such a device was assigned. */
export function coverageGaps(devices: readonly DeviceCondition[], nowMs: number): CoverageGap[] {
  const gaps: CoverageGap[] = [];
  for (const what of ["sos", "fall", "vitals", "bedExit", "location"] as const) {
    const able = devices.filter((device) => isForTile(device.kind, what));
    if (able.length === 0) {
      if (what !== "bedExit" && what !== "location") gaps.push({ what, why: "noDevice", deviceId: null, sinceMs: null });
      continue;
    }
    const found: CoverageGap[] = [];
    for (const device of able) {
      const trouble = troubleOf(device, nowMs);
      if (trouble !== null) found.push({ what, why: trouble.why, deviceId: device.deviceId, sinceMs: trouble.sinceMs });
    }
    const [first] = found;
    if (first !== undefined && found.length === able.length) gaps.push(first);
  }
  return gaps;
}
function isForTile(kind: DeviceKind, what: CoverageGap["what"]): boolean {
  const info = deviceKindInfo(kind);
  switch (what) {
    case "sos":
    case "fall":
      return info.events.includes(what);
    case "vitals":
      return Object.values(VITALS).some((sign) => has(kind, sign) && (signIntervalMs(kind, sign) ?? Infinity) <= CONTINUOUS_MS);
    case "bedExit":
      return kind === "bedMat";
    case "location":
      return has(kind, "latitude");
  }
}
