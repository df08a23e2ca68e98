import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import type { Alert } from "../../domain/alert.ts";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { NewSearchNote, SearchView } from "../../domain/search-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { sightDuring } from "../location.ts";
import { searchView, zonesOf } from "../search-checklist.ts";
import { asActor, personOf, viewerId, viewerOf, type Viewer } from "../viewer.ts";

const params = Type.Object({ alertId: Id });

/** The search checklist of a wandering alert: everybody who looks ticks what they did. */
export function searchRoutes(app: App, { ports, audit, looked }: ApiContext): void {
  const alertOf = (request: FastifyRequest) => {
    const alert = request.target.found?.alert;
    if (alert?.kind !== "wandering")
      throw new AnhuError("NOT_FOUND", "looking for the search checklist: only an alert about wandering has one");
    return alert;
  };
  const viewOf = async (alert: Alert, viewer: Viewer): Promise<SearchView> => {
    const sight = sightDuring(ports, viewer, alert);
    const view = searchView(ports, viewer, alert, await ports.records.searchNotes(alert.id), sight);
    if (view.lastPosition !== null && alert.residentId !== null) looked(asActor(viewer), alert.residentId, sight.why);
    return view;
  };
  const read = document(
    "alerts",
    "readSearch",
    "Search checklist of a wandering alert: last place, photo, clothing, zones, family, and when to call 110",
    { params, response: { 200: SearchView } },
  );
  app.get("/alerts/:alertId/search", { config: { action: "readLocation" }, schema: read }, async (request) => {
    return viewOf(alertOf(request), viewerOf(request));
  });
  const tick = document("alerts", "noteSearch", "Tick or type something on the search checklist; nothing is overwritten", {
    params,
    body: NewSearchNote,
    response: { 201: SearchView },
  });
  app.post("/alerts/:alertId/search", { config: { action: "noteSearch" }, schema: tick }, async (request, reply) => {
    const alert = alertOf(request);
    const viewer = viewerOf(request);
    const { item, text = null, person } = request.body;
    if (alert.state === "resolved")
      throw new AnhuError("ALERT_CLOSED", `noting a search for alert ${alert.id}: it was resolved, and the search has ended with it`);
    if ((item === "photo" || item === "clothing") && (text?.trim() ?? "") === "")
      throw new AnhuError("BAD_INPUT", `noting ${item}: say in "text" where the photo lies or what the person wears`);
    if (item.startsWith("zone:") && !zonesOf(ports.directory.places(alert.facilityId)).some(({ id }) => `zone:${id}` === item))
      throw new AnhuError("BAD_INPUT", "ticking a zone: the facility has none of this id; read the checklist again");
    const { userId, name, role } = personOf(viewer, person);
    await ports.records.addSearchNote({ alertId: alert.id, item, text, atMs: ports.clock.now(), by: { userId, name, role } });
    audit({ actor: viewerId(viewer), role: viewer.role, action: "noteSearch", target: alert.id, result: "ok", detail: item });
    return reply.code(201).send(await viewOf(alert, viewer));
  });
}
