import type { DeviceKind } from "../domain/device-kinds.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import type { SignKey } from "../domain/signs.ts";
import type { HistorianStore } from "../store/historian/historian.ts";

const HOUR_MS = 3_600_000;
/** Time that one batch holds. */
const BATCH_MS = 6 * HOUR_MS;
export const START_MS = Date.UTC(2026, 0, 1);
export const WATCHED = "watched";

interface BenchDevice {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly everyMs: number;
  /** Where each sign walks about. */
  readonly walk: readonly (readonly [SignKey, number])[];
}
/** One wristband with a value of each of five signs every 10 s, and monitors beside it that speak once a minute. */
export function benchDevices(others: number): readonly BenchDevice[] {
  const both = [
    ["heartRate", 72],
    ["spo2", 97],
    ["respiratoryRate", 16],
  ] as const;
  const monitor = [...both, ["systolicPressure", 128], ["diastolicPressure", 76]] as const;
  return [
    { id: WATCHED, kind: "wristband", everyMs: 10_000, walk: [...both, ["bodyTemperature", 36.5], ["steps", 4_000]] },
    ...Array.from({ length: others }, (_, n) => ({
      ...{ id: `other-${n}`, kind: "bedsideMonitor" as const, everyMs: 60_000, walk: monitor },
    })),
  ];
}

/** Stores `days` of all devices through the engine, in the order of time. Returns how many messages and values that were. */
export async function fill(historian: HistorianStore, devices: readonly BenchDevice[], days: number) {
  const random = seededRandom(7);
  const now = new Map<string, number>();
  const total = { messages: 0, values: 0 };
  const endMs = START_MS + days * 24 * HOUR_MS;
  for (let fromMs = START_MS, row = 1; fromMs < endMs; fromMs += BATCH_MS, row++) {
    const toMs = Math.min(fromMs + BATCH_MS, endMs);
    for (const device of devices) {
      for (let atMs = fromMs; atMs < toMs; atMs += device.everyMs) {
        const message = messageOf(device, now, atMs, random);
        historian.gather(message);
        total.messages += 1;
        total.values += message.samples.length;
      }
    }
    await historian.store({ row, index: 0 });
  }
  return total;
}
/** Every sign walks in small steps and never far from where it began. */
function messageOf(device: BenchDevice, now: Map<string, number>, atMs: number, random: () => number): DeviceMessage {
  const samples = device.walk.map(([sign, home]) => {
    const stepsInOne = sign === "bodyTemperature" ? 10 : 1;
    const before = now.get(`${device.id} ${sign}`) ?? home;
    const drawn = before + (Math.floor(3 * random()) - 1) / stepsInOne + 0.02 * (home - before);
    const value = Math.round(drawn * stepsInOne) / stepsInOne;
    now.set(`${device.id} ${sign}`, value);
    return { sign, value, quality: "good" as const };
  });
  return {
    device: { id: device.id, facilityId: "home", kind: device.kind, gatewayId: null, address: null },
    ...{ residentId: null, placeId: null, late: false, deviceAtMs: null, clockFault: null, method: null, event: null },
    observedAtMs: atMs,
    receivedAtMs: atMs + 80,
    identity: "",
    samples,
    grade: device.kind === "bedsideMonitor" ? "medical" : "consumer",
  };
}
/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
