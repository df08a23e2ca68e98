import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { FigureKey } from "../../domain/alert-load.ts";

/** An alert with everything that happened to it, as the records hold it. */
export interface AlertHistory {
  readonly alert: Alert;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
}
/** From `fromMs` to before `toMs`, ms since the epoch. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}
/** A figure with the alerts that it was counted from: promise 6. */
export interface Counted {
  readonly key: FigureKey;
  /** `null`: nothing to count from. */
  readonly value: number | null;
  readonly alertIds: readonly string[];
  /** Of how many alerts this is a part, where it is a share of more than those. */
  readonly outOf?: number;
}
export function isIn(atMs: number, { fromMs, toMs }: Window): boolean {
  return atMs >= fromMs && atMs < toMs;
}
/** An alarm in the sense of ISA-18.2 needs a response: a mark on the wall owes no track and is counted apart. */
export function isAlarm({ alert }: AlertHistory): boolean {
  return alert.onSite.owed || alert.medical.owed;
}
export const idsOf = (histories: readonly AlertHistory[]): string[] => histories.map(({ alert }) => alert.id);
/** Share of `part` in `whole`; `null` of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
