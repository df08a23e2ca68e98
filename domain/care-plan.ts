import { Type, type Static } from "typebox";
import { BilingualText, Id, Nullable, Reason } from "./api-schemas.ts";
import { CARE_SETTING_KINDS } from "./care-settings.ts";
import { CONDITIONS } from "./conditions.ts";
import { FOCUS_GROUPS } from "./focus-groups.ts";
import { Role } from "./people.ts";
import { LevelChange } from "./rule-change.ts";

/** What is laid down for a resident, as REST takes and shows it. Times in ms since the epoch. */
const closed = { additionalProperties: false };
const RuleId = Type.String({ minLength: 1, maxLength: 100 });
const ReviewAt = Type.Integer({ minimum: 0, description: "when a physician looks at it again; it holds beyond, and is listed as due" });
const SignedLevels = Type.Array(LevelChange, { minItems: 1, maxItems: 5 });
/** Most residents that one signature is for. */
export const MOST_SIGNED_FOR = 500;

export const NewLimit = Type.Object({ rule: RuleId, levels: SignedLevels, reason: Reason, reviewAt: ReviewAt }, closed);
export const EndedLimit = Type.Object({ rule: RuleId, reason: Reason }, closed);
export const NewCondition = Type.Object({ condition: Type.Enum(CONDITIONS), holds: Type.Boolean() }, closed);
export const NewFocusGroup = Type.Object({ group: Type.Enum(FOCUS_GROUPS), holds: Type.Boolean() }, closed);
export const NewComfortPlan = Type.Object(
  {
    pages: Type.Array(RuleId, {
      maxItems: 50,
      description: "rules of vital signs that page as ever; the others become marks on the screens",
    }),
    tellsClinic: Type.Boolean({ description: "the clinic is told of numbers that still page" }),
    prompts120: Type.Boolean({ description: "numbers that still page prompt to call 120" }),
    treatmentLimits: Type.Optional(Reason),
    reviewAt: ReviewAt,
  },
  closed,
);
export const EndedComfortPlan = Type.Object({ reason: Reason }, closed);
export const SignedOrderSet = Type.Object(
  {
    residentIds: Type.Array(Id, { minItems: 1, maxItems: MOST_SIGNED_FOR, uniqueItems: true }),
    orderSet: Type.String({ minLength: 1, maxLength: 100, description: "name of the set, as it stands beside each limit afterwards" }),
    limits: Type.Array(Type.Object({ rule: RuleId, levels: SignedLevels }, closed), { maxItems: 50 }),
    spo2Scale: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
    reason: Reason,
    reviewAt: ReviewAt,
  },
  closed,
);
export type SignedOrderSet = Static<typeof SignedOrderSet>;
export const OrderSetSigned = Type.Object({ residents: Type.Integer(), settings: Type.Integer(), from: Type.Integer() }, closed);
/** A set that is suggested; nothing of it holds before a physician signs it. */
export const OrderSetView = Type.Object(
  {
    id: Type.String(),
    condition: Nullable(Type.Enum(CONDITIONS)),
    title: BilingualText,
    limits: Type.Array(Type.Object({ rule: Type.String(), levels: Type.Array(LevelChange) }, closed)),
    spo2Scale: Nullable(Type.Union([Type.Literal(1), Type.Literal(2)])),
    reviewDays: Type.Integer(),
    source: Type.String(),
  },
  { $id: "OrderSet", ...closed },
);
export type OrderSetView = Static<typeof OrderSetView>;
/** `by`: a name for those who may see it, else a role. */
const Laid = { by: Type.String(), role: Role, from: Type.Integer() };
export const CarePlanView = Type.Object(
  {
    residentId: Type.String(),
    level: Type.Integer({ minimum: 0, maximum: 4 }),
    conditions: Type.Array(Type.Object({ condition: Type.Enum(CONDITIONS), ...Laid }, closed)),
    focusGroups: Type.Array(
      Type.Object(
        {
          group: Type.Enum(FOCUS_GROUPS),
          tag: Nullable(Type.Object(Laid, { ...closed, description: "null: it follows from age or care level" })),
        },
        closed,
      ),
    ),
    comfortPlan: Nullable(
      Type.Object(
        {
          pages: Type.Array(Type.String()),
          tellsClinic: Type.Boolean(),
          prompts120: Type.Boolean(),
          treatmentLimits: Nullable(Type.String()),
          reviewAt: Nullable(Type.Integer()),
          isReviewDue: Type.Boolean(),
          ...Laid,
        },
        closed,
      ),
    ),
    rounds: Type.Object({ dayEveryMs: Type.Integer(), nightEveryMs: Type.Integer(), source: Type.String() }, closed),
  },
  { $id: "CarePlan", ...closed },
);
export type CarePlanView = Static<typeof CarePlanView>;
/** Something that a physician should look at. `scaleMissing`: COPD is on record and nobody decided on the SpO2 scale. */
export const ReviewDue = Type.Object(
  {
    residentId: Type.String(),
    why: Type.Enum(["review", "scaleMissing"]),
    kind: Type.Enum(CARE_SETTING_KINDS),
    about: Type.String({ description: "the rule, or empty" }),
    orderSet: Nullable(Type.String()),
    dueAt: Type.Integer(),
    by: Nullable(Type.String()),
  },
  { $id: "ReviewDue", ...closed },
);
export type ReviewDue = Static<typeof ReviewDue>;
