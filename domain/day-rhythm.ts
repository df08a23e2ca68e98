import { Type, type Static } from "typebox";
import { Nullable } from "./api-schemas.ts";
import { localDay } from "./local-time.ts";
import { FACILITY_DAY_MS, bedNights, localDayStartMs } from "./nights.ts";
import type { SeriesPoint } from "./series.ts";

const HOUR_MS = 3_600_000;
/** Days of the strip. */
export const RHYTHM_DAYS = 14;
/** In bed for this share of an hour: the hour was spent in bed. */
const MOSTLY = 0.5;
/** Fewer steps in an hour are a wrist that turned, a smaller share of "moving" a twitch of the sensor [M]. */
const LEAST_STEPS = 10;
const LEAST_MOTION = 0.05;

/**
 * What an hour was. `inBed`: at least half of it; `active`: walked or moved; `outOfBed`: a bed sensor says so, and nothing moved; `quiet`: no
 * bed sensor spoke, what spoke saw no movement; `none`: no sensor spoke, which is not the same as quiet.
 */
export const RHYTHM_STATES = ["inBed", "active", "outOfBed", "quiet", "none"] as const;
export type RhythmState = (typeof RHYTHM_STATES)[number];
const closed = { additionalProperties: false };
const Share = Nullable(Type.Number({ minimum: 0, maximum: 1 }));
/** One hour; `at`: its start, ms since the epoch. A sensor that said nothing is `null`, never 0. */
export const RhythmHour = Type.Object(
  {
    at: Type.Integer(),
    state: Type.Enum(RHYTHM_STATES),
    inBed: Type.Union(Share.anyOf, { description: "share of the hour in bed" }),
    motion: Type.Union(Share.anyOf, { description: "share of its readings that saw movement" }),
    steps: Nullable(Type.Integer({ minimum: 0 })),
  },
  closed,
);
export type RhythmHour = Static<typeof RhythmHour>;
/** A local day, from midnight; of today the hours that began. */
export const RhythmDay = Type.Object(
  {
    startMs: Type.Integer(),
    hours: Type.Array(RhythmHour, { maxItems: 24 }),
    steps: Nullable(Type.Integer({ minimum: 0, description: "of the whole day, as the device counted; null: it said nothing" })),
    heardHours: Type.Integer({ minimum: 0, maximum: 24, description: "hours in which any sensor spoke" }),
  },
  closed,
);
export type RhythmDay = Static<typeof RhythmDay>;
/** A night, 20:00 to 08:00: what was in bed of what was heard. Nothing is filled in for the rest. */
export const RhythmNight = Type.Object(
  {
    endMs: Type.Integer({ description: "08:00 of the morning on which it ends" }),
    inBedHours: Type.Number({ minimum: 0, maximum: 12 }),
    heardHours: Type.Number({ minimum: 0, maximum: 12 }),
    isOver: Type.Boolean(),
  },
  closed,
);
export type RhythmNight = Static<typeof RhythmNight>;
export const DayRhythmView = Type.Object(
  {
    residentId: Type.String(),
    now: Type.Integer({ description: "server time of the answer" }),
    days: Type.Array(RhythmDay, { description: "oldest first, today last" }),
    nights: Type.Array(RhythmNight, { description: "oldest first; nights of which the bed sensor said nothing are left out" }),
    has: Type.Object(
      { bed: Type.Boolean(), motion: Type.Boolean(), steps: Type.Boolean() },
      { ...closed, description: "held a device in this time that measures it" },
    ),
  },
  { $id: "DayRhythm", ...closed },
);
export type DayRhythmView = Static<typeof DayRhythmView>;

/** Hourly buckets of the historian, oldest first. `steps`: a list a device, for each counts by itself. */
export interface RhythmReadings {
  readonly bed: readonly SeriesPoint[];
  readonly motion: readonly SeriesPoint[];
  readonly steps: readonly (readonly SeriesPoint[])[];
}
/** Local midnight with which a strip of `days` begins whose last day holds `nowMs`. */
export function rhythmStartMs(nowMs: number, days: number): number {
  return localDayStartMs(localDay(nowMs) - days + 1);
}
/** `days` local days up to `nowMs`, with every hour that began. Pure; what was not heard is `null` or `none`. */
export function rhythmDays(readings: RhythmReadings, nowMs: number, days: number): RhythmDay[] {
  const bed = meansByHour(readings.bed);
  const motion = meansByHour(readings.motion);
  const counted = readings.steps.map(stepsByHour);
  return Array.from({ length: days }, (_, index) => {
    const startMs = rhythmStartMs(nowMs, days) + index * FACILITY_DAY_MS;
    const hours: RhythmHour[] = [];
    for (let at = startMs; at < startMs + FACILITY_DAY_MS && at <= nowMs; at += HOUR_MS) {
      const steps = most(counted.map(({ inHour }) => inHour.get(at)));
      const heard = { inBed: bed.get(at) ?? null, motion: motion.get(at) ?? null, steps };
      hours.push({ at, state: stateOf(heard), ...heard });
    }
    const steps = most(counted.map(({ ofDay }) => ofDay.get(localDay(startMs))));
    return { startMs, hours, steps, heardHours: hours.filter(({ state }) => state !== "none").length };
  });
}
/** Nights of which anything was heard, the running one too. @param bed hourly buckets of `bedOccupied` */
export function rhythmNights(bed: readonly SeriesPoint[], nowMs: number): RhythmNight[] {
  return bedNights(bed, HOUR_MS).map(({ inBedMs, heardMs, endMs }) => ({
    ...{ endMs, inBedHours: inBedMs / HOUR_MS, heardHours: heardMs / HOUR_MS },
    isOver: endMs <= nowMs,
  }));
}
/** Hours of each state in a day, for a sentence beside the picture. */
export function hoursOf(day: RhythmDay): Readonly<Record<RhythmState, number>> {
  const count = { inBed: 0, active: 0, outOfBed: 0, quiet: 0, none: 0 };
  for (const { state } of day.hours) count[state] += 1;
  return count;
}
function stateOf({ inBed, motion, steps }: Pick<RhythmHour, "inBed" | "motion" | "steps">): RhythmState {
  if (inBed !== null && inBed >= MOSTLY) return "inBed";
  if ((steps ?? 0) >= LEAST_STEPS || (motion ?? 0) >= LEAST_MOTION) return "active";
  if (inBed !== null) return "outOfBed";
  return motion === null && steps === null ? "none" : "quiet";
}
function meansByHour(points: readonly SeriesPoint[]): ReadonlyMap<number, number> {
  return new Map(points.map(({ at, mean }) => [at, Math.min(1, Math.max(0, mean))]));
}
/**
 * A counter of steps as steps of an hour and of a day. A counter that fell began anew: what it shows was walked since. What grew while the
 * device was not heard belongs to the day, and to no hour.
 */
function stepsByHour(points: readonly SeriesPoint[]) {
  const inHour = new Map<number, number>();
  const ofDay = new Map<number, number>();
  let before: SeriesPoint | null = null;
  for (const point of points) {
    const { at, min, max } = point;
    const grown = before === null ? max - min : max >= before.max ? max - before.max : max;
    inHour.set(at, Math.round(before?.at === at - HOUR_MS ? grown : max - min));
    ofDay.set(localDay(at), Math.round((ofDay.get(localDay(at)) ?? 0) + grown));
    before = point;
  }
  return { inHour, ofDay };
}
/** Two devices on one person count the same steps. */
function most(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
