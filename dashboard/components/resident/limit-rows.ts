import { LEVEL_NAMES, type LevelChange } from "../../../domain/rule-change.ts";
import type { LimitOrigin, LimitView } from "../../../domain/series.ts";
import { isSignKey, SIGN_KEYS, signInfo } from "../../../domain/signs.ts";

/** Limits of one rule, mildest first, and the different places that they come from. */
export interface LimitRow {
  readonly rule: string;
  readonly sign: string;
  readonly side: LimitView["side"];
  readonly levels: readonly LimitView[];
  readonly origins: readonly LimitOrigin[];
  /** Somebody laid down another value than the catalogue. */
  readonly isOwn: boolean;
  /** Its levels come from different places. */
  readonly isMixed: boolean;
  /** Another rule speaks of the same side of the sign: its title tells them apart. */
  readonly isShared: boolean;
}
const rank = (sign: string): number => SIGN_KEYS.findIndex((key) => key === sign);

/** One row a rule, by sign, the high side first. */
export function limitRows(limits: readonly LimitView[]): readonly LimitRow[] {
  const byRule = new Map<string, LimitView[]>();
  for (const limit of limits) byRule.set(limit.rule, [...(byRule.get(limit.rule) ?? []), limit]);
  return [...byRule]
    .flatMap(([rule, levels]): LimitRow[] => {
      const first = levels[0];
      if (first === undefined) return [];
      const origins = new Map(levels.map(({ origin }) => [`${origin.of} ${origin.id ?? ""}`, origin]));
      const own = [...origins.values()].filter(({ of }) => of !== "default");
      const sorted = levels.toSorted((a, b) => LEVEL_NAMES.indexOf(a.level) - LEVEL_NAMES.indexOf(b.level));
      const isOwn = own.length > 0 || levels.some(({ isQuieted }) => isQuieted);
      const isShared = limits.some((other) => other.rule !== rule && other.sign === first.sign && other.side === first.side);
      const about = { rule, sign: first.sign, side: first.side, levels: sorted, isOwn, isMixed: origins.size > 1, isShared };
      return [{ ...about, origins: own.length > 0 ? own : [first.origin] }];
    })
    .toSorted((a, b) => rank(a.sign) - rank(b.sign) || a.side.localeCompare(b.side));
}
/** Levels that a physician names: a mark goes with its warning and a fast warning with the deep level, where there are such. */
export function signedLevels({ levels }: LimitRow): readonly LimitView[] {
  const names = new Set(levels.map(({ level }) => level));
  return levels.filter(({ level }) => !(level === "mark" && names.has("warning")) && !(level === "fastWarning" && names.has("deep")));
}
export type LimitMistake =
  | { readonly code: "range"; readonly level: LevelChange["level"]; readonly min: number; readonly max: number }
  | { readonly code: "order"; readonly milder: LevelChange["level"]; readonly worse: LevelChange["level"] };
/** What the server would refuse: a value that no sensor reports, or a milder level past a worse one. `null`: nothing. */
export function mistakeIn(row: LimitRow, changes: readonly LevelChange[]): LimitMistake | null {
  const [min, max] = isSignKey(row.sign) ? signInfo(row.sign).plausible : [-Infinity, Infinity];
  const wrong = changes.find(({ raiseAt }) => !(raiseAt >= min && raiseAt <= max));
  if (wrong !== undefined) return { code: "range", level: wrong.level, min, max };
  const held = signedLevels(row).map(({ level, raiseAt }) => ({
    level,
    raiseAt: changes.find((change) => change.level === level)?.raiseAt ?? raiseAt,
  }));
  for (const [index, milder] of held.entries())
    for (const worse of held.slice(index + 1))
      if (row.side === "high" ? milder.raiseAt > worse.raiseAt : milder.raiseAt < worse.raiseAt)
        return { code: "order", milder: milder.level, worse: worse.level };
  return null;
}
