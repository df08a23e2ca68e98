import { Type } from "typebox";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import { OrderSetSigned, OrderSetView, ReviewDue, SignedOrderSet } from "../../domain/care-plan.ts";
import { reviewsDue } from "../care-plan-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { layDown, type LaidDown } from "../laid-down.ts";
import { notFound } from "../targets.ts";
import { viewerOf } from "../viewer.ts";
import { seesNames } from "../views.ts";

const params = Type.Object({ facilityId: Id });

/** Named sets of limits, signed by a physician for many residents at once; and what is due for review. */
export function orderSetRoutes(app: App, context: ApiContext): void {
  const { ports } = context;
  const list = document("facilities", "listOrderSets", "Sets of limits that are suggested by condition, with their source", {
    response: { 200: pageOf(OrderSetView) },
  });
  app.get("/order-sets", { config: { action: "signedIn" }, schema: list }, async () => ({
    items: [...ports.limitRules.orderSets],
    next: null,
  }));
  const sign = document("facilities", "signOrderSet", "Signs a set of limits for all of these residents, or for none of them", {
    params,
    body: SignedOrderSet,
    response: { 201: OrderSetSigned },
  });
  app.post("/facilities/:facilityId/order-sets/signed", { config: { action: "signLimit" }, schema: sign }, async (request, reply) => {
    const { residentIds, orderSet, limits, spo2Scale, reason, reviewAt } = request.body;
    const rows = residentIds.flatMap((residentId): LaidDown[] => {
      if (ports.directory.resident(residentId)?.facilityId !== request.params.facilityId) throw notFound("resident");
      ports.limitRules.check(residentId, { limits, ...(spo2Scale === undefined ? {} : { spo2Scale }) });
      const scale: LaidDown[] =
        spo2Scale === undefined
          ? []
          : [{ residentId, kind: "spo2Scale", about: "", value: spo2Scale, detail: { orderSet, reason }, reviewMs: reviewAt }];
      const signed = limits.map(({ rule, levels }): LaidDown => ({
        ...{ residentId, kind: "physicianLimit", about: rule, value: 1 },
        ...{ detail: { levels, orderSet, reason }, reviewMs: reviewAt },
      }));
      return [...scale, ...signed];
    });
    const from = await layDown(context, request, rows);
    return reply.code(201).send({ residents: residentIds.length, settings: rows.length, from });
  });
  const due = document("facilities", "listReviewsDue", "What physicians signed and should look at again, longest due first", {
    params,
    response: { 200: pageOf(ReviewDue) },
  });
  app.get("/facilities/:facilityId/reviews-due", { config: { action: "readReviewsDue" }, schema: due }, async (request) => {
    const { facilityId } = request.params;
    const residents = ports.directory.residents(facilityId);
    const hasNames = seesNames(ports, viewerOf(request), facilityId);
    return { items: reviewsDue(residents, ports.directory.careSettings, ports.clock.now(), hasNames), next: null };
  });
}
