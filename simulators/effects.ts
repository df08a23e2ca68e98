import type { EventType } from "../domain/device-message.ts";
import type { DeviceKind } from "../domain/device-kinds.ts";
import type { ActivityKind, Spot } from "./daily-rhythm.ts";

/** What a scenario changes about a resident and the devices. Without a scenario: `NO_EFFECTS`. */
export interface Effects {
  /** Added to the core temperature, °C; the skin, pulse and breathing follow. */
  readonly feverCel: number;
  /** Taken off the saturation, percentage points. */
  readonly spo2Drop: number;
  /** Added to the pulse, /min. */
  readonly pulseRise: number;
  /** Added to breathing, /min. */
  readonly breathingRise: number;
  readonly activity: ActivityKind | null;
  readonly spot: Spot | null;
  /** On the floor: no motion, low posture. */
  readonly isDown: boolean;
  readonly worn: boolean;
  readonly charging: boolean;
  /** The exit door stands open. */
  readonly doorOpen: boolean;
  /** Kinds of device that say nothing. */
  readonly silent: readonly DeviceKind[];
}
export const NO_EFFECTS: Effects = {
  feverCel: 0,
  spo2Drop: 0,
  pulseRise: 0,
  breathingRise: 0,
  activity: null,
  spot: null,
  isDown: false,
  worn: true,
  charging: false,
  doorOpen: false,
  silent: [],
};
/** At `offsetMs` after the start: changes the effects (numbers over `rampMs`), lets a device say an event, or both. */
export interface ScenarioStep {
  readonly offsetMs: number;
  readonly change?: Partial<Effects>;
  readonly rampMs?: number;
  readonly event?: { readonly kind: DeviceKind; readonly type: EventType };
  /** Staff take a value with this device, where the resident has one. */
  readonly measure?: DeviceKind;
  /** What happens, for people: shown by `simulate` and in the demo. */
  readonly zh: string;
  readonly en: string;
}
export interface Scenario {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly durationMs: number;
  readonly steps: readonly ScenarioStep[];
}
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly startMs: number;
}
const RAMPED = ["feverCel", "spo2Drop", "pulseRise", "breathingRise"] as const;

/** Effects of one run at a time: the steps so far, numbers part of the way while their ramp lasts. */
export function effectsAt(run: ScenarioRun | null, atMs: number): Effects {
  if (run === null) return NO_EFFECTS;
  const elapsedMs = atMs - run.startMs;
  if (elapsedMs < 0 || elapsedMs >= run.scenario.durationMs) return NO_EFFECTS;
  let effects = NO_EFFECTS;
  for (const { offsetMs, change, rampMs } of run.scenario.steps) {
    if (offsetMs > elapsedMs) break;
    if (change === undefined) continue;
    const share = rampMs === undefined ? 1 : Math.min(1, (elapsedMs - offsetMs) / rampMs);
    const ramped = RAMPED.map((key) => [key, effects[key] + ((change[key] ?? effects[key]) - effects[key]) * share] as const);
    effects = { ...effects, ...change, ...Object.fromEntries(ramped) };
  }
  return effects;
}
/** Events of one run in (fromMs, toMs], with their times. */
export function eventsBetween(
  run: ScenarioRun | null,
  fromMs: number,
  toMs: number,
): readonly { readonly kind: DeviceKind; readonly type: EventType; readonly atMs: number }[] {
  if (run === null) return [];
  return run.scenario.steps.flatMap(({ offsetMs, event }) => {
    const atMs = run.startMs + offsetMs;
    return event !== undefined && atMs > fromMs && atMs <= toMs ? [{ ...event, atMs }] : [];
  });
}
/** Times in (fromMs, toMs] at which staff measure with this kind of device. */
export function measuredBetween(run: ScenarioRun | null, kind: DeviceKind, fromMs: number, toMs: number): readonly number[] {
  if (run === null) return [];
  return run.scenario.steps
    .filter(({ measure }) => measure === kind)
    .map(({ offsetMs }) => run.startMs + offsetMs)
    .filter((atMs) => atMs > fromMs && atMs <= toMs);
}
