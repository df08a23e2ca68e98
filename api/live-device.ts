import type { DeviceMessage } from "../domain/device-message.ts";
import type { Device } from "../domain/directory.ts";
import type { Quality } from "../domain/observation.ts";
import type { DeviceHealth } from "./ports.ts";
import { SIGN_INDEX, SIGN_KEYS, type SignKey } from "../domain/signs.ts";

/** Newest value of every sign of one device, and when it last changed. Written for each message, so it allocates nothing. */
export class LiveDevice {
  readonly device: Device;
  /** `null`: neither its connection nor its status was heard of since the start. */
  isOnline: boolean | null = null;
  lastReceivedAtMs: number | null = null;
  readonly #values = new Float64Array(SIGN_KEYS.length);
  /** 0 = never. */
  readonly #atMs = new Float64Array(SIGN_KEYS.length);
  readonly #changedAtMs = new Float64Array(SIGN_KEYS.length);
  /** When a boolean sign was 1 last, as this run heard it; 0 = never. */
  readonly #setAtMs = new Float64Array(SIGN_KEYS.length);
  readonly #quality: Quality[] = new Array<Quality>(SIGN_KEYS.length).fill("good");

  constructor(device: Device) {
    this.device = device;
  }
  take(message: DeviceMessage): void {
    if (message.receivedAtMs > (this.lastReceivedAtMs ?? 0)) this.lastReceivedAtMs = message.receivedAtMs;
    for (const sample of message.samples) this.set(sample.sign, sample.value, message.observedAtMs, sample.quality);
  }
  set(sign: SignKey, value: number, atMs: number, quality: Quality): void {
    const index = SIGN_INDEX[sign];
    if (atMs <= (this.#atMs[index] ?? 0)) return;
    if (value !== this.#values[index] || this.#atMs[index] === 0) this.#changedAtMs[index] = atMs;
    if (value === 1 && quality === "good") this.#setAtMs[index] = atMs;
    this.#values[index] = value;
    this.#atMs[index] = atMs;
    this.#quality[index] = quality;
  }
  latest(sign: SignKey): { readonly value: number; readonly atMs: number; readonly changedAtMs: number; readonly quality: Quality } | null {
    const index = SIGN_INDEX[sign];
    const atMs = this.#atMs[index] ?? 0;
    if (atMs === 0) return null;
    return {
      value: this.#values[index] ?? 0,
      atMs,
      changedAtMs: this.#changedAtMs[index] ?? atMs,
      quality: this.#quality[index] ?? "good",
    };
  }
  /** When a boolean sign was 1 last; `null`: not since the start. */
  lastSetMs(sign: SignKey): number | null {
    const atMs = this.#setAtMs[SIGN_INDEX[sign]] ?? 0;
    return atMs === 0 ? null : atMs;
  }
  /** Boolean signs: `null` when never reported. */
  flag(sign: SignKey): boolean | null {
    const found = this.latest(sign);
    return found === null ? null : found.value === 1;
  }
  health(): DeviceHealth {
    return {
      isOnline: this.isOnline,
      lastReceivedAtMs: this.lastReceivedAtMs,
      battery: this.latest("battery")?.value ?? null,
      isWorn: this.flag("worn"),
      isCharging: this.flag("charging"),
      signal: this.latest("signal")?.value ?? null,
      batteryAtMs: this.latest("battery")?.atMs ?? null,
    };
  }
}
