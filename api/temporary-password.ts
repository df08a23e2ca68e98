import { randomInt } from "node:crypto";

/** Letters and digits that nobody mixes up when reading them aloud: without 0 O 1 I L. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A password that one person reads out to another: 12 letters, 59 random bits, `K7M4-PX3B-9QRT`; good for one sign-in. */
export function newTemporaryPassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)] ?? "").join("");
  return [group(), group(), group()].join("-");
}
