import type { DeviceKind } from "../domain/device-kinds.ts";
import type { EventType } from "../domain/device-message.ts";
import type { Device, Gateway } from "../domain/directory.ts";

const KIND_THAT_NOTICES: Readonly<Record<EventType, DeviceKind>> = {
  sos: "sosButton",
  help: "sosButton",
  fall: "fallRadar",
  leak: "leakSensor",
  smoke: "smokeDetector",
  gas: "gasDetector",
};

/**
 * Stands for a sender of an emergency that nobody registered: it has the id of its gateway, so the alert is raised where the
 * gateway is assigned (else about the gateway itself) instead of being lost.
 */
export function unregisteredDevice(gateway: Pick<Gateway, "id" | "facilityId">, address: string | null, type: EventType): Device {
  return { id: gateway.id, facilityId: gateway.facilityId, kind: KIND_THAT_NOTICES[type], gatewayId: gateway.id, address };
}
