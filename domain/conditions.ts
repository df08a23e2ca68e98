import { settingsInForce, type CareSetting } from "./care-settings.ts";

/** Diagnoses that change which limits are asked for; recorded by a nurse or physician, dated (DOMAIN §2.5: by condition, never by 失能 level). */
export const CONDITIONS = ["copd", "heartFailure", "hypertension", "diabetes", "frailty"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The conditions that are on record at `atMs` (server time), with the setting that says so. */
export function conditionsAt(settings: readonly CareSetting[], atMs: number): ReadonlyMap<Condition, CareSetting> {
  const found = new Map(settingsInForce(settings, "condition", atMs).map((setting) => [setting.about, setting]));
  return new Map(
    CONDITIONS.flatMap((condition) => {
      const setting = found.get(condition);
      return setting === undefined ? [] : [[condition, setting] as const];
    }),
  );
}
