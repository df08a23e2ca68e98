import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { HandoverSheet } from "../../domain/handover/sheet.ts";
import { mayDo } from "../../domain/rights.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { gatherHandover, type HandoverReader } from "../handover/gather.ts";
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
}
/** What a signed-in person may see of a sheet. */
export async function readerOf({ ports }: Pick<ApiContext, "ports">, viewer: Viewer, target: Target): Promise<HandoverReader> {
  const held = await relationsTo(ports, viewer, target);
  const names = seesNames(ports, viewer, target.facilityId ?? "");
  const phones = mayDo(viewer.role, "readContacts", held) ? "all" : viewer.role === "clinicStaff" ? "duty" : "none";
  return { clinicId: viewer.user?.clinicId ?? null, names, staffNames: names, phones, location: mayDo(viewer.role, "readLocation", held) };
}
