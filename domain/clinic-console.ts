import { Type, type Static } from "typebox";
import { AlertKind, AlertView, Severity } from "./alert.ts";
import { DISPOSITIONS, DispositionView } from "./disposition.ts";
import type { Role } from "./people.ts";

const closed = { additionalProperties: false };
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

/**
 * How an alert stands to one clinic. `unanswered`: somebody must take it; `mine`: the clinic has it; `others`: another clinic or the home has
 * it, or nobody is awaited; `refused`: the clinic said no; `closed`: it is over.
 */
export const ClinicState = Type.Enum(["unanswered", "mine", "others", "refused", "closed"]);
export type ClinicState = Static<typeof ClinicState>;

/** An alert in the inbox of a clinic. Times in ms since the epoch. */
export const ClinicItem = Type.Object(
  {
    alert: AlertView,
    facility: Type.String({ description: "name of the home" }),
    staffed: Type.Boolean(),
    state: ClinicState,
    toldAt: Type.Integer({ description: "when the clinic was told first; the clock of the answer runs from here" }),
    answeredAt: Nullable(Type.Integer({ description: "when a person of this clinic answered" })),
    underContract: Type.Boolean({ description: "false: seen only because it was routed here" }),
    visibleUntil: Nullable(Type.Integer({ description: "routed without a contract and closed: its outcome can be written until then" })),
    phone: Nullable(Type.String({ description: "a telephone of the home's people on duty" })),
    handover: Type.String({ description: "path of the handover" }),
  },
  { $id: "ClinicItem", ...closed },
);
export type ClinicItem = Static<typeof ClinicItem>;

export const ClinicInbox = Type.Object(
  {
    clinic: Type.Object({ id: Type.String(), name: Type.String() }, closed),
    now: Type.Integer(),
    simulated: Type.Boolean({ description: "the server runs on a simulated clock" }),
    items: Type.Array(ClinicItem, {
      description: "open alerts of which the clinic was told: unanswered first, then the worst, then who has waited longest",
    }),
  },
  { $id: "ClinicInbox", ...closed },
);
export type ClinicInbox = Static<typeof ClinicInbox>;
/** What the clinic was told since midnight and is over; newest first. */
export const ClinicDay = Type.Object({ from: Type.Integer(), items: Type.Array(ClinicItem) }, { $id: "ClinicDay", ...closed });
export type ClinicDay = Static<typeof ClinicDay>;

/** 已到院 / 已返回 / 未成行 / 其他. */
export const REFERRAL_OUTCOMES = ["arrived", "returned", "notGone", "other"] as const;
export const ReferralOutcome = Type.Enum(REFERRAL_OUTCOMES);
export type ReferralOutcome = Static<typeof ReferralOutcome>;
/** An ambulance or an admission that nobody has closed yet. */
export const Referral = Type.Object(
  {
    alertId: Type.String(),
    residentId: Nullable(Type.String()),
    residentName: Nullable(Type.String()),
    room: Nullable(Type.String()),
    facility: Type.String(),
    kind: AlertKind,
    severity: Severity,
    isOpen: Type.Boolean({ description: "the alert is open" }),
    disposition: DispositionView,
  },
  closed,
);
export type Referral = Static<typeof Referral>;
export const ReferralList = Type.Object({ items: Type.Array(Referral) }, { $id: "Referrals", ...closed });
export const CloseReferral = Type.Object(
  {
    referredAt: Type.Integer({ minimum: 0, description: "`disposition.at` of the referral" }),
    outcome: ReferralOutcome,
    note: Type.Optional(Type.String({ maxLength: 500 })),
  },
  closed,
);
export interface ReferralClosure {
  readonly alertId: string;
  readonly referredAtMs: number;
  readonly closedAtMs: number;
  readonly outcome: ReferralOutcome;
  readonly note: string;
  readonly by: { readonly userId: string; readonly name: string; readonly role: Role };
}

/** Telecare targets (DOMAIN §2.4, TSA): 97.5 % answered within 60 s, 99 % within 180 s; each that took longer is looked into. */
export const ANSWER_TARGETS = { s60: { withinMs: 60_000, share: 0.975 }, s180: { withinMs: 180_000, share: 0.99 } } as const;
/** `of`: alerts of which the answer in time can be judged; `share` null: none. */
const Within = Type.Object(
  { within: Type.Integer(), of: Type.Integer(), share: Nullable(Type.Number()), target: Type.Number() },
  { ...closed, description: "answered in time, of those that could be" },
);
/** Answer times of one clinic in [from, to), without persons. */
export const ClinicFigures = Type.Object(
  {
    clinicId: Type.String(),
    from: Type.Integer(),
    to: Type.Integer(),
    told: Type.Integer({ description: "alerts of which the clinic was told" }),
    answered: Type.Integer({ description: "answered by a person of this clinic, refusals among them" }),
    elsewhere: Type.Integer({ description: "taken by others, or over, before this clinic answered" }),
    waiting: Type.Integer({ description: "open, and not answered yet" }),
    s60: Within,
    s180: Within,
    medianMs: Nullable(Type.Integer()),
    p95Ms: Nullable(Type.Integer({ description: "nearest rank" })),
    refused: Type.Integer(),
    dispositions: Type.Object(Object.fromEntries(DISPOSITIONS.map((type) => [type, Type.Integer()])), closed),
  },
  { $id: "ClinicFigures", ...closed },
);
/** An alert behind the figures. */
export const ClinicAnswer = Type.Object(
  {
    alertId: Type.String(),
    kind: AlertKind,
    severity: Severity,
    toldAt: Type.Integer(),
    answeredAt: Nullable(Type.Integer()),
    outcome: Type.Enum(["answered", "elsewhere", "waiting"]),
    dispositions: Type.Array(Type.Enum(DISPOSITIONS)),
  },
  closed,
);
export type ClinicAnswer = Static<typeof ClinicAnswer>;
export const ClinicAnswers = Type.Object({ items: Type.Array(ClinicAnswer) }, { $id: "ClinicAnswers", ...closed });
