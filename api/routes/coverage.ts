import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { ResidentCoverage } from "../../domain/coverage.ts";
import { facilityCoverage, FacilityCoverage } from "../../domain/facility-coverage.ts";
import { mayDo } from "../../domain/rights.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { relationsTo } from "../targets.ts";
import { viewerOf } from "../viewer.ts";

/** Promise 4: what could not be noticed right now, and why. */
export function coverageRoutes(app: App, { ports }: ApiContext): void {
  const { directory, live } = ports;
  const one = document(
    "residents",
    "readCoverage",
    "For each emergency of a resident: would it be noticed right now, and if not, why and since when",
    {
      params: Type.Object({ residentId: Id }),
      response: { 200: ResidentCoverage },
    },
  );
  app.get("/residents/:residentId/coverage", { config: { action: "readResident" }, schema: one }, async (request) => {
    const { residentId } = request.params;
    const viewer = viewerOf(request);
    const seesDevices = mayDo(viewer.role, "readDevices", await relationsTo(ports, viewer, request.target));
    const items = ports.coverage(residentId).map((item) => (seesDevices ? item : { ...item, devices: [] }));
    return { residentId, at: ports.clock.now(), items };
  });
  const all = document(
    "facilities",
    "readFacilityCoverage",
    "How many residents of the facility are covered for each emergency, and who is not",
    {
      params: Type.Object({ facilityId: Id }),
      response: { 200: FacilityCoverage },
    },
  );
  app.get("/facilities/:facilityId/coverage", { config: { action: "readWall" }, schema: all }, async (request) => {
    const { facilityId } = request.params;
    const residents = live.tiles(facilityId).map(({ residentId }) => ({
      residentId,
      room: directory.roomName(residentId, null),
      items: ports.coverage(residentId),
    }));
    const silent = ports.annunciators.list(facilityId).flatMap(({ id: annunciatorId, label, deviceId }) => {
      const health = live.health(deviceId);
      if (health?.isOnline === true) return [];
      const why = health?.isOnline === false ? ("offline" as const) : ("silent" as const);
      return [{ annunciatorId, label, why, sinceMs: health?.lastReceivedAtMs ?? null }];
    });
    return { ...facilityCoverage(facilityId, ports.clock.now(), residents), annunciators: silent };
  });
}
