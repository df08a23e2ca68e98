import { mulberry32, seedOf } from "./random.ts";

/** What a resident does, and where. Residents live by the clock of Asia/Shanghai, which has no summer time. */
export const ACTIVITIES = ["asleep", "lying", "resting", "meal", "walking", "toilet"] as const;
export type ActivityKind = (typeof ACTIVITIES)[number];
export type Spot = "bed" | "chair" | "bathroom" | "diningRoom" | "corridor" | "door";
export interface Activity {
  readonly kind: ActivityKind;
  readonly spot: Spot;
  readonly fromMs: number;
  readonly toMs: number;
}
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const SHANGHAI_OFFSET_MS = 8 * 60 * MINUTE_MS;
const SPOTS = { asleep: "bed", lying: "bed", resting: "chair", meal: "diningRoom", walking: "corridor", toilet: "bathroom" } as const;

/** Start of the local day that holds `atMs`, ms since the epoch. */
export function startOfDay(atMs: number): number {
  return Math.floor((atMs + SHANGHAI_OFFSET_MS) / DAY_MS) * DAY_MS - SHANGHAI_OFFSET_MS;
}
/** Minutes of the local day, 0 … 1,440. */
export function minuteOfDay(atMs: number): number {
  return (atMs - startOfDay(atMs)) / MINUTE_MS;
}
type Step = readonly [minute: number, kind: ActivityKind];

/** Night: asleep with one or two ways to the toilet; day: meals, walks, rest, a nap after lunch. Minutes of the local day. */
function daySteps(random: () => number): readonly Step[] {
  const around = (minute: number, spread: number): number => Math.round(minute + (random() * 2 - 1) * spread);
  const steps: Step[] = [[0, "asleep"]];
  const visit = (minute: number, minutes: number, then: ActivityKind): void => {
    steps.push([minute, "toilet"], [minute + minutes, then]);
  };
  visit(around(150, 70), 4 + Math.round(random() * 3), "asleep");
  if (random() < 0.6) visit(around(285, 40), 4 + Math.round(random() * 3), "asleep");
  const up = around(385, 25);
  steps.push([up, "lying"]);
  visit(up + 6, 7, "resting");
  steps.push([around(450, 8), "meal"], [around(480, 8), "resting"]);
  visit(around(515, 10), 5, "resting");
  steps.push([around(560, 15), "walking"], [around(600, 12), "resting"]);
  visit(around(650, 15), 5, "resting");
  steps.push([around(700, 8), "meal"], [around(735, 8), "resting"], [around(770, 10), "asleep"], [around(855, 20), "lying"]);
  visit(around(890, 8), 6, "resting");
  steps.push([around(940, 15), "walking"], [around(980, 12), "resting"], [around(1_055, 8), "meal"], [around(1_090, 8), "resting"]);
  steps.push([around(1_120, 8), "walking"], [around(1_140, 6), "resting"]);
  visit(around(1_230, 15), 6, "lying");
  steps.push([around(1_290, 20), "asleep"]);
  return steps;
}
/** The plan of one local day: activities without a gap from midnight to midnight. */
export function planOfDay(seed: number, atMs: number): readonly Activity[] {
  const dayMs = startOfDay(atMs);
  const steps = daySteps(mulberry32(seedOf(seed, "day", dayMs)));
  return steps.map(([minute, kind], index) => ({
    kind,
    spot: SPOTS[kind],
    fromMs: dayMs + minute * MINUTE_MS,
    toMs: dayMs + (steps[index + 1]?.[0] ?? 1_440) * MINUTE_MS,
  }));
}
/** Gives the activity at any time; remembers the plan of the last days that it was asked for. */
export function makeRhythm(seed: number): { at(atMs: number): Activity; plan(atMs: number): readonly Activity[] } {
  const plans = new Map<number, readonly Activity[]>();
  function plan(atMs: number): readonly Activity[] {
    const dayMs = startOfDay(atMs);
    const known = plans.get(dayMs);
    if (known !== undefined) return known;
    const made = planOfDay(seed, atMs);
    if (plans.size > 3) plans.clear();
    plans.set(dayMs, made);
    return made;
  }
  return {
    plan,
    at(atMs) {
      const found = plan(atMs).find((activity) => atMs < activity.toMs);
      if (found === undefined) throw new RangeError("a plan of a day has a gap");
      return found;
    },
  };
}
