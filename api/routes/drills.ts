import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { drillFigures, touchesNight, type Drill } from "../../domain/drill.ts";
import { DrillList, DrillPlanChange, DrillPlanView, DrillView, NewDrill } from "../../domain/drill-view.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import type { DrillPlanNow } from "../drill-ports.ts";
import { instant } from "../paging.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const YEAR_MS = 366 * 86_400_000;
const ofFacility = Type.Object({ facilityId: Id });
const Time = Type.Optional(Type.String({ maxLength: 40 }));

/** Drills of clinics: when, now, and how they went. */
export function drillRoutes(app: App, { ports, audit }: ApiContext): void {
  const { clock, directory, drills } = ports;
  const nameOf = (clinicId: string): string | null => directory.clinic(clinicId)?.name ?? null;
  const planView = ({ nextAtMs, ...plan }: DrillPlanNow): DrillPlanView => ({
    ...plan,
    clinicName: nameOf(plan.clinicId),
    nextAt: nextAtMs,
  });
  const view = (drill: Drill): DrillView => {
    const { id, facilityId, clinicId, alertId, hops, result, failedAt, why, startedAtMs, endedAtMs } = drill;
    const answeredMs = hops.acknowledged === undefined ? null : hops.acknowledged - startedAtMs;
    const when = { startedAt: startedAtMs, endedAt: endedAtMs, answeredMs };
    return {
      id,
      facilityId,
      clinicId,
      clinicName: nameOf(clinicId),
      alertId,
      hops,
      result,
      failedAt,
      why,
      ...when,
      scheduled: drill.byUserId === null,
    };
  };
  const list = document("clinics", "listDrills", "Drills, newest first, with their figures: hop by hop, and where one broke", {
    querystring: Type.Object({ facility: Type.Optional(Id), from: Time, to: Time }),
    response: { 200: DrillList },
  });
  app.get("/drills", { config: { action: "readDrills" }, schema: list }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing drills: say of which facility in ?facility=");
    const { from, to } = request.query;
    const toMs = to === undefined ? clock.now() + 1 : instant("to", to);
    const found = await drills.list(facilityId, from === undefined ? toMs - YEAR_MS : instant("from", from), toMs);
    return { items: found.map(view), figures: drillFigures(found) };
  });
  const plans = document("clinics", "listDrillPlans", "When each clinic under contract is drilled", {
    params: ofFacility,
    response: { 200: Type.Object({ items: Type.Array(DrillPlanView) }, { additionalProperties: false }) },
  });
  app.get("/facilities/:facilityId/drill-plans", { config: { action: "readDrills" }, schema: plans }, async (request) => ({
    items: drills.plans(request.params.facilityId).map(planView),
  }));
  const change = document("clinics", "changeDrillPlan", "Change when a clinic is drilled, or switch it off", {
    params: Type.Object({ facilityId: Id, clinicId: Id }),
    body: DrillPlanChange,
    response: { 200: DrillPlanView },
  });
  app.put("/facilities/:facilityId/drill-plans/:clinicId", { config: { action: "manageDrills" }, schema: change }, async (request) => {
    const { facilityId, clinicId } = request.params;
    const { atNight = false, ...body } = request.body;
    const held = drills.plans(facilityId).find((plan) => plan.clinicId === clinicId);
    if (held === undefined)
      throw new AnhuError("NOT_FOUND", `changing the drills of ${clinicId}: no contract joins it with this home now; list the contracts`);
    const { enabled, everyDays, window, answerWithinMs } = { ...held, ...body };
    if (!atNight && touchesNight(window))
      throw new AnhuError("BAD_INPUT", "changing a drill plan: its window reaches into the night; choose daytime, or say atNight");
    await drills.setPlan(facilityId, clinicId, { enabled, everyDays, window, answerWithinMs });
    const viewer = viewerOf(request);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "changeDrillPlan", target: clinicId, result: "ok" });
    const now = drills.plans(facilityId).find((plan) => plan.clinicId === clinicId) ?? held;
    return planView(now);
  });
  const start = document(
    "clinics",
    "startDrill",
    "Drill the clinic now: a synthetic SOS over the whole way, marked as a drill everywhere",
    {
      params: Type.Object({ clinicId: Id }),
      body: NewDrill,
      response: { 201: DrillView },
    },
  );
  app.post("/clinics/:clinicId/drill", { config: { action: "manageDrills" }, schema: start }, async (request, reply) => {
    const viewer = viewerOf(request);
    const own = viewer.user?.facilityId ?? null;
    const facilityId = request.body.facilityId ?? own;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "starting a drill: say for which facility in facilityId");
    if (own !== null && facilityId !== own) throw new AnhuError("FORBIDDEN", "starting a drill: that is another home; ask its manager");
    const { clinicId } = request.params;
    const drill = await drills.start(facilityId, clinicId, viewer.user?.id ?? viewerId(viewer));
    audit({ actor: viewerId(viewer), role: viewer.role, action: "startDrill", target: clinicId, result: "ok", detail: drill.id });
    return reply.code(201).send(view(drill));
  });
}
