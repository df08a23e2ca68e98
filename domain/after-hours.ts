import { isOpenAt, type TimeWindow } from "./time-window.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A close longer ago than a long holiday is no "after hours". */
const LONGEST_MS = 10 * DAY;

/**
 * The last time in which none of the windows was open: from the close before it to the opening after it, or to now. `null`: without windows,
 * or never closed, or never open in ten days. To the minute, as windows are.
 */
export function lastClosed(windows: readonly TimeWindow[], nowMs: number): { readonly fromMs: number; readonly toMs: number } | null {
  if (windows.length === 0) return null;
  const isOpen = (ms: number): boolean => windows.some((window) => isOpenAt(window, ms));
  const start = Math.floor(nowMs / MINUTE) * MINUTE;
  let ms = start;
  while (isOpen(ms)) {
    ms -= MINUTE;
    if (start - ms > LONGEST_MS) return null;
  }
  const toMs = ms === start ? nowMs : ms + MINUTE;
  while (!isOpen(ms)) {
    ms -= MINUTE;
    if (start - ms > LONGEST_MS) return null;
  }
  return { fromMs: ms + MINUTE, toMs };
}
