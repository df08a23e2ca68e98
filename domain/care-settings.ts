import type { Spo2Scale } from "./news2.ts";
import type { Role } from "./people.ts";

/** `spo2Scale`: 1 or 2, by a physician; `ownNews2`: the NEWS2 of this resident when well, 0–20, recorded by a nurse or physician. */
export const CARE_SETTING_KINDS = ["spo2Scale", "ownNews2"] as const;
export type CareSettingKind = (typeof CARE_SETTING_KINDS)[number];
/**
 * What a named person laid down for one resident at a time. Never changed or removed: the newest that has begun holds, so that what held at
 * any time in the past can be told, by a replay as well.
 */
export interface CareSetting {
  readonly id: string;
  readonly residentId: string;
  readonly kind: CareSettingKind;
  readonly value: number;
  /** Server time from which it holds. */
  readonly fromMs: number;
  readonly byUserId: string;
  /** As it was then: the record outlives the account. */
  readonly byName: string;
  readonly byRole: Role;
}
/** The setting of this kind that held at `atMs`; `undefined`: nobody had laid one down. */
export function settingAt(settings: readonly CareSetting[], kind: CareSettingKind, atMs: number): CareSetting | undefined {
  let found: CareSetting | undefined;
  for (const setting of settings)
    if (setting.kind === kind && setting.fromMs <= atMs && (found === undefined || setting.fromMs >= found.fromMs)) found = setting;
  return found;
}
/** Scale 2 only where a physician set it (NEWS2, chart 1). */
export function spo2ScaleAt(settings: readonly CareSetting[], atMs: number): Spo2Scale {
  return settingAt(settings, "spo2Scale", atMs)?.value === 2 ? 2 : 1;
}
