import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { EscalationPolicy, Ladder } from "./escalation.ts";
import { Role } from "./people.ts";
import { OverrideReason, RotaRole } from "./rota.ts";
import { TimeWindow } from "./time-window.ts";

/** Requests and answers about who is told when, and who is on duty. Times in ms since the epoch. */
const closed = { additionalProperties: false };
const Reason = Type.String({ minLength: 1, maxLength: 500, description: "why, for whoever reads the history" });
const Person = Type.Optional(Type.String({ maxLength: 80, description: "who does it; needed with the administrator's token" }));

export const NewPolicy = Type.Object(
  {
    policy: EscalationPolicy,
    basedOn: Type.Integer({ minimum: 0, description: "version that was edited, 0 the default; 409 when there is a newer one" }),
    from: Type.Optional(Type.Integer({ description: "from when it holds; now unless told" })),
    reason: Reason,
    person: Person,
  },
  closed,
);
export const PolicyView = Type.Object(
  {
    version: Type.Integer({ description: "0: the default" }),
    policy: EscalationPolicy,
    from: Nullable(Type.Integer()),
    createdAt: Nullable(Type.Integer()),
    reason: Nullable(Type.String()),
    by: Nullable(Type.String()),
    role: Nullable(Role),
  },
  closed,
);
export type PolicyView = Static<typeof PolicyView>;
export const PoliciesView = Type.Object(
  {
    current: PolicyView,
    defaults: Type.Array(Ladder, { description: "what holds for every alert that no ladder of the policy is for" }),
    versions: Type.Array(PolicyView, { description: "newest first; also those that have not begun" }),
  },
  { $id: "EscalationPolicies", ...closed },
);

export const NewShift = Type.Object(
  {
    role: RotaRole,
    userId: Id,
    window: TimeWindow,
    from: Type.Optional(Type.Integer({ description: "first moment of the pattern; now unless told" })),
    to: Type.Optional(Nullable(Type.Integer())),
    person: Person,
  },
  closed,
);
export const ShiftEnd = Type.Object({ at: Type.Optional(Type.Integer({ description: "now unless told" })), person: Person }, closed);
export const NewOverride = Type.Object(
  {
    role: RotaRole,
    awayUserId: Nullable(Id),
    standInUserId: Nullable(Id),
    from: Type.Integer(),
    to: Type.Integer(),
    reason: OverrideReason,
    person: Person,
  },
  closed,
);
const PersonOnDuty = Type.Object({ userId: Type.String(), name: Type.String() }, closed);
export const ShiftView = Type.Object(
  {
    id: Type.String(),
    role: RotaRole,
    ...PersonOnDuty.properties,
    /** Disabled, removed or of another home: does not count as on duty. */
    serves: Type.Boolean({ description: "false: the account was disabled or removed; the shift does not count" }),
    window: TimeWindow,
    from: Type.Integer(),
    to: Nullable(Type.Integer()),
  },
  closed,
);
export const OverrideView = Type.Object(
  {
    id: Type.String(),
    role: RotaRole,
    away: Nullable(PersonOnDuty),
    standIn: Nullable(PersonOnDuty),
    from: Type.Integer(),
    to: Type.Integer(),
    reason: OverrideReason,
    createdAt: Type.Integer(),
  },
  closed,
);
export const RotaView = Type.Object(
  {
    at: Type.Integer(),
    onDuty: Type.Array(
      Type.Object(
        {
          role: RotaRole,
          kept: Type.Boolean({ description: "false: no rota is kept for the role, everybody of it counts" }),
          gap: Type.Boolean({ description: "kept, and nobody is on duty" }),
          people: Type.Array(PersonOnDuty),
        },
        closed,
      ),
    ),
    gaps: Type.Array(Type.Object({ role: RotaRole, from: Type.Integer(), to: Type.Integer() }, closed), {
      description: "of the 14 days that follow, looked for every quarter of an hour",
    }),
    shifts: Type.Array(ShiftView, { description: "running and to come" }),
    overrides: Type.Array(OverrideView, { description: "running and to come" }),
    warnings: Type.Array(Type.String(), { description: "a year whose public holidays are not known: weekdays count there" }),
  },
  { $id: "Rota", ...closed },
);
export type RotaView = Static<typeof RotaView>;
