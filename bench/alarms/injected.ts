import { round } from "../report.ts";
import type { Episode } from "./episodes.ts";
import { firstAtLeast, replay, type After } from "./replay.ts";
import type { Row } from "./row.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Where an episode may be written into a recording: its first row there, and the piece around it that is replayed. */
export interface Place {
  readonly atMs: number;
  readonly rows: readonly Row[];
}
/**
 * Up to `count` places spread over the recording at which `sign` is said at least every `everyMs` for twenty minutes before and thirty after, and
 * where the recording by itself raises nothing in that time (so that what is found was injected). Each is replayed from an hour before on.
 */
export function quietPlaces(rows: readonly Row[], sign: string, everyMs: number, count: number): Place[] {
  const spoken = rows.filter((row) => row.values.some(([key, value]) => key === sign && value > 0));
  const told = replay(rows);
  const isDisturbed = (atMs: number) =>
    told.some((alert) => alert.raisedAtMs < atMs + 30 * MINUTE && alert.clearedAtMs > atMs - 20 * MINUTE);
  const candidates: number[] = [];
  let steadySince = 0;
  for (let index = 1, ahead = 1; index < spoken.length; index++) {
    const atMs = timeOf(spoken, index);
    if (atMs - timeOf(spoken, index - 1) > everyMs) steadySince = atMs;
    ahead = Math.max(ahead, index);
    while (ahead + 1 < spoken.length && timeOf(spoken, ahead + 1) - timeOf(spoken, ahead) <= everyMs) ahead++;
    const isSteady = atMs - steadySince >= 20 * MINUTE && timeOf(spoken, ahead) - atMs >= 30 * MINUTE;
    if (isSteady && !isDisturbed(atMs)) candidates.push(atMs);
  }
  const chosen = Array.from({ length: Math.min(count, candidates.length) }, (_, index) => {
    return candidates[Math.floor(((index + 0.5) * candidates.length) / Math.min(count, candidates.length))] ?? 0;
  });
  return chosen.map((atMs) => ({ atMs, rows: rows.filter((row) => row.atMs > atMs - HOUR && row.atMs < atMs + HOUR) }));
}
function timeOf(rows: readonly Row[], index: number): number {
  return rows[index]?.atMs ?? Number.NaN;
}
/** Seconds from the onset to the alert; `Infinity`: missed; `null`: the episode never passed its limit (no row fell into it). */
export function findEpisode(episode: Episode, place: Place, after: (rows: readonly Row[]) => After = () => () => []): number | null {
  const { atMs } = place;
  const rows = place.rows.flatMap((row) => {
    if (row.atMs < atMs || row.atMs > atMs + episode.lastsMs) return [row];
    const changed = episode.change(row, atMs);
    return changed === null ? [] : [changed];
  });
  const onsetMs = onsetOf(episode, rows, atMs);
  if (onsetMs === null) return null;
  const endMs = atMs + episode.lastsMs + MINUTE;
  const found = replay(rows, after(rows))
    .filter(({ rule }) => episode.rules.includes(rule))
    .map((alert) => firstAtLeast(alert, episode.severity))
    .filter((at) => at >= onsetMs && at <= endMs);
  return Math.min(Number.POSITIVE_INFINITY, ...found.map((at) => (at - onsetMs) / 1000));
}
function onsetOf({ onset, lastsMs }: Episode, rows: readonly Row[], atMs: number): number | null {
  if (onset === null) return rows.findLast((row) => row.atMs < atMs)?.atMs ?? null;
  const isPast = (value: number) => (onset.side === "high" ? value >= onset.at : value <= onset.at);
  const first = rows.find(
    (row) => row.atMs >= atMs && row.atMs <= atMs + lastsMs && row.values.some(([sign, value]) => sign === onset.sign && isPast(value)),
  );
  return first?.atMs ?? null;
}
/** One line of the table of found, missed and late. */
export function tableRow(recording: string, episode: Episode, seconds: readonly (number | null)[]) {
  const injected = seconds.filter((one) => one !== null);
  const found = injected.filter(Number.isFinite);
  const sorted = found.toSorted((a, b) => a - b);
  const late = found.map((one) => Math.max(0, one - episode.withinMs / 1000));
  return {
    episode: episode.name,
    recording,
    injected: injected.length,
    found: found.length,
    missed: injected.length - found.length,
    medianS: round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    slowestS: round(Math.max(0, ...found)),
    allowedS: episode.withinMs / 1000,
    lateS: round(Math.max(0, ...late)),
  };
}
