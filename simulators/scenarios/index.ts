import type { Scenario } from "../effects.ts";
import { CHARGING } from "./charging.ts";
import { COPD_DESATURATION } from "./copd-desaturation.ts";
import { FEVER } from "./fever.ts";
import { NIGHT_FALL } from "./night-fall.ts";
import { NIGHT_WANDERING } from "./night-wandering.ts";
import { SILENT_WRISTBAND } from "./silent-wristband.ts";
import { SOS } from "./sos.ts";

/** Every scenario that `simulate --play` knows. */
export const SCENARIOS: readonly Scenario[] = [NIGHT_FALL, SOS, FEVER, SILENT_WRISTBAND, COPD_DESATURATION, NIGHT_WANDERING, CHARGING];
export function scenarioNamed(key: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.key === key);
}
