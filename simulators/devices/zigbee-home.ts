import type { ScenarioRun } from "../effects.ts";
import type { OutgoingMessage } from "../device-link.ts";
import type { ZigbeeChild } from "./zigbee-child.ts";

const ROOT = "zigbee2mqtt";
const ONLINE = JSON.stringify({ state: "online" });
const OFFLINE = JSON.stringify({ state: "offline" });
/** Sent by the broker when the gateway's connection breaks, and before a clean end. */
export const BRIDGE_OFFLINE: OutgoingMessage = { topic: `${ROOT}/bridge/state`, payload: OFFLINE, retain: true };
export const BRIDGE_ONLINE: OutgoingMessage = { topic: `${ROOT}/bridge/state`, payload: ONLINE, retain: true };

/** A gateway that speaks Zigbee2MQTT inside its mount: states not retained, availability retained. */
export interface ZigbeeHome {
  /** Everything that the gateway says in (fromMs, toMs]; `runOf` tells the scenario that runs around a child, by its name. */
  step(fromMs: number, toMs: number, runOf: (name: string) => ScenarioRun | null): readonly OutgoingMessage[];
}
export function makeZigbeeHome(children: readonly ZigbeeChild[]): ZigbeeHome {
  const online = new Map<string, boolean>();
  function availability(child: ZigbeeChild, isOnline: boolean): readonly OutgoingMessage[] {
    if (online.get(child.name) === isOnline) return [];
    online.set(child.name, isOnline);
    return [{ topic: `${ROOT}/${child.name}/availability`, payload: isOnline ? ONLINE : OFFLINE, retain: true }];
  }
  return {
    step: (fromMs, toMs, runOf) =>
      children.flatMap((child) => {
        const run = runOf(child.name);
        const states = child
          .step(fromMs, toMs, run)
          .map(({ state }): OutgoingMessage => ({ topic: `${ROOT}/${child.name}`, payload: JSON.stringify(state), retain: false }));
        return [...availability(child, !child.isSilent(toMs, run)), ...states];
      }),
  };
}
