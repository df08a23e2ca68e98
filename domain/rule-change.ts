import { Type, type Static } from "typebox";
import type { Role } from "./people.ts";

/**
 * The levels of a threshold rule by name. `mark`: shown, pages nobody; `warning`; `fastWarning`: a deep value of a consumer wrist;
 * `critical`: confirmed; `deep`: critical at once (DOMAIN §5.9).
 */
export const LEVEL_NAMES = ["mark", "warning", "fastWarning", "critical", "deep"] as const;
export const LevelName = Type.Enum(LEVEL_NAMES);
export type LevelName = Static<typeof LevelName>;

const closed = { additionalProperties: false };
/**
 * Another limit for one level. Without `clearAt` it keeps its distance to `raiseAt`; without `forMs` its duration. A `mark` or `fastWarning`
 * that is not named moves with the `warning`, or with `deep`, that is.
 */
export const LevelChange = Type.Object(
  {
    level: LevelName,
    raiseAt: Type.Number({ description: "in the unit of the sign; high side: reached at or above, low side: at or below" }),
    clearAt: Type.Optional(Type.Number({ description: "over past this value; never on the far side of raiseAt" })),
    forMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000, description: "how long it must hold, ms of observation time" })),
  },
  closed,
);
export type LevelChange = Static<typeof LevelChange>;
/** What of a rule is otherwise. `levels`: of a threshold rule; `forMs`: of a rule with one duration, ms; `disabled`: it says nothing. */
export const RuleParameters = Type.Object(
  {
    levels: Type.Optional(Type.Array(LevelChange, { minItems: 1, maxItems: LEVEL_NAMES.length })),
    forMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
    disabled: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type RuleParameters = Static<typeof RuleParameters>;
/**
 * How a facility changed one rule of the catalogue, by a named person. Never changed or removed: the newest that has begun holds as a whole, so
 * that empty `parameters` are the rule of the catalogue again, and a replay sees what held at any time in the past.
 */
export interface RuleChange {
  readonly id: string;
  readonly facilityId: string;
  readonly ruleId: string;
  readonly parameters: RuleParameters;
  /** Server time from which it holds. */
  readonly fromMs: number;
  readonly reason: string;
  readonly byUserId: string;
  /** As it was then: the record outlives the account. */
  readonly byName: string;
  readonly byRole: Role;
  /** The back-test that its author had seen; `null` or absent: none. */
  readonly backtestId?: string | null;
}
/** The change of this rule that holds at `atMs`; of equal times the last in the list. `undefined`: the catalogue holds. */
export function ruleChangeAt(changes: readonly RuleChange[], ruleId: string, atMs: number): RuleChange | undefined {
  let found: RuleChange | undefined;
  for (const change of changes)
    if (change.ruleId === ruleId && change.fromMs <= atMs && (found === undefined || change.fromMs >= found.fromMs)) found = change;
  return found;
}
