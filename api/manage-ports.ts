import type { DeviceNaming, DeviceNote } from "../domain/device-note.ts";
import type { Assignment } from "../domain/directory.ts";
import type { Role } from "../domain/people.ts";

/** What a manager keeps of devices and accounts. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface ManageRecords {
  deviceNotes(facilityId: string): Promise<readonly DeviceNote[]>;
  /** Both at once or neither. @throws {AnhuError} `CONFLICT` the device is out of use, or another one of the facility has the number */
  nameDevice(naming: DeviceNaming): Promise<void>;
  /** Out of use for good, held by nobody, its credential ended: all at once. @throws {AnhuError} `CONFLICT` it is out of use already */
  retireDevice(input: { readonly deviceId: string; readonly atMs: number }): Promise<Assignment>;
  /** Who held the device when, newest first. */
  assignments(deviceId: string): Promise<readonly Assignment[]>;
  /** @throws {AnhuError} `NOT_FOUND`; `CONFLICT` for the last administrator who may sign in */
  setUserRole(input: { readonly userId: string; readonly role: Role }): Promise<void>;
  /** `givenAtMs`: somebody else chose it then, and it is good for one sign-in. @throws {AnhuError} `NOT_FOUND` */
  /** `insteadOf`: hash that must still hold. @throws {AnhuError} `NOT_FOUND`; `CONFLICT`: it was changed meanwhile */
  setUserPassword(input: {
    readonly userId: string;
    readonly passwordHash: string;
    readonly givenAtMs: number | null;
    readonly insteadOf?: string;
  }): Promise<void>;
  /** When somebody else chose the password; `null`: it is the person's own. */
  passwordGivenAt(userId: string): Promise<number | null>;
}
