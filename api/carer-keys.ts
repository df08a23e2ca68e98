import { AnhuError } from "../domain/errors.ts";
import { MOST_TRIES, readBadge, TRIES_COUNT_MS, weakPin, type Handset } from "../domain/handset.ts";
import { sha256 } from "../domain/ids.ts";
import type { User } from "../domain/people.ts";
import type { Passwords } from "./passwords.ts";
import type { ApiPorts } from "./ports.ts";

type CarerPorts = Pick<ApiPorts, "records" | "clock">;
type Shown = { readonly userId: string; readonly pin: string } | { readonly badge: string };
/** Roles that work on a shared handset. */
const WORKS_SHIFTS: ReadonlySet<string> = new Set(["caregiver", "nurse", "physician", "manager"]);
/** Tries of all badges count together, and so do PINs for somebody who does not work in the home. */
const OF_BADGES = "badge";
export const OF_NOBODY = "nobody";

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
 * Who shows this handset a PIN or a badge. A try counts before it is looked at, so that many at once do not pass; a right one is forgotten,
 * and one for which the queue of passwords has no place is not counted.
 * @throws {AnhuError} `UNAUTHENTICATED` wrong, or not somebody of this home; `TOO_MANY` after too many wrong ones
 */
export function whoIs(ports: CarerPorts, passwords: Passwords, handset: Handset, shown: Shown): Promise<User> {
  if ("badge" in shown) return checked(ports, handset, OF_BADGES, "badge", () => byBadge(ports.records, shown.badge));
  return passwords.withPlace(async (placed) => {
    const user = await workerOf(ports, handset, shown.userId);
    const hash = user === undefined ? undefined : await ports.records.pinHash(user.id);
    return checked(ports, handset, user?.id ?? OF_NOBODY, "PIN", async () => {
      if (!(await placed.verify(hash, shown.pin))) return undefined;
      // Waiting for one's turn takes a while, in which the PIN may be ended.
      const now = await workerOf(ports, handset, shown.userId);
      return now !== undefined && (await ports.records.pinHash(now.id)) === hash ? now : undefined;
    });
  });
}
/** Somebody with that id who works on this handset. */
export async function workerOf({ records }: CarerPorts, handset: Handset, userId: string): Promise<User | undefined> {
  const user = await records.user(userId);
  return user !== undefined && worksOn(handset, user) ? user : undefined;
}
async function checked(
  { records, clock }: CarerPorts,
  handset: Handset,
  countedFor: string,
  key: "PIN" | "badge",
  look: () => Promise<User | undefined>,
): Promise<User> {
  const atMs = clock.now();
  const tries = await records.countTry({ userId: countedFor, handsetId: handset.id, atMs, sinceMs: atMs - TRIES_COUNT_MS });
  // Badges are too long to guess, and nobody is nobody: they lock no person out.
  const isPerson = key === "PIN" && countedFor !== OF_NOBODY;
  const isOver = isPerson
    ? tries.here > MOST_TRIES.here || tries.person > MOST_TRIES.person || tries.handset > MOST_TRIES.handset
    : tries.here > MOST_TRIES.handset;
  if (isOver)
    throw new AnhuError(
      "TOO_MANY",
      `switching on a handset: too many wrong tries; try again in ${TRIES_COUNT_MS / 60_000} minutes, ${key === "PIN" ? "show the badge" : "type the PIN"}, or sign in with the password`,
    );
  const user = await look();
  if (user === undefined || !worksOn(handset, user))
    throw new AnhuError("UNAUTHENTICATED", `switching on a handset: the ${key} is not one of this home's; try again`);
  await records.forgetTries({ userId: countedFor, handsetId: handset.id });
  return user;
}
async function byBadge(records: ApiPorts["records"], shown: string): Promise<User | undefined> {
  const badge = readBadge(shown);
  const userId = badge === null ? undefined : await records.badgeHolder(badgeHash(badge));
  return userId === undefined ? undefined : records.user(userId);
}
