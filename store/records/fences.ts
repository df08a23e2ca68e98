import { AnhuError } from "../../domain/errors.ts";
import type { Fence, FenceShape } from "../../domain/fence.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Geofences: they begin and end, and are never changed. */
export function makeFenceRecords({ db, write, changed }: RecordsDatabase) {
  return {
    async addFence(input: Omit<Fence, "id" | "toMs">): Promise<Fence> {
      const { shape, ...fence } = { id: newId("fen"), ...input, toMs: null };
      await write([statement(db.insertInto("fences").values({ ...fence, shapeJson: JSON.stringify(shape) }))]);
      changed("fences");
      return { ...fence, shape };
    },
    /** @throws {AnhuError} `NOT_FOUND` when the facility has no such fence that still holds */
    async endFence(input: { facilityId: string; fenceId: string; atMs: number }): Promise<void> {
      const { facilityId, fenceId, atMs } = input;
      const end = db
        .updateTable("fences")
        .set({ toMs: atMs })
        .where("id", "=", fenceId)
        .where("facilityId", "=", facilityId)
        .where("toMs", "is", null);
      const { changes } = await write([statement(end)]);
      if (changes[0] !== 1) throw new AnhuError("NOT_FOUND", `ending fence ${fenceId}: the facility has none of this id that still holds`);
      changed("fences");
    },
  };
}
export function toFence({ shapeJson, ...row }: Tables["fences"]): Fence {
  return { ...row, shape: parseOwnJson<FenceShape>(shapeJson) };
}
