import { randomInt } from "node:crypto";
import { makePasswords } from "../api/passwords.ts";
import type { SetupRecords } from "../api/setup-ports.ts";
import type { Role } from "../domain/people.ts";
import { SETUP_CODE_LENGTH, SETUP_CODE_LETTERS, shownSetupCode } from "../domain/setup-code.ts";

/**
 * A new set-up code while nobody is administrator; the one before it holds no longer. Only its hash (argon2id) is kept.
 * @returns the code as it is printed; `null`: there is an administrator
 */
export async function newSetupCode(
  records: Pick<SetupRecords, "setSetupCode"> & { userRoles(): Promise<readonly Role[]> },
): Promise<string | null> {
  if ((await records.userRoles()).includes("administrator")) return null;
  const code = Array.from({ length: SETUP_CODE_LENGTH }, () => SETUP_CODE_LETTERS[randomInt(SETUP_CODE_LETTERS.length)]).join("");
  await records.setSetupCode(await makePasswords().hash(code));
  return shownSetupCode(code);
}
