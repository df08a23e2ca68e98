import { Type, type Static } from "typebox";
import { Id, Nullable } from "./api-schemas.ts";

const closed = { additionalProperties: false };

/** A floor of one building, by the words of the places. */
export const WallFloor = Type.Object({ building: Type.String({ maxLength: 100 }), floor: Type.String({ maxLength: 100 }) }, closed);
export type WallFloor = Static<typeof WallFloor>;

/** A television that shows the wall of one facility without anybody signed in. */
export interface WallScreen {
  readonly id: string;
  readonly facilityId: string;
  /** Where it hangs, e.g. `三楼护士站`. */
  readonly name: string;
  /** Whose tiles it shows; empty: all floors. */
  readonly floors: readonly WallFloor[];
  /** Names of residents and staff; off where visitors can see the screen. */
  readonly hasNames: boolean;
  readonly byUserId: string;
  readonly byName: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number | null;
  readonly revokedAtMs: number | null;
}
/** A screen that waits for somebody to say whose wall it is. Times are real ones, also on a simulated clock. */
export interface WallPairing {
  /** `CODE_LENGTH` characters of `CODE_ALPHABET`. */
  readonly code: string;
  /** SHA-256 in hex of what the screen alone holds. */
  readonly tokenHash: string;
  /** Network address that the screen asked from. */
  readonly address: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}
/** Without the characters that look like others: 0 O, 1 I L, U V. */
export const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ";
export const CODE_LENGTH = 8;
export const PAIRING_LIVES_MS = 10 * 60_000;

/** As the server keeps it; people type small letters, spaces and dashes. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[^0-9A-Z]/g, "");
}
/** `K7M4-Q2XD`: as people read it. */
export function shownCode(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}

const ScreenName = Type.String({ minLength: 1, maxLength: 60, pattern: "\\S" });
/** What a person chooses for a screen. */
const Choice = { name: ScreenName, floors: Type.Array(WallFloor, { maxItems: 100 }), hasNames: Type.Boolean() };
export const WallScreenChoice = Type.Object(Choice, closed);
export const NewWallScreen = Type.Object({ code: Type.String({ minLength: CODE_LENGTH, maxLength: 20 }), ...Choice }, closed);

export const WallScreenView = Type.Object(
  {
    ...{ id: Type.String(), facilityId: Type.String(), name: Type.String(), floors: Type.Array(WallFloor), hasNames: Type.Boolean() },
    by: Type.String({ description: "who paired it" }),
    createdAt: Type.Integer(),
    lastSeenAt: Nullable(Type.Integer({ description: "within a minute" })),
    revokedAt: Nullable(Type.Integer()),
  },
  { $id: "WallScreen", ...closed },
);
export type WallScreenView = Static<typeof WallScreenView>;

/** What a screen learns of itself: whose wall it is, or the code that it shows until somebody says so. */
export const WallScreenState = Type.Object(
  {
    screen: Nullable(
      Type.Object(
        {
          ...{ id: Type.String(), name: Type.String(), floors: Type.Array(WallFloor), hasNames: Type.Boolean() },
          facility: Type.Object({ id: Type.String(), name: Type.String() }, closed),
        },
        closed,
      ),
    ),
    pairing: Nullable(Type.Object({ code: Type.String(), expiresInMs: Type.Integer() }, closed)),
  },
  { $id: "WallScreenState", ...closed },
);
export type WallScreenState = Static<typeof WallScreenState>;
/** What the phone is told of a screen that waits, so that nobody pairs a stranger's. */
export const WallPairingView = Type.Object(
  {
    code: Type.String(),
    address: Type.String({ description: "network address of the screen" }),
    ageMs: Type.Integer(),
    expiresInMs: Type.Integer(),
  },
  { $id: "WallPairing", ...closed },
);
export type WallPairingView = Static<typeof WallPairingView>;
export const WallScreenParams = Type.Object({ facilityId: Id, screenId: Id });
