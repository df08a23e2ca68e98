import { type DeviceKind } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Method } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";
import { normalise } from "../../ingest/normalise.ts";

/** Facility of everything that a benchmark replays; staffed. */
export const FACILITY = "fac";
/** One line of a recording as one device says it at one time. */
export interface Row {
  /** When it was measured and received, ms since the epoch. */
  readonly atMs: number;
  readonly residentId: string;
  readonly kind: DeviceKind;
  /** `null`: that of the device kind. */
  readonly method: Method | null;
  /** In the units of the catalogue; sentinels stay what they are. */
  readonly values: readonly (readonly [sign: SignKey, value: number])[];
}
/** A resident holds at most one device of a kind. */
export function deviceIdOf({ residentId, kind }: Pick<Row, "residentId" | "kind">): string {
  return `${residentId}/${kind}`;
}
/** What ingest makes of a row: the same judgement of sentinels and ranges as for a publish, without bytes and decoder. */
export function messageOf(row: Row, seq: number): DeviceMessage {
  const id = deviceIdOf(row);
  const decoded = {
    address: null,
    atMs: row.atMs,
    seq,
    values: row.values,
    method: row.method,
    event: null,
    isState: false,
    cleared: [],
    online: null,
  };
  const publish = {
    principal: { id, facilityId: FACILITY, type: "device" },
    topic: "",
    payload: new Uint8Array(),
    qos: 1,
    dup: false,
    retain: false,
    packetId: null,
    receivedAtMs: row.atMs,
  } as const;
  const device = { id, facilityId: FACILITY, kind: row.kind, gatewayId: null, address: null };
  const holder = { id: "", deviceId: id, residentId: row.residentId, placeId: null, fromMs: 0, toMs: null };
  return normalise(decoded, null, { publish, position: 0, source: id }, device, { assignmentAt: () => holder });
}
