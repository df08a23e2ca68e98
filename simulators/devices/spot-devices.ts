import type { DeviceKind } from "../../domain/device-kinds.ts";
import { minuteOfDay } from "../daily-rhythm.ts";
import { measuredBetween } from "../effects.ts";
import type { Body } from "../physiology.ts";
import { batteryAt, makeSequence, rounded, timesBetween, type DeviceInput, type DeviceOutput, type SimulatedDevice } from "./device.ts";

/** Medical devices that a person takes to the resident: once a day on the round, when a scenario
 * lets staff measure, and when somebody asks for a value now. */
const SPOT_READINGS = {
  oximeter: (body: Body) => ({ spo2: Math.round(body.spo2), heartRate: Math.round(body.heartRate) }),
  bpCuff: (body: Body) => ({
    systolicPressure: Math.round(body.systolicPressure),
    diastolicPressure: Math.round(body.diastolicPressure),
    heartRate: Math.round(body.heartRate),
  }),
  thermometer: (body: Body) => ({ bodyTemperature: rounded(body.coreTemperature, 1) }),
} as const satisfies Partial<Record<DeviceKind, (body: Body) => Readonly<Record<string, number>>>>;
export type SpotKind = keyof typeof SPOT_READINGS;

const MINUTE_MS = 60_000;
/** The morning round, minutes of the local day. */
const ROUND_MINUTE = 520;
const BATTERY_DAYS = 90;

export function makeSpotDevice(kind: SpotKind, { seed, life }: DeviceInput): SimulatedDevice {
  const seq = makeSequence();
  const roundMinute = ROUND_MINUTE + (seed % 20);
  function measure(atMs: number, run: Parameters<SimulatedDevice["step"]>[2]): readonly DeviceOutput[] {
    const state = life.at(atMs, run);
    if (state.effects.silent.includes(kind)) return [];
    const body = { at: atMs, seq: seq(), ...SPOT_READINGS[kind](state.body), battery: batteryAt(seed, atMs, BATTERY_DAYS) };
    return [{ channel: "observations", body }];
  }
  return {
    kind,
    step(fromMs, toMs, run) {
      const round = timesBetween(fromMs, toMs, MINUTE_MS, seed).filter((atMs) => Math.floor(minuteOfDay(atMs)) === roundMinute);
      const times = [...round, ...measuredBetween(run, kind, fromMs, toMs)].sort((left, right) => left - right);
      return times.flatMap((atMs) => measure(atMs, run));
    },
    measureNow: measure,
  };
}
