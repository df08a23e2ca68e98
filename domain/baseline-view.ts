import { Type, type Static } from "typebox";
import { Severity } from "./alert.ts";
import { Nullable } from "./api-schemas.ts";
import { Method } from "./observation.ts";
import { SIGN_KEYS } from "./signs.ts";

const closed = { additionalProperties: false };
/** What was learned of one local hour, or of the whole day. Values in the unit of the sign. */
export const BaselinePlace = Type.Object(
  {
    hour: Nullable(Type.Integer({ minimum: 0, maximum: 23, description: "local hour; null: the sign is measured too rarely for hours" })),
    days: Type.Integer({ minimum: 0, description: "days that were learned" }),
    median: Nullable(Type.Number({ description: "null: not on enough days yet" })),
    low: Nullable(Type.Number({ description: "lower end of what is usual" })),
    high: Nullable(Type.Number({ description: "upper end of what is usual" })),
  },
  closed,
);
export type BaselinePlace = Static<typeof BaselinePlace>;
/** What one sign of a resident usually is. */
export const SignBaseline = Type.Object(
  {
    sign: Type.Enum([...SIGN_KEYS]),
    unit: Type.String({ description: "UCUM" }),
    method: Nullable(Method),
    heardAt: Nullable(Type.Integer({ description: "last value that was looked at, ms since the epoch" })),
    places: Type.Array(BaselinePlace),
    off: Nullable(
      Type.Object({ severity: Severity, since: Type.Integer() }, { ...closed, description: "far from usual at present, and since when" }),
    ),
  },
  closed,
);
export type SignBaseline = Static<typeof SignBaseline>;
export const BaselineView = Type.Object(
  {
    residentId: Type.String(),
    learnDays: Type.Integer({ description: "days before a baseline says anything" }),
    signs: Type.Array(SignBaseline),
  },
  { $id: "Baseline", ...closed },
);
export type BaselineView = Static<typeof BaselineView>;
/** Days that must be learned before a baseline says anything (issue: learns ≥ 7 days). */
export const BASELINE_LEARN_DAYS = 7;
