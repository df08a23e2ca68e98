import type { Drill, DrillPlan, DrillSettings } from "../../domain/drill.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import type { RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Standing orders to drill clinics, and the drills. */
export function makeDrillRecords({ db, changed }: RecordsDatabase) {
  return {
    /** @throws {AnhuError} `CONFLICT`: there is one for this clinic and facility; `NOT_FOUND`: no such clinic, facility or device */
    async addDrillPlan(input: Omit<DrillPlan, "id">): Promise<DrillPlan> {
      const { facilityId, clinicId, deviceId, createdAtMs, ...settings } = input;
      const id = newId("dpl");
      await db
        .insertInto("drillPlans")
        .values({ id, facilityId, clinicId, deviceId, createdAtMs, settingsJson: JSON.stringify(settings) })
        .execute();
      changed("drillPlans");
      return { id, ...input };
    },
    /** @throws {AnhuError} `NOT_FOUND` */
    async setDrillPlan(planId: string, settings: DrillSettings): Promise<void> {
      const set = { settingsJson: JSON.stringify(settings) };
      const { numUpdatedRows } = await db.updateTable("drillPlans").set(set).where("id", "=", planId).executeTakeFirst();
      if (numUpdatedRows === 0n)
        throw new AnhuError("NOT_FOUND", `changing drill plan ${planId}: there is none with this id; read the list again`);
      changed("drillPlans");
    },
    async addDrill(input: Omit<Drill, "id">): Promise<Drill> {
      const { hops, ...row } = { id: newId("drl"), ...input };
      await db
        .insertInto("drills")
        .values({ ...row, hopsJson: JSON.stringify(hops) })
        .execute();
      return { ...row, hops };
    },
    async setDrill({ id, hops, ...row }: Drill): Promise<void> {
      await db
        .updateTable("drills")
        .set({ ...row, hopsJson: JSON.stringify(hops) })
        .where("id", "=", id)
        .execute();
    },
    /** Newest first. */
    async drills(input: { facilityId: string; fromMs: number; toMs: number; limit: number }): Promise<readonly Drill[]> {
      const { facilityId, fromMs, toMs, limit } = input;
      const rows = await db
        .selectFrom("drills")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .where("startedAtMs", ">=", fromMs)
        .where("startedAtMs", "<", toMs)
        .orderBy("startedAtMs", "desc")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(toDrill);
    },
    async runningDrills(): Promise<readonly Drill[]> {
      const rows = await db.selectFrom("drills").selectAll().where("result", "=", "running").orderBy("startedAtMs").execute();
      return rows.map(toDrill);
    },
    /** When each plan was drilled last, by its id; stopped ones do not count. */
    async lastDrillStarts(): Promise<ReadonlyMap<string, number>> {
      const rows = await db
        .selectFrom("drills")
        .select((eb) => ["planId", eb.fn.max("startedAtMs").as("lastMs")])
        .where("result", "<>", "stopped")
        .groupBy("planId")
        .execute();
      return new Map(rows.map(({ planId, lastMs }) => [planId, lastMs]));
    },
  };
}
function toDrill({ hopsJson, ...rest }: Tables["drills"]): Drill {
  return { ...rest, hops: parseOwnJson<Drill["hops"]>(hopsJson) };
}
export function toDrillPlan({ settingsJson, ...rest }: Tables["drillPlans"]): DrillPlan {
  return { ...rest, ...parseOwnJson<DrillSettings>(settingsJson) };
}
