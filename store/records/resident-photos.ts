import type { PhotoType, ResidentPhoto } from "../../domain/resident-photo.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Table of photos; one row a resident. */
export interface PhotoTables {
  residentPhotos: { residentId: string; type: PhotoType; content: Uint8Array; atMs: number; byUserId: string };
}
/** `api/photo-ports.ts` PhotoRecords. */
export function makeResidentPhotos({ db, write }: RecordsDatabase) {
  return {
    /** Takes the place of the one before. */
    async setResidentPhoto({ content, ...photo }: ResidentPhoto): Promise<void> {
      const row = { ...photo, content: Uint8Array.from(content) };
      await write([
        statement(db.deleteFrom("residentPhotos").where("residentId", "=", photo.residentId)),
        statement(db.insertInto("residentPhotos").values(row)),
      ]);
    },
    async residentPhoto(residentId: string): Promise<ResidentPhoto | undefined> {
      return db.selectFrom("residentPhotos").selectAll().where("residentId", "=", residentId).executeTakeFirst();
    },
    /** `false`: there was none. */
    async removeResidentPhoto(residentId: string): Promise<boolean> {
      const { written } = await write([statement(db.deleteFrom("residentPhotos").where("residentId", "=", residentId), 1)]);
      return written;
    },
  };
}
