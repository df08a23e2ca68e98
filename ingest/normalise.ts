import { deviceKindInfo, type DeviceKindInfo } from "../domain/device-kinds.ts";
import type { DecodedMessage, DeviceMessage } from "../domain/device-message.ts";
import type { Device } from "../domain/directory.ts";
import type { Grade, Method, Sample } from "../domain/observation.ts";
import type { Publish } from "../domain/publish.ts";
import { SIGNS, type SignKey } from "../domain/signs.ts";
import { EARLIEST_DEVICE_TIME_MS, LATE_AFTER_MS, LATEST_DEVICE_LEAD_MS } from "../domain/time.ts";
import { identityOf } from "./identity.ts";
import type { Directory } from "./ports.ts";

/** Where a message stands: its publish, its position among the messages of that publish, and what counts as its sender. */
export interface Origin {
  readonly publish: Publish;
  readonly position: number;
  /** Device id; for a device that nobody registered its gateway and address. */
  readonly source: string;
}

/**
 * A decoded message as everybody after ingest sees it: whose it is, when it was observed, and which values may be believed.
 * Device time more than 5 min ahead or before 2020 is replaced by receive time and kept in `deviceAtMs`.
 * @param event `decoded.event`, or `null` when a state-style alarm only repeats itself
 */
export function normalise(
  decoded: DecodedMessage,
  event: DecodedMessage["event"],
  origin: Origin,
  device: Device,
  directory: Pick<Directory, "assignmentAt">,
): DeviceMessage {
  return new NormalisedMessage(decoded, event, origin, device, directory);
}

class NormalisedMessage implements DeviceMessage {
  readonly device: Device;
  readonly residentId: string | null;
  readonly placeId: string | null;
  readonly observedAtMs: number;
  readonly receivedAtMs: number;
  readonly late: boolean;
  readonly deviceAtMs: number | null;
  readonly clockFault: "future" | "past" | null;
  readonly samples: readonly Sample[];
  readonly method: Method | null;
  readonly grade: Grade;
  readonly event: DeviceMessage["event"];
  readonly #seq: number | null;
  readonly #origin: Origin;
  #identity: string | null = null;

  constructor(
    decoded: DecodedMessage,
    event: DeviceMessage["event"],
    origin: Origin,
    device: Device,
    directory: Pick<Directory, "assignmentAt">,
  ) {
    const info = deviceKindInfo(device.kind);
    const receivedAtMs = origin.publish.receivedAtMs;
    this.device = device;
    this.receivedAtMs = receivedAtMs;
    this.deviceAtMs = decoded.atMs;
    this.clockFault = clockFaultOf(decoded.atMs, receivedAtMs);
    this.observedAtMs = decoded.atMs === null || this.clockFault !== null ? receivedAtMs : decoded.atMs;
    this.late = receivedAtMs - this.observedAtMs > LATE_AFTER_MS;
    // An emergency from just before the handing over belongs to whoever wears the device now: fail open.
    const holder =
      directory.assignmentAt(device.id, this.observedAtMs) ??
      (event === null ? undefined : directory.assignmentAt(device.id, receivedAtMs));
    this.residentId = holder?.residentId ?? null;
    this.placeId = holder?.placeId ?? null;
    this.samples = samplesOf(decoded.values, info);
    this.method = decoded.method;
    this.grade = info.grade;
    this.event = event;
    this.#seq = decoded.seq;
    this.#origin = origin;
  }
  /** Computed when first asked for: most readings never raise anything. */
  get identity(): string {
    this.#identity ??= identityOf(
      this.#origin.publish,
      this.#origin.source,
      { atMs: this.deviceAtMs, seq: this.#seq },
      this.#origin.position,
    );
    return this.#identity;
  }
}

function clockFaultOf(atMs: number | null, receivedAtMs: number): "future" | "past" | null {
  if (atMs === null) return null;
  if (atMs < EARLIEST_DEVICE_TIME_MS) return "past";
  return atMs - receivedAtMs > LATEST_DEVICE_LEAD_MS ? "future" : null;
}

function samplesOf(values: DecodedMessage["values"], info: DeviceKindInfo): readonly Sample[] {
  const isTakenOff = values.some(saysTakenOff);
  const samples: Sample[] = [];
  for (const [sign, value] of values) samples.push(sampleOf(sign, value, info, isTakenOff));
  return samples;
}
function saysTakenOff([sign, value]: DecodedMessage["values"][number]): boolean {
  return sign === "worn" && value === 0;
}
/** A value that was measured while the device says that nobody wears it is shown, but raises nothing alone. */
function sampleOf(sign: SignKey, value: number, info: DeviceKindInfo, isTakenOff: boolean): Sample {
  if (info.sentinels[sign]?.includes(value) === true) return { sign, value, quality: "technical", reason: "sentinel" };
  const { plausible, class: signClass } = SIGNS[sign];
  if (value < plausible[0] || value > plausible[1]) return { sign, value, quality: "technical", reason: "implausible" };
  if (isTakenOff && signClass === "vital") return { sign, value, quality: "suspect", reason: "notWorn" };
  return { sign, value, quality: "good" };
}
