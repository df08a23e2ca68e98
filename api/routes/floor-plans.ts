import { createHash } from "node:crypto";
import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import {
  FloorPlans,
  FloorPlanView,
  LARGEST_PLAN_BYTES,
  LEAST_PLAN_SIDE,
  MOST_PLAN_PIXELS,
  MOST_PLAN_SIDE,
  NewPlanPoint,
  pictureHead,
  PLAN_TYPES,
  PlanFloor,
  type FloorPlan,
  type PictureHead,
} from "../../domain/floor-plan.ts";
import { MapSettings } from "../../domain/map-tiles.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { notFound } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const ofFacility = Type.Object({ facilityId: Id });
const ofPlan = Type.Object({ facilityId: Id, planId: Id });
const read = { action: "readFloorPlans" } as const;
const manage = { action: "manageFloorPlans" } as const;

/** Plans of the floors of a home, where its rooms lie on them, and what maps are drawn on. */
export function floorPlanRoutes(app: App, { options, ports, audit }: ApiContext): void {
  const { directory, records, clock } = ports;
  const note = noteOf(audit);
  const planOf = async (facilityId: string, planId: string): Promise<FloorPlan> => {
    const plan = (await records.floorPlans(facilityId)).find(({ id }) => id === planId);
    if (plan === undefined) throw notFound("floor plan");
    return plan;
  };
  const settings = document("facilities", "readMapSettings", "Where the background of maps comes from; null: from nowhere", {
    response: { 200: MapSettings },
  });
  app.get("/map-settings", { config: { action: "signedIn" }, schema: settings }, async () => ({ tiles: options.mapTiles ?? null }));
  const list = document("facilities", "listFloorPlans", "Plans of the floors, and where places lie on them", {
    params: ofFacility,
    response: { 200: FloorPlans },
  });
  app.get("/facilities/:facilityId/floor-plans", { config: read, schema: list }, async ({ params: { facilityId } }) => {
    const [plans, points] = await Promise.all([records.floorPlans(facilityId), records.planPoints(facilityId)]);
    return { plans: plans.map(planView), places: [...directory.places(facilityId)], points: [...points] };
  });
  const picture = document("facilities", "readFloorPlanPicture", "The picture itself", {
    params: ofPlan,
    response: { 200: Type.Unsafe<Buffer>({ type: "string", format: "binary" }) },
  });
  app.get("/facilities/:facilityId/floor-plans/:planId/picture", { config: read, schema: picture }, async (request, reply) => {
    const plan = await planOf(request.params.facilityId, request.params.planId);
    const content = await records.floorPlanContent(plan.id);
    // A newer plan took its place while it was read.
    if (content.byteLength !== plan.bytes) throw notFound("floor plan");
    note(request, "readFloorPlan", request.target.facilityId, plan.id);
    return reply
      .type(plan.type)
      .header("x-content-type-options", "nosniff")
      .header("content-disposition", "inline")
      .header("content-security-policy", "default-src 'none'; sandbox")
      .header("cache-control", "private, no-store")
      .send(Buffer.from(content));
  });
  // A scope of its own: only here is a body a picture.
  app.register(async (scope: App) => {
    scope.addContentTypeParser([...PLAN_TYPES], { parseAs: "buffer", bodyLimit: LARGEST_PLAN_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    const upload = document("facilities", "setFloorPlan", "Upload the plan of a floor: PNG, JPEG or WebP, at most 8 MiB, as the body", {
      ...{ params: ofFacility, querystring: Type.Object(PlanFloor) },
      ...{ consumes: [...PLAN_TYPES], response: { 201: FloorPlanView } },
    });
    const route = { config: manage, schema: upload, bodyLimit: LARGEST_PLAN_BYTES };
    scope.post("/facilities/:facilityId/floor-plans", route, async (request, reply) => {
      const { facilityId } = request.params;
      const content: unknown = request.body;
      const head = Buffer.isBuffer(content) ? pictureHead(content) : null;
      if (!Buffer.isBuffer(content) || head === null || head.type !== request.headers["content-type"]?.split(";")[0]?.trim())
        throw new AnhuError("BAD_INPUT", "adding a floor plan: it is no PNG, JPEG or WebP, or not what its type says; send one of these");
      checkSize(head);
      const sha256 = createHash("sha256").update(content).digest("hex");
      const viewer = viewerOf(request);
      const by = { byUserId: viewerId(viewer), byName: viewer.user?.name ?? "administrator" };
      const plan = await records.setFloorPlan({ facilityId, ...request.query, ...head, sha256, atMs: clock.now(), ...by }, content);
      note(request, "setFloorPlan", request.target.facilityId, `${plan.id} sha256 ${sha256}`);
      return reply.code(201).send(planView(plan));
    });
  });
  const remove = document("facilities", "removeFloorPlan", "Take the plan of a floor away; rooms stay where they lie", {
    ...{ params: ofPlan, response: { 204: Type.Null() } },
  });
  app.delete("/facilities/:facilityId/floor-plans/:planId", { config: manage, schema: remove }, async (request, reply) => {
    await records.removeFloorPlan(request.params);
    note(request, "removeFloorPlan", request.target.facilityId, request.params.planId);
    return reply.code(204).send(null);
  });
  const place = document("facilities", "setPlanPoint", "Say where a place lies on the plan of its floor; null takes it off", {
    params: Type.Object({ facilityId: Id, placeId: Id }),
    ...{ body: NewPlanPoint, response: { 204: Type.Null() } },
  });
  app.put("/facilities/:facilityId/places/:placeId/plan-point", { config: manage, schema: place }, async (request, reply) => {
    const { facilityId, placeId } = request.params;
    if (directory.place(placeId)?.facilityId !== facilityId) throw notFound("place");
    await records.setPlanPoint({ facilityId, placeId, point: request.body.point });
    note(request, "setPlanPoint", request.target.facilityId, placeId);
    return reply.code(204).send(null);
  });
}
/** @throws {AnhuError} `BAD_INPUT` */
function checkSize({ width, height }: PictureHead): void {
  const isFine =
    Math.min(width, height) >= LEAST_PLAN_SIDE && Math.max(width, height) <= MOST_PLAN_SIDE && width * height <= MOST_PLAN_PIXELS;
  if (isFine) return;
  throw new AnhuError(
    "BAD_INPUT",
    `adding a floor plan: it has ${width} × ${height} pixels; each side may have ${LEAST_PLAN_SIDE} to ${MOST_PLAN_SIDE}, and both together ${MOST_PLAN_PIXELS / 1_000_000} million`,
  );
}
function planView({ id, building, floor, type, bytes, width, height, atMs, byName }: FloorPlan): FloorPlanView {
  return { id, building, floor, type, bytes, width, height, at: atMs, by: byName };
}
