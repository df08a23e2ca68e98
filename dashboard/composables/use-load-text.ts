import { useI18n } from "vue-i18n";
import type { Figure } from "../../domain/alert-load.ts";
import type { RuleLevelView, RuleView } from "../../domain/rule-book.ts";
import type { RuleParameters } from "../../domain/rule-change.ts";
import { isSignKey, signInfo } from "../../domain/signs.ts";
import { basisOf, senseOf } from "../figure-groups.ts";
import { useErrorText } from "./use-error-text.ts";
import { useFormat } from "./use-format.ts";
import { refusalOf } from "../rule-problem.ts";

/** Figures, rules and their parameters as sentences. */
export function useLoadText() {
  const { t, locale } = useI18n();
  const format = useFormat();
  const errorText = useErrorText();

  const number = (value: number, digits = 1): string => value.toLocaleString(locale.value, { maximumFractionDigits: digits });
  const percent = (share: number): string =>
    share.toLocaleString(locale.value, { style: "percent", maximumFractionDigits: share > 0 && share < 0.995 ? 1 : 0 });
  /** Exact to the second under ten minutes. */
  function seconds(value: number): string {
    const whole = Math.round(value);
    if (whole < 60 || whole >= 600 || whole % 60 === 0) return format.duration(whole * 1_000);
    return t("load.minutes", { m: Math.floor(whole / 60), s: whole % 60 });
  }
  function amount(unit: Figure["unit"], value: number): string {
    return unit === "share" ? percent(value) : unit === "seconds" ? seconds(value) : number(value);
  }
  const basis = (key: Figure["key"]): string => t(`load.basis.${basisOf(key)}`);
  const figureName = (key: Figure["key"]): string => t(`load.figure.${key}.name`);
  const figureValue = ({ unit, value }: Figure): string => (value === null ? "—" : amount(unit, value));
  function target({ key, unit, good, bad, rating }: Figure): string {
    if (good === null || bad === null) return t("load.target.none");
    const limits = { good: amount(unit, good), bad: amount(unit, bad) };
    const sense = senseOf(key);
    const one = good === bad ? "One" : "";
    return (
      (rating === "none" ? t("load.target.few") : "") + t(sense === "near" ? "load.target.near" : `load.target.${sense}${one}`, limits)
    );
  }

  const words = ({ zh, en }: { readonly zh: string; readonly en: string }): string => (locale.value === "en" ? en : zh);
  const ruleName = (rules: readonly RuleView[], id: string | null): string => {
    const rule = rules.find((one) => one.id === id);
    return rule === undefined ? (id ?? "") : words(rule.title);
  };
  const levelName = (level: string): string => t(`load.rule.level.${level}`);
  const valueText = (rule: RuleView, value: number): string => (rule.sign === null ? number(value) : format.valueText(rule.sign, value));
  const isState = (rule: RuleView): boolean => rule.sign !== null && isSignKey(rule.sign) && signInfo(rule.sign).type === "boolean";
  function levelText(rule: RuleView, { raiseAt, clearAt, forMs }: RuleLevelView): string {
    const values = { raise: valueText(rule, raiseAt), clear: valueText(rule, clearAt), time: format.duration(forMs) };
    return t(isState(rule) ? "load.rule.state" : `load.rule.${rule.side ?? "high"}`, values);
  }
  /** What a change laid down. */
  function parametersText(rule: RuleView, { levels = [], forMs, disabled }: RuleParameters): string {
    const sense = rule.side === "low" ? "≤" : "≥";
    const parts = levels.map((one) => {
      const values = { level: levelName(one.level), sense, raise: valueText(rule, one.raiseAt) };
      return one.forMs === undefined ? t("load.rule.at", values) : t("load.rule.atFor", { ...values, time: format.duration(one.forMs) });
    });
    if (forMs !== undefined) parts.push(t("load.rule.wait", { time: format.duration(forMs) }));
    if (disabled === true) parts.push(t("load.rule.disabled"));
    return parts.length === 0 ? t("load.rule.again") : parts.join(t("list"));
  }
  /** A refusal of the server, or trouble on the way, as a sentence. */
  function problem(error: Error): string {
    const refusal = refusalOf(error);
    return refusal === null ? t("state.error", { why: errorText(error) }) : t(`load.problem.${refusal}`);
  }
  return {
    number,
    percent,
    seconds,
    figureName,
    basis,
    figureValue,
    target,
    words,
    ruleName,
    levelName,
    levelText,
    valueText,
    parametersText,
    problem,
  };
}
