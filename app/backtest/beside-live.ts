import type { AlertHistory } from "../../alerts/load/history.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { reaches } from "../../alerts/rules/threshold.ts";
import type { Alert } from "../../domain/alert.ts";
import type { ReplayedAlert } from "../../domain/backtest.ts";
import type { BacktestPlan } from "./plan.ts";

const whose = ({ residentId, placeId, deviceId }: Pick<Alert, "residentId" | "placeId" | "deviceId">): string =>
  residentId ?? placeId ?? deviceId ?? "";
const exactly = (alert: Alert): string => `${whose(alert)} ${alert.rule} ${alert.raisedAtMs}`;

/** How people coded the live alert of the same condition: the same moment, or the one that was open then. */
export function withOutcomes(alerts: readonly ReplayedAlert[], live: readonly AlertHistory[]): ReplayedAlert[] {
  const byCondition = Map.groupBy(live, ({ alert }) => `${whose(alert)} ${alert.rule}`);
  return alerts.map((replayed) => {
    const same = (byCondition.get(`${whose(replayed)} ${replayed.rule}`) ?? []).find(
      ({ alert }) => alert.raisedAtMs <= (replayed.endedAt ?? replayed.raisedAt) && (alert.resolvedAtMs ?? Infinity) >= replayed.raisedAt,
    );
    return { ...replayed, outcome: same?.alert.outcome ?? null };
  });
}
export interface BesideLive {
  readonly raised: number;
  readonly replayed: number;
  readonly missing: readonly ReplayedAlert[];
  readonly extra: readonly ReplayedAlert[];
}
/** DESIGN promise 7: the rule as it was gives what was raised live, at the same time for the same person. */
export function besideLive(before: readonly ReplayedAlert[], { ruleId, live, fromMs, toMs }: BacktestPlan): BesideLive {
  const raised = live
    .map(({ alert }) => alert)
    .filter(({ rule, raisedAtMs }) => rule === ruleId && raisedAtMs >= fromMs && raisedAtMs < toMs);
  const mine = before.filter(({ rule }) => rule === ruleId);
  const replayed = new Set(mine.map((alert) => `${whose(alert)} ${alert.rule} ${alert.raisedAt}`));
  const wereLive = new Set(raised.map(exactly));
  const missing = raised.filter((alert) => !replayed.has(exactly(alert)));
  return {
    raised: raised.length,
    replayed: raised.length - missing.length,
    missing: missing.map(asReplayed),
    extra: mine.filter((alert) => !wereLive.has(`${whose(alert)} ${alert.rule} ${alert.raisedAt}`)),
  };
}
function asReplayed(alert: Alert): ReplayedAlert {
  const { id, residentId, placeId, deviceId, severity, sign, value, outcome } = alert;
  const rule = DEFAULT_CATALOGUE.rule(alert.rule);
  const isDeep = rule?.type === "threshold" && value !== null && rule.levels.some((level) => level.deep && reaches(rule, level, value));
  const times = { raisedAt: alert.raisedAtMs, endedAt: alert.resolvedAtMs };
  return {
    id,
    residentId,
    placeId,
    deviceId,
    rule: alert.rule,
    severity,
    sign,
    value,
    ...times,
    pages: alert.onSite.owed ? 1 : 0,
    outcome,
    isDeep,
  };
}
