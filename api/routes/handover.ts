import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { HandoverSheet } from "../../domain/handover/sheet.ts";
import { NOT_SHOWN } from "../../domain/location-sight.ts";
import { mayDo } from "../../domain/rights.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { DocumentBundle } from "../fhir/schemas.ts";
import { FHIR_JSON, handoverDocument } from "../handover/document.ts";
import { gatherHandover, lookedIn, type HandoverReader } from "../handover/gather.ts";
import { languageOf } from "../link-pages.ts";
import { sightDuring } from "../location.ts";
import { notFound, relationsTo, type Target } from "../targets.ts";
import { asActor, viewerId, viewerOf, type Viewer } from "../viewer.ts";
import { seesNames } from "../views.ts";

/** The handover sheet for people who are signed in; a clinic's link opens the same sheet as a page (links.ts). */
export function handoverRoutes(app: App, context: ApiContext): void {
  const { options, ports, audit } = context;
  const read = document("alerts", "readHandover", "SBAR sheet of an alert as data; every reading is audited", {
    params: Type.Object({ alertId: Id }),
    response: { 200: HandoverSheet },
  });
  app.get("/alerts/:alertId/handover", { config: { action: "readHandover", isExempt: true }, schema: read }, async (request) => {
    const viewer = viewerOf(request);
    const { found } = request.target;
    if (found === null) throw notFound("alert");
    const reader = await readerOf(context, viewer, request.target);
    const sheet = await gatherHandover(ports, found, reader, options.simulated);
    lookedIn(context, sheet, asActor(viewer), reader);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "readHandover", target: found.alert.id, result: "ok" });
    return sheet;
  });
  const asFhir = document(
    "alerts",
    "readHandoverFhir",
    "The same sheet as a FHIR R4 document Bundle; `Accept-Language` decides on its words",
    {
      params: Type.Object({ alertId: Id }),
      response: { 200: DocumentBundle },
    },
  );
  app.get(
    "/alerts/:alertId/handover.fhir.json",
    { config: { action: "readHandover", isExempt: true }, schema: asFhir },
    async (request, reply) => {
      const viewer = viewerOf(request);
      const { found } = request.target;
      if (found === null) throw notFound("alert");
      const reader = await readerOf(context, viewer, request.target);
      const bundle = await handoverDocument(context, found, reader, asActor(viewer), languageOf(request.headers["accept-language"]));
      audit({ actor: viewerId(viewer), role: viewer.role, action: "readHandover", target: found.alert.id, result: "ok", detail: "fhir" });
      return reply.type(FHIR_JSON).serializer(JSON.stringify).send(bundle);
    },
  );
}
/** What a signed-in person may see of a sheet. */
export async function readerOf({ ports }: Pick<ApiContext, "ports">, viewer: Viewer, target: Target): Promise<HandoverReader> {
  const held = await relationsTo(ports, viewer, target);
  const names = seesNames(ports, viewer, target.facilityId ?? "");
  const phones = mayDo(viewer.role, "readContacts", held) ? "all" : viewer.role === "clinicStaff" ? "duty" : "none";
  const sight =
    target.found !== null && mayDo(viewer.role, "readLocation", held) ? sightDuring(ports, viewer, target.found.alert) : NOT_SHOWN;
  return { clinicId: viewer.user?.clinicId ?? null, names, staffNames: names, phones, sight, location: sight.isShown };
}
