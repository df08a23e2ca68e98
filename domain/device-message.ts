import type { Device } from "./directory.ts";
import type { Grade, Method, Sample } from "./observation.ts";
import type { SignKey } from "./signs.ts";

export const EVENT_TYPES = ["sos", "fall", "help", "leak", "smoke", "gas"] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** A device message as its decoder reads it: no directory, no clock, nothing judged yet. */
export interface DecodedMessage {
  /** `null`: the signed-in device itself; else the name of a device behind the gateway. */
  readonly address: string | null;
  /** Device time, ms since the epoch, or `null` when the device sends none. */
  readonly atMs: number | null;
  readonly seq: number | null;
  /** In catalogue units, after conversion; sentinels and ranges are judged later. */
  readonly values: readonly (readonly [sign: SignKey, value: number])[];
  readonly method: Method | null;
  readonly event: { readonly type: EventType; readonly detail: Readonly<Record<string, unknown>> } | null;
  /** State-style alarms (`water_leak: true`) repeat; they count as an event only on the change from false to true. */
  readonly isState: boolean;
  /** State-style alarms that the message says are off (`water_leak: false`): they arm the next change. */
  readonly cleared: readonly EventType[];
  readonly online: boolean | null;
}

/**
 * One device message after decoding and normalising: what every projection of the journal works on.
 * `residentId`/`placeId`: who held the device at `observedAtMs`.
 */
export interface DeviceMessage {
  readonly device: Device;
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  /** Older than `LATE_AFTER_MS` on arrival. */
  readonly late: boolean;
  /** Device time was unusable (too far ahead, before 2020); ours is used and this keeps theirs. */
  readonly deviceAtMs: number | null;
  readonly clockFault: "future" | "past" | null;
  /** Identity of the publish (DESIGN: (device, seq, at), else (device, at, hash), else (device, packet id, hash)). */
  readonly identity: string;
  readonly samples: readonly Sample[];
  readonly method: Method | null;
  readonly grade: Grade;
  readonly event: { readonly type: EventType; readonly detail: Readonly<Record<string, unknown>> } | null;
}
