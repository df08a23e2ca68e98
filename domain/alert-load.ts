import { Type, type Static } from "typebox";
import { Outcome } from "./alert.ts";
import { Instant, Nullable, Id } from "./api-schemas.ts";

/** Alarm load after ISA-18.2 / IEC 62682 / EEMUA 191 and the telecare targets (DOMAIN §2.3, §2.4, §5.12). */
const closed = { additionalProperties: false };

/** What is counted. A key names the figure in answers, in the screens' texts and when its alerts are opened. */
export const FIGURE_KEYS = [
  "alerts",
  "marks",
  "pagesPerCarer",
  "alertsPerHour",
  "alertsPerTenMinutes",
  "busyPeriods",
  "floodTime",
  "topTenShare",
  "chattering",
  "fleeting",
  "stale",
  "mixInfo",
  "mixWarning",
  "mixCritical",
  "untold",
  "trueShare",
  "answered60s",
  "answered180s",
  "answerP50",
  "answerP95",
  "onSite45min",
  "onSite60min",
  "onSiteP50",
  "onSiteP95",
] as const;
export const FigureKey = Type.Enum(FIGURE_KEYS);
export type FigureKey = Static<typeof FigureKey>;

export const Rating = Type.Enum(["good", "fair", "bad", "none"], { description: "none: no target, or too few alerts to judge by" });
export type Rating = Static<typeof Rating>;
/** `good` and `bad` are the limits of the rating, in `unit`; the value of a share lies between 0 and 1. */
export const Figure = Type.Object(
  {
    key: FigureKey,
    value: Nullable(Type.Number({ description: "null: nothing to count from" })),
    unit: Type.Enum(["count", "share", "seconds"]),
    good: Nullable(Type.Number()),
    bad: Nullable(Type.Number()),
    rating: Rating,
    source: Type.String({ description: "where the target comes from" }),
    count: Type.Integer({ description: "alerts that it was counted from; …/alert-load/alerts?figure= opens them" }),
  },
  { $id: "LoadFigure", ...closed },
);
export type Figure = Static<typeof Figure>;
export const CarersFrom = Type.Enum(["rota", "setting", "assumed"], { description: "where the number of carers comes from" });
export type CarersFrom = Static<typeof CarersFrom>;
/** One shift, or the part of it that lies in what was asked for. */
export const ShiftLoad = Type.Object(
  {
    from: Type.Integer(),
    to: Type.Integer(),
    isNight: Type.Boolean(),
    carers: Type.Integer(),
    carersFrom: CarersFrom,
    figures: Type.Array(Figure),
  },
  { $id: "ShiftLoad", ...closed },
);
export type ShiftLoad = Static<typeof ShiftLoad>;
/** How often a rule, or a device, was right. `share`: true of true, false and not urgent; tests and unknown are left out. */
export const TrueShare = Type.Object(
  {
    rule: Nullable(Type.String()),
    deviceId: Nullable(Type.String()),
    outcomes: Type.Record(Outcome, Type.Integer()),
    judged: Type.Integer({ description: "alerts with the outcome true, false or not urgent" }),
    share: Nullable(Type.Number()),
  },
  { $id: "TrueShare", ...closed },
);
export type TrueShare = Static<typeof TrueShare>;
export const LoadSource = Type.Object(
  {
    rule: Type.String(),
    deviceId: Nullable(Type.String()),
    residentId: Nullable(Type.String()),
    count: Type.Integer(),
    share: Type.Number(),
  },
  closed,
);
export type LoadSource = Static<typeof LoadSource>;
export const AlertLoad = Type.Object(
  {
    facilityId: Type.String(),
    from: Type.Integer(),
    to: Type.Integer(),
    carers: Type.Integer({ description: "most carers on duty in one of the shifts" }),
    carersFrom: CarersFrom,
    figures: Type.Array(Figure),
    shifts: Type.Array(ShiftLoad),
    topSources: Type.Array(LoadSource, { maxItems: 10 }),
    rules: Type.Array(TrueShare),
    devices: Type.Array(TrueShare),
    /** Under 30 % true of ten and more judged: DOMAIN §5.12. */
    proposals: Type.Array(Type.Object({ rule: Type.String(), share: Type.Number(), judged: Type.Integer() }, closed), {
      description: "rules that should be back-tested: under 30 % true of ten and more judged alerts",
    }),
  },
  { $id: "AlertLoad", ...closed },
);
export type AlertLoad = Static<typeof AlertLoad>;

/** What one page too many is, and how many share the pages, where no rota says so. */
export const LoadSettings = Type.Object(
  {
    carers: Nullable(Type.Integer({ minimum: 1, maximum: 500, description: "carers on duty at a time, where no rota says so" })),
    pagesGood: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "pages per carer and eight hours that are still good" }),
    pagesBad: Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: "more than this are bad" }),
  },
  { $id: "LoadSettings", ...closed },
);
export type LoadSettings = Static<typeof LoadSettings>;
/** DOMAIN §5.12 [M, adjustable]: good ≤ 6, bad > 12 for eight hours of the night. */
export const DEFAULT_LOAD_SETTINGS: LoadSettings = { carers: null, pagesGood: 6, pagesBad: 12 };

export const LoadQuery = { from: Instant, to: Instant };
export const OpenFigureQuery = {
  ...LoadQuery,
  figure: FigureKey,
  rule: Type.Optional(Id),
  device: Type.Optional(Id),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
};
