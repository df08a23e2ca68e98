import type { Catalogue } from "../../alerts/rules/catalogue.ts";
import { reaches } from "../../alerts/rules/threshold.ts";
import type { Severity } from "../../domain/alert.ts";
import { deviceIdOf, type Row } from "./row.ts";

/**
 * Plain thresholds with the same limits: what a rule engine without durations, hysteresis, sentinels and re-measurement does. For each device
 * and threshold rule of the catalogue there is one alert, raised by the first value that reaches the limit and over with the first value that
 * does not. Values count as they came, with a sensor's zeros. The limit of a rule is its mildest one (`warning`), or its mildest critical one
 * (`critical`); its other severities only change an alert that is open. Silence raises nothing.
 * @returns how many alerts it raises
 */
export function countPlain(rows: readonly Row[], catalogue: Catalogue, severity: Extract<Severity, "warning" | "critical">): number {
  const open = new Set<string>();
  let count = 0;
  for (const row of rows)
    for (const [sign, value] of row.values)
      for (const rule of catalogue.thresholds(sign)) {
        const key = `${deviceIdOf(row)} ${rule.id}`;
        const limits = rule.levels.filter((level) => severity === "warning" || level.severity === "critical");
        if (!limits.some((level) => reaches(rule, level, value))) open.delete(key);
        else if (!open.has(key)) {
          open.add(key);
          count += 1;
        }
      }
  return count;
}
