import type { DeviceMessage } from "../domain/device-message.ts";
import { deviceKindInfo, methodOf, signIntervalMs } from "../domain/device-kinds.ts";
import type { Device, Place, Resident } from "../domain/directory.ts";
import type { CoverageGap, LatestValue, Tile } from "../domain/live-events.ts";
import type { Quality } from "../domain/observation.ts";
import type { ControlEvent } from "../domain/publish.ts";
import { signInfo, type SignKey } from "../domain/signs.ts";
import type { Clock } from "../domain/time.ts";
import type { SignOfLife } from "../domain/family-state.ts";
import { lastSeenBy, type LastSeen } from "./last-seen.ts";
import { LiveDevice } from "./live-device.ts";
import type { DeviceHealth, LiveView } from "./ports.ts";
import { signsOfLife } from "./sign-of-life.ts";
import { Sparkline } from "./sparkline.ts";
import { whereaboutsOf } from "./whereabouts.ts";

export interface LiveViewPorts {
  readonly clock: Clock;
  device(deviceId: string): Device | undefined;
  resident(residentId: string): Resident | undefined;
  residents(facilityId: string): readonly Resident[];
  place(placeId: string): Place | undefined;
  /** Devices that the resident holds now, and those that watch the resident's room. */
  devicesOf(residentId: string): readonly string[];
  holderOf(deviceId: string): readonly string[];
  openAlertIds(residentId: string): readonly string[];
  coverage(devices: readonly LiveDevice[], nowMs: number): CoverageGap[];
  devicesBehind(gatewayId: string): readonly string[];
}
/** A value is never held longer than twice its device's interval, and at least a minute (practice §5.3). */
function staleAfterMs(device: Device, sign: SignKey): number {
  return Math.max(60_000, 2 * (signIntervalMs(device.kind, sign) ?? 25 * 3_600_000));
}

/** The live picture of all homes, in memory: newest values, one tile per resident, who changed since the last look. */
export class LivePicture implements LiveView {
  readonly #ports: LiveViewPorts;
  readonly #devices = new Map<string, LiveDevice>();
  readonly #sparklines = new Map<string, Sparkline>();
  readonly #changedDevices = new Set<string>();
  readonly #changedResidents = new Set<string>();

  constructor(ports: LiveViewPorts) {
    this.#ports = ports;
  }
  message(message: DeviceMessage): void {
    this.#live(message.device).take(message);
    this.#changedDevices.add(message.device.id);
    if (message.residentId === null) return;
    for (const sample of message.samples) {
      if (sample.sign === "heartRate" && sample.quality === "good")
        this.#sparkline(message.residentId).add(message.observedAtMs, sample.value);
    }
  }
  control(control: ControlEvent, atMs: number): void {
    if (control.type !== "presence") return;
    const device = this.#ports.device(control.deviceId);
    if (device === undefined) return this.gatewayChanged(control.deviceId);
    const live = this.#live(device);
    live.isOnline = control.online;
    if (control.online) live.lastReceivedAtMs ??= atMs;
    this.#changedDevices.add(device.id);
  }
  /** A value of the last run, read from the historian at start. */
  restore(stored: { deviceId: string; sign: SignKey; value: number; atMs: number; receivedAtMs: number; quality: Quality }): void {
    const device = this.#ports.device(stored.deviceId);
    if (device === undefined) return;
    const live = this.#live(device);
    live.set(stored.sign, stored.value, stored.atMs, stored.quality);
    if (stored.receivedAtMs > (live.lastReceivedAtMs ?? 0)) live.lastReceivedAtMs = stored.receivedAtMs;
  }
  restoreSparkline(residentId: string, atMs: number, mean: number): void {
    this.#sparkline(residentId).add(atMs, mean);
  }
  /** A gateway came or went: whoever relies on what is behind it is covered otherwise. */
  gatewayChanged(gatewayId: string): void {
    for (const deviceId of this.#ports.devicesBehind(gatewayId)) this.#changedDevices.add(deviceId);
  }
  /** What is known of a device; nothing at all of one that never spoke. */
  device(device: Device): LiveDevice {
    return this.#live(device);
  }
  residentChanged(residentId: string): void {
    this.#changedResidents.add(residentId);
  }
  /** A sensor of a shared room hears the neighbour too: it says nothing of either. */
  signsOfLife(residentId: string): readonly SignOfLife[] {
    return signsOfLife(this.#devicesOf(residentId).filter(({ device }) => this.#ports.holderOf(device.id).length === 1));
  }
  lastSeen(residentId: string): LastSeen {
    return lastSeenBy(this.#devicesOf(residentId));
  }
  health(deviceId: string): DeviceHealth | undefined {
    return this.#devices.get(deviceId)?.health();
  }
  tiles(facilityId: string): readonly Tile[] {
    return this.#ports.residents(facilityId).map((resident) => this.#tile(resident));
  }
  tile(residentId: string): Tile | undefined {
    const resident = this.#ports.resident(residentId);
    return resident === undefined ? undefined : this.#tile(resident);
  }
  takeChanged(): ReadonlyMap<string, readonly Tile[]> {
    for (const deviceId of this.#changedDevices) for (const id of this.#ports.holderOf(deviceId)) this.#changedResidents.add(id);
    this.#changedDevices.clear();
    const byFacility = new Map<string, Tile[]>();
    for (const residentId of this.#changedResidents) {
      const resident = this.#ports.resident(residentId);
      if (resident === undefined) continue;
      const tiles = byFacility.get(resident.facilityId) ?? [];
      tiles.push(this.#tile(resident));
      byFacility.set(resident.facilityId, tiles);
    }
    this.#changedResidents.clear();
    return byFacility;
  }

  #live(device: Device): LiveDevice {
    const known = this.#devices.get(device.id);
    if (known !== undefined) return known;
    const made = new LiveDevice(device);
    this.#devices.set(device.id, made);
    return made;
  }
  #sparkline(residentId: string): Sparkline {
    const known = this.#sparklines.get(residentId);
    if (known !== undefined) return known;
    const made = new Sparkline();
    this.#sparklines.set(residentId, made);
    return made;
  }
  #devicesOf(residentId: string): LiveDevice[] {
    return this.#ports.devicesOf(residentId).flatMap((deviceId) => {
      const device = this.#ports.device(deviceId);
      return device === undefined ? [] : [this.#live(device)];
    });
  }
  #tile(resident: Resident): Tile {
    const nowMs = this.#ports.clock.now();
    const place = this.#ports.place(resident.placeId);
    const devices = this.#devicesOf(resident.id);
    return {
      residentId: resident.id,
      name: resident.name,
      room: place?.name ?? "—",
      floor: place?.floor ?? "",
      building: place?.building ?? "",
      level: resident.level,
      birthYear: resident.birthYear,
      latest: latestVitals(devices, nowMs),
      sparkline: this.#sparklines.get(resident.id)?.lastHour(nowMs) ?? [],
      whereabouts: whereaboutsOf(devices, nowMs, place?.name ?? null),
      coverage: this.#ports.coverage(devices, nowMs),
      alertIds: [...this.#ports.openAlertIds(resident.id)],
    };
  }
}
/**
 * Per vital sign the newest value of any of the devices; technical values are no values. Skin temperature is trend only (practice §5.2):
 * it stands for the body's only where nothing else measured it.
 */
function latestVitals(devices: readonly LiveDevice[], nowMs: number): LatestValue[] {
  const chosen = new Map<SignKey, { readonly value: LatestValue; readonly isSkin: boolean }>();
  for (const live of devices) {
    const { kind } = live.device;
    for (const sign of deviceKindInfo(kind).signs) {
      if (signInfo(sign).class !== "vital") continue;
      const found = live.latest(sign);
      if (found === null || found.quality === "technical") continue;
      const isStale = nowMs - found.atMs > staleAfterMs(live.device, sign);
      const value = { sign, value: found.value, at: found.atMs, quality: found.quality, isStale, deviceId: live.device.id };
      const isSkin = methodOf(kind, sign) === "skin";
      const before = chosen.get(sign);
      if (before === undefined || isBetter({ value, isSkin }, before)) chosen.set(sign, { value, isSkin });
    }
  }
  return [...chosen.values()].map(({ value }) => value);
}
function isBetter(one: { value: LatestValue; isSkin: boolean }, other: { value: LatestValue; isSkin: boolean }): boolean {
  if (one.isSkin === other.isSkin) return one.value.at > other.value.at;
  return one.isSkin ? other.value.isStale : !one.value.isStale;
}
