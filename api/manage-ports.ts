import type { DeviceNote } from "../domain/device-note.ts";
import type { Assignment } from "../domain/directory.ts";
import type { Role } from "../domain/people.ts";

/** What a manager keeps of devices and accounts. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface ManageRecords {
  deviceNotes(facilityId: string): Promise<readonly DeviceNote[]>;
  /** Takes the place of the one before. */
  setDeviceNote(note: DeviceNote): Promise<void>;
  /** Who held the device when, newest first. */
  assignments(deviceId: string): Promise<readonly Assignment[]>;
  /** @throws {AnhuError} `NOT_FOUND` */
  setUserRole(input: { readonly userId: string; readonly role: Role }): Promise<void>;
  /** `givenAtMs`: somebody else chose it then, and it is good for one sign-in. @throws {AnhuError} `NOT_FOUND` */
  setUserPassword(input: { readonly userId: string; readonly passwordHash: string; readonly givenAtMs: number | null }): Promise<void>;
  isPasswordTemporary(userId: string): Promise<boolean>;
}
