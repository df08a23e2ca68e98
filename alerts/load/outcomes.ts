import type { LoadSource, TrueShare } from "../../domain/alert-load.ts";
import { OUTCOMES, type Outcome } from "../../domain/alert.ts";
import { idsOf, isAlarm, isIn, shareOf, type AlertHistory, type Counted, type Window } from "./history.ts";

/** DOMAIN §5.12: a rule under 30 % true is proposed for back-test; ten judged alerts are needed to say so [M]. */
const PROPOSED_UNDER = 0.3;
const PROPOSED_FROM = 10;
const TOP_SOURCES = 10;
const JUDGED: ReadonlySet<Outcome> = new Set(["true", "false", "notUrgent"]);

/** Alerts of the window with an outcome that says whether they were right: drills and what nobody could tell are left out. */
export function judgedIn(histories: readonly AlertHistory[], window: Window): AlertHistory[] {
  return histories.filter(({ alert }) => isIn(alert.raisedAtMs, window) && alert.outcome !== null && JUDGED.has(alert.outcome));
}
export function trueShare(histories: readonly AlertHistory[], window: Window): Counted {
  const judged = judgedIn(histories, window);
  const right = judged.filter(({ alert }) => alert.outcome === "true").length;
  return { key: "trueShare", value: shareOf(right, judged.length), alertIds: idsOf(judged) };
}
function sharesBy(histories: readonly AlertHistory[], window: Window, by: "rule" | "deviceId"): readonly TrueShare[] {
  const ended = histories.filter(({ alert }) => isIn(alert.raisedAtMs, window) && alert.outcome !== null && alert[by] !== null);
  const groups = Map.groupBy(ended, ({ alert }) => alert[by] ?? "");
  const rows = [...groups].map(([key, ofKey]): TrueShare => {
    const count = (outcome: Outcome) => ofKey.filter(({ alert }) => alert.outcome === outcome).length;
    const outcomes = {
      true: count("true"),
      false: count("false"),
      test: count("test"),
      notUrgent: count("notUrgent"),
      unknown: count("unknown"),
    };
    const judged = OUTCOMES.reduce((sum, outcome) => sum + (JUDGED.has(outcome) ? outcomes[outcome] : 0), 0);
    const whose = by === "rule" ? { rule: key, deviceId: null } : { rule: null, deviceId: key };
    return { ...whose, outcomes, judged, share: shareOf(outcomes.true, judged) };
  });
  return rows.toSorted((a, b) => (a.share ?? 2) - (b.share ?? 2) || b.judged - a.judged);
}
/** True share of every rule, and of every device, with coded outcomes; the worst first. */
export const sharesByRule = (histories: readonly AlertHistory[], window: Window) => sharesBy(histories, window, "rule");
export const sharesByDevice = (histories: readonly AlertHistory[], window: Window) => sharesBy(histories, window, "deviceId");

export function proposals(rules: readonly TrueShare[]): { rule: string; share: number; judged: number }[] {
  return rules.flatMap(({ rule, share, judged }) =>
    rule !== null && share !== null && share < PROPOSED_UNDER && judged >= PROPOSED_FROM ? [{ rule, share, judged }] : [],
  );
}
const sourceOf = ({ alert }: AlertHistory): string => `${alert.rule} ${alert.deviceId ?? alert.subjectId}`;
const bySource = (histories: readonly AlertHistory[], window: Window) => {
  const alarms = histories.filter((history) => isAlarm(history) && isIn(history.alert.raisedAtMs, window));
  const groups = [...Map.groupBy(alarms, sourceOf).values()].toSorted((a, b) => b.length - a.length);
  return { alarms, top: groups.slice(0, TOP_SOURCES) };
};
/** The ten sources (rule and device, or rule and resident) that raise most. */
export function topSources(histories: readonly AlertHistory[], window: Window): LoadSource[] {
  const { alarms, top } = bySource(histories, window);
  return top.flatMap((ofSource) => {
    const [first] = ofSource;
    if (first === undefined) return [];
    const { rule, deviceId, residentId } = first.alert;
    return [{ rule, deviceId, residentId, count: ofSource.length, share: ofSource.length / alarms.length }];
  });
}
export function topTenShare(histories: readonly AlertHistory[], window: Window): Counted {
  const { alarms, top } = bySource(histories, window);
  return { key: "topTenShare", value: shareOf(top.flat().length, alarms.length), alertIds: idsOf(top.flat()), outOf: alarms.length };
}
/** Priorities of everything that was raised, marks included: they are the low priority of the mix. */
export function priorityMix(histories: readonly AlertHistory[], window: Window): readonly Counted[] {
  const raised = histories.filter(({ alert }) => isIn(alert.raisedAtMs, window));
  const part = (key: Counted["key"], severity: string): Counted => {
    const found = raised.filter(({ alert }) => alert.severity === severity);
    return { key, value: shareOf(found.length, raised.length), alertIds: idsOf(found), outOf: raised.length };
  };
  return [part("mixInfo", "info"), part("mixWarning", "warning"), part("mixCritical", "critical")];
}
