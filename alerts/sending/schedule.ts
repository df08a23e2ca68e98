/** Times of the attempts after the first, ms from it (RELIABILITY §4.3); then every `againMs` until accepted. */
export interface Schedule {
  readonly atMs: readonly number[];
  readonly againMs: number;
  /** Given up so long after the first attempt; `Infinity`: never. */
  readonly untilMs: number;
  /** Share of a pause by which it may be longer, so that many do not come back at once. */
  readonly jitter: number;
}
export const URGENT: Schedule = {
  atMs: [2_000, 5_000, 10_000, 20_000, 30_000],
  againMs: 30_000,
  untilMs: Number.POSITIVE_INFINITY,
  jitter: 0,
};
/** Standard Webhooks' own pace for what can wait. */
export const ROUTINE: Schedule = { atMs: [5_000, 60_000, 300_000, 1_800_000], againMs: 7_200_000, untilMs: 86_400_000, jitter: 0.2 };

/** The pause after attempt number `attempt` (0: the first), `sinceMs` after the first began; `askedMs`: what the provider asked for. */
export function pauseMs(schedule: Schedule, attempt: number, sinceMs: number, askedMs: number, random: () => number): number {
  const plannedMs = schedule.atMs[attempt];
  const ownMs = plannedMs === undefined ? schedule.againMs : Math.max(0, plannedMs - sinceMs);
  return Math.max(ownMs, askedMs) * (1 + schedule.jitter * random());
}
