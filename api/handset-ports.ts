import type { CarerKeys, Handset } from "../domain/handset.ts";

/** Wrong tries that still count. */
export interface Tries {
  /** Of this person on this handset. */
  readonly here: number;
  /** Of this person on all handsets. */
  readonly person: number;
  /** Of everybody on this handset. */
  readonly handset: number;
}
export interface HandsetRecords {
  /** `tokenHash`: SHA-256 in hex of what the handset holds. @throws {AnhuError} `NOT_FOUND`: no such facility */
  addHandset(input: Omit<Handset, "id" | "lastSeenAtMs" | "revokedAtMs"> & { readonly tokenHash: string }): Promise<Handset>;
  /** Newest first, revoked ones too. */
  handsets(facilityId: string): Promise<readonly Handset[]>;
  /** One that was not revoked. */
  handset(by: { readonly id: string } | { readonly tokenHash: string }): Promise<Handset | undefined>;
  handsetSeen(handsetId: string, atMs: number): Promise<void>;
  /** @throws {AnhuError} `NOT_FOUND`: the facility has no such handset that still holds */
  revokeHandset(input: { readonly facilityId: string; readonly handsetId: string; readonly atMs: number }): Promise<void>;
  /** Of everybody of that home who has a PIN or a badge. */
  carerKeys(facilityId: string): Promise<readonly CarerKeys[]>;
  /** Hash of a person's PIN. */
  pinHash(userId: string): Promise<string | undefined>;
  /** Replaces the one before, and forgets wrong tries. `pinHash` null: none from now on. */
  setPin(input: { readonly userId: string; readonly pinHash: string | null; readonly atMs: number }): Promise<void>;
  /** Replaces the one before. `badgeHash` null: none from now on. */
  setBadge(input: { readonly userId: string; readonly badgeHash: string | null; readonly atMs: number }): Promise<void>;
  /** Whose badge that is. */
  badgeHolder(badgeHash: string): Promise<string | undefined>;
  /** Counts one more before it is looked at, so that many at once do not pass; tries begun at or before `sinceMs` count no more. */
  countTry(input: { readonly userId: string; readonly handsetId: string; readonly atMs: number; readonly sinceMs: number }): Promise<Tries>;
  /** It was right. */
  forgetTries(input: { readonly userId: string; readonly handsetId: string }): Promise<void>;
}
