import type { DeviceKind } from "../../domain/device-kinds.ts";
import type { ScenarioRun } from "../effects.ts";
import type { ResidentLife } from "../physiology.ts";

/** What a device with its own credential says (docs/mqtt-topics.md): the body carries `at` and `seq`. */
export interface DeviceOutput {
  readonly channel: "observations" | "events" | "status";
  readonly body: Readonly<Record<string, unknown>>;
}
/**
 * A device as a function of time: nobody waits in it. `step` gives everything that it says in (fromMs, toMs]; the caller asks for
 * steps in order and without gaps. The same seed and the same steps give the same output.
 */
export interface SimulatedDevice {
  readonly kind: DeviceKind;
  step(fromMs: number, toMs: number, run: ScenarioRun | null): readonly DeviceOutput[];
  /** Answers a `measureNow` command; absent for devices that cannot. */
  measureNow?(atMs: number, run: ScenarioRun | null): readonly DeviceOutput[];
}
export interface DeviceInput {
  readonly seed: number;
  readonly life: ResidentLife;
}
/** Times in (fromMs, toMs] at which a device with this interval speaks; its phase comes from the seed, so that devices do not speak in chorus. */
export function timesBetween(fromMs: number, toMs: number, intervalMs: number, seed: number): readonly number[] {
  const phaseMs = seed % intervalMs;
  const first = Math.floor((fromMs - phaseMs) / intervalMs) + 1;
  const times: number[] = [];
  for (let index = first; index * intervalMs + phaseMs <= toMs; index++) times.push(index * intervalMs + phaseMs);
  return times;
}
/** Battery in %, from a level given by the seed, emptying over `lastsDays`, then charged again. */
export function batteryAt(seed: number, atMs: number, lastsDays: number): number {
  const cycleMs = lastsDays * 24 * 60 * 60_000;
  const share = ((atMs + (seed % 1_000) * (cycleMs / 1_000)) % cycleMs) / cycleMs;
  return Math.round(98 - share * 60);
}
/** Counts messages of one device from 1. */
export function makeSequence(): () => number {
  let last = 0;
  return () => ++last;
}
export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
