import type { Activity, ActivityKind } from "./daily-rhythm.ts";
import { makeRhythm, minuteOfDay } from "./daily-rhythm.ts";
import { effectsAt, type Effects, type ScenarioRun } from "./effects.ts";
import { mulberry32, seedOf, smoothNoise } from "./random.ts";

/** A resident's body at one moment, in catalogue units, before any sensor rounds it. */
export interface Body {
  readonly heartRate: number;
  readonly spo2: number;
  readonly respiratoryRate: number;
  readonly coreTemperature: number;
  readonly skinTemperature: number;
  readonly systolicPressure: number;
  readonly diastolicPressure: number;
  /** Since local midnight. */
  readonly steps: number;
  /** Index in the states of `sleepState`: 0 awake, 1 light, 2 deep, 3 rem. */
  readonly sleepState: number;
}
export interface ResidentState {
  readonly atMs: number;
  readonly activity: Activity;
  readonly effects: Effects;
  readonly body: Body;
}
/** What is usual for one resident; `copd` lives at 90–92 % (NEWS2 scale 2 target is 88–92). */
export interface Constitution {
  readonly heartRate: number;
  readonly spo2: number;
  readonly respiratoryRate: number;
  readonly coreTemperature: number;
  readonly systolicPressure: number;
  readonly diastolicPressure: number;
  readonly stepsPerMinute: number;
}
/** Pulse, breathing and pressure added by an activity; general knowledge of light activity in old age [M]. */
const LOAD: Readonly<Record<ActivityKind, readonly [pulse: number, breathing: number, pressure: number]>> = {
  asleep: [-8, -1.5, -10],
  lying: [-3, -0.5, -4],
  resting: [0, 0, 0],
  meal: [6, 0.5, 4],
  walking: [18, 2.5, 10],
  toilet: [9, 1, 6],
};
/** Pulse per °C of fever: Liebermeister's rule, about 8–10 /min per °C. */
const PULSE_PER_CEL = 9;
const BREATHING_PER_CEL = 2;
const SETTLE_MS = 60_000;
const MINUTE_MS = 60_000;
const SLEEP_CYCLE_MINUTES = 90;

export function constitutionOf(seed: number, options: { readonly copd?: boolean } = {}): Constitution {
  const random = mulberry32(seedOf(seed, "constitution"));
  const between = (low: number, high: number): number => low + random() * (high - low);
  return {
    heartRate: between(62, 76),
    spo2: options.copd === true ? between(90.5, 91.8) : between(96.6, 98.2),
    respiratoryRate: between(14.2, 16.2),
    coreTemperature: between(36.3, 36.8),
    systolicPressure: between(116, 136),
    diastolicPressure: between(68, 80),
    stepsPerMinute: between(55, 90),
  };
}
/** Asks for a resident's state at any time: a pure function of (seed, time, scenario run). */
export interface ResidentLife {
  at(atMs: number, run?: ScenarioRun | null): ResidentState;
}
export function makeResidentLife(seed: number, options: { readonly copd?: boolean } = {}): ResidentLife {
  const rhythm = makeRhythm(seed);
  const usual = constitutionOf(seed, options);
  const noise = (channel: string, atMs: number, periodMs: number): number => smoothNoise(seed, channel, atMs, periodMs);

  function activityAt(atMs: number, effects: Effects): Activity {
    const planned = rhythm.at(atMs);
    const kind = effects.activity ?? planned.kind;
    return { ...planned, kind, spot: effects.spot ?? (effects.activity === null ? planned.spot : spotOf(kind)) };
  }
  /** Load of the activity, reached over a minute from the load of the one before. */
  function loadAt(activity: Activity, atMs: number): readonly [number, number, number] {
    const target = LOAD[activity.kind];
    const before = LOAD[rhythm.at(activity.fromMs - 1).kind];
    const share = Math.min(1, (atMs - activity.fromMs) / SETTLE_MS);
    const mix = (index: 0 | 1 | 2): number => before[index] + (target[index] - before[index]) * share;
    return [mix(0), mix(1), mix(2)];
  }
  function stepsAt(atMs: number): number {
    const walkedMs = rhythm
      .plan(atMs)
      .filter((activity) => activity.kind === "walking" || activity.kind === "toilet")
      .reduce((sum, activity) => sum + Math.max(0, Math.min(atMs, activity.toMs) - activity.fromMs) * shareWalked(activity.kind), 0);
    return Math.floor((walkedMs / MINUTE_MS) * usual.stepsPerMinute);
  }
  function at(atMs: number, run: ScenarioRun | null = null): ResidentState {
    const effects = effectsAt(run, atMs);
    const activity = activityAt(atMs, effects);
    const [pulse, breathing, pressure] = loadAt(activity, atMs);
    const asleep = activity.kind === "asleep";
    const circadianCel = 0.25 * Math.sin(((minuteOfDay(atMs) - 600) / 1_440) * 2 * Math.PI);
    const core = usual.coreTemperature + circadianCel + effects.feverCel;
    const body: Body = {
      heartRate: usual.heartRate + pulse + effects.feverCel * PULSE_PER_CEL + effects.pulseRise + 3 * noise("pulse", atMs, 45_000),
      spo2: Math.min(99.4, usual.spo2 - effects.spo2Drop - (asleep ? 0.7 : 0) + 0.7 * noise("spo2", atMs, 90_000)),
      respiratoryRate:
        usual.respiratoryRate +
        breathing +
        effects.feverCel * BREATHING_PER_CEL +
        effects.breathingRise +
        0.8 * noise("breath", atMs, 60_000),
      coreTemperature: core,
      skinTemperature: core - 1.8 + 0.3 * noise("skin", atMs, 600_000),
      systolicPressure: usual.systolicPressure + pressure + 5 * noise("systolic", atMs, 300_000),
      diastolicPressure: usual.diastolicPressure + pressure / 2 + 3 * noise("diastolic", atMs, 300_000),
      steps: stepsAt(atMs),
      sleepState: asleep ? sleepStateAt(activity, atMs) : 0,
    };
    return { atMs, activity, effects, body };
  }
  return { at: (atMs, run) => at(atMs, run ?? null) };
}
function spotOf(kind: ActivityKind): Activity["spot"] {
  return kind === "asleep" || kind === "lying" ? "bed" : kind === "toilet" ? "bathroom" : kind === "walking" ? "corridor" : "chair";
}
/** On the way to the toilet a fifth of the time is walking. */
function shareWalked(kind: ActivityKind): number {
  return kind === "walking" ? 1 : 0.2;
}
/** Light, deep, light, rem in turns of ninety minutes. */
function sleepStateAt(activity: Activity, atMs: number): number {
  const minute = ((atMs - activity.fromMs) / MINUTE_MS) % SLEEP_CYCLE_MINUTES;
  return minute < 25 ? 1 : minute < 55 ? 2 : minute < 70 ? 1 : 3;
}
