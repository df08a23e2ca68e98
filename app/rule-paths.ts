import { effectiveRule } from "../alerts/rules/effective.ts";
import type { Level, Rule } from "../alerts/rules/types.ts";
import { AnhuError } from "../domain/errors.ts";
import type { LevelChange, RuleChange, RuleParameters } from "../domain/rule-change.ts";

const LEVEL_PATH = /^levels\.([A-Za-z]+|\d+)\.(raiseAt|clearAt|forMs)$/;
type Draft = { -readonly [K in keyof LevelChange]: LevelChange[K] };

/**
 * What `--set` says, as parameters of a change: `levels.warning.forMs` (or `levels.1.forMs`, counted from 0), `forMs`, `disabled`. What the
 * paths leave out stays as it is in force at `nowMs`.
 * @throws {AnhuError} `BAD_INPUT`
 */
export function parametersOfPaths(
  rule: Rule,
  changes: readonly RuleChange[],
  nowMs: number,
  set: Readonly<Record<string, number | boolean>>,
): RuleParameters {
  const held = effectiveRule(rule, { changes, settings: [], resident: undefined }, nowMs);
  const levels = held.rule.type === "threshold" ? held.rule.levels : [];
  const drafts = new Map<string, Draft>();
  // What was changed before goes on being changed: a version holds as a whole.
  for (const [index, level] of levels.entries()) if (held.origins[index]?.of === "facility") drafts.set(level.name, draftOf(level));
  let parameters: RuleParameters = {};
  for (const [path, value] of Object.entries(set)) {
    const [, which, field] = LEVEL_PATH.exec(path) ?? [];
    if (which !== undefined && field !== undefined && typeof value === "number") {
      const level = /^\d+$/.test(which) ? levels[Number(which)] : levels.find(({ name }) => name === which);
      if (level === undefined) throw unknown(rule, path, levels);
      const draft = drafts.get(level.name) ?? { level: level.name, raiseAt: level.raiseAt };
      drafts.set(level.name, { ...draft, [field]: value });
    } else if (path === "forMs" && typeof value === "number") parameters = { ...parameters, forMs: value };
    else if (path === "disabled" && typeof value === "boolean") parameters = { ...parameters, disabled: value };
    else throw unknown(rule, path, levels);
  }
  return drafts.size === 0 ? parameters : { ...parameters, levels: [...drafts.values()] };
}
const draftOf = ({ name, raiseAt, clearAt, forMs }: Level): Draft => ({ level: name, raiseAt, clearAt, forMs });
function unknown(rule: Rule, path: string, levels: readonly Level[]): AnhuError {
  const names = levels.length === 0 ? "forMs, disabled" : `levels.{${levels.map(({ name }) => name).join(",")}}.{raiseAt,clearAt,forMs}`;
  return new AnhuError("BAD_INPUT", `changing the rule ${rule.id}: ${path} is not one of its parameters; it has ${names}`);
}
