import { AnhuError } from "../../domain/errors.ts";
import type { FloorPlan, PlanPoint } from "../../domain/floor-plan.ts";
import { newId } from "../../domain/ids.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Bytes of one row: the records answer an SOS between two of them. */
const PART_BYTES = 256 * 1024;

export interface FloorPlanTables {
  floorPlans: FloorPlan;
  floorPlanParts: { planId: string; part: number; content: Uint8Array };
  planPoints: PlanPoint & { facilityId: string };
}
/** `api/floor-plan-ports.ts` FloorPlanRecords. Parts without a row in `floor_plans` are of a plan that was never finished. */
export function makeFloorPlanRecords({ db, write }: RecordsDatabase) {
  const partsOf = (planId: string) => db.deleteFrom("floorPlanParts").where("planId", "=", planId);
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
    return [statement(db.deleteFrom("floorPlanParts").where("planId", "in", before)), statement(row)];
  };
  return {
    async setFloorPlan(input: Omit<FloorPlan, "id" | "bytes">, content: Uint8Array): Promise<FloorPlan> {
      const plan = { id: newId("pln"), ...input, bytes: content.byteLength };
      try {
        for (let part = 0; part * PART_BYTES < content.byteLength; part += 1) {
          const bytes = Uint8Array.from(content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
          await write([statement(db.insertInto("floorPlanParts").values({ planId: plan.id, part, content: bytes }))]);
        }
        await write([...without(plan), statement(db.insertInto("floorPlans").values(plan))]);
      } catch (error) {
        await Promise.allSettled([partsOf(plan.id).execute()]);
        throw error;
      }
      return plan;
    },
    async floorPlans(facilityId: string): Promise<readonly FloorPlan[]> {
      return db.selectFrom("floorPlans").selectAll().where("facilityId", "=", facilityId).orderBy("building").orderBy("floor").execute();
    },
    async floorPlanContent(planId: string): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      for (;;) {
        const row = await db
          .selectFrom("floorPlanParts")
          .select("content")
          .where("planId", "=", planId)
          .where("part", "=", parts.length)
          .executeTakeFirst();
        if (row === undefined) return Buffer.concat(parts);
        parts.push(row.content);
      }
    },
    /** @throws {AnhuError} `NOT_FOUND` when the facility has no such plan */
    async removeFloorPlan(input: { facilityId: string; planId: string }): Promise<void> {
      const { facilityId, planId } = input;
      const row = db.deleteFrom("floorPlans").where("id", "=", planId).where("facilityId", "=", facilityId);
      const { written } = await write([statement(row, 1), statement(partsOf(planId))]);
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
