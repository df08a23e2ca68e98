import { Type, type Static } from "typebox";
import { DAY_KINDS, dayKindOf, weekdayOf } from "./holidays.ts";
import { localDay, localMinute } from "./local-time.ts";

const TimeOfDay = Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description: "local time of day, HH:MM (Asia/Shanghai)" });
/**
 * A part of the day on some days, local time. `to` not after `from`: past midnight, and it belongs to the day on which it began; the same
 * time twice: a whole day. Weekdays and kinds of day both have to fit; left out, every one does.
 */
export const TimeWindow = Type.Object(
  {
    from: TimeOfDay,
    to: TimeOfDay,
    weekdays: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, description: "1 = Monday … 7 = Sunday" }),
    ),
    days: Type.Optional(
      Type.Array(Type.Enum(DAY_KINDS), {
        minItems: 1,
        maxItems: 3,
        description: "workday (weekend days that are worked instead of a holiday too), weekend, holiday (by the State Council)",
      }),
    ),
  },
  { additionalProperties: false },
);
export type TimeWindow = Static<typeof TimeWindow>;

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
function fits({ weekdays, days }: TimeWindow, day: number): boolean {
  return (weekdays === undefined || weekdays.includes(weekdayOf(day))) && (days === undefined || days.includes(dayKindOf(day)));
}
/** Whether the window is open at `ms`. */
export function isOpenAt(window: TimeWindow, ms: number): boolean {
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  const [minute, day] = [localMinute(ms), localDay(ms)];
  if (from < to) return minute >= from && minute < to && fits(window, day);
  return (minute >= from && fits(window, day)) || (minute < to && fits(window, day - 1));
}
