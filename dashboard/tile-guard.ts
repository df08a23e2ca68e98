import type { CoverageGap, LatestValue, Tile } from "../domain/live-events.ts";

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number";
const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === "number";
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === "string";

function isLatest(value: unknown): value is LatestValue {
  if (!isRecord(value)) return false;
  const { sign, value: number, at, quality, isStale, deviceId } = value;
  return isText(sign) && isNumber(number) && isNumber(at) && isText(quality) && typeof isStale === "boolean" && isText(deviceId);
}
function isGap(value: unknown): value is CoverageGap {
  return (
    isRecord(value) && isText(value["what"]) && isText(value["why"]) && isTextOrNull(value["deviceId"]) && isNumberOrNull(value["sinceMs"])
  );
}
/**
 * Whether `value` is a tile, as `Tile` of domain/live-events.ts says, by hand: many of them come every second, and the schema takes a
 * hundred times as long. Properties that this page does not know yet are left alone.
 */
export function isTile(value: unknown): value is Tile {
  if (!isRecord(value)) return false;
  const { residentId, name, room, floor, building, level, birthYear, latest, sparkline, whereabouts, coverage, alertIds } = value;
  return (
    [residentId, name, room, floor, building].every(isText) &&
    isNumber(level) &&
    isNumberOrNull(birthYear) &&
    Array.isArray(latest) &&
    latest.every(isLatest) &&
    Array.isArray(sparkline) &&
    sparkline.every(isNumberOrNull) &&
    isRecord(whereabouts) &&
    isText(whereabouts["code"]) &&
    isNumberOrNull(whereabouts["sinceMs"]) &&
    isTextOrNull(whereabouts["place"]) &&
    Array.isArray(coverage) &&
    coverage.every(isGap) &&
    Array.isArray(alertIds) &&
    alertIds.every(isText)
  );
}
