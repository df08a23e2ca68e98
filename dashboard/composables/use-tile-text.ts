import { watch } from "vue";
import { useI18n } from "vue-i18n";
import type { LatestValue, Tile } from "../../domain/live-events.ts";
import { useAlertText } from "./use-alert-text.ts";
import { useFormat } from "./use-format.ts";

/** One number as it stands on a tile. `old`: struck through. */
export interface VitalText {
  readonly value: string;
  readonly age: string;
  readonly old: boolean;
  readonly missing: boolean;
}
export interface ExtraText extends VitalText {
  readonly key: "respiratoryRate" | "bloodPressure";
  readonly name: string;
}
const MISSING: VitalText = { value: "—", age: "", old: false, missing: true };
const isOld = (one: LatestValue): boolean => one.isStale || one.quality !== "good";

/** The words of tiles. One for all tiles of a screen: ages are spelled once, not once a tile. */
export function useTileText() {
  const { t, locale } = useI18n();
  const format = useFormat();
  const text = useAlertText();
  const ages = new Map<number, string>();
  watch(locale, () => ages.clear());

  function age(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1_000));
    let said = ages.get(seconds);
    if (said === undefined) {
      // A day of seconds at most.
      if (ages.size > 86_400) ages.clear();
      ages.set(seconds, (said = format.duration(seconds * 1_000)));
    }
    return said;
  }
  function vital(tile: Tile, sign: "heartRate" | "spo2", now: number): VitalText {
    const latest = tile.latest.find((one) => one.sign === sign);
    if (latest === undefined) return MISSING;
    return { value: format.number(sign, latest.value), age: age(now - latest.at), old: isOld(latest), missing: false };
  }
  /** Respiration and pressure, each with its age. Skin temperature is a trend only (practice §5.2): not for the wall. */
  function extras(tile: Tile, now: number): readonly ExtraText[] {
    const of = (sign: string) => tile.latest.find((one) => one.sign === sign);
    const [breath, high, low] = [of("respiratoryRate"), of("systolicPressure"), of("diastolicPressure")];
    const found: ExtraText[] = [];
    if (breath !== undefined) {
      const value = format.number("respiratoryRate", breath.value);
      const name = t("sign.respiratoryRate");
      found.push({ key: "respiratoryRate", name, value, age: age(now - breath.at), old: isOld(breath), missing: false });
    }
    if (high !== undefined && low !== undefined) {
      const value = `${high.value}/${low.value}`;
      const old = isOld(high) || isOld(low);
      found.push({
        key: "bloodPressure",
        name: t("sign.bloodPressure"),
        value,
        age: age(now - Math.min(high.at, low.at)),
        old,
        missing: false,
      });
    }
    return found;
  }
  /** The emergency that could not be noticed right now, with a device that should notice it. */
  function gap(tile: Tile, now: number): string {
    const found = tile.coverage.find((one) => one.why !== "noDevice");
    if (found === undefined) return "";
    const since = found.sinceMs === null ? "" : ` ${age(now - found.sinceMs)}`;
    return `${t(`coverage.why.${found.why}`)}${since}`;
  }
  const where = (tile: Tile, now: number): string => text.where(tile.whereabouts, now, tile.room);
  return { age, vital, extras, gap, where };
}
export type TileTexts = ReturnType<typeof useTileText>;
