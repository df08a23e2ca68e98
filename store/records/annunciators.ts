import type { Annunciator, AnnunciatorSettings } from "../../domain/annunciator.ts";
import type { DrillPlan } from "../../domain/drill.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import { toDrillPlan } from "./drills.ts";
import type { RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

export type NewAnnunciator = Omit<Annunciator, "id" | "version" | "changedByUserId">;
/** Annunciators of homes; one device is one annunciator. */
export function makeAnnunciatorRecords({ db, changed }: RecordsDatabase) {
  return {
    /** @throws {AnhuError} `CONFLICT`: the device is an annunciator already; `NOT_FOUND`: no such device */
    async addAnnunciator(input: NewAnnunciator): Promise<Annunciator> {
      const { facilityId, deviceId, ...settings } = input;
      const id = newId("ann");
      await db
        .insertInto("annunciators")
        .values({ id, facilityId, deviceId, settingsJson: JSON.stringify(settings), version: 1, changedByUserId: null })
        .execute();
      changed("annunciators");
      return { id, ...input, version: 1, changedByUserId: null };
    },
    /** @throws {AnhuError} `NOT_FOUND`; `CONFLICT` when version `basedOn` is not the newest */
    async setAnnunciator(
      annunciatorId: string,
      settings: AnnunciatorSettings,
      { basedOn, byUserId }: { readonly basedOn: number; readonly byUserId: string },
    ): Promise<void> {
      const { numUpdatedRows } = await db
        .updateTable("annunciators")
        .set({ settingsJson: JSON.stringify(settings), version: basedOn + 1, changedByUserId: byUserId })
        .where("id", "=", annunciatorId)
        .where("version", "=", basedOn)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return changed("annunciators");
      const stands = await db.selectFrom("annunciators").select("id").where("id", "=", annunciatorId).executeTakeFirst();
      if (stands === undefined) throw noSuch("changing", annunciatorId);
      throw new AnhuError("CONFLICT", `changing annunciator ${annunciatorId}: version ${basedOn} is not the newest; read it and try again`);
    },
    /** @throws {AnhuError} `NOT_FOUND` */
    async removeAnnunciator(annunciatorId: string): Promise<void> {
      const { numDeletedRows } = await db.deleteFrom("annunciators").where("id", "=", annunciatorId).executeTakeFirst();
      if (numDeletedRows === 0n) throw noSuch("removing", annunciatorId);
      changed("annunciators");
    },
  };
}
function noSuch(doing: string, annunciatorId: string): AnhuError {
  return new AnhuError("NOT_FOUND", `${doing} annunciator ${annunciatorId}: there is none with this id; read the list again`);
}
/** What the local snapshot holds of them: lights and drills work while the records are down. */
export interface AnnunciatingSnapshot {
  readonly annunciators: readonly Annunciator[];
  readonly drillPlans: readonly DrillPlan[];
}
export async function loadAnnunciating({ db }: RecordsDatabase): Promise<AnnunciatingSnapshot> {
  const [annunciators, plans] = await Promise.all([
    db.selectFrom("annunciators").selectAll().orderBy("id").execute(),
    db.selectFrom("drillPlans").selectAll().orderBy("id").execute(),
  ]);
  return { annunciators: annunciators.map(toAnnunciator), drillPlans: plans.map(toDrillPlan) };
}
function toAnnunciator({ settingsJson, ...rest }: Tables["annunciators"]): Annunciator {
  return { ...rest, ...parseOwnJson<AnnunciatorSettings>(settingsJson) };
}
