import { AnhuError } from "../../domain/errors.ts";
import type { LevelChange, RuleParameters } from "../../domain/rule-change.ts";
import { signInfo } from "../../domain/signs.ts";
import { isAdjustable, isProtected } from "./effective.ts";
import { changeOf, isLooser, moved } from "./levels.ts";
import { SEVERITY_RANK, type Level, type Rule, type ThresholdRule } from "./types.ts";

/**
 * A facility's change, before it is stored. @throws {AnhuError} `BAD_INPUT`: the rule has no such parameter; a limit is implausible or out of
 * order; a critical level would be loosened; the rule may not be switched off or waited for longer
 */
export function checkRuleChange(rule: Rule, parameters: RuleParameters): void {
  const what = `changing rule ${rule.id}`;
  const { levels, forMs, disabled } = parameters;
  if (disabled === true && isProtected(rule))
    throw wrong(`${what}: it may not be switched off; emergencies, silence and critical limits hold in every home`);
  if (forMs !== undefined) {
    if (!("forMs" in rule)) throw wrong(`${what}: it has no single duration; name the duration with the level`);
    if (!isAdjustable(rule))
      throw wrong(`${what}: its duration is fixed; the rule holds it, or stands between an emergency and its discovery`);
  }
  if (levels === undefined) return;
  if (rule.type !== "threshold") throw wrong(`${what}: it has no levels`);
  const next = changedRule(rule, levels, what);
  for (const [index, level] of rule.levels.entries()) {
    const after = next.levels[index];
    if (after !== undefined && level.severity === "critical" && isLooser(rule.side, after, level))
      throw wrong(`${what}: only a physician's signed limit for a resident loosens the level ${level.name}; tighten it or leave it`);
  }
}
/**
 * A physician's limit over the rule as it holds for the resident without it. @param rule with scale, condition and facility already laid
 * @throws {AnhuError} `BAD_INPUT`: an unknown level, a limit outside the range of the sign, or a warning past the critical level
 */
export function checkPhysicianLimit(rule: ThresholdRule, levels: readonly LevelChange[]): void {
  changedRule(rule, levels, `signing a limit of rule ${rule.id}`);
}
/** The rule with these levels, if they can be. */
function changedRule(rule: ThresholdRule, changes: readonly LevelChange[], what: string): ThresholdRule {
  for (const [index, change] of changes.entries()) {
    if (!rule.levels.some(({ name }) => name === change.level))
      throw wrong(`${what}: it has no level ${change.level}; it has ${rule.levels.map(({ name }) => name).join(", ")}`);
    if (changes.findIndex(({ level }) => level === change.level) !== index)
      throw wrong(`${what}: the level ${change.level} is named twice`);
  }
  const levels = rule.levels.map((level) => {
    const change = changeOf(level, rule, changes);
    return change === undefined ? level : moved(level, change);
  });
  for (const level of levels) checkRange(rule, level, what);
  for (const milder of levels) for (const worse of levels) checkOrder(rule, milder, worse, what);
  return { ...rule, levels };
}
function checkRange(rule: ThresholdRule, { name, raiseAt, clearAt }: Level, what: string): void {
  const { plausible, unit } = signInfo(rule.sign);
  const [low, high] = plausible;
  if (raiseAt < low || raiseAt > high || clearAt < low || clearAt > high)
    throw wrong(`${what}: the level ${name} lies outside what a sensor can report, ${low} to ${high} ${unit}`);
  const isPast = rule.side === "high" ? clearAt > raiseAt : clearAt < raiseAt;
  if (isPast) throw wrong(`${what}: the level ${name} would be over before it is reached; put clearAt on the healthy side of raiseAt`);
}
/** A fast warning stands at the deep limit, so it is not compared with the critical one. */
function checkOrder(rule: ThresholdRule, milder: Level, worse: Level, what: string): void {
  if (SEVERITY_RANK[milder.severity] > SEVERITY_RANK[worse.severity] || milder === worse) return;
  const isOrdered = SEVERITY_RANK[milder.severity] < SEVERITY_RANK[worse.severity] || (milder.name === "critical" && worse.name === "deep");
  if (!isOrdered || (milder.name === "fastWarning" && worse.name === "critical")) return;
  const isPast = rule.side === "high" ? milder.raiseAt > worse.raiseAt : milder.raiseAt < worse.raiseAt;
  if (isPast) throw wrong(`${what}: the level ${milder.name} lies past the level ${worse.name}; name both, the milder first`);
}
function wrong(message: string): AnhuError {
  return new AnhuError("BAD_INPUT", message);
}
