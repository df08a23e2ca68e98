import { Type, type Static } from "typebox";
import { AlertClass, AlertKind, Severity } from "./alert.ts";
import { BilingualText, Id, Nullable } from "./api-schemas.ts";
import { Role } from "./people.ts";
import { RuleParameters } from "./rule-change.ts";

/** The rules of a facility as people read them: why each exists, what to do, how soon, and what the home changed. */
const closed = { additionalProperties: false };

export const RuleLevelView = Type.Object(
  {
    level: Type.String({ description: "what a change of the rule calls it" }),
    severity: Severity,
    raiseAt: Type.Number(),
    clearAt: Type.Number(),
    forMs: Type.Integer(),
    source: Type.String(),
  },
  closed,
);
export type RuleLevelView = Static<typeof RuleLevelView>;
export const RuleChangeView = Type.Object(
  {
    id: Type.String(),
    parameters: RuleParameters,
    from: Type.Integer({ description: "server time from which it holds" }),
    reason: Type.String(),
    by: Type.String({ description: "a name, or the role for those who may not see names" }),
    byRole: Role,
    backtestId: Nullable(Type.String()),
  },
  { $id: "RuleChange", ...closed },
);
export type RuleChangeView = Static<typeof RuleChangeView>;
export const RuleView = Type.Object(
  {
    id: Type.String(),
    type: Type.Enum(["threshold", "absence", "event", "condition", "baseline", "trend", "composite"]),
    kind: AlertKind,
    class: AlertClass,
    title: BilingualText,
    cause: BilingualText,
    consequence: BilingualText,
    response: BilingualText,
    respondWithin: Type.Object(
      { seconds: Nullable(Type.Integer({ description: "null: when there is time; it pages nobody" })), source: Type.String() },
      closed,
    ),
    source: Type.String(),
    sign: Nullable(Type.String()),
    side: Nullable(Type.Enum(["high", "low"])),
    severity: Nullable(Severity),
    catalogue: Type.Object({ levels: Type.Array(RuleLevelView), forMs: Nullable(Type.Integer()) }, closed),
    inForce: Type.Object(
      { levels: Type.Array(RuleLevelView), forMs: Nullable(Type.Integer()), disabled: Type.Boolean(), changeId: Nullable(Type.String()) },
      { ...closed, description: "what holds now in this facility, before conditions and a physician's limits of single residents" },
    ),
    mayChange: Type.Array(Type.Enum(["levels", "forMs", "disabled"]), {
      description: "what a facility may lay down otherwise; of critical levels only what tightens them",
    }),
    history: Type.Array(RuleChangeView, { description: "changes of this facility, newest first" }),
  },
  { $id: "Rule", ...closed },
);
export type RuleView = Static<typeof RuleView>;
/** Empty `parameters` are the rule of the catalogue again: a new version, like every other. */
export const NewRuleChange = Type.Object(
  {
    parameters: RuleParameters,
    reason: Type.String({ maxLength: 500, description: "why; required" }),
    backtestId: Type.Optional(Id),
    from: Type.Optional(Type.Integer({ minimum: 0, description: "server time from which it holds, ms; default: now" })),
    person: Type.Optional(Type.String({ maxLength: 80 })),
  },
  closed,
);
export type NewRuleChange = Static<typeof NewRuleChange>;
