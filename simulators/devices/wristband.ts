import { eventsBetween } from "../effects.ts";
import { rounded, batteryAt, makeSequence, timesBetween, type DeviceInput, type DeviceOutput, type SimulatedDevice } from "./device.ts";

const INTERVAL_MS = 10_000;
const BATTERY_DAYS = 5;

/** Consumer wristband, every 10 s. Off the wrist it has no reading and sends 0, as real ones do (DOMAIN §5.10); on the charger it rests. */
export function makeWristband({ seed, life }: DeviceInput): SimulatedDevice {
  const seq = makeSequence();
  return {
    kind: "wristband",
    step(fromMs, toMs, run) {
      const readings = timesBetween(fromMs, toMs, INTERVAL_MS, seed).flatMap((atMs): readonly [number, DeviceOutput][] => {
        const { body, activity, effects } = life.at(atMs, run);
        if (effects.silent.includes("wristband")) return [];
        const health = { battery: effects.charging ? 80 : batteryAt(seed, atMs, BATTERY_DAYS), worn: effects.worn && !effects.charging };
        const base = { at: atMs, seq: seq(), ...health, charging: effects.charging };
        if (!health.worn) return [[atMs, { channel: "observations", body: { ...base, heartRate: 0, spo2: 0, motion: false } }]];
        const isMoving = !effects.isDown && (activity.kind === "walking" || activity.kind === "toilet");
        const signs = {
          heartRate: Math.round(body.heartRate),
          spo2: Math.round(body.spo2),
          respiratoryRate: Math.round(body.respiratoryRate),
          bodyTemperature: rounded(body.skinTemperature, 1),
          steps: body.steps,
          sleepState: body.sleepState,
          motion: isMoving,
        };
        return [[atMs, { channel: "observations", body: { ...base, ...signs } }]];
      });
      const events = eventsBetween(run, fromMs, toMs)
        .filter(({ kind }) => kind === "wristband")
        .map(({ type, atMs }): readonly [number, DeviceOutput] => [
          atMs,
          { channel: "events", body: { at: atMs, seq: seq(), type, detail: {} } },
        ]);
      return [...readings, ...events].sort(([left], [right]) => left - right).map(([, output]) => output);
    },
  };
}
