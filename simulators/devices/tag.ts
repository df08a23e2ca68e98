import { batteryAt, makeSequence, timesBetween, type DeviceInput, type DeviceOutput, type SimulatedDevice } from "./device.ts";

const HEARTBEAT_MS = 5 * 60_000;
/** In the field of a door it wakes and speaks every ten seconds. */
const AT_DOOR_MS = 10_000;
const BATTERY_DAYS = 365;
/** Number of the beacon at the simulated home's exit. */
export const EXIT_BEACON = 1;

/** A wandering tag: a sign of life now and then, and the number of the door that its wearer stands at. */
export function makeTag({ seed, life }: DeviceInput): SimulatedDevice {
  const next = makeSequence();
  return {
    kind: "tag",
    step(fromMs, toMs, run) {
      const beats = timesBetween(fromMs, toMs, HEARTBEAT_MS, seed).map((at) => ({ at, beacon: null }));
      const sightings = timesBetween(fromMs, toMs, AT_DOOR_MS, seed)
        .filter((at) => life.at(at, run).activity.spot === "door")
        .map((at) => ({ at, beacon: EXIT_BEACON }));
      return [...beats, ...sightings]
        .sort((left, right) => left.at - right.at)
        .map(({ at, beacon }): DeviceOutput => {
          const seen = beacon === null ? { battery: batteryAt(seed, at, BATTERY_DAYS), worn: life.at(at, run).effects.worn } : { beacon };
          return { channel: "observations", body: { at, seq: next(), ...seen } };
        });
    },
  };
}
