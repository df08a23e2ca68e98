import type { RotaView } from "../../../domain/escalation-view.ts";
import { dayKindOf, weekdayOf, type DayKind } from "../../../domain/holidays.ts";
import { ROTA_ROLES, type RotaRole } from "../../../domain/rota.ts";

const DAY_MS = 86_400_000;
/** Asia/Shanghai, the whole year. */
const OFFSET_MS = 8 * 3_600_000;

/** Local midnight at which a local day (as `localDay` counts) begins, ms. */
export const dayStartMs = (day: number): number => day * DAY_MS - OFFSET_MS;
export const mondayOf = (day: number): number => day - weekdayOf(day) + 1;
/** `2026-11-22` of a local day, and back; `null`: it is none. */
export const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
export function dayOfText(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(ms) ? null : Math.floor(ms / DAY_MS);
}
export interface RotaLine {
  readonly key: string;
  readonly name: string;
  /** Local times of day; for an override of more than a day the part that falls on this one. */
  readonly from: string;
  readonly to: string;
  readonly type: "shift" | "away" | "standIn";
  /** The account was disabled: it does not count. */
  readonly serves: boolean;
  readonly shiftId: string | null;
}
export interface RotaDay {
  readonly day: number;
  readonly kind: DayKind;
  readonly weekday: number;
  readonly roles: readonly {
    readonly role: RotaRole;
    readonly lines: readonly RotaLine[];
    readonly gaps: readonly RotaView["gaps"][number][];
  }[];
}
const timeOf = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().slice(11, 16);

function linesOf(rota: RotaView, role: RotaRole, day: number): readonly RotaLine[] {
  const [startMs, endMs] = [dayStartMs(day), dayStartMs(day + 1)];
  const shifts = rota.shifts
    .filter((shift) => shift.role === role && shift.from < endMs && (shift.to === null || shift.to > startMs))
    .filter(({ window: { weekdays, days } }) => (weekdays?.includes(weekdayOf(day)) ?? true) && (days?.includes(dayKindOf(day)) ?? true))
    .map(({ id, name, serves, window }) => ({
      key: id,
      name,
      from: window.from,
      to: window.to,
      type: "shift" as const,
      serves,
      shiftId: id,
    }));
  const overrides = rota.overrides
    .filter((one) => one.role === role && one.from < endMs && one.to > startMs)
    .flatMap((one) => {
      const times = {
        from: timeOf(Math.max(one.from, startMs)),
        to: one.to >= endMs ? "24:00" : timeOf(one.to),
        serves: true,
        shiftId: null,
      };
      return [
        ...(one.away === null ? [] : [{ ...times, key: `${one.id}a`, name: one.away.name, type: "away" as const }]),
        ...(one.standIn === null ? [] : [{ ...times, key: `${one.id}s`, name: one.standIn.name, type: "standIn" as const }]),
      ];
    });
  return [...shifts, ...overrides].toSorted((a, b) => a.from.localeCompare(b.from));
}
/** Seven days from `monday` on; gaps are those that the server found (14 days ahead). */
export function rotaWeek(rota: RotaView, monday: number): readonly RotaDay[] {
  return Array.from({ length: 7 }, (_, n) => {
    const day = monday + n;
    const [startMs, endMs] = [dayStartMs(day), dayStartMs(day + 1)];
    return {
      ...{ day, kind: dayKindOf(day), weekday: weekdayOf(day) },
      roles: ROTA_ROLES.map((role) => ({
        role,
        lines: linesOf(rota, role, day),
        gaps: rota.gaps
          .filter((gap) => gap.role === role && gap.from < endMs && gap.to > startMs)
          .map((gap) => ({ role, from: Math.max(gap.from, startMs), to: Math.min(gap.to, endMs) })),
      })),
    };
  });
}
