import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import { Id } from "../../domain/api-schemas.ts";
import type { CareSettingKind } from "../../domain/care-settings.ts";
import { News2View, NewOwnNews2, NewSpo2Scale } from "../../domain/news2-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { layDown } from "../laid-down.ts";
import { news2View } from "../news2-view.ts";
import { viewerOf } from "../viewer.ts";

const params = Type.Object({ residentId: Id });

/** NEWS2 of a resident, and what a named physician or nurse lays down for it. */
export function news2Routes(app: App, context: ApiContext): void {
  const { ports } = context;
  const view = (request: FastifyRequest, residentId: string, atMs = ports.clock.now()) =>
    news2View(ports, viewerOf(request), { residentId, facilityId: request.target.facilityId ?? "", atMs });
  /** A dated row with the person's name; nothing is overwritten. */
  async function lay(request: FastifyRequest, residentId: string, kind: CareSettingKind, value: number): Promise<News2View> {
    const fromMs = await layDown(context, request, [{ residentId, kind, about: "", value, detail: null, reviewMs: null }]);
    return view(request, residentId, fromMs);
  }
  const read = document("residents", "readNews2", "NEWS2 from devices and typed values: the score, or at least how much from k of 7", {
    params,
    response: { 200: News2View },
  });
  app.get("/residents/:residentId/news2", { config: { action: "readVitals" }, schema: read }, async (request) =>
    view(request, request.params.residentId),
  );
  const scale = document("residents", "setSpo2Scale", "SpO2 scale of NEWS2 and of the saturation limits, by a physician", {
    params,
    body: NewSpo2Scale,
    response: { 201: News2View },
  });
  app.post("/residents/:residentId/spo2-scale", { config: { action: "setSpo2Scale" }, schema: scale }, async (request, reply) => {
    ports.limitRules.check(request.params.residentId, { limits: [], spo2Scale: request.body.scale === 2 ? 2 : 1 });
    return reply.code(201).send(await lay(request, request.params.residentId, "spo2Scale", request.body.scale));
  });
  const own = document("residents", "recordOwnNews2", "The resident's own normal NEWS2, recorded when well", {
    params,
    body: NewOwnNews2,
    response: { 201: News2View },
  });
  app.post("/residents/:residentId/own-news2", { config: { action: "recordOwnNews2" }, schema: own }, async (request, reply) => {
    return reply.code(201).send(await lay(request, request.params.residentId, "ownNews2", request.body.total));
  });
}
