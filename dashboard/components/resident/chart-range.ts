import { LATEST_TIME_MS } from "../../../domain/time.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Shanghai keeps UTC+8 all the year. */
const OFFSET = "+08:00";
/** Spans that end now and go on with the clock. */
export const PRESETS = { "1h": HOUR_MS, "24h": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS } as const;
export type Preset = keyof typeof PRESETS;
/** Roll-ups of a minute are kept for two years: nobody looks at more at once. */
const LONGEST_MS = 731 * DAY_MS;
/** The end of a span that goes on moves in these steps, so that a chart is not read again every second. */
const STEP_MS = 15_000;

/** A span of a chart, ms. `preset` null: laid down by hand, it stands still. */
export interface ChartRange {
  readonly preset: Preset | null;
  readonly fromMs: number;
  readonly toMs: number;
}
export function isPreset(value: unknown): value is Preset {
  return typeof value === "string" && Object.hasOwn(PRESETS, value);
}
/** "2026-11-22T08:30" on a clock in Shanghai → ms; `null`: no such time. */
export function fromLocal(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}:00${OFFSET}`) : NaN;
  return ms >= 0 && ms <= LATEST_TIME_MS ? ms : null;
}
/** As a field for date and time wants it, on a clock in Shanghai. */
export function toLocal(ms: number): string {
  return new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 16);
}
/** What is wrong with a span that somebody typed; `null`: nothing. */
export function mistakeIn(from: number | null, to: number | null): "missing" | "order" | "long" | null {
  if (from === null || to === null) return "missing";
  if (to <= from) return "order";
  return to - from > LONGEST_MS ? "long" : null;
}
/** `from` and `to` of the address: `?from=24h` goes on with the clock, `?from=2026-11-20T08:00&to=…` stands still; else the last hour. */
export function chartRange(from: unknown, to: unknown, nowMs: number): ChartRange {
  const start = typeof from === "string" ? fromLocal(from) : null;
  const end = typeof to === "string" ? fromLocal(to) : null;
  if (start !== null && end !== null && mistakeIn(start, end) === null) return { preset: null, fromMs: start, toMs: end };
  const preset = isPreset(from) ? from : "1h";
  const toMs = Math.ceil(nowMs / STEP_MS) * STEP_MS;
  return { preset, fromMs: toMs - PRESETS[preset], toMs };
}
