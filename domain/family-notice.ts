import { Type, type Static } from "typebox";
import type { PersonRef, TimelineEntry } from "./alert.ts";
import { BilingualText, Id, Nullable } from "./api-schemas.ts";

const closed = { additionalProperties: false };
/** A facility's own pause before the family hears of something that nobody has taken yet; ten minutes unless it says otherwise [M]. */
export const FAMILY_AFTER_MS = 10 * 60_000;
/**
 * `begun`: something happened and is being looked after; `atBedside`: somebody is there; `over`: all clear. `words`: a sentence that a person
 * wrote and a nurse released (DOMAIN §5.7: what is said about a body is never generated).
 */
export const NOTICE_TYPES = ["begun", "atBedside", "over", "words"] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];
export interface FamilyNotice {
  readonly id: string;
  readonly alertId: string;
  readonly facilityId: string;
  readonly residentId: string;
  readonly type: NoticeType;
  readonly text: BilingualText;
  readonly atMs: number;
  /** Who wrote it; `null`: the system, in plain words of its own. */
  readonly byName: string | null;
  readonly byRole: PersonRef["role"] | null;
  /** `null`: a draft that no relative sees. */
  readonly releasedAtMs: number | null;
  readonly releasedByName: string | null;
  readonly releasedByRole: PersonRef["role"] | null;
}
/** Why the emergency contact is rung at once, whatever the family may see (DOMAIN §5.7). */
export const CALL_WHYS = ["ambulance", "transfer", "death"] as const;
export type CallWhy = (typeof CALL_WHYS)[number];
/** Lines of the timeline of which a relative hears first by phone. */
export const CALL_LINES: Readonly<Partial<Record<TimelineEntry["code"], CallWhy>>> = {
  called120: "ambulance",
  ambulance: "ambulance",
  transferred: "transfer",
  admitting: "transfer",
  died: "death",
};
/** One person whom staff must ring about one alert. */
export interface ContactCall {
  readonly id: string;
  readonly alertId: string;
  readonly facilityId: string;
  readonly residentId: string;
  readonly contactId: string;
  readonly why: CallWhy;
  readonly atMs: number;
  /** Reached; `null`: staff are asked again. */
  readonly doneAtMs: number | null;
}
export const CALL_RESULTS = ["done", "notReached"] as const;
export interface ContactCallTry {
  readonly atMs: number;
  readonly result: (typeof CALL_RESULTS)[number];
  readonly byName: string;
  readonly byRole: PersonRef["role"];
}
export interface TriedCall extends ContactCall {
  /** Oldest first. */
  readonly tries: readonly ContactCallTry[];
}
/** What staff say happened: each makes a call to every emergency contact. */
export const HAPPENED = ["called120", "transferred", "died"] as const;
export const Happened = Type.Object(
  { what: Type.Enum(HAPPENED), person: Type.Optional(Type.String({ maxLength: 80 })) },
  { $id: "Happened", ...closed },
);
export type Happened = Static<typeof Happened>["what"];

export const FamilyNoticeView = Type.Object(
  {
    id: Id,
    alertId: Id,
    type: Type.Enum(NOTICE_TYPES),
    text: BilingualText,
    at: Type.Integer(),
    by: Nullable(Type.String({ description: "staff: a name; family: a role; null: Anhu itself" })),
    releasedAt: Nullable(Type.Integer({ description: "null: a draft" })),
    releasedBy: Nullable(Type.String()),
  },
  { $id: "FamilyNotice", ...closed },
);
export type FamilyNoticeView = Static<typeof FamilyNoticeView>;
export const FamilyNoticeList = Type.Object(
  {
    items: Type.Array(FamilyNoticeView),
    wordings: Type.Array(BilingualText, { description: "sentences that a nurse may choose and release; Anhu says none by itself" }),
  },
  closed,
);
export const NewFamilyNotice = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 300, pattern: "\\S" }),
    release: Type.Boolean({ default: false, description: "nurses and physicians only: the family sees it at once" }),
  },
  closed,
);
export const ContactCallView = Type.Object(
  {
    id: Id,
    alertId: Id,
    residentId: Id,
    why: Type.Enum(CALL_WHYS),
    role: Type.String(),
    name: Type.String({ description: "empty: the contact was removed" }),
    phone: Nullable(Type.String()),
    words: BilingualText,
    at: Type.Integer(),
    doneAt: Nullable(Type.Integer()),
    tries: Type.Array(Type.Object({ at: Type.Integer(), result: Type.Enum(CALL_RESULTS), by: Type.String() }, closed)),
  },
  { $id: "ContactCall", ...closed },
);
export type ContactCallView = Static<typeof ContactCallView>;
export const NewContactCallTry = Type.Object(
  { result: Type.Enum(CALL_RESULTS), person: Type.Optional(Type.String({ maxLength: 80 })) },
  closed,
);
