import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Quality } from "../../domain/observation.ts";
import type { SignKey } from "../../domain/signs.ts";

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
