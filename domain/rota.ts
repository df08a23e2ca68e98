import { Type, type Static } from "typebox";
import { holdsAt } from "./contract.ts";
import { isOpenAt, type TimeWindow } from "./time-window.ts";

/** Roles that a rota is kept for: those whom an escalation reaches on a screen. */
export const ROTA_ROLES = ["onDutyCaregiver", "nurse", "physician"] as const;
export const RotaRole = Type.Enum(ROTA_ROLES);
export type RotaRole = Static<typeof RotaRole>;
/** Whose screens are told: roles of the rota, and managers, for whom none is kept. */
export type ScreenRole = RotaRole | "manager";

/** One person's weekly pattern in a role, from a day to a day. Times in ms since the epoch; `toMs` null = until further notice. */
export interface RotaShift {
  readonly id: string;
  readonly facilityId: string;
  readonly role: RotaRole;
  readonly userId: string;
  readonly window: TimeWindow;
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly byUserId: string;
}
export const OVERRIDE_REASONS = ["swap", "sickLeave", "leave", "extra", "other"] as const;
export const OverrideReason = Type.Enum(OVERRIDE_REASONS);
/** For a time somebody is away, somebody stands in, or both (a swap). Only added: of two that contradict, the later one holds. */
export interface RotaOverride {
  readonly id: string;
  readonly facilityId: string;
  readonly role: RotaRole;
  readonly awayUserId: string | null;
  readonly standInUserId: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: Static<typeof OverrideReason>;
  readonly createdAtMs: number;
  readonly byUserId: string;
}
/** Shifts and overrides of a facility; overrides in the order in which they were laid down. */
export interface Rota {
  readonly shifts: readonly RotaShift[];
  readonly overrides: readonly RotaOverride[];
}
export interface DutyPerson {
  readonly userId: string;
  /** `rota shift …` or `rota override …`. */
  readonly why: string;
}
/** Who has a role at a time. `isKept` false: the home keeps no rota for it, everybody of the role counts. */
export interface OnDuty {
  readonly isKept: boolean;
  readonly people: readonly DutyPerson[];
}
/**
 * Who is on duty in `role` at `atMs`; nobody who `mayServe` says no to (disabled or removed since the rota was made). A kept rota with
 * nobody is a gap, which whoever escalates must bridge.
 */
export function onDutyAt(rota: Rota, role: RotaRole, atMs: number, mayServe: (userId: string) => boolean): OnDuty {
  const shifts = rota.shifts.filter((shift) => shift.role === role && holdsAt(shift, atMs));
  const people = new Map<string, DutyPerson>();
  for (const { id, userId, window } of shifts)
    if (isOpenAt(window, atMs) && !people.has(userId)) people.set(userId, { userId, why: `rota shift ${id}` });
  for (const override of rota.overrides) {
    if (override.role !== role || !holdsAt(override, atMs)) continue;
    const { id, awayUserId, standInUserId } = override;
    if (awayUserId !== null) people.delete(awayUserId);
    if (standInUserId !== null) people.set(standInUserId, { userId: standInUserId, why: `rota override ${id}` });
  }
  return { isKept: shifts.length > 0, people: [...people.values()].filter(({ userId }) => mayServe(userId)) };
}
/** A time in which a kept rota has nobody. */
export interface RotaGap {
  readonly role: RotaRole;
  readonly fromMs: number;
  readonly toMs: number;
}
/** Shifts begin and end on whole minutes; a gap shorter than this look is found all the same when it is now. */
const LOOK_MS = 15 * 60_000;
/** Gaps of a kept rota between two times, looked for every quarter of an hour. */
export function rotaGaps(rota: Rota, fromMs: number, toMs: number, mayServe: (userId: string) => boolean): readonly RotaGap[] {
  const gaps: RotaGap[] = [];
  for (const role of ROTA_ROLES) {
    let sinceMs: number | null = null;
    for (let atMs = fromMs; atMs < toMs; atMs = atMs - (atMs % LOOK_MS) + LOOK_MS) {
      const { isKept, people } = onDutyAt(rota, role, atMs, mayServe);
      const isGap = isKept && people.length === 0;
      if (isGap && sinceMs === null) sinceMs = atMs;
      if (!isGap && sinceMs !== null) {
        gaps.push({ role, fromMs: sinceMs, toMs: atMs });
        sinceMs = null;
      }
    }
    if (sinceMs !== null) gaps.push({ role, fromMs: sinceMs, toMs });
  }
  return gaps;
}
