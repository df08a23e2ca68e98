import { Type, type Static } from "typebox";
import { ALERT_KINDS } from "./alert.ts";
import { Id, Name, Nullable } from "./api-schemas.ts";
import { ContractFinding } from "./contract-findings.ts";
import { CONTRACT_CHANGES, CONTRACT_SIDES, ContractStatus, COPY_TYPES } from "./contract-record.ts";
import { TELL_CLINIC } from "./contract.ts";
import { ACCOUNT_USES, CooperationFee, FeeItem } from "./fees.ts";
import { Role } from "./people.ts";
import { SERVICE_ITEMS } from "./service-items.ts";
import { SERVICE_MODES } from "./service-modes.ts";
import { TimeWindow } from "./time-window.ts";

/** Requests and answers about contracts. Times in ms since the epoch. */
const closed = { additionalProperties: false };
const At = Type.Integer({ minimum: 0 });
const Phone = Type.String({ minLength: 3, maxLength: 40 });
export const Tell = Type.Partial(Type.Record(Type.Enum(ALERT_KINDS), Type.Enum(TELL_CLINIC)));
export const Posted = Type.Object(
  { name: Name, phone: Nullable(Phone), hours: Type.Array(TimeWindow, { maxItems: 10, description: "empty: day and night" }) },
  closed,
);
const Signature = Type.Object({ name: Name, atMs: At }, closed);
/** What may be amended; what is left out stays as it is. */
export const CONTRACT_TERMS = {
  tell: Type.Optional(Tell),
  namesAllowed: Type.Optional(Type.Boolean({ description: "the clinic may be sent names" })),
  services: Type.Optional(Type.Array(Type.Enum(SERVICE_ITEMS), { maxItems: 15, uniqueItems: true })),
  hours: Type.Optional(Type.Array(TimeWindow, { maxItems: 10, description: "when the clinic answers; empty: day and night" })),
  priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 99, description: "told in this order, 1 first" })),
  responsiblePhysician: Type.Optional(Nullable(Name)),
  dutyPhone: Type.Optional(Nullable(Phone)),
  answerWithinMs: Type.Optional(
    Nullable(Type.Integer({ minimum: 30_000, maximum: 3_600_000, description: "the next clinic is told after; null: as the ladder says" })),
  ),
  modes: Type.Optional(Type.Array(Type.Enum(SERVICE_MODES), { maxItems: 5, uniqueItems: true })),
  posted: Type.Optional(Nullable(Posted)),
  documentNumber: Type.Optional(Nullable(Name)),
  fees: Type.Optional(Type.Array(FeeItem, { maxItems: 50 })),
  cooperationFee: Type.Optional(Nullable(CooperationFee)),
  text: Type.Optional(Type.String({ maxLength: 20_000, description: "the terms in words" })),
};
const Person = Type.Optional(Type.String({ maxLength: 80, description: "who answers for it, where the administrator's token acts" }));
const Reason = Type.String({ maxLength: 500 });

/**
 * `from` (default: now) and `to` (default: open). In force from then on unless it is a `draft`. With `residentId`: a family doctor's
 * contract (家庭医生签约).
 */
export const NewContract = Type.Object(
  {
    facilityId: Id,
    clinicId: Id,
    residentId: Type.Optional(Nullable(Id)),
    from: Type.Optional(At),
    to: Type.Optional(Nullable(At)),
    draft: Type.Optional(Type.Boolean({ description: "routes nothing until both sides have signed" })),
    person: Person,
    ...CONTRACT_TERMS,
    namesAllowed: Type.Boolean({ default: false }),
  },
  closed,
);
export type NewContract = Static<typeof NewContract>;
/** `basedOn`: the version that was read. */
const Change = { basedOn: Type.Integer({ minimum: 1 }), person: Person };
export const AmendContract = Type.Object(
  {
    ...Change,
    reason: Reason,
    changes: Type.Object({ from: Type.Optional(At), to: Type.Optional(Nullable(At)), ...CONTRACT_TERMS }, closed),
  },
  closed,
);
export type AmendContract = Static<typeof AmendContract>;
export const SignContract = Type.Object(
  {
    ...Change,
    side: Type.Enum(CONTRACT_SIDES),
    name: Name,
    at: Type.Optional(At),
    documentNumber: Type.Optional(Name),
  },
  closed,
);
/** A contract that follows: with the same clinic and terms but `changes`, from the end of the old one. */
export const RenewContract = Type.Object(
  {
    person: Person,
    reason: Type.Optional(Reason),
    from: Type.Optional(At),
    to: Nullable(At),
    draft: Type.Optional(Type.Boolean()),
    changes: Type.Optional(Type.Object(CONTRACT_TERMS, closed)),
  },
  closed,
);
export const EndContract = Type.Object({ ...Change, reason: Reason, at: Type.Optional(At) }, closed);

export const CopyView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    type: Type.Enum(COPY_TYPES),
    bytes: Type.Integer(),
    sha256: Type.String({ description: "hex" }),
    atMs: Type.Integer(),
    byName: Type.String(),
  },
  { $id: "ContractCopy", ...closed },
);
export type CopyView = Static<typeof CopyView>;
const content = {
  id: Type.String(),
  facilityId: Type.String(),
  clinicId: Type.String(),
  residentId: Nullable(Type.String()),
  fromMs: Type.Integer(),
  toMs: Nullable(Type.Integer()),
  tell: Tell,
  namesAllowed: Type.Boolean(),
  services: Type.Array(Type.Enum(SERVICE_ITEMS)),
  hours: Type.Array(TimeWindow),
  priority: Type.Integer(),
  responsiblePhysician: Nullable(Type.String()),
  dutyPhone: Nullable(Type.String()),
  answerWithinMs: Nullable(Type.Integer()),
  modes: Type.Array(Type.Enum(SERVICE_MODES)),
  posted: Nullable(Posted),
  documentNumber: Nullable(Type.String()),
  signed: Type.Object({ facility: Nullable(Signature), clinic: Nullable(Signature) }, closed),
  fees: Type.Array(FeeItem),
  cooperationFee: Nullable(CooperationFee),
  text: Type.String(),
  renewsId: Nullable(Type.String()),
  endReason: Nullable(Type.String()),
  version: Type.Integer(),
  status: ContractStatus,
};
export const ContractView = Type.Object(
  {
    ...content,
    clinicName: Nullable(Type.String()),
    residentName: Nullable(Type.String()),
    renewedById: Nullable(Type.String({ description: "the contract that follows" })),
  },
  { $id: "Contract", ...closed },
);
export type ContractView = Static<typeof ContractView>;
export const ContractVersionView = Type.Object(
  {
    version: Type.Integer(),
    change: Type.Enum(CONTRACT_CHANGES),
    at: Type.Integer(),
    reason: Type.String(),
    by: Type.String(),
    role: Role,
    contract: Type.Object({ ...content }, closed),
  },
  { $id: "ContractVersion", ...closed },
);
export type ContractVersionView = Static<typeof ContractVersionView>;

/** Amounts in fen; negative: taken back. A correction is an entry of its own. */
export const NewAccountEntry = Type.Object(
  {
    date: At,
    amountFen: Type.Integer({ minimum: -10_000_000_000, maximum: 10_000_000_000 }),
    use: Type.Enum(ACCOUNT_USES),
    purpose: Type.String({ minLength: 1, maxLength: 300 }),
    person: Person,
  },
  closed,
);
export const AccountEntryView = Type.Object(
  {
    id: Type.String(),
    dateMs: Type.Integer(),
    amountFen: Type.Integer(),
    use: Type.Enum(ACCOUNT_USES),
    purpose: Type.String(),
    atMs: Type.Integer(),
    byName: Type.String(),
  },
  closed,
);
/** 备查账: entries, oldest first, and the sum of each use. It records, it settles nothing. */
export const AccountView = Type.Object(
  {
    entries: Type.Array(AccountEntryView),
    sums: Type.Array(Type.Object({ use: Type.Enum(ACCOUNT_USES), amountFen: Type.Integer() }, closed)),
  },
  { $id: "ContractAccount", ...closed },
);
export type AccountView = Static<typeof AccountView>;

/** What the manager must know now, and who is told meanwhile. */
export const ContractSituationView = Type.Object(
  {
    at: Type.Integer(),
    owed: Type.Boolean({ description: "no in-house institution: a contract is owed (贵州 000 (十一))" }),
    inHouse: Nullable(Type.String({ description: "name of the in-house institution" })),
    findings: Type.Array(ContractFinding),
    fallback: Type.Object(
      {
        clinics: Type.Integer({ description: "clinics under a contract of the home in force" }),
        phones: Type.Array(Type.Object({ role: Type.String(), name: Type.String(), phone: Type.String() }, closed)),
        call120: Type.Boolean({ description: "always prompted when an emergency is critical; Anhu never dials" }),
      },
      closed,
    ),
  },
  { $id: "ContractSituation", ...closed },
);
export type ContractSituationView = Static<typeof ContractSituationView>;
