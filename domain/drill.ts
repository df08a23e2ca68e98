import { Type, type Static } from "typebox";
import { isOpenAt, TimeWindow } from "./time-window.ts";

/** Rule of the catalogue that a drill device raises; an alert of this rule is a drill, and no other is. */
export const DRILL_RULE = "drill";
/** Rule that tells the manager that a drill failed. */
export const DRILL_FAILED_RULE = "drill.failed";
export function isDrill({ rule }: { readonly rule: string }): boolean {
  return rule === DRILL_RULE;
}
/** What every text of a drill begins with, on screens and in messages. */
export const DRILL_MARK = { zh: "【演练】", en: "[DRILL]" } as const;
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
      minimum: 30_000,
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
/** May the plan's next drill start now, after the last one of the same clinic and facility? */
export function isDrillDue(plan: DrillPlan, lastStartedAtMs: number | null, nowMs: number): boolean {
  if (!plan.enabled || !isOpenAt(plan.window, nowMs)) return false;
  return nowMs - (lastStartedAtMs ?? Number.NEGATIVE_INFINITY) >= plan.everyDays * DAY_MS;
}
