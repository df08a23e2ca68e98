import { AnhuError } from "../../domain/errors.ts";
import type { FloorPlan, PlanPoint } from "../../domain/floor-plan.ts";
import { newId } from "../../domain/ids.ts";
import { makeContents } from "./contents.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

export interface FloorPlanTables {
  floorPlans: FloorPlan;
  planPoints: PlanPoint & { facilityId: string };
}
/** `api/floor-plan-ports.ts` FloorPlanRecords. */
export function makeFloorPlanRecords(database: RecordsDatabase) {
  const { db, write } = database;
  const contents = makeContents(database);
  /** What lay on that floor before goes in the same turn, its picture with it. */
  const without = ({ facilityId, building, floor }: Pick<FloorPlan, "facilityId" | "building" | "floor">) => {
    const before = db
      .selectFrom("floorPlans")
      .select("id")
      .where("facilityId", "=", facilityId)
      .where("building", "=", building)
      .where("floor", "=", floor);
    const row = db
      .deleteFrom("floorPlans")
      .where("facilityId", "=", facilityId)
      .where("building", "=", building)
      .where("floor", "=", floor);
    return [statement(db.deleteFrom("contentParts").where("contentId", "in", before)), statement(row)];
  };
  return {
    async setFloorPlan(input: Omit<FloorPlan, "id" | "bytes">, content: Uint8Array): Promise<FloorPlan> {
      const plan = { id: newId("pln"), ...input, bytes: content.byteLength };
      await contents.add(plan.id, content, plan.atMs, [...without(plan), statement(db.insertInto("floorPlans").values(plan))]);
      return plan;
    },
    async floorPlans(facilityId: string): Promise<readonly FloorPlan[]> {
      return db.selectFrom("floorPlans").selectAll().where("facilityId", "=", facilityId).orderBy("building").orderBy("floor").execute();
    },
    floorPlanContent: (planId: string): Promise<Uint8Array> => contents.read(planId),
    /** @throws {AnhuError} `NOT_FOUND` when the facility has no such plan */
    async removeFloorPlan(input: { facilityId: string; planId: string }): Promise<void> {
      const { facilityId, planId } = input;
      const row = db.deleteFrom("floorPlans").where("id", "=", planId).where("facilityId", "=", facilityId);
      const { written } = await write([statement(row, 1), contents.removing(planId)]);
      if (!written) throw new AnhuError("NOT_FOUND", `removing plan ${planId}: the facility has none of this id`);
    },
    async planPoints(facilityId: string): Promise<readonly PlanPoint[]> {
      return db.selectFrom("planPoints").select(["placeId", "x", "y"]).where("facilityId", "=", facilityId).orderBy("placeId").execute();
    },
    /** `null` takes it off the plan. */
    async setPlanPoint(input: { facilityId: string; placeId: string; point: { x: number; y: number } | null }): Promise<void> {
      const { facilityId, placeId, point } = input;
      const before = statement(db.deleteFrom("planPoints").where("placeId", "=", placeId));
      await write(point === null ? [before] : [before, statement(db.insertInto("planPoints").values({ placeId, facilityId, ...point }))]);
    },
  };
}
