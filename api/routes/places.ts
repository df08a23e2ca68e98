import { Type } from "typebox";
import { Id, pageOf, PageQuery, PlaceView } from "../../domain/api-schemas.ts";
import { holdsAt } from "../../domain/contract.ts";
import type { Place } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import { fenceProblem, FENCE_SENTENCES } from "../../domain/fence-check.ts";
import { fencesFor, type Fence } from "../../domain/fence.ts";
import { PLAIN_PLACE, type PlaceDetail } from "../../domain/place-use.ts";
import { FenceView, NewFence, NewPlace, PlaceChange } from "../../domain/place-view.ts";
import { isAtWanderingRisk } from "../../domain/wandering.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { pageOfAll } from "../paging.ts";
import { notFound } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const ofFacility = Type.Object({ facilityId: Id });
/** A fence begins when the rules surely know it; see `BEGINS_AFTER_MS` of the settings of a resident. */
const BEGINS_AFTER_MS = 2_000;

/** What places are for, and the geofences of residents. */
export function placeRoutes(app: App, { ports, audit }: ApiContext): void {
  const { directory, records } = ports;
  const note = noteOf(audit);
  /** @throws {AnhuError} `BAD_INPUT` when the room that it serves is none of the facility, or the place itself */
  const checked = (facilityId: string, placeId: string | null, detail: PlaceDetail): PlaceDetail => {
    const { servesPlaceId } = detail;
    if (servesPlaceId !== null && (servesPlaceId === placeId || directory.place(servesPlaceId)?.facilityId !== facilityId))
      throw new AnhuError("BAD_INPUT", "changing a place: the room that it serves must be another place of the facility; list its places");
    return detail;
  };
  const add = document("facilities", "addPlace", "Add a room, bathroom, corridor, exit or other place", {
    params: ofFacility,
    body: NewPlace,
    response: { 201: PlaceView },
  });
  app.post("/facilities/:facilityId/places", { config: { action: "managePlaces" }, schema: add }, async (request, reply) => {
    const { facilityId } = request.params;
    const { building, floor, name, ...change } = request.body;
    const isSame = (place: Place) => place.building === building && place.floor === floor && place.name === name;
    if (directory.places(facilityId).some(isSame))
      throw new AnhuError("CONFLICT", "adding a place: building, floor and name are taken; change that place instead");
    const detail = checked(facilityId, null, { ...PLAIN_PLACE, ...change });
    const place = await records.ensurePlace({ facilityId, building, floor, name, ...detail });
    await ports.changed("places");
    note(request, "addPlace", place.id);
    return reply.code(201).send(place);
  });
  const params = Type.Object({ facilityId: Id, placeId: Id });
  const change = document("facilities", "changePlace", "Say what a place is for, whose room it serves, and which beacon hangs there", {
    params,
    body: PlaceChange,
    response: { 200: PlaceView },
  });
  app.patch("/facilities/:facilityId/places/:placeId", { config: { action: "managePlaces" }, schema: change }, async (request) => {
    const { facilityId, placeId } = request.params;
    const place = directory.place(placeId);
    if (place?.facilityId !== facilityId) throw notFound("place");
    const { use, servesPlaceId, beacon } = { ...place, ...request.body };
    const detail = checked(facilityId, placeId, { use, servesPlaceId, beacon });
    await records.setPlace({ facilityId, placeId, ...detail });
    await ports.changed("places");
    note(request, "changePlace", placeId);
    return { ...place, ...detail };
  });

  const list = document("facilities", "listFences", "Geofences that hold: of the facility and of its residents", {
    params: ofFacility,
    querystring: Type.Object(PageQuery),
    response: { 200: pageOf(FenceView) },
  });
  app.get("/facilities/:facilityId/fences", { config: { action: "readLocation" }, schema: list }, async (request) => {
    const nowMs = ports.clock.now();
    // One that was just added begins in a moment.
    const holding = directory.fences(request.params.facilityId).filter((fence) => holdsAt(fence, Math.max(nowMs, fence.fromMs)));
    return pageOfAll(holding.map(fenceView), request.query);
  });
  const residents = document(
    "residents",
    "listResidentFences",
    "Geofences that hold for the resident: their own, else for who is at risk those of the facility",
    {
      params: Type.Object({ residentId: Id }),
      response: { 200: pageOf(FenceView) },
    },
  );
  app.get("/residents/:residentId/fences", { config: { action: "readLocation" }, schema: residents }, async (request) => {
    const { residentId } = request.params;
    const atMs = ports.clock.now() + BEGINS_AFTER_MS;
    const isAtRisk = isAtWanderingRisk(directory.resident(residentId), directory.careSettings(residentId), atMs);
    const fences = fencesFor(directory.fences(request.target.facilityId ?? ""), residentId, isAtRisk, atMs);
    return { items: fences.map(fenceView), next: null };
  });
  const fence = document("facilities", "addFence", "Add a geofence, a circle or polygon in WGS-84; it never changes, another replaces it", {
    params: ofFacility,
    body: NewFence,
    response: { 201: FenceView },
  });
  app.post("/facilities/:facilityId/fences", { config: { action: "managePlaces" }, schema: fence }, async (request, reply) => {
    const { facilityId } = request.params;
    const { name, residentId = null, shape } = request.body;
    if (residentId !== null && directory.resident(residentId)?.facilityId !== facilityId) throw notFound("resident");
    const problem = fenceProblem(shape);
    if (problem !== null) throw new AnhuError("BAD_INPUT", `adding a fence: ${FENCE_SENTENCES[problem]}`);
    const fromMs = ports.clock.now() + BEGINS_AFTER_MS;
    const added = await records.addFence({ facilityId, residentId, name, shape, fromMs, byUserId: viewerId(viewerOf(request)) });
    await ports.changed("fences");
    note(request, "addFence", added.id);
    return reply.code(201).send(fenceView(added));
  });
  const end = document("facilities", "endFence", "End a geofence", {
    params: Type.Object({ facilityId: Id, fenceId: Id }),
    response: { 204: Type.Null() },
  });
  app.delete("/facilities/:facilityId/fences/:fenceId", { config: { action: "managePlaces" }, schema: end }, async (request, reply) => {
    const { facilityId, fenceId } = request.params;
    await records.endFence({ facilityId, fenceId, atMs: ports.clock.now() + BEGINS_AFTER_MS });
    await ports.changed("fences");
    note(request, "endFence", fenceId);
    return reply.code(204).send(null);
  });
}
function fenceView({ id, facilityId, residentId, name, shape, fromMs, toMs }: Fence): FenceView {
  return { id, facilityId, residentId, name, shape, fromMs, toMs };
}
