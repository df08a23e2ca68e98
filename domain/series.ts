import { Type, type Static } from "typebox";
/** At most this many points leave the server for one chart. */
export const MAX_SERIES_POINTS = 2_000;
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
    bucketMs: Type.Integer(),
    points: Type.Array(SeriesPoint, { maxItems: MAX_SERIES_POINTS }),
  },
  { $id: "Series", additionalProperties: false },
);
export type SeriesView = Static<typeof SeriesView>;
