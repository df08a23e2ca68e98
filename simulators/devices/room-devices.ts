import type { DeviceKind } from "../../domain/device-kinds.ts";
import { eventsBetween } from "../effects.ts";
import { batteryAt, makeSequence, timesBetween, type DeviceInput, type DeviceOutput, type SimulatedDevice } from "./device.ts";
import { doorSample, makeChanges, movingSample } from "./room-signals.ts";

/** Sensors with a credential of their own: they speak on a change, and every four hours to say that they live. */
const ALIVE_MS = 4 * 60 * 60_000;
const BATTERY_DAYS = 365;
const SIGNAL_PERCENT = 74;
export const EVENT_KINDS = ["sosButton", "leakSensor", "smokeDetector", "gasDetector"] as const satisfies readonly DeviceKind[];
type Timed = readonly [atMs: number, output: DeviceOutput];

function inOrder(outputs: readonly Timed[]): readonly DeviceOutput[] {
  return [...outputs].sort(([left], [right]) => left - right).map(([, output]) => output);
}
/** Door (`doorOpen`) or motion (`motion`) sensor. */
export function makeChangeSensor(kind: "doorSensor" | "motionSensor", { seed, life }: DeviceInput): SimulatedDevice {
  const seq = makeSequence();
  const sign = kind === "doorSensor" ? "doorOpen" : "motion";
  const sample = kind === "doorSensor" ? doorSample(life) : movingSample(life);
  const changes = makeChanges(sample);
  return {
    kind,
    step(fromMs, toMs, run) {
      const alive = timesBetween(fromMs, toMs, ALIVE_MS, seed).map((atMs) => ({ atMs, value: sample(atMs, run) }));
      return [...changes(fromMs, toMs, run), ...alive]
        .filter(({ atMs }) => !life.at(atMs, run).effects.silent.includes(kind))
        .sort((left, right) => left.atMs - right.atMs)
        .map(({ atMs, value }) => {
          const body = { at: atMs, seq: seq(), [sign]: value, battery: batteryAt(seed, atMs, BATTERY_DAYS), signal: SIGNAL_PERCENT };
          return { channel: "observations", body };
        });
    },
  };
}
/** SOS button, leak sensor, smoke or gas detector: events of the scenario, otherwise a sign of life. */
export function makeEventDevice(kind: (typeof EVENT_KINDS)[number], { seed, life }: DeviceInput): SimulatedDevice {
  const seq = makeSequence();
  return {
    kind,
    step(fromMs, toMs, run) {
      const alive = timesBetween(fromMs, toMs, ALIVE_MS, seed)
        .filter((atMs) => !life.at(atMs, run).effects.silent.includes(kind))
        .map((atMs): Timed => {
          const body = { at: atMs, seq: seq(), battery: batteryAt(seed, atMs, BATTERY_DAYS), signal: SIGNAL_PERCENT };
          return [atMs, { channel: "observations", body }];
        });
      const events = eventsBetween(run, fromMs, toMs)
        .filter((event) => event.kind === kind)
        .map(({ type, atMs }): Timed => [atMs, { channel: "events", body: { at: atMs, seq: seq(), type, detail: {} } }]);
      return inOrder([...alive, ...events]);
    },
  };
}
