import { MOST_LISTED, type BacktestResult, type ReplayedAlert, type RuleComparison } from "../../domain/backtest.ts";
import { SEVERITY_RANK } from "../rules/types.ts";

export type Comparison = Omit<BacktestResult, "residents" | "residentDays" | "readings" | "perResidentDay" | "live" | "notJudged">;

const keyOf = ({ residentId, placeId, deviceId, rule }: ReplayedAlert): string => `${residentId ?? placeId ?? deviceId ?? ""} ${rule}`;
/** What of a list is shown: confirmed true ones first, then deep ones, then the worst, then the oldest. */
export function listed(alerts: readonly ReplayedAlert[]): ReplayedAlert[] {
  const weight = ({ outcome, isDeep, severity }: ReplayedAlert) =>
    (outcome === "true" ? 8 : 0) + (isDeep ? 4 : 0) + SEVERITY_RANK[severity];
  return alerts.toSorted((a, b) => weight(b) - weight(a) || a.raisedAt - b.raisedAt).slice(0, MOST_LISTED);
}
/** Both stood at some time together: one episode, told by both. */
function overlap(a: ReplayedAlert, b: ReplayedAlert): boolean {
  return a.raisedAt <= (b.endedAt ?? Number.POSITIVE_INFINITY) && b.raisedAt <= (a.endedAt ?? Number.POSITIVE_INFINITY);
}
/** What the change would have saved and added. Pure: both lists of one period, the rule as it was and as changed. */
export function compare(before: readonly ReplayedAlert[], after: readonly ReplayedAlert[], ruleId: string): Comparison {
  const afterByKey = Map.groupBy(after, keyOf);
  const beforeByKey = Map.groupBy(before, keyOf);
  const onlyAfter = after.filter((alert) => !(beforeByKey.get(keyOf(alert)) ?? []).some((other) => overlap(alert, other)));
  const onlyBefore: ReplayedAlert[] = [];
  const milder: { before: ReplayedAlert; after: ReplayedAlert }[] = [];
  const delaysMs: number[] = [];
  for (const alert of before) {
    const same = (afterByKey.get(keyOf(alert)) ?? []).filter((other) => overlap(alert, other));
    const [first] = same;
    if (first === undefined) {
      onlyBefore.push(alert);
      continue;
    }
    const worst = same.reduce((most, other) => (SEVERITY_RANK[other.severity] > SEVERITY_RANK[most.severity] ? other : most), first);
    if (SEVERITY_RANK[worst.severity] < SEVERITY_RANK[alert.severity]) milder.push({ before: alert, after: worst });
    if (first.raisedAt > alert.raisedAt) delaysMs.push(first.raisedAt - alert.raisedAt);
  }
  delaysMs.sort((a, b) => a - b);
  const lost = [...onlyBefore, ...milder.filter(({ before: was }) => was.severity === "critical").map(({ before: was }) => was)];
  const seconds = (ms: number | undefined) => (ms === undefined ? null : ms / 1_000);
  return {
    lostTrue: listed(lost.filter(({ outcome }) => outcome === "true")),
    lostDeep: listed(lost.filter(({ isDeep }) => isDeep)),
    saved: onlyBefore.length,
    savedPages: sum(before, "pages") - sum(after, "pages"),
    added: onlyAfter.length,
    onlyBefore: listed(onlyBefore),
    onlyAfter: listed(onlyAfter),
    milder: milder.slice(0, MOST_LISTED),
    later: {
      count: delaysMs.length,
      medianSeconds: seconds(delaysMs[Math.floor((delaysMs.length - 1) / 2)]),
      longestSeconds: seconds(delaysMs.at(-1)),
    },
    rules: byRule(before, after, ruleId),
  };
}
function sum(alerts: readonly ReplayedAlert[], what: "pages"): number {
  return alerts.reduce((total, alert) => total + alert[what], 0);
}
function byRule(before: readonly ReplayedAlert[], after: readonly ReplayedAlert[], ruleId: string): RuleComparison[] {
  const count = (alerts: readonly ReplayedAlert[], rule: string) => {
    const mine = alerts.filter((alert) => alert.rule === rule);
    return { alerts: mine.length, pages: sum(mine, "pages"), critical: mine.filter(({ severity }) => severity === "critical").length };
  };
  const rules = new Set([ruleId, ...before.map(({ rule }) => rule).sort(), ...after.map(({ rule }) => rule).sort()]);
  return [...rules].map((rule) => ({ rule, before: count(before, rule), after: count(after, rule) }));
}
