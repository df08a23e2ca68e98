import { Type } from "typebox";
import { AlertNext, type NextTold } from "../../domain/alert-next.ts";
import { AlertWhy } from "../../domain/alert-why.ts";
import { FacilityView, Id, Nullable } from "../../domain/api-schemas.ts";
import { Call120View } from "../../domain/call-120.ts";
import { AnhuError } from "../../domain/errors.ts";
import { mayDo } from "../../domain/rights.ts";
import { reasonsText, type RouteDecision } from "../../domain/tell-reason.ts";
import { call120View } from "../call-120.ts";
import { clinicWhyViews } from "../clinic-why.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { notFound, relationsTo } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";
import { whoIs } from "../who-is.ts";

const params = Type.Object({ alertId: Id });
const Detail = Type.Object(
  {
    address: Nullable(Type.String({ minLength: 1, maxLength: 200, description: "where an ambulance drives to" })),
    callbackPhone: Nullable(Type.String({ minLength: 3, maxLength: 30, description: "where 120 rings back" })),
    familyAfterMinutes: Nullable(
      Type.Integer({ minimum: 1, maximum: 240, description: "the family hears so late of what nobody has taken; null: 10" }),
    ),
  },
  { additionalProperties: false },
);

/** Why somebody was told and others were not, and the words for 120. */
export function whyRoutes(app: App, { ports, audit }: ApiContext): void {
  const why = document(
    "alerts",
    "readWhy",
    "Which clinics were told of an alert and why, and why others were not: at every step, and now",
    { params, response: { 200: AlertWhy } },
  );
  app.get("/alerts/:alertId/why", { config: { action: "readWhoWillBeTold" }, schema: why }, async (request) => {
    const found = request.target.found;
    if (found === null) throw notFound("alert");
    const { alert, timeline } = found;
    const viewer = viewerOf(request);
    const hasPhones = mayDo(viewer.role, "readContacts", await relationsTo(ports, viewer, request.target));
    const view = (decision: RouteDecision) => ({
      ...{ at: decision.atMs, prompted120: decision.prompted120 },
      clinics: clinicWhyViews(ports, alert.facilityId, decision, hasPhones),
    });
    const isOpen = alert.state !== "resolved" && alert.medical.owed;
    return {
      alertId: alert.id,
      now: isOpen ? view(ports.escalation.decision(alert, timeline)) : null,
      decisions: (await ports.escalation.decisions(alert.id)).map(view),
    };
  });
  const next = document("alerts", "readNext", "Who is told at the next step of each track, and when, if nobody acts", {
    params,
    response: { 200: AlertNext },
  });
  app.get("/alerts/:alertId/next", { config: { action: "readWhoWillBeTold" }, schema: next }, async (request) => {
    const found = request.target.found;
    if (found === null) throw notFound("alert");
    const { alert, timeline } = found;
    const { facilityId, residentId } = alert;
    const viewer = viewerOf(request);
    const hasPhones = mayDo(viewer.role, "readContacts", await relationsTo(ports, viewer, request.target));
    const clinics = clinicWhyViews(ports, facilityId, ports.escalation.decision(alert, timeline), hasPhones);
    const steps = ports.escalation.upcoming(alert, timeline).map(({ track, atMs, items }) => {
      const who = whoIs(ports, viewer, { facilityId, residentId, atMs, hasPhones, clinics });
      const told = items.map((item): NextTold => {
        return { target: item.target, how: item.how, who: who(item), gap: item.isGap, explained: reasonsText(item.reasons) };
      });
      return { track, at: atMs, items: told };
    });
    return { alertId: alert.id, steps };
  });
  const words = document("alerts", "readCall120", "The words to read out to 120 about a critical alert, and when to call", {
    params,
    response: { 200: Call120View },
  });
  app.get("/alerts/:alertId/call-120", { config: { action: "readCall120" }, schema: words }, async (request) => {
    const alert = request.target.found?.alert;
    if (alert === undefined) throw notFound("alert");
    return call120View(ports, alert);
  });
  const put = document("facilities", "putFacilityDetail", "Where an ambulance drives to, where 120 rings back, when the family hears", {
    params: Type.Object({ facilityId: Id }),
    body: Detail,
    response: { 200: FacilityView },
  });
  app.put("/facilities/:facilityId/detail", { config: { action: "manageFacilityDetail" }, schema: put }, async (request) => {
    const { facilityId } = request.params;
    const viewer = viewerOf(request);
    const { address, callbackPhone, familyAfterMinutes } = request.body;
    const tidy = (text: string | null) => (text === null || text.trim() === "" ? null : text.trim());
    await ports.records.setFacilityDetail({
      ...{ facilityId, address: tidy(address), callbackPhone: tidy(callbackPhone) },
      familyAfterMs: familyAfterMinutes === null ? null : familyAfterMinutes * 60_000,
    });
    await ports.changed("facilities");
    audit({ actor: viewerId(viewer), role: viewer.role, action: "manageFacilityDetail", target: facilityId, result: "ok" });
    const facility = ports.directory.facility(facilityId);
    if (facility === undefined) throw new AnhuError("NOT_FOUND", `changing facility ${facilityId}: it was removed meanwhile`);
    return facility;
  });
}
