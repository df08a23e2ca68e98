import { Type, type Static } from "typebox";
import { Outcome, Severity } from "./alert.ts";
import { Id, Nullable } from "./api-schemas.ts";
import { RuleParameters } from "./rule-change.ts";

/** What a changed rule would have done to the past: DOMAIN §5.12 and DESIGN promise 7. */
const closed = { additionalProperties: false };

/** An alert of a replay. `outcome`: how people coded the same alert when it was live. */
export const ReplayedAlert = Type.Object(
  {
    id: Type.String({ description: "equal to the live alert's id where its observation is known" }),
    residentId: Nullable(Type.String()),
    placeId: Nullable(Type.String()),
    deviceId: Nullable(Type.String()),
    rule: Type.String(),
    severity: Severity,
    sign: Nullable(Type.String()),
    value: Nullable(Type.Number()),
    raisedAt: Type.Integer(),
    endedAt: Nullable(Type.Integer({ description: "its condition ended or a person closed it; null: still open at the end" })),
    pages: Type.Integer({ description: "times that it told staff anew; reminders to whoever does not answer are left out" }),
    outcome: Nullable(Outcome),
    isDeep: Type.Boolean({ description: "a deep excursion (DOMAIN §5.9)" }),
  },
  { $id: "ReplayedAlert", ...closed },
);
export type ReplayedAlert = Static<typeof ReplayedAlert>;
const Count = Type.Object({ alerts: Type.Integer(), pages: Type.Integer(), critical: Type.Integer() }, closed);
export const RuleComparison = Type.Object({ rule: Type.String(), before: Count, after: Count }, closed);
export type RuleComparison = Static<typeof RuleComparison>;
/** How often the list is cut: the counts are whole. */
export const MOST_LISTED = 500;
const List = Type.Array(ReplayedAlert, { maxItems: MOST_LISTED });
const PerDay = Type.Object({ alerts: Nullable(Type.Number()), pages: Nullable(Type.Number()) }, closed);
/** Why something could not be judged. */
export const UNJUDGED = ["retention", "noReadings", "events", "presence", "learning", "restarts", "live"] as const;
export const NotJudged = Type.Object(
  {
    code: Type.Enum(UNJUDGED),
    detail: Type.String(),
    from: Nullable(Type.Integer()),
    to: Nullable(Type.Integer()),
  },
  closed,
);
export type NotJudged = Static<typeof NotJudged>;
export const BacktestResult = Type.Object(
  {
    residents: Type.Integer(),
    residentDays: Type.Number({ description: "days of residents with readings of the rule" }),
    readings: Type.Integer(),
    /** Confirmed true alerts that the change would lose: named first. */
    lostTrue: List,
    lostDeep: List,
    saved: Type.Integer({ description: "alerts that would not have been raised" }),
    savedPages: Type.Integer({ description: "pages fewer; below 0: more" }),
    added: Type.Integer({ description: "alerts that would have been raised besides" }),
    onlyBefore: List,
    onlyAfter: List,
    milder: Type.Array(Type.Object({ before: ReplayedAlert, after: ReplayedAlert }, closed), { maxItems: MOST_LISTED }),
    later: Type.Object(
      { count: Type.Integer(), medianSeconds: Nullable(Type.Number()), longestSeconds: Nullable(Type.Number()) },
      { ...closed, description: "the same alerts, told later" },
    ),
    rules: Type.Array(RuleComparison),
    perResidentDay: Type.Object({ before: PerDay, after: PerDay }, closed),
    live: Type.Object(
      {
        raised: Type.Integer({ description: "alerts of this rule that were raised live in the period" }),
        replayed: Type.Integer({ description: "of them the replay of the rule as it was has" }),
        missing: List,
        extra: List,
      },
      { ...closed, description: "the replay of the rule as it was beside what really was raised (DESIGN promise 7)" },
    ),
    notJudged: Type.Array(NotJudged),
  },
  { $id: "BacktestResult", ...closed },
);
export type BacktestResult = Static<typeof BacktestResult>;

/** `set`: paths such as `levels.warning.forMs`, `levels.1.raiseAt`, `forMs`, `disabled`; or `parameters` as a whole. Neither: the rule unchanged. */
export const NewBacktest = Type.Object(
  {
    rule: Id,
    set: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.Union([Type.Number(), Type.Boolean()]))),
    parameters: Type.Optional(RuleParameters),
    days: Type.Integer({ minimum: 1, maximum: 366, default: 30 }),
    to: Type.Optional(Type.Integer({ minimum: 0, description: "end of the period, ms; default: now" })),
  },
  closed,
);
export type NewBacktest = Static<typeof NewBacktest>;
export const BACKTEST_STATES = ["running", "done", "stopped", "failed"] as const;
export const BacktestView = Type.Object(
  {
    id: Type.String(),
    facilityId: Type.String(),
    rule: Type.String(),
    parameters: Nullable(RuleParameters),
    from: Type.Integer(),
    to: Type.Integer(),
    startedAt: Type.Integer(),
    state: Type.Enum(BACKTEST_STATES),
    done: Type.Integer({ description: "days of rooms replayed so far" }),
    total: Type.Integer(),
    problem: Nullable(Type.String()),
    result: Nullable(BacktestResult),
  },
  { $id: "Backtest", ...closed },
);
export type BacktestView = Static<typeof BacktestView>;
