import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";
import { Role } from "./people.ts";
import type { Action } from "./rights.ts";

const closed = { additionalProperties: false };

/** A phone that carers of one home share; it holds a token, and people switch on it. */
export interface Handset {
  readonly id: string;
  readonly facilityId: string;
  /** What people call it, e.g. `三楼 1 号`. */
  readonly name: string;
  readonly byUserId: string;
  readonly byName: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number | null;
  readonly revokedAtMs: number | null;
}
/** What a person may show a handset instead of a password. */
export interface CarerKeys {
  readonly userId: string;
  readonly pinSetAtMs: number | null;
  readonly badgeMadeAtMs: number | null;
}
/** A wrong PIN or badge counts this long. [M] */
export const TRIES_COUNT_MS = 15 * 60_000;
/** Wrong tries within that time after which nothing more is looked at: of one person on one handset, of one person anywhere, of one handset. [M] */
export const MOST_TRIES = { here: 5, person: 10, handset: 20 } as const;
/** Without a touch the handset is locked after so long; open calls stay on it. [M] */
export const LOCKS_AFTER_MS = 3 * 60_000;

/** What somebody does who works a shift: all that a sign-in by badge or PIN may, whatever the person's role may elsewhere. */
const SHIFT_ACTIONS: ReadonlySet<Action> = new Set<Action>([
  ...(["signedIn", "readFacility", "readWall", "listResidents", "readResident", "readRhythm", "readVitals", "readLocation"] as const),
  ...(["readSigns", "readCarePlan", "readReviewsDue", "readRecord", "readHandover", "readRounds", "readSilences", "readCustody"] as const),
  ...(["readDeliveries", "readUndelivered", "readDevices", "readAnnunciators", "readRota", "readWhoWillBeTold", "readContacts"] as const),
  ...(["readCall120", "readContactCalls", "readFamilyNotices", "readOwnNotices", "readAlert", "acknowledgeAlert", "takeOnSite"] as const),
  ...(["takeMedical", "noteVisitArrival", "needDoctor", "resolveAlert", "snoozeAlert", "noteSoftSigns", "enterObservations"] as const),
  ...(["confirmWearer", "ownCarerKeys", "recordEntry", "noteSearch", "noteHappened", "noteContactCall"] as const),
]);
export function isShiftWork(action: Action): boolean {
  return SHIFT_ACTIONS.has(action);
}

/** Four to six digits. */
export const Pin = Type.String({ pattern: "^\\d{4,6}$" });
/** Why a PIN is refused; a key of the locales: `shift.pin.weak.<why>`. */
export type WeakPin = "same" | "row" | "repeat" | "year" | "common";
/** Among the most chosen ones of leaked lists, beside what the other reasons catch. [M] */
const COMMON: ReadonlySet<string> = new Set(["2580", "0852", "1314", "5200", "5201", "1122", "1220", "0110", "5683", "147258", "159753"]);

/** The reason why anybody would guess it; `null`: good enough with the limit on tries. */
export function weakPin(pin: string): WeakPin | null {
  const digits = Array.from(pin, Number);
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10);
  if (steps.every((step) => step === 0)) return "same";
  if (steps.every((step) => step === 1) || steps.every((step) => step === 9)) return "row";
  if (COMMON.has(pin)) return "common";
  if (/^(\d{2})\1+$|^(\d{3})\2$/.test(pin) || /^(\d)\1+(\d)\2+$/.test(pin)) return "repeat";
  if (/^(19|20)\d\d$/.test(pin)) return "year";
  return null;
}

/** What a badge's QR code (or an NFC card read as text) holds. Capitals and digits only: a denser QR code. */
const BADGE = /^ANHU-BADGE-([2-9A-HJ-NP-Z]{24})$/;
const BADGE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/** A new badge from 24 random bytes: 120 random bits. */
export function badgeFrom(random: Uint8Array): string {
  const letters = [...random.subarray(0, 24)].map((byte) => BADGE_LETTERS[byte % BADGE_LETTERS.length] ?? "");
  return `ANHU-BADGE-${letters.join("")}`;
}
/** The badge in what was scanned or typed by a reader; `null`: it is none. */
export function readBadge(text: string): string | null {
  const badge = text.trim().toUpperCase();
  return BADGE.test(badge) ? badge : null;
}

const Name = Type.String({ minLength: 1, maxLength: 60, pattern: "\\S" });
export const NewHandset = Type.Object({ name: Name }, closed);
export const HandsetView = Type.Object(
  {
    ...{ id: Type.String(), facilityId: Type.String(), name: Type.String() },
    by: Type.String({ description: "who enrolled it" }),
    createdAt: Type.Integer(),
    lastSeenAt: Nullable(Type.Integer({ description: "within a minute" })),
    revokedAt: Nullable(Type.Integer()),
  },
  { $id: "Handset", ...closed },
);
export type HandsetView = Static<typeof HandsetView>;
/** Somebody of the home, and what of theirs a handset takes. */
export const CarerKeysView = Type.Object(
  {
    ...{ id: Type.String(), name: Type.String(), role: Role },
    pinSetAt: Nullable(Type.Integer()),
    badgeMadeAt: Nullable(Type.Integer()),
  },
  { $id: "CarerKeys", ...closed },
);
export type CarerKeysView = Static<typeof CarerKeysView>;
export const NewBadge = Type.Object(
  { badge: Type.String({ description: "shown once: text of the QR code" }) },
  { $id: "NewBadge", ...closed },
);

/** What a handset learns of itself; `handset` null: this browser is none. */
export const HandsetState = Type.Object(
  {
    handset: Nullable(
      Type.Object(
        {
          ...{ id: Type.String(), name: Type.String() },
          facility: Type.Object(
            {
              ...{ id: Type.String(), name: Type.String() },
              callbackPhone: Nullable(Type.String({ description: "the home's own number, to ring while there is no network" })),
            },
            closed,
          ),
          locksAfterMs: Type.Integer(),
        },
        closed,
      ),
    ),
    people: Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), role: Role, hasPin: Type.Boolean(), hasBadge: Type.Boolean() }, closed),
      { description: "who may switch on it, by name" },
    ),
  },
  { $id: "HandsetState", ...closed },
);
export type HandsetState = Static<typeof HandsetState>;
/** One of the two. */
export const SwitchPerson = Type.Union([
  Type.Object({ userId: Id, pin: Pin }, closed),
  Type.Object({ badge: Type.String({ minLength: 10, maxLength: 60 }) }, closed),
]);
export const OwnPin = Type.Object({ password: Type.String({ minLength: 1, maxLength: 200 }), pin: Pin }, closed);
export const OwnBadge = Type.Object({ password: Type.String({ minLength: 1, maxLength: 200 }) }, closed);
