import { hash, verify } from "@node-rs/argon2";
import { AnhuError } from "../domain/errors.ts";
import { newSecret } from "../domain/ids.ts";

/** argon2id, the first of the OWASP Password Storage recommendations: 19 MiB, two passes, one lane. `2` is Argon2id (the enum is type-only). */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 } as const;
/** So many are computed at once; the other core stays free for alerts. */
const AT_ONCE = 2;
const MAX_WAITING = 50;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** `storedHash` undefined (no such user): takes as long as a real check and is false. */
  verify(storedHash: string | undefined, password: string): Promise<boolean>;
}
/** @throws {AnhuError} `TOO_MANY` from both when too many wait already */
export function makePasswords(): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING)
        throw new AnhuError("TOO_MANY", "checking a password: too many sign-ins at once; try again in a few seconds");
      await new Promise<void>((resume) => waiting.push(resume));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  const nobodysHash = inTurn(() => hash(newSecret(), ARGON2));
  nobodysHash.catch(() => undefined);
  return {
    hash: (password) => inTurn(() => hash(password, ARGON2)),
    async verify(storedHash, password) {
      const against = storedHash ?? (await nobodysHash);
      const isRight = await inTurn(() => verify(against, password));
      return isRight && storedHash !== undefined;
    },
  };
}
