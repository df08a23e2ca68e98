import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { NewOverride, NewShift, RotaView, ShiftEnd } from "../../domain/escalation-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { instant } from "../paging.ts";
import { rotaView } from "../rota-view.ts";
import { personOf, viewerId, viewerOf } from "../viewer.ts";

const params = Type.Object({ facilityId: Id });
const answer = { 200: RotaView };
const added = { 201: RotaView };

/** Who is on duty: weekly patterns, swaps, sick leave. Nothing is removed; a pattern is given an end. */
export function rotaRoutes(app: App, { ports, audit }: ApiContext): void {
  const { escalation, clock } = ports;
  const read = document("facilities", "readRota", "Who is on duty, the shifts and overrides to come, and the gaps of the next 14 days", {
    params,
    querystring: Type.Object({ at: Type.Optional(Type.String({ maxLength: 40, description: "now unless told" })) }),
    response: answer,
  });
  app.get("/facilities/:facilityId/rota", { config: { action: "readRota" }, schema: read }, async (request) => {
    const { at } = request.query;
    return rotaView(ports, viewerOf(request), request.params.facilityId, at === undefined ? clock.now() : instant("at", at));
  });
  /** Who did what to the rota stands in the audit. */
  const noted = (request: FastifyRequest, facilityId: string, detail: string): RotaView => {
    const viewer = viewerOf(request);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "manageRota", target: facilityId, result: "ok", detail });
    return rotaView(ports, viewer, facilityId, clock.now());
  };
  const mustServe = (facilityId: string, userId: string | null): void => {
    if (userId === null) return;
    const person = escalation.staff(userId);
    if (person === undefined || person.facilityId !== facilityId || person.disabled)
      throw new AnhuError(
        "BAD_INPUT",
        `changing the rota of ${facilityId}: ${userId} does not work there; choose somebody who signs in there`,
      );
  };
  const shift = document("facilities", "addRotaShift", "One person's weekly pattern in a role", {
    params,
    body: NewShift,
    response: added,
  });
  app.post("/facilities/:facilityId/rota/shifts", { config: { action: "manageRota" }, schema: shift }, async (request, reply) => {
    const { facilityId } = request.params;
    const { role, userId, window, from, to = null, person } = request.body;
    personOf(viewerOf(request), person);
    mustServe(facilityId, userId);
    const fromMs = from ?? clock.now();
    mustEndLater(facilityId, fromMs, to);
    const byUserId = viewerId(viewerOf(request));
    const { id } = await escalation.addShift({ facilityId, role, userId, window, fromMs, toMs: to, byUserId });
    return reply.code(201).send(noted(request, facilityId, `added ${id}`));
  });
  const end = document("facilities", "endRotaShift", "Gives a pattern an end", {
    params: Type.Object({ facilityId: Id, shiftId: Id }),
    body: ShiftEnd,
    response: answer,
  });
  app.post("/facilities/:facilityId/rota/shifts/:shiftId/end", { config: { action: "manageRota" }, schema: end }, async (request) => {
    const { facilityId, shiftId } = request.params;
    const { at, person } = request.body;
    personOf(viewerOf(request), person);
    const found = escalation.rota(facilityId).shifts.find(({ id }) => id === shiftId);
    if (found === undefined)
      throw new AnhuError("NOT_FOUND", `ending the shift ${shiftId}: there is none in this facility; read the rota again`);
    await escalation.endShift(shiftId, Math.max(found.fromMs, at ?? clock.now()));
    return noted(request, facilityId, `ended ${shiftId}`);
  });
  const override = document("facilities", "addRotaOverride", "A swap, sick leave or somebody extra, for a time", {
    params,
    body: NewOverride,
    response: added,
  });
  app.post("/facilities/:facilityId/rota/overrides", { config: { action: "manageRota" }, schema: override }, async (request, reply) => {
    const { facilityId } = request.params;
    const { role, awayUserId, standInUserId, from, to, reason, person } = request.body;
    personOf(viewerOf(request), person);
    if (awayUserId === null && standInUserId === null)
      throw new AnhuError("BAD_INPUT", `changing the rota of ${facilityId}: say who is away, who stands in, or both`);
    mustServe(facilityId, standInUserId);
    mustEndLater(facilityId, from, to);
    const who = { facilityId, role, awayUserId, standInUserId, reason };
    const when = { fromMs: from, toMs: to, createdAtMs: clock.now(), byUserId: viewerId(viewerOf(request)) };
    const { id } = await escalation.addOverride({ ...who, ...when });
    return reply.code(201).send(noted(request, facilityId, `added ${id}`));
  });
}
function mustEndLater(facilityId: string, fromMs: number, toMs: number | null): void {
  if (toMs !== null && toMs <= fromMs) throw new AnhuError("BAD_INPUT", `changing the rota of ${facilityId}: it must end after it begins`);
}
