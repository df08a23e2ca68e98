import { Type } from "typebox";
import { ReachView } from "../../domain/reach-view.ts";
import { Id } from "../../domain/api-schemas.ts";
import { holdsAt } from "../../domain/contract.ts";
import { mayDo } from "../../domain/rights.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { relationsNow } from "../targets.ts";
import { viewerOf } from "../viewer.ts";

/** Can the clinics be told? When not: whom to phone. */
export function reachRoutes(app: App, { ports }: ApiContext): void {
  const { annunciators, directory, clock } = ports;
  const schema = document("facilities", "readReach", "Whether the clinics can be told now; else the phones to call", {
    params: Type.Object({ facilityId: Id }),
    response: { 200: ReachView },
  });
  app.get("/facilities/:facilityId/reach", { config: { action: "readWall" }, schema }, async (request) => {
    const { facilityId } = request.params;
    const { state, sinceMs } = annunciators.reach(facilityId);
    const viewer = viewerOf(request);
    const maySee = mayDo(viewer.role, "readContacts", relationsNow(ports, viewer, request.target));
    const ofClinics = directory
      .contracts(facilityId)
      .filter((contract) => holdsAt(contract, clock.now()))
      .toSorted((a, b) => a.priority - b.priority)
      .flatMap(({ clinicId, dutyPhone }) =>
        dutyPhone === null ? [] : [{ role: "clinic", name: directory.clinic(clinicId)?.name ?? clinicId, phone: dutyPhone }],
      );
    const ofHome = directory.contacts(facilityId, null).map(({ role, name, phone }) => ({ role, name, phone }));
    return { facilityId, state, since: sinceMs, phones: maySee ? [...ofClinics, ...ofHome] : [] };
  });
}
