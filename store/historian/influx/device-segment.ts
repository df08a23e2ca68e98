import type { Segment } from "../series-plan.ts";

/** A part of a device's time, and the rows that it is read from. */
export interface DeviceSegment extends Segment {
  readonly deviceId: string;
}
