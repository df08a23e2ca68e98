import { deviceKindInfo } from "../../domain/device-kinds.ts";
import { DENSE_INTERVAL_MS, silenceLimits } from "../rules/absence.ts";
import type { DeviceState } from "./state.ts";
import type { World } from "./world.ts";

/** A gateway or device that was told to be offline is so after a minute: links flap. */
export const OFFLINE_FOR_MS = 60_000;
/** Fewer children that fall silent together are told one by one. */
const LEAST_TOGETHER = 3;

function watchedChildren(world: World, gatewayId: string): DeviceState[] {
  return [...world.devices.values()].filter(
    ({ device, residentId, placeId }) => device.gatewayId === gatewayId && (residentId !== null || placeId !== null),
  );
}
/** Ids of the devices behind a gateway that somebody relies on, in order. */
export function childrenOf(world: World, gatewayId: string): readonly string[] {
  return watchedChildren(world, gatewayId)
    .map(({ device }) => device.id)
    .toSorted();
}
/** The gateway is known to be offline since then, and its alert is due. */
function setOffline(world: World, device: DeviceState["device"], gatewayId: string, sinceMs: number, nowMs: number): void {
  const subject = world.subject({ id: gatewayId, facilityId: device.facilityId, residentId: null, placeId: null });
  world.touchSubject(subject);
  world.setGateway(gatewayId, sinceMs);
  world.deadlines.add({ dueMs: nowMs, of: "s", id: gatewayId });
}
/**
 * A child is missed: is it the child, or the gateway? With three children that speak often, and no word of any of them for half the child's own
 * limit, it is the gateway; its link may stand half open for longer than that. Marks it offline, which tells once of all of them.
 */
export function isGatewaySilent(world: World, { device }: DeviceState, nowMs: number): boolean {
  const { gatewayId } = device;
  const limits = silenceLimits(deviceKindInfo(device.kind));
  if (gatewayId === null || limits === null) return false;
  const children = watchedChildren(world, gatewayId);
  const dense = children.filter(({ intervalMs, receivedMs }) => intervalMs !== null && intervalMs <= DENSE_INTERVAL_MS && receivedMs >= 0);
  const newestMs = Math.max(...children.map(({ receivedMs, shiftMs }) => (receivedMs < 0 ? -1 : receivedMs + shiftMs)));
  if (dense.length < LEAST_TOGETHER || nowMs - newestMs < limits.warningMs / 2) return false;
  setOffline(world, device, gatewayId, nowMs - OFFLINE_FOR_MS, nowMs);
  return true;
}
/** A child is said to be offline: so are most of its gateway's children, within a minute. Marks the gateway offline instead. */
export function isGatewayGone(world: World, { device, offlineSinceMs }: DeviceState, nowMs: number): boolean {
  const { gatewayId } = device;
  if (gatewayId === null || offlineSinceMs === null) return false;
  if (world.gatewaysOffline.has(gatewayId)) return true;
  const children = watchedChildren(world, gatewayId);
  const together = children.filter((one) => one.offlineSinceMs !== null && Math.abs(one.offlineSinceMs - offlineSinceMs) <= OFFLINE_FOR_MS);
  if (together.length < LEAST_TOGETHER || 2 * together.length < children.length) return false;
  setOffline(world, device, gatewayId, nowMs - OFFLINE_FOR_MS, nowMs);
  return true;
}
