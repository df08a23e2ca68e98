import { Type, type Static } from "typebox";
import { isOpenAt, TimeWindow } from "./time-window.ts";

/** Rule of the catalogue that a drill device raises; an alert of this rule is a drill, and no other is. */
export const DRILL_RULE = "drill";
/** Rule that tells the manager that a drill failed. */
export const DRILL_FAILED_RULE = "drillFailed";
export function isDrill({ rule }: { readonly rule: string }): boolean {
  return rule === DRILL_RULE;
}
/** What every text of a drill begins with, on screens and in messages. */
export const DRILL_MARK = { zh: "【演练】", en: "[DRILL]" } as const;
/** Where a drill takes place. */
export const DRILL_PLACE = "演练";
/** Read out instead of the prompt to call 120. */
export const DRILL_120 = { zh: "演练，勿拨 120", en: "A drill: do not call 120" } as const;

const DAY_MS = 86_400_000;
const closed = { additionalProperties: false };
/** When a clinic is drilled. Left out: as `PLAIN_DRILL_PLAN`. */
export const DrillSettings = Type.Object(
  {
    enabled: Type.Boolean(),
    everyDays: Type.Integer({ minimum: 1, maximum: 366 }),
    window: TimeWindow,
    answerWithinMs: Type.Integer({
      minimum: 10_000,
      maximum: 30 * 60_000,
      description: "a person of the clinic must have acknowledged by then",
    }),
  },
  closed,
);
export type DrillSettings = Static<typeof DrillSettings>;
/**
 * Monthly: the user test of DOMAIN §2.4 (TEC Quality Monitoring). Answered within 180 s: 99 % of calls there (TSA). On workdays in the daytime:
 * never at night unless the home asks for it [M].
 */
export const PLAIN_DRILL_PLAN: DrillSettings = {
  enabled: true,
  everyDays: 30,
  window: { from: "09:30", to: "16:30", days: ["workday"] },
  answerWithinMs: 180_000,
};
/** Standing order to drill one clinic for one facility, with the device that was made for it. */
export interface DrillPlan extends DrillSettings {
  readonly id: string;
  readonly facilityId: string;
  readonly clinicId: string;
  readonly deviceId: string;
  readonly createdAtMs: number;
}
/** Way of a drill, hop by hop; the first one missing says where it broke. */
export const DRILL_HOPS = ["published", "raised", "sent", "accepted", "acknowledged"] as const;
export const DrillHop = Type.Enum(DRILL_HOPS);
export type DrillHop = Static<typeof DrillHop>;
export const DrillResult = Type.Enum(["running", "passed", "failed", "stopped"]);
export type DrillResult = Static<typeof DrillResult>;

/** One drill. Times in ms since the epoch; a hop that was not reached has none. */
export interface Drill {
  readonly id: string;
  readonly planId: string;
  readonly facilityId: string;
  readonly clinicId: string;
  readonly startedAtMs: number;
  readonly answerWithinMs: number;
  /** User who asked for it; `null`: by schedule. */
  readonly byUserId: string | null;
  readonly alertId: string | null;
  readonly hops: Readonly<Partial<Record<DrillHop, number>>>;
  readonly endedAtMs: number | null;
  readonly result: DrillResult;
  /** Of a failed one: the first hop that was not reached in time. */
  readonly failedAt: DrillHop | null;
  /** Why a hop failed or the drill was stopped; a code of `DRILL_REASONS`, or what the channel said. */
  readonly why: string | null;
}
/** The first hop that is missing; `null`: the whole way was gone. */
export function missingHop(hops: Drill["hops"]): DrillHop | null {
  return DRILL_HOPS.find((hop) => hops[hop] === undefined) ?? null;
}
/** When the next drill of a plan is due, counted from the last one, else from the plan; `null`: never. */
export function nextDrillMs(
  { enabled, everyDays, createdAtMs }: Pick<DrillPlan, "enabled" | "everyDays" | "createdAtMs">,
  lastStartedAtMs: number | null,
): number | null {
  return enabled ? (lastStartedAtMs ?? createdAtMs) + everyDays * DAY_MS : null;
}
/** May the plan's next drill start now? */
export function isDrillDue(
  plan: Pick<DrillPlan, "enabled" | "everyDays" | "createdAtMs" | "window">,
  lastStartedAtMs: number | null,
  nowMs: number,
): boolean {
  const dueMs = nextDrillMs(plan, lastStartedAtMs);
  return dueMs !== null && nowMs >= dueMs && isOpenAt(plan.window, nowMs);
}
const NIGHT: TimeWindow = { from: "21:00", to: "07:00" };
/** Does the window reach into the night on any day? */
export function touchesNight(window: TimeWindow): boolean {
  const someDay = Date.UTC(2026, 0, 5);
  const daily: TimeWindow = { from: window.from, to: window.to };
  const quarters = Array.from({ length: 96 }, (_, index) => someDay + index * 15 * 60_000);
  return quarters.some((atMs) => isOpenAt(daily, atMs) && isOpenAt(NIGHT, atMs));
}

/** Answer times of drills that were acknowledged, and how many passed: beside the figures of real calls, never among them. */
export const DrillFigures = Type.Object(
  {
    held: Type.Integer({ description: "passed or failed; stopped ones do not count" }),
    passed: Type.Integer(),
    within60s: Type.Integer({ description: "acknowledged by a person within 60 s (DOMAIN §2.4)" }),
    within180s: Type.Integer(),
    medianAnswerMs: Type.Union([Type.Integer(), Type.Null()]),
    longestAnswerMs: Type.Union([Type.Integer(), Type.Null()]),
  },
  closed,
);
export type DrillFigures = Static<typeof DrillFigures>;
export function drillFigures(drills: readonly Pick<Drill, "result" | "startedAtMs" | "hops">[]): DrillFigures {
  const held = drills.filter(({ result }) => result === "passed" || result === "failed");
  const answers = held
    .flatMap(({ hops, startedAtMs }) => (hops.acknowledged === undefined ? [] : [hops.acknowledged - startedAtMs]))
    .toSorted((a, b) => a - b);
  return {
    held: held.length,
    passed: held.filter(({ result }) => result === "passed").length,
    within60s: answers.filter((ms) => ms <= 60_000).length,
    within180s: answers.filter((ms) => ms <= 180_000).length,
    medianAnswerMs: answers[Math.floor((answers.length - 1) / 2)] ?? null,
    longestAnswerMs: answers.at(-1) ?? null,
  };
}
