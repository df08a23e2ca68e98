import { AnhuError } from "../domain/errors.ts";
import { MOST_TRIES, readBadge, TRIES_COUNT_MS, weakPin, type Handset } from "../domain/handset.ts";
import { sha256 } from "../domain/ids.ts";
import type { User } from "../domain/people.ts";
import type { Passwords } from "./passwords.ts";
import type { ApiPorts } from "./ports.ts";

/** Roles that work on a shared handset. */
const WORKS_SHIFTS: ReadonlySet<string> = new Set(["caregiver", "nurse", "physician", "manager"]);
/** Tries of badges that are nobody's count together. */
const UNKNOWN_BADGE = "badge";

export function worksOn({ facilityId }: Pick<Handset, "facilityId">, user: User): boolean {
  return user.facilityId === facilityId && !user.disabled && WORKS_SHIFTS.has(user.role);
}
/** 120 random bits need no slow hash. */
export function badgeHash(badge: string): string {
  return sha256(badge).toString("hex");
}
/** @throws {AnhuError} `BAD_INPUT` with the reason after `weak PIN:` */
export function checkPin(pin: string): void {
  const why = weakPin(pin);
  if (why !== null) throw new AnhuError("BAD_INPUT", `setting a PIN: weak PIN: ${why}; choose digits that nobody guesses`);
}
/**
 * Who shows this handset a PIN or a badge. A try counts before it is looked at, so that many at once do not pass; a right one is forgotten.
 * @throws {AnhuError} `UNAUTHENTICATED` wrong, or not somebody of this home; `TOO_MANY` after too many wrong ones
 */
export async function whoIs(
  { records, clock }: Pick<ApiPorts, "records" | "clock">,
  passwords: Passwords,
  handset: Handset,
  shown: { readonly userId: string; readonly pin: string } | { readonly badge: string },
): Promise<User> {
  const atMs = clock.now();
  const isPin = "pin" in shown;
  const userId = isPin ? shown.userId : UNKNOWN_BADGE;
  const tries = await records.countTry({ userId, handsetId: handset.id, atMs, sinceMs: atMs - TRIES_COUNT_MS });
  // Badges are too long to guess: they never lock each other out by a person's count.
  const isOver = isPin
    ? tries.here > MOST_TRIES.here || tries.person > MOST_TRIES.person || tries.handset > MOST_TRIES.handset
    : tries.here > MOST_TRIES.handset;
  if (isOver)
    throw new AnhuError(
      "TOO_MANY",
      `switching on a handset: too many wrong tries; try again in ${TRIES_COUNT_MS / 60_000} minutes, ${isPin ? "show the badge" : "type the PIN"}, or sign in with the password`,
    );
  const user = await (isPin ? byPin(records, passwords, shown) : byBadge(records, shown.badge));
  if (user === undefined || !worksOn(handset, user))
    throw new AnhuError("UNAUTHENTICATED", `switching on a handset: the ${isPin ? "PIN" : "badge"} is not one of this home's; try again`);
  await records.forgetTries({ userId, handsetId: handset.id });
  return user;
}
async function byPin(
  records: ApiPorts["records"],
  passwords: Passwords,
  { userId, pin }: { readonly userId: string; readonly pin: string },
): Promise<User | undefined> {
  const [user, hash] = await Promise.all([records.user(userId), records.pinHash(userId)]);
  return (await passwords.verify(hash, pin)) ? user : undefined;
}
async function byBadge(records: ApiPorts["records"], shown: string): Promise<User | undefined> {
  const badge = readBadge(shown);
  const userId = badge === null ? undefined : await records.badgeHolder(badgeHash(badge));
  return userId === undefined ? undefined : records.user(userId);
}
