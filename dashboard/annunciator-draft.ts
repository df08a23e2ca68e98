import { LEAST_VOLUME, PLAIN_ANNUNCIATOR, type AnnunciatorSettings, type Zone } from "../domain/annunciator.ts";
import type { Severity } from "../domain/alert.ts";
import type { TimeWindow } from "../domain/time-window.ts";

/** What stands in the fields of an annunciator's form, and what it means to the API. */
export interface ZoneDraft {
  isWhole: boolean;
  floors: Zone["floors"];
  placeIds: string[];
}
export interface HoursDraft {
  window: TimeWindow;
  zone: ZoneDraft;
}
export interface AnnunciatorDraft {
  label: string;
  zone: ZoneDraft;
  rota: HoursDraft[];
  /** Account; empty: handed over with the shift. */
  carriedBy: string;
  severities: Severity[];
  day: number;
  night: number;
  nightFrom: string;
  nightTo: string;
}
const zoneDraft = ({ floors, placeIds }: Zone): ZoneDraft => ({
  isWhole: floors.length === 0 && placeIds.length === 0,
  floors: floors.map((floor) => ({ ...floor })),
  placeIds: [...placeIds],
});
const zoneOf = ({ isWhole, floors, placeIds }: ZoneDraft): Zone => (isWhole ? { floors: [], placeIds: [] } : { floors, placeIds });

export const newHours = (): HoursDraft => ({ window: { from: "21:00", to: "07:00" }, zone: zoneDraft({ floors: [], placeIds: [] }) });
type Kept = Omit<AnnunciatorSettings, "kinds">;
export function draftOf({ label, zone, rota, carriedBy, severities, volume }: Kept): AnnunciatorDraft {
  return {
    label,
    zone: zoneDraft(zone),
    rota: rota.map(({ window, zone: other }) => ({ window: { ...window }, zone: zoneDraft(other) })),
    carriedBy: carriedBy ?? "",
    severities: [...severities],
    ...{ day: volume.day, night: volume.night, nightFrom: volume.nightHours.from, nightTo: volume.nightHours.to },
  };
}
export function emptyDraft(): AnnunciatorDraft {
  return draftOf({ ...PLAIN_ANNUNCIATOR, label: "", rota: [], severities: [...PLAIN_ANNUNCIATOR.severities] });
}
export type Mistake = "label" | "zone" | "severity" | "volume" | "hours";
/** What is wrong with what was typed; `null`: nothing that this screen can see. */
export function mistakeIn({ label, zone, rota, severities, ...draft }: AnnunciatorDraft): Mistake | null {
  const isNowhere = ({ isWhole, floors, placeIds }: ZoneDraft): boolean => !isWhole && floors.length === 0 && placeIds.length === 0;
  const isHeard = (volume: number): boolean => Number.isInteger(volume) && volume >= LEAST_VOLUME && volume <= 100;
  if (label.trim() === "") return "label";
  if ([zone, ...rota.map((row) => row.zone)].some(isNowhere)) return "zone";
  if (severities.length === 0) return "severity";
  if (!isHeard(draft.day) || !isHeard(draft.night)) return "volume";
  return [draft.nightFrom, draft.nightTo, ...rota.flatMap(({ window }) => [window.from, window.to])].includes("") ? "hours" : null;
}
/** @param hours what the form does not show of the night is kept: the days on which it holds */
export function settingsOf(draft: AnnunciatorDraft, hours: TimeWindow = PLAIN_ANNUNCIATOR.volume.nightHours): Kept {
  return {
    label: draft.label.trim(),
    zone: zoneOf(draft.zone),
    rota: draft.rota.map(({ window, zone }) => ({ window, zone: zoneOf(zone) })),
    carriedBy: draft.carriedBy === "" ? null : draft.carriedBy,
    severities: draft.severities,
    volume: { day: draft.day, night: draft.night, nightHours: { ...hours, from: draft.nightFrom, to: draft.nightTo } },
  };
}
/** Entries of `now` that are not as in `old`. */
function differing<T extends object>(old: T, now: T): Partial<T> {
  const were = new Map(Object.entries(old));
  return Object.fromEntries(
    Object.entries(now).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(were.get(key))),
  ) as Partial<T>;
}
/**
 * Only what differs from what was read: what somebody else changed meanwhile stays. A zone and its hours are replaced as a whole.
 * @param newest what stands now, where that is not what was read
 */
export function changesOf(draft: AnnunciatorDraft, before: Kept, newest: Kept = before): Partial<Kept> {
  const old = settingsOf(draftOf(before), before.volume.nightHours);
  const now = settingsOf(draft, before.volume.nightHours);
  const { volume, ...others } = differing(old, now);
  return volume === undefined ? others : { ...others, volume: { ...newest.volume, ...differing(old.volume, now.volume) } };
}
