import type { ManageRecords } from "../../api/manage-ports.ts";
import type { DeviceNote } from "../../domain/device-note.ts";
import type { Assignment } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { User } from "../../domain/people.ts";
import { FakeWallScreens } from "./fake-wall-screens.ts";

export type StoredUser = User & { readonly passwordHash: string };

/** Notes of devices and changes of accounts in memory, for the tests of the API. */
export abstract class FakeManage extends FakeWallScreens implements ManageRecords {
  abstract readonly userRows: StoredUser[];
  abstract readonly assignmentRows: Assignment[];
  readonly deviceNoteRows = new Map<string, DeviceNote>();
  readonly temporaryPasswords = new Set<string>();

  #change(userId: string, change: Partial<StoredUser>): void {
    const index = this.userRows.findIndex(({ id }) => id === userId);
    const row = this.userRows[index];
    if (row === undefined) throw new AnhuError("NOT_FOUND", "there is no such person");
    this.userRows[index] = { ...row, ...change };
  }
  deviceNotes: ManageRecords["deviceNotes"] = () => this.answer(() => [...this.deviceNoteRows.values()]);
  setDeviceNote: ManageRecords["setDeviceNote"] = (note) => this.answer(() => void this.deviceNoteRows.set(note.deviceId, note));
  assignments: ManageRecords["assignments"] = (deviceId) =>
    this.answer(() => this.assignmentRows.filter((row) => row.deviceId === deviceId).toReversed());
  setUserRole: ManageRecords["setUserRole"] = ({ userId, role }) => this.answer(() => this.#change(userId, { role }));
  setUserPassword: ManageRecords["setUserPassword"] = ({ userId, passwordHash, givenAtMs }) =>
    this.answer(() => {
      this.#change(userId, { passwordHash });
      if (givenAtMs === null) this.temporaryPasswords.delete(userId);
      else this.temporaryPasswords.add(userId);
    });
  isPasswordTemporary: ManageRecords["isPasswordTemporary"] = (userId) => this.answer(() => this.temporaryPasswords.has(userId));
}
