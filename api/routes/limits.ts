import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import {
  CarePlanView,
  EndedComfortPlan,
  EndedLimit,
  NewComfortPlan,
  NewCondition,
  NewFocusGroup,
  NewLimit,
} from "../../domain/care-plan.ts";
import { LimitView } from "../../domain/series.ts";
import { carePlanView, limitFor } from "../care-plan-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { layDown, type LaidDown } from "../laid-down.ts";
import { notFound } from "../targets.ts";
import { viewerOf } from "../viewer.ts";
import { seesNames } from "../views.ts";

const params = Type.Object({ residentId: Id });
const plan = { 201: CarePlanView };
/** A fact without more to say of it, which nobody has to look at again. */
const PLAIN = { detail: null, reviewMs: null };

/** Which rules apply to a resident: limits in force, and what people lay down. */
export function limitRoutes(app: App, context: ApiContext): void {
  const { ports } = context;
  const hasNames = (request: FastifyRequest) => {
    const viewer = viewerOf(request);
    return viewer.role !== "family" && seesNames(ports, viewer, request.target.facilityId ?? "");
  };
  function planOf(request: FastifyRequest, residentId: string, atMs: number): CarePlanView {
    const resident = ports.directory.resident(residentId);
    if (resident === undefined) throw notFound("resident");
    return carePlanView(resident, ports.directory.careSettings(residentId), atMs, hasNames(request));
  }
  const limitsOf = (request: FastifyRequest, residentId: string, atMs: number) => ({
    items: ports.limits(residentId, atMs).map((limit) => limitFor(limit, hasNames(request))),
    next: null,
  });
  const lay = async (request: FastifyRequest, residentId: string, row: Omit<LaidDown, "residentId">) =>
    layDown(context, request, [{ residentId, ...row }]);
  const planAfter = async (request: FastifyRequest, residentId: string, row: Omit<LaidDown, "residentId">) =>
    planOf(request, residentId, await lay(request, residentId, row));

  const list = document("residents", "listLimits", "Limits of vital signs in force for the resident, each with where it comes from", {
    params,
    response: { 200: pageOf(LimitView) },
  });
  app.get("/residents/:residentId/limits", { config: { action: "readVitals" }, schema: list }, async (request) =>
    limitsOf(request, request.params.residentId, ports.clock.now()),
  );
  const sign = document(
    "residents",
    "signLimit",
    "A physician's limit for one rule; replaces the one before, and alone may loosen a critical level. Begins after two seconds",
    { params, body: NewLimit, response: { 201: pageOf(LimitView) } },
  );
  app.post("/residents/:residentId/limits", { config: { action: "signLimit" }, schema: sign }, async (request, reply) => {
    const { residentId } = request.params;
    const { rule, levels, reason, reviewAt } = request.body;
    ports.limitRules.check(residentId, { limits: [{ rule, levels }] });
    const row = { kind: "physicianLimit", about: rule, value: 1, detail: { levels, reason }, reviewMs: reviewAt } as const;
    const fromMs = await lay(request, residentId, row);
    return reply.code(201).send(limitsOf(request, residentId, fromMs));
  });
  const end = document("residents", "endLimit", "Ends a physician's limit: the condition, the facility or the catalogue say again", {
    params,
    body: EndedLimit,
    response: { 201: pageOf(LimitView) },
  });
  app.post("/residents/:residentId/limits/end", { config: { action: "signLimit" }, schema: end }, async (request, reply) => {
    const { residentId } = request.params;
    const { rule, reason } = request.body;
    ports.limitRules.check(residentId, { limits: [], ended: rule });
    const row = { kind: "physicianLimit", about: rule, value: 0, detail: { reason }, reviewMs: null } as const;
    const fromMs = await lay(request, residentId, row);
    return reply.code(201).send(limitsOf(request, residentId, fromMs));
  });
  const read = document("residents", "readCarePlan", "Conditions, focus groups, comfort plan and rounds of the resident", {
    params,
    response: { 200: CarePlanView },
  });
  app.get("/residents/:residentId/care-plan", { config: { action: "readCarePlan" }, schema: read }, async (request) =>
    planOf(request, request.params.residentId, ports.clock.now()),
  );
  const condition = document("residents", "recordCondition", "A condition of the resident, or that it is over", {
    params,
    body: NewCondition,
    response: plan,
  });
  app.post("/residents/:residentId/conditions", { config: { action: "recordCondition" }, schema: condition }, async (request, reply) => {
    const { residentId } = request.params;
    const { condition: about, holds } = request.body;
    return reply.code(201).send(await planAfter(request, residentId, { kind: "condition", about, value: holds ? 1 : 0, ...PLAIN }));
  });
  const group = document("residents", "setFocusGroup", "A focus group (重点人群) of the resident, or that it no longer holds", {
    params,
    body: NewFocusGroup,
    response: plan,
  });
  app.post("/residents/:residentId/focus-groups", { config: { action: "setFocusGroup" }, schema: group }, async (request, reply) => {
    const { residentId } = request.params;
    const { group: about, holds } = request.body;
    return reply.code(201).send(await planAfter(request, residentId, { kind: "focusGroup", about, value: holds ? 1 : 0, ...PLAIN }));
  });
  const comfort = document("residents", "signComfortPlan", "A comfort plan (安宁疗护): SOS, fall and calls for care page as ever", {
    params,
    body: NewComfortPlan,
    response: plan,
  });
  app.post("/residents/:residentId/comfort-plan", { config: { action: "signComfortPlan" }, schema: comfort }, async (request, reply) => {
    const { residentId } = request.params;
    const { reviewAt, ...detail } = request.body;
    ports.limitRules.checkPages(detail.pages);
    const row = { kind: "comfortPlan", about: "", value: 1, detail, reviewMs: reviewAt } as const;
    return reply.code(201).send(await planAfter(request, residentId, row));
  });
  const over = document("residents", "endComfortPlan", "Ends the comfort plan", { params, body: EndedComfortPlan, response: plan });
  app.post("/residents/:residentId/comfort-plan/end", { config: { action: "signComfortPlan" }, schema: over }, async (request, reply) => {
    const { residentId } = request.params;
    const row = { kind: "comfortPlan", about: "", value: 0, detail: { reason: request.body.reason }, reviewMs: null } as const;
    return reply.code(201).send(await planAfter(request, residentId, row));
  });
}
