import { settingAt, spo2ScaleAt, type CareSetting } from "../../domain/care-settings.ts";
import { conditionsAt } from "../../domain/conditions.ts";
import type { Resident } from "../../domain/directory.ts";
import { isOfAdvancedAge } from "../../domain/focus-groups.ts";
import { ruleChangeAt, type LevelChange, type RuleChange } from "../../domain/rule-change.ts";
import { CONDITION_LIMITS } from "./catalogue/by-condition.ts";
import { SPO2_LOW_RULE, SPO2_LOW_SCALE_2_RULE } from "./catalogue/vitals.ts";
import { changeOf, isLooser, moved } from "./levels.ts";
import type { Level, Rule, ThresholdRule } from "./types.ts";

/** Who or what laid a value down. */
export type Origin =
  | { readonly of: "default" }
  | { readonly of: "facility"; readonly change: RuleChange }
  | { readonly of: "condition"; readonly setting: CareSetting }
  | { readonly of: "physician"; readonly setting: CareSetting };
/** What was laid down over the catalogue for one resident; rows of any time. */
export interface Layers {
  /** Of the facility. */
  readonly changes: readonly RuleChange[];
  /** Of the resident; none for a place. */
  readonly settings: readonly CareSetting[];
  readonly resident: Pick<Resident, "birthYear"> | undefined;
}
export interface EffectiveRule<R extends Rule = Rule> {
  readonly rule: R;
  /** The facility switched it off. */
  readonly isDisabled: boolean;
  /** Of each level in the rule's order; of another rule: one. */
  readonly origins: readonly Origin[];
}
const DEFAULT: Origin = { of: "default" };
const NONE: ReadonlySet<string> = new Set();

/**
 * The rule as it holds for a resident at `atMs` (server time): catalogue → facility → condition → physician. Each value of the later one
 * replaces that of the one before; only the physician's loosens a critical level (DOMAIN §5.9). Pure; rows that were not checked do no harm.
 */
export function effectiveRule<R extends Rule>(rule: R, layers: Layers, atMs: number): EffectiveRule<R> {
  const change = ruleChangeAt(layers.changes, rule.id, atMs);
  const isDisabled = change?.parameters.disabled === true && !isProtected(rule);
  if (rule.type === "threshold") {
    const { levels, origins } = levelsOf(rule, layers, atMs);
    return { rule: levels === rule.levels ? rule : { ...rule, levels }, isDisabled, origins };
  }
  if (change === undefined) return { rule, isDisabled, origins: [DEFAULT] };
  const { forMs } = change.parameters;
  const isChanged = forMs !== undefined && isAdjustable(rule);
  return { rule: isChanged ? { ...rule, forMs } : rule, isDisabled, origins: [{ of: "facility", change }] };
}
interface Levels {
  readonly levels: readonly Level[];
  readonly origins: readonly Origin[];
}
function levelsOf(rule: ThresholdRule, { changes, settings, resident }: Layers, atMs: number): Levels {
  let held: Levels = { levels: rule.levels, origins: rule.levels.map(() => DEFAULT) };
  const change = ruleChangeAt(changes, rule.id, atMs);
  if (change?.parameters.levels !== undefined)
    held = laid(rule, held, change.parameters.levels, { of: "facility", change }, "the facility's change: see origin");
  if (settings.length === 0) return held;
  const conditions = conditionsAt(settings, atMs);
  for (const limit of CONDITION_LIMITS) {
    const setting = conditions.get(limit.condition);
    if (setting === undefined || limit.ruleId !== rule.id) continue;
    const isSpared = limit.unless.some((one) => (one === "advancedAge" ? isOfAdvancedAge(resident, atMs) : conditions.has(one)));
    if (!isSpared) held = laid(rule, held, limit.levels, { of: "condition", setting }, limit.source);
  }
  const scale = settingAt(settings, "spo2Scale", atMs);
  if (scale !== undefined && rule.id === SPO2_LOW_RULE.id && spo2ScaleAt(settings, atMs) === 2)
    held = { levels: SPO2_LOW_SCALE_2_RULE.levels, origins: rule.levels.map(() => ({ of: "physician", setting: scale })) };
  const signed = settingAt(settings, "physicianLimit", atMs, rule.id);
  if (signed === undefined || signed.value === 0) return held;
  return laid(rule, held, signed.detail?.levels ?? [], { of: "physician", setting: signed }, "the physician's limit: see origin");
}
/** The levels with those that are named laid over them. Who is no physician cannot loosen a critical one. */
function laid(rule: ThresholdRule, held: Levels, changes: readonly LevelChange[], origin: Origin, source: string): Levels {
  const levels = [...held.levels];
  const origins = [...held.origins];
  const before: ThresholdRule = { ...rule, levels: held.levels };
  for (const [index, level] of held.levels.entries()) {
    const change = changeOf(level, before, changes);
    if (change === undefined) continue;
    const next = { ...moved(level, change), source };
    if (origin.of !== "physician" && level.severity === "critical" && isLooser(rule.side, next, level)) continue;
    levels[index] = next;
    origins[index] = origin;
  }
  return { levels, origins };
}
const PROTECTED_KINDS: ReadonlySet<string> = new Set([
  ...["sos", "fall", "help", "leak", "smoke", "gas", "stillness", "longLie", "bathroom", "wandering"],
  ...["vital", "news2", "measureNow", "absence", "softSigns", "concern"],
]);
/** What is learned, or made of several signs, only adds to the limits of a sign: it may be switched off (DOMAIN §5.9). */
const ADDING_TYPES: ReadonlySet<string> = new Set(["baseline", "trend"]);
/** Rules whose watcher asks how long it must hold for the resident. */
const ADJUSTABLE: ReadonlySet<string> = new Set(["bedExit.night"]);
/** The fixed floor of who lives alone (DOMAIN §5.10) holds whatever was learned or laid down. */
const PROTECTED_RULES: ReadonlySet<string> = new Set(["inactivity.floor", "inactivity.notUp"]);
/**
 * Nobody but the catalogue says whether it is on: emergencies, silence, vital signs, what is critical, and the questions that confirm them.
 * The others a facility may switch off.
 */
export function isProtected(rule: Rule): boolean {
  if (ADDING_TYPES.has(rule.type) || (rule.kind === "vital" && rule.type === "condition" && rule.severity !== "critical")) return false;
  if (PROTECTED_KINDS.has(rule.kind) || PROTECTED_RULES.has(rule.id)) return true;
  if (rule.type === "threshold") return rule.class === "technical" && rule.levels.some(({ severity }) => severity !== "info");
  return rule.class === "technical" || !("severity" in rule) || rule.severity === "critical";
}
/** It has one duration, and a facility may set another. */
export function isAdjustable(rule: Rule): boolean {
  return ADJUSTABLE.has(rule.id) && "forMs" in rule;
}
/** Rules that the facility switched off at `atMs`. */
export function disabledRules(rules: readonly Rule[], changes: readonly RuleChange[], atMs: number): ReadonlySet<string> {
  if (changes.length === 0) return NONE;
  const off = rules.filter((rule) => ruleChangeAt(changes, rule.id, atMs)?.parameters.disabled === true && !isProtected(rule));
  return new Set(off.map(({ id }) => id));
}
