import type { FloorPlan, PlanPoint } from "../domain/floor-plan.ts";

/** Plans of floors. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface FloorPlanRecords {
  /** Takes the place of the plan of the same building and floor. */
  setFloorPlan(input: Omit<FloorPlan, "id" | "bytes">, content: Uint8Array): Promise<FloorPlan>;
  /** By building and floor. */
  floorPlans(facilityId: string): Promise<readonly FloorPlan[]>;
  /** The picture; empty when there is none. */
  floorPlanContent(planId: string): Promise<Uint8Array>;
  /** @throws {AnhuError} `NOT_FOUND` when the facility has no such plan */
  removeFloorPlan(input: { readonly facilityId: string; readonly planId: string }): Promise<void>;
  planPoints(facilityId: string): Promise<readonly PlanPoint[]>;
  /** `null` takes it off the plan. */
  setPlanPoint(input: {
    readonly facilityId: string;
    readonly placeId: string;
    readonly point: { readonly x: number; readonly y: number } | null;
  }): Promise<void>;
}
