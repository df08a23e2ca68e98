import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { FAMILY_SCOPES, Role, type FamilyScope } from "./people.ts";

const closed = { additionalProperties: false };
/** Whose word it is. `unrecorded`: laid down before that was kept, or with the account. */
export const CONSENT_SAID_BY = ["resident", "guardian", "unrecorded"] as const;
/** `tablet`: the resident pressed it, a carer beside them; `word`: said to staff, who wrote it down; `paper`: signed. */
export const CONSENT_WAYS = ["tablet", "word", "paper"] as const;
/** A guardian's decision is looked at again after a year, and holds no longer without (DOMAIN §5.7). */
export const GUARDIAN_REVIEW_MS = 365 * 24 * 3_600_000;
/** Staff are told so long before. */
export const REVIEW_SOON_MS = 30 * 24 * 3_600_000;

/** Somebody decided something about what a relative sees; a person of the home wrote it down. */
export interface ConsentAct {
  readonly atMs: number;
  readonly saidBy: (typeof CONSENT_SAID_BY)[number];
  readonly how: (typeof CONSENT_WAYS)[number];
  /** Of an elder without capacity: who decides, and the paper that says so. */
  readonly guardian: { readonly name: string; readonly document: string } | null;
  /** Who wrote it down; `null`: not kept. */
  readonly by: { readonly userId: string | null; readonly name: string; readonly role: Role } | null;
}
/** One scope of one relative about one resident, from when until when. Never removed. */
export interface FamilyConsent {
  readonly id: string;
  readonly userId: string;
  readonly residentId: string;
  readonly scope: FamilyScope;
  readonly given: ConsentAct;
  /** It holds until then unless it is given anew; `null`: no end. */
  readonly reviewMs: number | null;
  readonly ended: ConsentAct | null;
}
export function consentHolds({ ended, reviewMs }: Pick<FamilyConsent, "ended" | "reviewMs">, nowMs: number): boolean {
  return ended === null && (reviewMs === null || nowMs < reviewMs);
}
/** A signed link for one relative to one resident; of its code and of the device only hashes are kept. */
export interface FamilyInvite {
  readonly id: string;
  readonly userId: string;
  readonly residentId: string;
  readonly codeHash: string;
  readonly madeAtMs: number;
  readonly madeByName: string;
  /** Not opened until then, it opens nothing any more. */
  readonly endsAtMs: number;
  /** Codes that were tried. */
  readonly tries: number;
  /** When the one device was let in, and the hash of what it keeps. */
  readonly openedAtMs: number | null;
  readonly deviceHash: string | null;
  readonly revokedAtMs: number | null;
}
/** So many wrong codes, and the link is locked [M]. */
export const MOST_CODE_TRIES = 5;
/** A link that nobody opens ends after three days [M]. */
export const INVITE_LIFE_MS = 3 * 24 * 3_600_000;
/** A device that was let in is let in again for so long; then it wants a new link [M]. */
export const DEVICE_LIFE_MS = 180 * 24 * 3_600_000;
export const INVITE_STATES = ["waiting", "open", "locked", "expired", "revoked"] as const;
export type InviteState = (typeof INVITE_STATES)[number];

export function inviteState(invite: FamilyInvite, nowMs: number): InviteState {
  const { revokedAtMs, openedAtMs, endsAtMs, tries } = invite;
  if (revokedAtMs !== null) return "revoked";
  if (openedAtMs !== null) return nowMs < openedAtMs + DEVICE_LIFE_MS ? "open" : "expired";
  if (nowMs >= endsAtMs) return "expired";
  return tries >= MOST_CODE_TRIES ? "locked" : "waiting";
}

const Scope = Type.Enum(FAMILY_SCOPES);
const Scopes = Type.Array(Scope, { maxItems: FAMILY_SCOPES.length, uniqueItems: true });
const Guardian = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: "\\S" }),
    document: Type.String({
      minLength: 1,
      maxLength: 120,
      pattern: "\\S",
      description: "the paper that makes them the guardian: kind, number, date",
    }),
  },
  closed,
);
const Said = {
  saidBy: Type.Enum(["resident", "guardian"]),
  how: Type.Enum(CONSENT_WAYS),
  guardian: Type.Optional(Guardian),
};
export const NewFamilyAccess = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: "\\S", description: "as staff know them: 女儿 王小红" }),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: FAMILY_SCOPES.length, uniqueItems: true }),
    ...Said,
  },
  { $id: "NewFamilyAccess", ...closed },
);
export const FamilyScopesChange = Type.Object({ give: Scopes, end: Scopes, ...Said }, { $id: "FamilyScopesChange", ...closed });
export const FamilyScopesEnd = Type.Object(
  { scopes: Type.Array(Scope, { minItems: 1, maxItems: FAMILY_SCOPES.length }), ...Said },
  { $id: "FamilyScopesEnd", ...closed },
);
/** Shown once, to whoever invites. */
export const FamilyLinkMade = Type.Object(
  {
    userId: Id,
    url: Type.String({ description: "to be sent to the relative; it says nothing about anybody" }),
    code: Type.String({ description: "six digits, to be told in another way: by phone or on paper" }),
    endsAt: Type.Integer(),
  },
  { $id: "FamilyLinkMade", ...closed },
);
export type FamilyLinkMade = Static<typeof FamilyLinkMade>;
const Act = Type.Object(
  {
    at: Type.Integer(),
    saidBy: Type.Enum(CONSENT_SAID_BY),
    how: Type.Enum(CONSENT_WAYS),
    guardian: Nullable(Guardian),
    byName: Nullable(Type.String()),
    byRole: Nullable(Role),
  },
  closed,
);
export const FamilyRelative = Type.Object(
  {
    userId: Id,
    name: Type.String(),
    signsIn: Type.Enum(["link", "password"]),
    scopes: Scopes,
    reviewAt: Nullable(Type.Integer({ description: "a guardian's decision ends then unless it is given anew" })),
    link: Nullable(
      Type.Object(
        {
          state: Type.Enum(INVITE_STATES),
          madeAt: Type.Integer(),
          madeBy: Type.String(),
          endsAt: Type.Integer(),
          openedAt: Nullable(Type.Integer()),
        },
        closed,
      ),
    ),
    history: Type.Array(Type.Object({ scope: Scope, given: Act, reviewAt: Nullable(Type.Integer()), ended: Nullable(Act) }, closed), {
      description: "newest first",
    }),
  },
  { $id: "FamilyRelative", ...closed },
);
export type FamilyRelative = Static<typeof FamilyRelative>;
export const FamilyRelatives = Type.Object(
  { residentId: Id, residentName: Type.String(), now: Type.Integer(), items: Type.Array(FamilyRelative) },
  { $id: "FamilyRelatives", ...closed },
);
export type FamilyRelatives = Static<typeof FamilyRelatives>;

/** What became of a link: nothing in it says whose it is. */
export const FAMILY_LINK_STATES = ["open", "code", "wrong", "locked", "elsewhere", "ended", "none"] as const;
export const FamilyLinkState = Type.Object(
  {
    state: Type.Enum(FAMILY_LINK_STATES, {
      description:
        "open: signed in; code: the six digits are wanted; elsewhere: another device was let in; ended: expired, revoked or no link of ours; none: this device was never let in",
    }),
    triesLeft: Nullable(Type.Integer({ minimum: 0 })),
  },
  { $id: "FamilyLinkState", ...closed },
);
export type FamilyLinkState = Static<typeof FamilyLinkState>;
export const OpenFamilyLink = Type.Object(
  {
    token: Type.Optional(Type.String({ maxLength: 500, description: "left out: the device that was let in comes again" })),
    code: Type.Optional(Type.String({ pattern: "^[0-9]{6}$" })),
  },
  { $id: "OpenFamilyLink", ...closed },
);
