import { rhythmDays, rhythmNights, rhythmStartMs, type DayRhythmView } from "../domain/day-rhythm.ts";
import type { SignKey } from "../domain/signs.ts";
import type { SeriesPoint } from "../domain/series.ts";
import type { ApiPorts, DevicePeriod } from "./ports.ts";

const HOUR_MS = 3_600_000;
/** Read besides: the first evening of the first night, and where counters stood. */
const BEFORE_MS = 4 * HOUR_MS;

/** The last `days` local days of a resident, today last. @throws {AnhuError} `HISTORIAN_UNAVAILABLE` */
export async function dayRhythm(
  { clock, historian, holdings }: Pick<ApiPorts, "clock" | "historian" | "holdings">,
  residentId: string,
  days: number,
): Promise<DayRhythmView> {
  const nowMs = clock.now();
  const fromMs = rhythmStartMs(nowMs, days) - BEFORE_MS;
  const toMs = Math.ceil((nowMs + 1) / HOUR_MS) * HOUR_MS;
  const periodsOf = (sign: SignKey) =>
    holdings.periods(residentId, sign).filter((period) => period.fromMs < toMs && (period.toMs ?? toMs) > fromMs);
  /** As many points as hours: the historian then answers with its roll-ups of an hour. */
  const hourly = async (periods: readonly DevicePeriod[], sign: SignKey): Promise<readonly SeriesPoint[]> =>
    periods.length === 0 ? [] : (await historian.series({ periods, sign, fromMs, toMs, points: (toMs - fromMs) / HOUR_MS })).points;
  const [beds, motions, counters] = [periodsOf("bedOccupied"), periodsOf("motion"), periodsOf("steps")];
  const perDevice = Object.values(Object.groupBy(counters, ({ deviceId }) => deviceId)).map((periods) => hourly(periods ?? [], "steps"));
  const [bed, motion, ...steps] = await Promise.all([hourly(beds, "bedOccupied"), hourly(motions, "motion"), ...perDevice]);
  return {
    residentId,
    now: nowMs,
    days: rhythmDays({ bed, motion, steps }, nowMs, days),
    nights: rhythmNights(bed, nowMs),
    has: { bed: beds.length > 0, motion: motions.length > 0, steps: counters.length > 0 },
  };
}
