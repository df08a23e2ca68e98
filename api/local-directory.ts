import type { CareSetting } from "../domain/care-settings.ts";
import type { Contract } from "../domain/contract.ts";
import type { Clinic, Contact, Device, Facility, Gateway, Place, Resident } from "../domain/directory.ts";
import type { Fence } from "../domain/fence.ts";
import type { RecordEntry } from "../domain/resident-record.ts";

/** Who is who, in memory: refreshed before `changed()` resolves, readable while the records are down. */
export interface LocalDirectory {
  facilities(): readonly Facility[];
  facility(facilityId: string): Facility | undefined;
  place(placeId: string): Place | undefined;
  resident(residentId: string): Resident | undefined;
  /** All residents of a facility. */
  residents(facilityId: string): readonly Resident[];
  device(deviceId: string): Device | undefined;
  gateway(gatewayId: string): Gateway | undefined;
  /** Room name of a resident or place. */
  roomName(residentId: string | null, placeId: string | null): string | null;
  contracts(facilityId: string): readonly Contract[];
  clinic(clinicId: string): Clinic | undefined;
  contacts(facilityId: string, residentId: string | null): readonly Contact[];
  /** All places of the facility. */
  places(facilityId: string): readonly Place[];
  /** All geofences of the facility, ended ones too, oldest first. */
  fences(facilityId: string): readonly Fence[];
  /** Dated settings of a resident, oldest first. */
  careSettings(residentId: string): readonly CareSetting[];
  /** Lines of the resident's record, ended ones too, oldest first. */
  recordOf(residentId: string): readonly RecordEntry[];
}
