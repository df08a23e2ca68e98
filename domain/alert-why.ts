import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { ClinicWhyView } from "./foretold.ts";

/** What the routing of an alert decided at one time. */
export const RouteDecisionView = Type.Object(
  {
    at: Type.Integer(),
    prompted120: Type.Boolean({ description: "no clinic could be told: staff were prompted to call 120" }),
    clinics: Type.Array(ClinicWhyView),
  },
  { additionalProperties: false },
);
export const AlertWhy = Type.Object(
  {
    alertId: Id,
    now: Nullable(RouteDecisionView),
    decisions: Type.Array(RouteDecisionView, { description: "oldest first; one is noted when it differs from the one before" }),
  },
  { $id: "AlertWhy", additionalProperties: false },
);
export type AlertWhy = Static<typeof AlertWhy>;
