import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import { effectiveRule, isAdjustable, isProtected } from "../alerts/rules/effective.ts";
import { timeToRespond, worstSeverity } from "../alerts/rules/time-to-respond.ts";
import type { Rule } from "../alerts/rules/types.ts";
import { AnhuError } from "../domain/errors.ts";
import type { RuleLevelView, RuleView } from "../domain/rule-book.ts";
import { ruleChangeAt, type RuleChange } from "../domain/rule-change.ts";

/** Rules of the catalogue with what a facility changed of them, as people read them at `nowMs`. */
export function ruleViews(changes: readonly RuleChange[], nowMs: number): readonly RuleView[] {
  return DEFAULT_CATALOGUE.rules.map((rule) => ruleView(rule, changes, nowMs));
}
export function ruleView(rule: Rule, changes: readonly RuleChange[], nowMs: number): RuleView {
  const { id, type, kind, title, cause, consequence, response, source } = rule;
  const { rule: held, isDisabled } = effectiveRule(rule, { changes, settings: [], resident: undefined }, nowMs);
  const mine = changes.filter(({ ruleId }) => ruleId === id);
  return {
    ...{ id, type, kind, class: rule.class, title, cause, consequence, response, source },
    respondWithin: { ...timeToRespond(rule) },
    sign: "sign" in rule ? rule.sign : null,
    side: "side" in rule ? rule.side : null,
    severity: worstSeverity(rule),
    catalogue: parametersOf(rule),
    inForce: { ...parametersOf(held), disabled: isDisabled, changeId: ruleChangeAt(changes, id, nowMs)?.id ?? null },
    mayChange: mayChange(rule),
    history: mine.toReversed().map((change) => ({
      ...{ id: change.id, parameters: change.parameters, from: change.fromMs, reason: change.reason },
      ...{ by: change.byName, byRole: change.byRole, backtestId: change.backtestId ?? null },
    })),
  };
}
/** What `checkRuleChange` may let pass. */
function mayChange(rule: Rule): RuleView["mayChange"] {
  const levels = rule.type === "threshold" ? (["levels"] as const) : [];
  const forMs = isAdjustable(rule) ? (["forMs"] as const) : [];
  return [...levels, ...forMs, ...(isProtected(rule) ? [] : (["disabled"] as const))];
}
function parametersOf(rule: Rule): { levels: RuleLevelView[]; forMs: number | null } {
  const levels = rule.type !== "threshold" ? [] : rule.levels;
  return {
    levels: levels.map(({ name, severity, raiseAt, clearAt, forMs, source }) => ({
      level: name,
      severity,
      raiseAt,
      clearAt,
      forMs,
      source,
    })),
    forMs: "forMs" in rule ? rule.forMs : null,
  };
}
/** @throws {AnhuError} `NOT_FOUND` */
export function ruleOf(ruleId: string): Rule {
  const rule = DEFAULT_CATALOGUE.rule(ruleId);
  if (rule === undefined) throw new AnhuError("NOT_FOUND", `looking for the rule ${ruleId}: there is none; anhu rule list shows them`);
  return rule;
}
