import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { FamilyView, OwnResidents } from "../../domain/family-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { makeFamilyPast } from "../family/past.ts";
import { contactsOf, familyView } from "../family/view.ts";
import { signedInUser, viewerOf } from "../viewer.ts";

/** What relatives read; nothing of it without a consent that holds at this moment (docs/family-page.md). */
export function familyViewRoutes(app: App, context: ApiContext): void {
  const { ports } = context;
  const { directory, records } = ports;
  const pastOf = makeFamilyPast(ports);
  const view = document("residents", "readFamilyView", "One resident for a relative: how they are, and what else they consented to", {
    params: Type.Object({ residentId: Id }),
    response: { 200: FamilyView },
  });
  app.get("/residents/:residentId/family-view", { config: { action: "readFamilyView" }, schema: view }, async (request) =>
    familyView(context, pastOf, viewerOf(request), request.params.residentId),
  );
  const own = document("residents", "listOwnResidents", "Residents of whom the relative may see something now", {
    response: { 200: OwnResidents },
  });
  app.get("/own-residents", { config: { action: "readOwnResidents" }, schema: own }, async (request) => {
    const viewer = viewerOf(request);
    const user = signedInUser(viewer, "listing one's residents");
    const seen = user.consents.filter(({ scopes }) => scopes.includes("state")).map(({ residentId }) => residentId);
    const all = (await records.consentsOfRelative(user.id)).map(({ residentId }) => residentId);
    const away = all.flatMap((id) => (seen.includes(id) ? [] : (directory.resident(id)?.facilityId ?? [])));
    const homes = new Set(away.filter((id) => id === (viewer.onlyFacilityId ?? id)));
    return {
      items: seen.flatMap((residentId) => {
        const resident = directory.resident(residentId);
        if (resident === undefined) return [];
        const { name, placeId, facilityId } = resident;
        return [{ residentId, name, room: directory.roomName(residentId, placeId), facility: directory.facility(facilityId)?.name ?? "" }];
      }),
      homes: [...homes].map((id) => ({ facility: directory.facility(id)?.name ?? "", contacts: contactsOf(ports, id) })),
    };
  });
}
