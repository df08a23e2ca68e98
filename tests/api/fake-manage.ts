import type { ManageRecords } from "../../api/manage-ports.ts";
import type { Records } from "../../api/ports.ts";
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
  abstract readonly revokedIds: Set<string>;
  abstract labelDevice: Records["labelDevice"];
  abstract assignDevice: Records["assignDevice"];
  readonly deviceNoteRows = new Map<string, DeviceNote>();
  readonly passwordsGiven = new Map<string, number>();

  #change(userId: string, change: Partial<StoredUser>): void {
    const index = this.userRows.findIndex(({ id }) => id === userId);
    const row = this.userRows[index];
    if (row === undefined) throw new AnhuError("NOT_FOUND", "there is no such person");
    const isAdministrator = (user: User) => user.role === "administrator" && !user.disabled;
    const others = this.userRows.some((user) => user.id !== userId && isAdministrator(user));
    if (isAdministrator(row) && !isAdministrator({ ...row, ...change }) && !others)
      throw new AnhuError("CONFLICT", "it is the last administrator");
    this.userRows[index] = { ...row, ...change };
  }
  deviceNotes: ManageRecords["deviceNotes"] = () => this.answer(() => [...this.deviceNoteRows.values()]);
  #mustBeInUse(deviceId: string): void {
    if ((this.deviceNoteRows.get(deviceId)?.retiredAtMs ?? null) !== null) throw new AnhuError("CONFLICT", "it is out of use");
  }
  nameDevice: ManageRecords["nameDevice"] = async ({ deviceId, facilityId, label, serial }) => {
    await this.answer(() => this.#mustBeInUse(deviceId));
    await this.labelDevice({ deviceId, facilityId, serial, simulatedUntilMs: null });
    await this.answer(() => void this.deviceNoteRows.set(deviceId, { deviceId, label, retiredAtMs: null }));
  };
  retireDevice: ManageRecords["retireDevice"] = async ({ deviceId, atMs }) => {
    await this.answer(() => this.#mustBeInUse(deviceId));
    const label = this.deviceNoteRows.get(deviceId)?.label ?? null;
    this.deviceNoteRows.set(deviceId, { deviceId, label, retiredAtMs: atMs });
    this.revokedIds.add(deviceId);
    return this.assignDevice({ deviceId, residentId: null, placeId: null, atMs });
  };
  assignments: ManageRecords["assignments"] = (deviceId) =>
    this.answer(() => this.assignmentRows.filter((row) => row.deviceId === deviceId).toReversed());
  setUserDisabled = (userId: string, disabled: boolean) => this.answer(() => this.#change(userId, { disabled }));
  setUserRole: ManageRecords["setUserRole"] = ({ userId, role }) => this.answer(() => this.#change(userId, { role }));
  setUserPassword: ManageRecords["setUserPassword"] = ({ userId, passwordHash, givenAtMs }) =>
    this.answer(() => {
      this.#change(userId, { passwordHash });
      if (givenAtMs === null) this.passwordsGiven.delete(userId);
      else this.passwordsGiven.set(userId, givenAtMs);
    });
  passwordGivenAt: ManageRecords["passwordGivenAt"] = (userId) => this.answer(() => this.passwordsGiven.get(userId) ?? null);
}
