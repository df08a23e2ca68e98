/** Where time enters: wall-clock milliseconds since the epoch, and a monotonic count that no clock step moves. */
export interface Clock {
  now(): number;
  /** Milliseconds that only ever grow, at the clock's own rate. */
  monotonic(): number;
}
export const EARLIEST_DEVICE_TIME_MS = Date.UTC(2020, 0, 1);
/** The end of the year 9999: a time behind it is a slip, and no calendar has it. */
export const LATEST_TIME_MS = Date.UTC(10_000, 0, 1) - 1;
export const LATEST_DEVICE_LEAD_MS = 5 * 60_000;
/** An observation older than this when it arrives is `late`: stored, but pages nobody (SOS and fall excepted). */
export const LATE_AFTER_MS = 10 * 60_000;
export const FACILITY_TIME_ZONE = "Asia/Shanghai";
