import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Quality } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";
import type { RemovalRequest } from "../../store/historian/historian-protocol.ts";
import type { HistorianStore } from "../../store/historian/historian.ts";

export const T = 1_764_000_000_000;
type Value = readonly [sign: SignKey, value: number, quality?: Quality];

export function aMessage(
  deviceId: string,
  atMs: number,
  values: readonly Value[],
  over: Partial<DeviceMessage> = {},
  kind: DeviceKind = "wristband",
): DeviceMessage {
  return {
    device: { id: deviceId, facilityId: "fac", kind, gatewayId: null, address: null },
    residentId: "res",
    placeId: null,
    observedAtMs: atMs,
    receivedAtMs: atMs + 100,
    late: false,
    deviceAtMs: null,
    clockFault: null,
    identity: `${deviceId} ${atMs}`,
    samples: values.map(([sign, value, quality = "good"]) => ({ sign, value, quality })),
    method: null,
    grade: kind === "oximeter" ? "medical" : "consumer",
    event: null,
    ...over,
  };
}

/** Rolls up everything that is old enough; returns how many hours of single devices. */
export async function rollUpAll(historian: Pick<HistorianStore, "rollUp">, nowMs: number): Promise<number> {
  for (let total = 0; ;) {
    const { rebuilt, more } = await historian.rollUp({ nowMs });
    total += rebuilt;
    if (!more) return total;
  }
}
/** Removes everything that may go; returns how many rows. */
export async function removeAll(historian: Pick<HistorianStore, "removeBefore">, request: RemovalRequest): Promise<number> {
  for (let total = 0; ;) {
    const { removed, more } = await historian.removeBefore(request);
    total += removed;
    if (!more) return total;
  }
}
