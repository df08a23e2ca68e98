import type { Scenario } from "../effects.ts";
import { CHARGING } from "./charging.ts";
import { COPD_DESATURATION } from "./copd-desaturation.ts";
import { FEVER } from "./fever.ts";
import { LONG_BATHROOM_STAY } from "./long-bathroom-stay.ts";
import { NIGHT_FALL } from "./night-fall.ts";
import { NIGHT_WANDERING } from "./night-wandering.ts";
import { SILENT_WRISTBAND } from "./silent-wristband.ts";
import { SOS } from "./sos.ts";
import { WALK_OUT } from "./walk-out.ts";

/** Every scenario that `simulate --play` knows. */
export const SCENARIOS: readonly Scenario[] = [
  NIGHT_FALL,
  SOS,
  FEVER,
  SILENT_WRISTBAND,
  COPD_DESATURATION,
  NIGHT_WANDERING,
  CHARGING,
  WALK_OUT,
  LONG_BATHROOM_STAY,
];
export function scenarioNamed(key: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.key === key);
}
