import { batteryAt, makeSequence, timesBetween, type DeviceInput, type SimulatedDevice } from "./device.ts";

const INTERVAL_MS = 30_000;
const BATTERY_DAYS = 180;

/** Mat below the mattress, every 30 s: pulse and breathing only while somebody lies on it. */
export function makeBedMat({ seed, life }: DeviceInput): SimulatedDevice {
  const seq = makeSequence();
  return {
    kind: "bedMat",
    step: (fromMs, toMs, run) =>
      timesBetween(fromMs, toMs, INTERVAL_MS, seed).flatMap((atMs) => {
        const { body, activity, effects } = life.at(atMs, run);
        if (effects.silent.includes("bedMat")) return [];
        const base = { at: atMs, seq: seq(), battery: batteryAt(seed, atMs, BATTERY_DAYS) };
        if (activity.spot !== "bed") return [{ channel: "observations", body: { ...base, bedOccupied: false, motion: false } }];
        const signs = {
          bedOccupied: true,
          heartRate: Math.round(body.heartRate),
          respiratoryRate: Math.round(body.respiratoryRate),
          sleepState: body.sleepState,
          motion: activity.kind === "lying",
        };
        return [{ channel: "observations", body: { ...base, ...signs } }];
      }),
  };
}
