import type { ResidentPhoto } from "../domain/resident-photo.ts";

/** Photos of residents. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface PhotoRecords {
  /** Takes the place of the one before. */
  setResidentPhoto(photo: ResidentPhoto): Promise<void>;
  residentPhoto(residentId: string): Promise<ResidentPhoto | undefined>;
  /** `false`: there was none. */
  removeResidentPhoto(residentId: string): Promise<boolean>;
}
