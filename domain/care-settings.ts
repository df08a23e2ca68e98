import { Type, type Static } from "typebox";
import type { Spo2Scale } from "./news2.ts";
import type { Role } from "./people.ts";
import { LevelChange } from "./rule-change.ts";

/**
 * `spo2Scale`: 1 or 2, by a physician; `ownNews2`: the NEWS2 of this resident when well, 0–20, recorded by a nurse or physician. The others hold
 * with the value 1 and are ended by a row with 0: a `condition` (diagnosis), a `focusGroup`, a `physicianLimit` (of the rule in `about`), a
 * `comfortPlan`, a `locationConsent` (location-sight.ts; its row with 0 is the resident's no).
 */
export const CARE_SETTING_KINDS = [
  "spo2Scale",
  "ownNews2",
  "condition",
  "focusGroup",
  "physicianLimit",
  "comfortPlan",
  "locationConsent",
] as const;
export type CareSettingKind = (typeof CARE_SETTING_KINDS)[number];

const closed = { additionalProperties: false };
const Text = Type.String({ minLength: 1, maxLength: 500 });
/** What a setting says beside its value. `levels`, `orderSet` (the named set that it was signed with): of a physician's limit or scale. */
export const SettingDetail = Type.Object(
  {
    levels: Type.Optional(Type.Array(LevelChange, { minItems: 1 })),
    orderSet: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    reason: Type.Optional(Text),
    /** Comfort plan: rules of vital signs that page as ever; the others are marks on the screens. */
    pages: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 100 }))),
    /** Comfort plan: the clinic is told of what still pages. */
    tellsClinic: Type.Optional(Type.Boolean()),
    /** Comfort plan: what still pages prompts to call 120. */
    prompts120: Type.Optional(Type.Boolean()),
    /** Comfort plan: treatment limits, as the physician words them for whoever stands at the bed. */
    treatmentLimits: Type.Optional(Text),
    /** Consent to be located: whose word it is. */
    giver: Type.Optional(Type.Enum(["resident", "representative"])),
  },
  closed,
);
export type SettingDetail = Static<typeof SettingDetail>;
/**
 * What a named person laid down for one resident at a time. Never changed or removed: of one kind and `about` the newest that has begun holds,
 * so that what held at any time in the past can be told, by a replay as well.
 */
export interface CareSetting {
  readonly id: string;
  readonly residentId: string;
  readonly kind: CareSettingKind;
  /** Which condition, focus group or rule; empty where there is one of the kind. */
  readonly about: string;
  readonly value: number;
  readonly detail: SettingDetail | null;
  /** Server time from which it holds. */
  readonly fromMs: number;
  /** Until then a physician looks at it again; it holds all the same and is listed as due. `null`: no date was set. */
  readonly reviewMs: number | null;
  readonly byUserId: string;
  /** As it was then: the record outlives the account. */
  readonly byName: string;
  readonly byRole: Role;
}
/** The setting of this kind that held at `atMs`; of equal times the last in the list. `undefined`: nobody had laid one down. */
export function settingAt(settings: readonly CareSetting[], kind: CareSettingKind, atMs: number, about = ""): CareSetting | undefined {
  let found: CareSetting | undefined;
  for (const setting of settings)
    if (
      setting.kind === kind &&
      setting.about === about &&
      setting.fromMs <= atMs &&
      (found === undefined || setting.fromMs >= found.fromMs)
    )
      found = setting;
  return found;
}
/** Of a kind that begins and ends: the newest of each `about` that has not ended at `atMs`. */
export function settingsInForce(settings: readonly CareSetting[], kind: CareSettingKind, atMs: number): readonly CareSetting[] {
  const newest = new Map<string, CareSetting>();
  for (const setting of settings) {
    if (setting.kind !== kind || setting.fromMs > atMs) continue;
    const known = newest.get(setting.about);
    if (known === undefined || setting.fromMs >= known.fromMs) newest.set(setting.about, setting);
  }
  return [...newest.values()].filter(({ value }) => value !== 0);
}
/** Scale 2 only where a physician set it (NEWS2, chart 1). */
export function spo2ScaleAt(settings: readonly CareSetting[], atMs: number): Spo2Scale {
  return settingAt(settings, "spo2Scale", atMs)?.value === 2 ? 2 : 1;
}
