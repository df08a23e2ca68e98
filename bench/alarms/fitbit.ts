import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { round } from "../report.ts";
import { excursionsOf, judge, LASTING_MS, SLACK_MS, type Limit } from "./excursions.ts";
import { countPlain } from "./plain.ts";
import { daysOf, readFitbit } from "./recordings.ts";
import { replay } from "./replay.ts";
import type { Row } from "./row.ts";

const limit = (side: Limit["side"], at: number, severity: Limit["severity"]): Limit => ({
  sign: "heartRate",
  side,
  at,
  rule: `heartRate.${side}`,
  severity,
});
/** Limits of DOMAIN §2.5: at or past it for five minutes, an alert of at least that severity must stand. */
const LASTING = [limit("high", 111, "info"), limit("high", 131, "critical"), limit("low", 40, "critical")];
const deepAs = (severity: Limit["severity"]) => [limit("high", 150, severity), limit("low", 35, severity)];

/**
 * Free-living people: alerts per person-day beside plain thresholds, and whether every lasting or deep excursion was told in time. `kind`: a
 * wristband is what they wore; DOMAIN §5.9 lets only medical grade be critical by depth, so the same traces are replayed as a monitor too.
 */
export function judgeFitbit(people: readonly (readonly Row[])[], kind: "wristband" | "bedsideMonitor") {
  const worn = people.map((rows) => rows.map((row) => ({ ...row, kind })));
  const days = worn.reduce((sum, rows) => sum + daysOf(rows), 0);
  const runs = worn.map((rows) => ({ rows, told: replay(rows) }));
  const told = runs.flatMap((run) => run.told);
  const values = told.filter(({ class: lane }) => lane === "physiological");
  const plain = worn.reduce((sum, rows) => sum + countPlain(rows, DEFAULT_CATALOGUE, "warning"), 0);
  const check = (limits: readonly Limit[], forMs: number, withinMs: number) =>
    limits.map((one) => {
      const judged = runs.map((run) => judge(excursionsOf(run.rows, one), run.told, forMs, withinMs));
      return {
        limit: `${one.side === "high" ? "≥" : "≤"} ${one.at}`,
        asAtLeast: one.severity,
        lasting: judged.reduce((sum, { lasting }) => sum + lasting, 0),
        inTime: judged.reduce((sum, { inTime }) => sum + inTime, 0),
        slowestS: round(Math.max(...judged.map(({ slowestMs }) => slowestMs)) / 1000),
      };
    });
  return {
    days,
    readings: worn.reduce((sum, rows) => sum + rows.length, 0),
    plain,
    alerts: values.length,
    pages: values.filter(({ since }) => since.warning !== undefined || since.critical !== undefined).length,
    silences: told.length - values.length,
    fewerPercent: round(100 * (1 - values.length / plain)),
    fewerWithSilencesPercent: round(100 * (1 - told.length / plain)),
    lasting: check(LASTING, LASTING_MS, LASTING_MS + SLACK_MS),
    deep: check(deepAs(kind === "wristband" ? "warning" : "critical"), SLACK_MS, SLACK_MS),
  };
}
export async function fitbit(folder: string) {
  const people = await readFitbit(folder);
  return { wristband: judgeFitbit(people, "wristband"), medical: judgeFitbit(people, "bedsideMonitor") };
}
