import { DESATURATION, deviceDeath, FEVER, PROBE_DEATH, tachycardia, type Episode } from "./episodes.ts";
import { findEpisode, quietPlaces, tableRow, type Place } from "./injected.ts";
import type { Row } from "./row.ts";
import { oneAMinute, remeasureFrom } from "./sparse.ts";

const MINUTE = 60_000;
const NORMAL_BELOW = 37.5;
const PLACES = 30;
const inject = (recording: string, episode: Episode, places: readonly Place[]) =>
  tableRow(
    recording,
    episode,
    places.map((place) => findEpisode(episode, place)),
  );

/** Episodes into the bedside monitor. */
export function injectMonitor(rows: readonly Row[]) {
  const pulse = quietPlaces(rows, "heartRate", MINUTE, PLACES);
  const oxygen = quietPlaces(rows, "spo2", MINUTE, PLACES);
  return [
    inject("mimic3", DESATURATION, oxygen),
    inject("mimic3", tachycardia("critical"), pulse),
    inject("mimic3", PROBE_DEATH, oxygen),
    inject("mimic3", deviceDeath("bedsideMonitor", 3 * MINUTE), pulse),
  ];
}
/** Episodes into the wristbands of people at home. */
export function injectWristbands(people: readonly (readonly Row[])[]) {
  const places = people.flatMap((rows) => quietPlaces(rows, "heartRate", MINUTE / 2, PLACES));
  return [inject("fitbit", tachycardia("warning"), places), inject("fitbit", deviceDeath("wristband", MINUTE), places)];
}
/** A fever into charts with at least six temperatures, of which none reaches 37.5: it begins at the first. */
export function injectFever(recording: string, charts: readonly (readonly Row[])[]) {
  const seconds = charts.flatMap((chart) => {
    const rows = oneAMinute(chart);
    const temperatures = rows.filter(({ values }) => values.some(([sign]) => sign === "bodyTemperature"));
    const [first] = temperatures;
    const isNormal = temperatures.every(({ values }) => values.every(([, value]) => value < NORMAL_BELOW && value > 35));
    if (first === undefined || temperatures.length < 6 || !isNormal) return [];
    return [findEpisode(FEVER, { atMs: first.atMs, rows }, remeasureFrom)];
  });
  return [tableRow(recording, FEVER, seconds)];
}
