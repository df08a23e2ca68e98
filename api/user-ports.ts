import type { Role, User } from "../domain/people.ts";

/** People who sign in, and their sessions. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface UserRecords {
  /** Everybody who has an account, with consents. */
  users(): Promise<readonly User[]>;
  /** Which roles somebody has. */
  userRoles(): Promise<readonly Role[]>;
  /** Who belongs to a facility, by user name; none of them has residents. */
  staffOf(facilityId: string): Promise<readonly User[]>;
  /** Names by id; without those that nobody has. */
  userNames(userIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  userByName(username: string): Promise<(User & { readonly passwordHash: string }) | undefined>;
  user(userId: string): Promise<User | undefined>;
  addUser(input: Omit<User, "id" | "disabled"> & { passwordHash: string }): Promise<User>;
  /** @throws {AnhuError} `NOT_FOUND`; `CONFLICT` for the last administrator who may sign in */
  setUserDisabled(userId: string, disabled: boolean): Promise<void>;
  /** `undefined` when it ended or expired. `data` is JSON text with the `userId` at its top, by which `removeSessionsOf` finds it. */
  session(sessionId: string): Promise<string | undefined>;
  /** A new one. */
  saveSession(sessionId: string, data: string, expiresAtMs: number): Promise<void>;
  /** `false`: it was ended, and stays so. */
  renewSession(sessionId: string, data: string, expiresAtMs: number): Promise<boolean>;
  sessionsOf(userId: string): Promise<readonly { readonly id: string; readonly data: string }[]>;
  removeSession(sessionId: string): Promise<void>;
  removeSessionsOf(userId: string): Promise<void>;
}
