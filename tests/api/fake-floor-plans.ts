import { AnhuError } from "../../domain/errors.ts";
import type { FloorPlan, PlanPoint } from "../../domain/floor-plan.ts";
import { newId } from "../../domain/ids.ts";
import type { FloorPlanRecords } from "../../api/floor-plan-ports.ts";
import { FakeHandsets } from "./fake-handsets.ts";

/** Floor plans in memory. */
export class FakeFloorPlans extends FakeHandsets implements FloorPlanRecords {
  readonly planRows: FloorPlan[] = [];
  readonly planContents = new Map<string, Uint8Array>();
  readonly planPointRows: (PlanPoint & { facilityId: string })[] = [];
  setFloorPlan: FloorPlanRecords["setFloorPlan"] = (input, content) =>
    this.answer(() => {
      const isSame = (row: FloorPlan) =>
        row.facilityId === input.facilityId && row.building === input.building && row.floor === input.floor;
      const at = this.planRows.findIndex(isSame);
      if (at >= 0) this.planRows.splice(at, 1);
      const plan = { id: newId("pln"), ...input, bytes: content.byteLength };
      this.planRows.push(plan);
      this.planContents.set(plan.id, Uint8Array.from(content));
      return plan;
    });
  floorPlans: FloorPlanRecords["floorPlans"] = (facilityId) =>
    this.answer(() => this.planRows.filter((row) => row.facilityId === facilityId));
  floorPlanContent: FloorPlanRecords["floorPlanContent"] = (planId) => this.answer(() => this.planContents.get(planId) ?? new Uint8Array());
  removeFloorPlan: FloorPlanRecords["removeFloorPlan"] = ({ facilityId, planId }) =>
    this.answer(() => {
      const at = this.planRows.findIndex((row) => row.id === planId && row.facilityId === facilityId);
      if (at < 0) throw new AnhuError("NOT_FOUND", "removing a plan: there is none");
      this.planRows.splice(at, 1);
    });
  planPoints: FloorPlanRecords["planPoints"] = (facilityId) =>
    this.answer(() => this.planPointRows.filter((row) => row.facilityId === facilityId).map(({ placeId, x, y }) => ({ placeId, x, y })));
  setPlanPoint: FloorPlanRecords["setPlanPoint"] = ({ facilityId, placeId, point }) =>
    this.answer(() => {
      const at = this.planPointRows.findIndex((row) => row.placeId === placeId);
      if (at >= 0) this.planPointRows.splice(at, 1);
      if (point !== null) this.planPointRows.push({ placeId, facilityId, ...point });
    });
}
