import { hash, verify } from "@node-rs/argon2";
import { AnhuError } from "../domain/errors.ts";
import { newSecret } from "../domain/ids.ts";

/** argon2id, the first of the OWASP Password Storage recommendations: 19 MiB, two passes, one lane. `2` is Argon2id (the enum is type-only). */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 } as const;
/** One at a time in each queue; the other core stays free for alerts. */
const MOST_INSIDE = 51;

/** Who asks for a hash or a check holds a place in one queue. @throws {AnhuError} `TOO_MANY` when all places are taken */
export interface Passwords extends Placed {
  /** Holds a place while `work` runs: `work` may count a try, for what it then checks is never refused. */
  withPlace<T>(work: (placed: Placed) => Promise<T>): Promise<T>;
}
export interface Placed {
  hash(password: string): Promise<string>;
  /** `storedHash` undefined (no such user): takes as long as a real check and is false. */
  verify(storedHash: string | undefined, password: string): Promise<boolean>;
}
/** A queue of its own: who fills one keeps nobody of another waiting. */
export function makePasswords(): Passwords {
  let inside = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const nobodysHash = inTurn(() => hash(newSecret(), ARGON2));
  nobodysHash.catch(() => undefined);
  const placed: Placed = {
    hash: (password) => inTurn(() => hash(password, ARGON2)),
    async verify(storedHash, password) {
      const against = storedHash ?? (await nobodysHash);
      const isRight = await inTurn(() => verify(against, password));
      return isRight && storedHash !== undefined;
    },
  };
  const withPlace = async <T>(work: (held: Placed) => Promise<T>): Promise<T> => {
    if (inside >= MOST_INSIDE)
      throw new AnhuError("TOO_MANY", "checking a password: too many sign-ins at once; try again in a few seconds");
    inside += 1;
    try {
      return await work(placed);
    } finally {
      inside -= 1;
    }
  };
  return {
    withPlace,
    hash: (password) => withPlace(() => placed.hash(password)),
    verify: (storedHash, password) => withPlace(() => placed.verify(storedHash, password)),
  };
}
