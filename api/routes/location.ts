import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import { Id, Instant } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { CURRENT_FOR_MS } from "../../domain/location-sight.ts";
import { HomeLocations, LocationConsentView, LocationView, NewLocationConsent } from "../../domain/location-view.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { consentViews, fixView, lastSeenWithin, roomSeen, sightOf, trailOf } from "../location.ts";
import { instant } from "../paging.ts";
import { notFound } from "../targets.ts";
import { asActor, signedInUser, viewerOf } from "../viewer.ts";

const ofResident = Type.Object({ residentId: Id });

/** Where residents are: shown by consent or during an alert alone, whoever asks (location-sight.ts), and every look is written down. */
export function locationRoutes(app: App, { ports, audit, looked }: ApiContext): void {
  const { directory, records, clock } = ports;
  const read = document("residents", "readLocation", "Where the resident is, the way there, and why this is shown or not", {
    params: ofResident,
    querystring: Type.Object({ from: Type.Optional(Instant), to: Type.Optional(Instant) }),
    response: { 200: LocationView },
  });
  app.get("/residents/:residentId/location", { config: { action: "readLocation" }, schema: read }, async (request) => {
    const { residentId } = request.params;
    const viewer = viewerOf(request);
    const sight = sightOf(ports, viewer, residentId);
    const { isShown, why, fromMs } = sight;
    const { from, to } = request.query;
    const nowMs = clock.now();
    const toMs = to === undefined ? nowMs : instant("to", to);
    const wantedMs = from === undefined ? null : instant("from", from);
    if (wantedMs !== null && wantedMs >= toMs) throw new AnhuError("BAD_INPUT", "reading a way: ?to= must lie after ?from=");
    const hasTrail = fromMs !== null && wantedMs !== null && toMs > fromMs;
    const way = hasTrail
      ? await trailOf(ports, residentId, { fromMs: Math.max(wantedMs, fromMs), toMs })
      : { trail: [], isTrailCut: false };
    if (isShown) looked(asActor(viewer), residentId, why);
    return {
      residentId,
      sight: { isShown, why },
      fromMs,
      currentForMs: CURRENT_FOR_MS,
      position: fixView(lastSeenWithin(ports, residentId, sight).position),
      ...way,
      room: roomSeen(ports, viewer, residentId, sight),
      consents: consentViews(ports, viewer, residentId),
    };
  });
  const home = document("facilities", "readHomeLocations", "In which room everybody was noticed; a position only during an alert", {
    params: Type.Object({ facilityId: Id }),
    response: { 200: HomeLocations },
  });
  app.get("/facilities/:facilityId/locations", { config: { action: "readLocation" }, schema: home }, async (request) => {
    const viewer = viewerOf(request);
    const items = directory.residents(request.params.facilityId).map(({ id, placeId }) => {
      const sight = sightOf(ports, viewer, id);
      const isOpen = sight.isShown && sight.why === "alert";
      const position = isOpen ? fixView(lastSeenWithin(ports, id, sight).position) : null;
      const { isShown, why } = sight;
      if (position !== null) looked(asActor(viewer), id, why);
      return { residentId: id, homePlaceId: placeId, sight: { isShown, why }, position, room: roomSeen(ports, viewer, id, sight) };
    });
    return { at: clock.now(), currentForMs: CURRENT_FOR_MS, items };
  });

  type Word = Readonly<{ giver: LocationConsentView["giver"]; note?: string }>;
  /** Holds at once: no rule reads it, and a no must not wait. */
  const say = async (request: FastifyRequest, residentId: string, value: 0 | 1, { giver, note }: Word): Promise<LocationConsentView[]> => {
    const viewer = viewerOf(request);
    const user = signedInUser(viewer, "recording a consent");
    if (directory.resident(residentId) === undefined) throw notFound("resident");
    const reason = note?.trim() ?? "";
    await records.addCareSettings([
      {
        ...{ residentId, kind: "locationConsent", about: "", value, detail: { giver, ...(reason === "" ? {} : { reason }) } },
        ...{ fromMs: clock.now(), reviewMs: null, byUserId: user.id, byName: user.name, byRole: user.role },
      },
    ]);
    await ports.changed("careSettings");
    const detail = value === 1 ? `given by ${giver}` : `ended by ${giver}`;
    audit({ actor: user.id, role: user.role, action: "locationConsent", target: residentId, result: "ok", detail });
    return consentViews(ports, viewer, residentId);
  };
  const Words = Type.Object({ items: Type.Array(LocationConsentView) });
  const give = document("residents", "recordLocationConsent", "Record that the resident, or who decides for them, consents to be located", {
    ...{ params: ofResident, body: NewLocationConsent, response: { 201: Words } },
  });
  app.post(
    "/residents/:residentId/location-consent",
    { config: { action: "recordLocationConsent" }, schema: give },
    async (request, reply) => reply.code(201).send({ items: await say(request, request.params.residentId, 1, request.body) }),
  );
  const end = document(
    "residents",
    "endLocationConsent",
    "Switch it off at the resident's word; an alert shows the location all the same",
    {
      ...{ params: ofResident, body: NewLocationConsent, response: { 201: Words } },
    },
  );
  app.post(
    "/residents/:residentId/location-consent/end",
    { config: { action: "endLocationConsent" }, schema: end },
    async (request, reply) => reply.code(201).send({ items: await say(request, request.params.residentId, 0, request.body) }),
  );
}
