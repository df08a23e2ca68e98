import { Type, type Static, type TSchema } from "typebox";
import { Severity } from "./alert.ts";
import { Role } from "./people.ts";
import { LevelName } from "./rule-change.ts";

/** At most this many points leave the server for one chart. */
export const MAX_SERIES_POINTS = 2_000;
/** What an answer is made of: single readings, or roll-ups of a minute or an hour. */
export const RESOLUTIONS = ["raw", "1m", "1h"] as const;
export const Resolution = Type.Enum(RESOLUTIONS);
export type Resolution = Static<typeof Resolution>;
/** One bucket of a chart: `at` is its start, ms since the epoch. */
export const SeriesPoint = Type.Object(
  { at: Type.Integer(), min: Type.Number(), max: Type.Number(), mean: Type.Number(), count: Type.Integer() },
  { additionalProperties: false },
);
export type SeriesPoint = Static<typeof SeriesPoint>;
export const SeriesView = Type.Object(
  {
    sign: Type.String(),
    unit: Type.String(),
    fromMs: Type.Integer(),
    toMs: Type.Integer(),
    bucketMs: Type.Integer({ description: "width of a bucket, ms; at least that of the resolution" }),
    resolution: Type.Enum(RESOLUTIONS, { description: "what the buckets are made of: readings, or whole roll-ups of a minute or an hour" }),
    points: Type.Array(SeriesPoint, { maxItems: MAX_SERIES_POINTS }),
  },
  { $id: "Series", additionalProperties: false },
);
export type SeriesView = Static<typeof SeriesView>;
const Nullable = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()]);
/** Where a limit comes from. `by`: a name for those who may see it, else a role. Times in ms since the epoch. */
export const LimitOrigin = Type.Object(
  {
    of: Type.Enum(["default", "facility", "condition", "physician"]),
    id: Nullable(Type.String({ description: "of the facility's change or of the setting" })),
    by: Nullable(Type.String()),
    role: Nullable(Role),
    from: Nullable(Type.Integer()),
    reviewAt: Nullable(Type.Integer()),
    isReviewDue: Type.Boolean({ description: "the date of review has passed; the limit holds all the same" }),
    orderSet: Nullable(Type.String({ description: "the named set that it was signed with" })),
  },
  { additionalProperties: false },
);
export type LimitOrigin = Static<typeof LimitOrigin>;
/** One limit of a sign in force for a resident, in the unit of the sign: a line in the chart. */
export const LimitView = Type.Object(
  {
    sign: Type.String(),
    rule: Type.String(),
    side: Type.Enum(["high", "low"], { description: "high: reached at or above; low: at or below" }),
    severity: Severity,
    raiseAt: Type.Number(),
    clearAt: Type.Number(),
    forMs: Type.Integer({ description: "how long it must hold, in observation time" }),
    source: Type.String({ description: "where the number comes from" }),
    level: LevelName,
    origin: LimitOrigin,
    isQuieted: Type.Boolean({ description: "a comfort plan makes it a mark that pages nobody" }),
  },
  { $id: "Limit", additionalProperties: false },
);
export type LimitView = Static<typeof LimitView>;
