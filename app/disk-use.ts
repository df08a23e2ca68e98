import { deviceKindInfo, signIntervalMs, type DeviceKind } from "../domain/device-kinds.ts";
import type { Retention } from "./retention.ts";

const DAY_MS = 86_400_000;
const MINUTES_OF_A_DAY = 1_440;
const HOURS_OF_A_DAY = 24;
// Measured with `npm run bench -- query`: a message of five signs takes 65 bytes, a minute of a sign 8; with some to spare.
const MESSAGE_BYTES = 45;
const READING_BYTES = 6;
const MINUTE_BYTES = 9;
/** An hour's minutes of a sign are one row. */
const BLOCK_BYTES = 25;
const HOUR_BYTES = 45;
/** Hours are kept for ever: they are counted for ten years. */
const HOUR_DAYS = 3_650;

/** Bytes that the embedded historian comes to hold, by what is kept. */
export interface DiskUse {
  readonly raw: number;
  readonly minutes: number;
  readonly hours: number;
  readonly all: number;
}
/**
 * What devices that speak at their normal interval (domain/device-kinds.ts) fill within the retention. Devices that speak more often take
 * more; one that speaks only when something happens is counted with one message an hour.
 */
export function diskUse(devices: ReadonlyMap<DeviceKind, number>, { rawDays, minuteDays }: Retention): DiskUse {
  let [raw, minutes, hours] = [0, 0, 0];
  for (const [kind, count] of devices) {
    const { expectedIntervalMs, signs } = deviceKindInfo(kind);
    const perDay = (intervalMs: number | null) => (intervalMs === null ? HOURS_OF_A_DAY : DAY_MS / intervalMs);
    raw += count * rawDays * perDay(expectedIntervalMs) * MESSAGE_BYTES;
    for (const sign of signs) {
      const readings = perDay(signIntervalMs(kind, sign));
      raw += count * rawDays * readings * READING_BYTES;
      const [inMinutes, inHours] = [Math.min(readings, MINUTES_OF_A_DAY), Math.min(readings, HOURS_OF_A_DAY)];
      minutes += count * minuteDays * (inMinutes * MINUTE_BYTES + inHours * BLOCK_BYTES);
      hours += count * HOUR_DAYS * inHours * HOUR_BYTES;
    }
  }
  return { raw, minutes, hours, all: raw + minutes + hours };
}
