import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { HandoverSheet } from "../../domain/handover/sheet.ts";
import { mayDo } from "../../domain/rights.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { DocumentBundle } from "../fhir/schemas.ts";
import { FHIR_JSON, handoverDocument } from "../handover/document.ts";
import { gatherHandover, type HandoverReader } from "../handover/gather.ts";
import { languageOf } from "../link-pages.ts";
import { notFound, relationsTo, type Target } from "../targets.ts";
import { viewerId, viewerOf, type Viewer } from "../viewer.ts";
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
    const sheet = await gatherHandover(ports, found, await readerOf(context, viewer, request.target), options.simulated);
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
      const bundle = await handoverDocument(context, found, reader, languageOf(request.headers["accept-language"]));
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
  return { clinicId: viewer.user?.clinicId ?? null, names, staffNames: names, phones, location: mayDo(viewer.role, "readLocation", held) };
}
