import type { ScenarioRun } from "../effects.ts";
import type { ResidentLife, ResidentState } from "../physiology.ts";

/** What sensors in the room see of the resident's life. Native and Zigbee devices say the same things in different words. */
export type RoomSignal = "moving" | "doorOpen" | "radar";
export type RadarStatus = "unoccupied" | "occupied" | "low_posture" | "falling";
const SAMPLE_MS = 5_000;
/** The door closes again this long after somebody went through. */
const DOOR_OPEN_MS = 40_000;
/** The radar says `falling` this long, then `low_posture` while the person stays down (OWON FDS315 states). */
const FALLING_MS = 10_000;

export function isMoving({ activity, effects }: ResidentState): boolean {
  return !effects.isDown && (activity.kind === "walking" || activity.kind === "toilet" || activity.kind === "meal");
}
/** Open while somebody leaves for a meal or a walk or comes back, or when a scenario leaves it open. */
export function isDoorOpen({ atMs, activity, effects }: ResidentState, before: ResidentState): boolean {
  if (effects.doorOpen) return true;
  if (effects.activity !== null || atMs - activity.fromMs >= DOOR_OPEN_MS) return false;
  const leaves = activity.kind === "walking" || activity.kind === "meal";
  const returns = before.activity.kind === "walking" || before.activity.kind === "meal";
  return leaves || returns;
}
/** Seen by a radar in the bathroom. */
export function radarStatus(state: ResidentState, earlier: ResidentState): RadarStatus {
  if (state.activity.spot !== "bathroom") return "unoccupied";
  if (!state.effects.isDown) return "occupied";
  return earlier.effects.isDown ? "low_posture" : "falling";
}
/** Samples a signal every five seconds and gives its changes; the first sample counts as one. */
export function makeChanges<Value>(
  sample: (atMs: number, run: ScenarioRun | null) => Value,
): (fromMs: number, toMs: number, run: ScenarioRun | null) => readonly { readonly atMs: number; readonly value: Value }[] {
  let last: Value | undefined;
  return (fromMs, toMs, run) => {
    const changes: { atMs: number; value: Value }[] = [];
    for (let atMs = (Math.floor(fromMs / SAMPLE_MS) + 1) * SAMPLE_MS; atMs <= toMs; atMs += SAMPLE_MS) {
      const value = sample(atMs, run);
      if (value !== last) changes.push({ atMs, value });
      last = value;
    }
    return changes;
  };
}
/** A motion sensor sees the place where it hangs: the bathroom, or the rest of the home. */
export const movingSample =
  (life: ResidentLife, isBathroom = false) =>
  (atMs: number, run: ScenarioRun | null): boolean => {
    const state = life.at(atMs, run);
    return isMoving(state) && (state.activity.spot === "bathroom") === isBathroom;
  };
export const doorSample =
  (life: ResidentLife) =>
  (atMs: number, run: ScenarioRun | null): boolean => {
    const state = life.at(atMs, run);
    return isDoorOpen(state, life.at(state.activity.fromMs - 1));
  };
export const radarSample =
  (life: ResidentLife) =>
  (atMs: number, run: ScenarioRun | null): RadarStatus =>
    radarStatus(life.at(atMs, run), life.at(atMs - FALLING_MS, run));
