import type { Facility } from "../domain/directory.ts";
import type { User } from "../domain/people.ts";
import type { ReadResident } from "../domain/resident-sheet.ts";
import type { DeviceLabel, NewRooms, SetupFacility, SetupProgress, SimulatorRun } from "../domain/setup.ts";

/** What the set-up keeps. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface SetupRecords {
  /** SHA-256 of the set-up code in hex, and how far the set-up is. `version` changes with every write of the set-up. */
  setupState(): Promise<{ readonly codeHash: string | null; readonly progress: SetupProgress | null; readonly version: number }>;
  /** The code that holds from now on; `null`: none does. */
  setSetupCode(hash: string | null): Promise<void>;
  saveSetupProgress(progress: SetupProgress): Promise<void>;
  /** Of two at once one is the first. The code holds no longer. @throws {AnhuError} `CONFLICT` there is an administrator, or the name is taken */
  addFirstAdministrator(input: { readonly username: string; readonly name: string; readonly passwordHash: string }): Promise<User>;
  /** Without `facilityId` it is made, and stands in the progress; asked again it is changed. @throws {AnhuError} `NOT_FOUND` */
  setUpFacility(input: SetupFacility & { readonly atMs: number }): Promise<Facility>;
  /** All or none; what is there is left as it is. @returns how many were new */
  addRooms(facilityId: string, rooms: NewRooms["rooms"]): Promise<number>;
  /** @throws {AnhuError} `CONFLICT` somebody lives there or something refers to it, `NOT_FOUND` */
  removeRoom(input: { readonly facilityId: string; readonly placeId: string }): Promise<void>;
  /** Those of the ids that are residents of the facility. */
  knownResidents(facilityId: string, ids: readonly string[]): Promise<readonly string[]>;
  /** All or none. @throws {AnhuError} `CONFLICT` the set-up was changed since `version` */
  addResidents(facilityId: string, rows: readonly (ReadResident & { readonly id: string })[], version: number): Promise<void>;
  deviceLabels(facilityId: string | null): Promise<readonly DeviceLabel[]>;
  /** @throws {AnhuError} `CONFLICT` another device of the facility has the serial number */
  labelDevice(label: DeviceLabel): Promise<void>;
}
/** A simulated device that the server runs for a few minutes, for the set-up. */
export interface SetupSimulator {
  running(facilityId: string): SimulatorRun | null;
  /** One that runs in the facility goes on. @throws {AnhuError} `CONFLICT` devices sign in at an external broker */
  start(input: { readonly facilityId: string; readonly residentId: string }): Promise<SimulatorRun>;
  /** Ends it, takes the device back and ends its credential; nothing when none runs. */
  stop(facilityId: string): Promise<void>;
}
