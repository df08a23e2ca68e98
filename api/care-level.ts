import type { CareLevel } from "../domain/directory.ts";

const LEVELS = [0, 1, 2, 3, 4] as const;
/** A number that a schema has checked to be 0–4, as the type. */
export function careLevel(level: number): CareLevel {
  return LEVELS.find((known) => known === level) ?? 0;
}
