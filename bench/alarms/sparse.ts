import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { reaches } from "../../alerts/rules/threshold.ts";
import type { ThresholdRule } from "../../alerts/rules/types.ts";
import { round } from "../report.ts";
import { countPlain } from "./plain.ts";
import { spanDays } from "./recordings.ts";
import { replay, type After, type Told } from "./replay.ts";
import { messageOf, type Row } from "./row.ts";
import { countFromSentinels, countUnbelievable } from "./sentinels.ts";

const MEASURE_NOW = "measureNow.";
const A_SECOND = 1_000;

/**
 * The next row stands for the re-measurement: when a sign is asked for, its next value in the recording is told at once (a second later) as the
 * answer, and once more at its own time. A sign without a next row is not answered; time stands still at the end of a recording, so silence
 * does not confirm it either.
 */
export function remeasureFrom(rows: readonly Row[]): After {
  return (signals, row) =>
    signals.flatMap(({ rule, type, sign }) => {
      if (!rule.startsWith(MEASURE_NOW) || type === "clear") return [];
      const next = rows.find((later) => later.atMs > row.atMs && later.values.some((value) => value[0] === sign));
      return next === undefined ? [] : [{ ...next, atMs: row.atMs + A_SECOND, values: next.values.filter((value) => value[0] === sign) }];
    });
}
/** A confirmed excursion: two neighbouring believable values of a sign at or past a critical limit of the same rule. `fromMs`: the first of a run. */
export interface Confirmed {
  readonly rule: ThresholdRule;
  readonly fromMs: number;
  readonly toMs: number;
}
export function confirmedOf(rows: readonly Row[]): Confirmed[] {
  const runs = new Map<string, { rule: ThresholdRule; fromMs: number; toMs: number; count: number }>();
  const found: Confirmed[] = [];
  for (const row of rows)
    for (const { sign, value, quality } of messageOf(row, 0).samples) {
      if (quality !== "good") continue;
      for (const rule of DEFAULT_CATALOGUE.thresholds(sign)) {
        const isCritical = rule.levels.some((level) => level.severity === "critical" && reaches(rule, level, value));
        const run = runs.get(rule.id) ?? { rule, fromMs: row.atMs, toMs: row.atMs, count: 0 };
        if (!isCritical) {
          runs.delete(rule.id);
          continue;
        }
        run.count += 1;
        run.toMs = row.atMs;
        runs.set(rule.id, run);
        if (run.count === 2) found.push(run);
      }
    }
  return found;
}
/** It was paged: a critical alert of its rule stood at a time between its first and its last value. */
export function isPaged({ rule, fromMs, toMs }: Confirmed, told: readonly Told[]): boolean {
  const slackMs = 2 * A_SECOND;
  return told.some(
    (alert) => alert.rule === rule.id && alert.clearedAtMs > fromMs && alert.criticalAtMs.some((at) => at <= toMs + slackMs),
  );
}
/**
 * One value of a sign a minute, the first one. The charts hold two where a cuff and an arterial line were read in one minute, and do not say
 * which is which: one device cannot say both, and neither confirms the other. Left out on both sides of the comparison, and counted.
 */
export function oneAMinute(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ atMs, values }) => {
    const key = `${atMs} ${values.map(([sign]) => sign).join()}`;
    return !seen.has(key) && seen.add(key);
  });
}
/** Hourly sets as sparse signs: pages a patient-day beside plain thresholds at the critical limits. Every figure but counts is per patient-day. */
export function judgeSparse(charts: readonly (readonly Row[])[]) {
  const patients = charts.map(oneAMinute);
  const days = patients.reduce((sum, rows) => sum + spanDays(rows), 0);
  const perDay = (count: number) => round(count / days);
  const sums = {
    plain: 0,
    plainAll: 0,
    pages: 0,
    warnings: 0,
    asks: 0,
    gone: 0,
    confirmed: 0,
    paged: 0,
    unbelievable: 0,
    fromSentinels: 0,
  };
  const byRule = new Map<string, number>();
  for (const rows of patients) {
    const told = replay(rows, remeasureFrom(rows));
    const confirmed = confirmedOf(rows);
    const asks = told.filter(({ kind }) => kind === "measureNow");
    const others = told.filter(({ kind, class: lane }) => kind !== "measureNow" && lane === "physiological");
    sums.plain += countPlain(rows, DEFAULT_CATALOGUE, "critical");
    sums.plainAll += countPlain(rows, DEFAULT_CATALOGUE, "warning");
    sums.pages += others.reduce((sum, { criticalAtMs }) => sum + criticalAtMs.length, 0);
    sums.warnings += others.filter(({ since }) => since.warning !== undefined && since.critical === undefined).length;
    sums.asks += asks.length;
    sums.confirmed += confirmed.length;
    sums.paged += confirmed.filter((one) => isPaged(one, told)).length;
    sums.unbelievable += countUnbelievable(rows);
    sums.fromSentinels += countFromSentinels(rows, told);
    for (const { rule, criticalAtMs } of others) byRule.set(rule, (byRule.get(rule) ?? 0) + criticalAtMs.length);
  }
  return {
    row: {
      patients: patients.length,
      patientDays: round(days),
      plainPages: perDay(sums.plain),
      pages: perDay(sums.pages),
      fewerPercent: round(100 * (1 - sums.pages / sums.plain)),
      plainAlerts: perDay(sums.plainAll),
      warnings: perDay(sums.warnings),
      remeasure: perDay(sums.asks),
      confirmed: sums.confirmed,
      paged: sums.paged,
      doubled: charts.flat().length - patients.flat().length,
      unbelievable: sums.unbelievable,
      fromSentinels: sums.fromSentinels,
    },
    pagesByRule: Object.fromEntries([...byRule].filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1])),
  };
}
