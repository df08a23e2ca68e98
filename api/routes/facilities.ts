import { Type } from "typebox";
import { FacilityView, FiguresView, Id, pageOf, PageQuery, PlaceView } from "../../domain/api-schemas.ts";
import { NewFacility } from "../../domain/api-admin-schemas.ts";
import { WallView } from "../../domain/live-events.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import { mayDo } from "../../domain/rights.ts";
import { notFound, relationsNow } from "../targets.ts";
import { silenceViews } from "../silence-views.ts";
import { viewerOf } from "../viewer.ts";
import { alertView, seesNames, tileView } from "../views.ts";

const params = Type.Object({ facilityId: Id });

/** Facilities, their places, and what the wall shows of them. */
export function facilityRoutes(app: App, { options, ports, audit }: ApiContext): void {
  const note = noteOf(audit);
  const { directory, records } = ports;
  const list = document("facilities", "listFacilities", "Facilities that the viewer belongs to", {
    querystring: Type.Object(PageQuery),
    response: { 200: pageOf(FacilityView) },
  });
  app.get("/facilities", { config: { action: "readFacility", isScoped: true }, schema: list }, async (request) => {
    const viewer = viewerOf(request);
    const mine = directory.facilities().filter(({ id }) => {
      const target = { kind: "facility", facilityId: id, residentId: null, found: null } as const;
      return mayDo(viewer.role, "readFacility", relationsNow(ports, viewer, target));
    });
    return pageOfAll(mine, request.query);
  });
  const add = document("facilities", "addFacility", "Add a facility", { body: NewFacility, response: { 201: FacilityView } });
  app.post("/facilities", { config: { action: "manageFacilities" }, schema: add }, async (request, reply) => {
    const facility = await records.addFacility({ ...request.body, addedAtMs: ports.clock.now() });
    await ports.changed("facilities");
    note(request, "addFacility", facility.id);
    return reply.code(201).send(facility);
  });
  const read = document("facilities", "readFacility", "One facility", { params, response: { 200: FacilityView } });
  app.get("/facilities/:facilityId", { config: { action: "readFacility" }, schema: read }, async (request) => {
    const facility = directory.facility(request.params.facilityId);
    if (facility === undefined) throw notFound("facility");
    return facility;
  });
  const places = document("facilities", "listPlaces", "Rooms and other places", {
    querystring: Type.Object({ ...PageQuery, facility: Type.Optional(Id) }),
    response: { 200: pageOf(PlaceView) },
  });
  app.get("/places", { config: { action: "readFacility" }, schema: places }, async (request) => {
    const { facilityId } = request.target;
    return pageOfAll(facilityId === null ? [] : await records.places(facilityId), request.query);
  });
  const figures = document("facilities", "readFigures", "Figures without persons", { params, response: { 200: FiguresView } });
  app.get("/facilities/:facilityId/figures", { config: { action: "readFigures" }, schema: figures }, async (request) => {
    const { facilityId } = request.params;
    const tiles = ports.live.tiles(facilityId);
    const open = ports.desk.open(facilityId).map(({ alert }) => alert);
    const count = (severity: string) => open.filter((alert) => alert.class === "physiological" && alert.severity === severity).length;
    return {
      facilityId,
      at: ports.clock.now(),
      residents: tiles.length,
      openAlerts: { info: count("info"), warning: count("warning"), critical: count("critical") },
      openTechnical: open.filter((alert) => alert.class === "technical").length,
      residentsWithGaps: tiles.filter((tile) => tile.coverage.length > 0).length,
    };
  });
  // Everything from memory: the wall works while the records and the historian are down.
  const wall = document("facilities", "readWall", "Everything that the wall needs to start", { params, response: { 200: WallView } });
  app.get("/facilities/:facilityId/wall", { config: { action: "readWall" }, schema: wall }, async (request) => {
    const viewer = viewerOf(request);
    const facility = directory.facility(request.params.facilityId);
    if (facility === undefined) throw notFound("facility");
    const hasNames = seesNames(ports, viewer, facility.id);
    return {
      facility: { id: facility.id, name: facility.name, staffed: facility.staffed },
      now: ports.clock.now(),
      simulated: options.simulated,
      onDuty: directory
        .contacts(facility.id, null)
        .filter(({ role, residentId }) => residentId === null && (role === "onDutyCaregiver" || role === "nurse"))
        .map(({ name, role }) => ({ name: hasNames ? name : role, role })),
      tiles: ports.live.tiles(facility.id).map((tile) => tileView(ports, viewer, facility.id, tile)),
      alerts: ports.desk.open(facility.id).map((found) => alertView(ports, viewer, found)),
      silences: silenceViews(ports, viewer, facility.id),
    };
  });
}
