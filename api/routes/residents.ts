import { Type } from "typebox";
import { DeviceView, NewResident } from "../../domain/api-admin-schemas.ts";
import { FeedEntry, Id, pageOf, PageQuery, ResidentPage, ResidentView, SignsQuery } from "../../domain/api-schemas.ts";
import type { Resident } from "../../domain/directory.ts";
import { AnhuError } from "../../domain/errors.ts";
import { ObservationView } from "../../domain/observation.ts";
import { actionForSign, mayDo } from "../../domain/rights.ts";
import { MAX_SERIES_POINTS, SeriesView } from "../../domain/series.ts";
import { signInfo, type SignKey } from "../../domain/signs.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { careLevel } from "../care-level.ts";
import { shownFrom, sightOf } from "../location.ts";
import { residentFeed } from "../feed.ts";
import { badCursor, instant, pageOfAll } from "../paging.ts";
import { forbidden } from "../rights.ts";
import { roomFor } from "../rooms.ts";
import { notFound, relationsTo } from "../targets.ts";
import { scopesOf, viewerId, viewerOf } from "../viewer.ts";
import { residentView, seesNames, tileView } from "../views.ts";
import { deviceView } from "./devices.ts";
import type { FastifyRequest } from "fastify";

const params = Type.Object({ residentId: Id });

/** The people who are cared for, and what is known of them. */
export function residentRoutes(app: App, { ports, audit }: ApiContext): void {
  const { directory, records, historian, holdings } = ports;
  const note = noteOf(audit);
  const list = document("residents", "listResidents", "Residents of a facility", {
    querystring: Type.Object({
      ...PageQuery,
      facility: Type.Optional(Id),
      q: Type.Optional(Type.String({ maxLength: 100, description: "part of a name or room" })),
    }),
    response: { 200: pageOf(ResidentView) },
  });
  app.get("/residents", { config: { action: "listResidents" }, schema: list }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing residents: say of which facility in ?facility=");
    const viewer = viewerOf(request);
    const { q = null, cursor = null, limit } = request.query;
    // Whoever may see no names must not find them by trying, nor in the order of the list and its cursor.
    const page = seesNames(ports, viewer, facilityId)
      ? await records.residents({ facilityId, query: q, cursor, limit })
      : pageOfAll(byRoom(facilityId, q), request.query);
    return { items: page.items.map((resident) => residentView(ports, viewer, resident)), next: page.next };
  });
  const add = document("residents", "addResident", "Add a resident", { body: NewResident, response: { 201: ResidentView } });
  app.post("/residents", { config: { action: "manageResidents" }, schema: add }, async (request, reply) => {
    const { facilityId, name, level, birthYear = null } = request.body;
    const place = await roomFor(records, request.body);
    const resident = await records.addResident({ facilityId, name, placeId: place.id, level: careLevel(level), birthYear });
    await ports.changed("residents");
    note(request, "addResident", resident.id);
    return reply.code(201).send(residentView(ports, viewerOf(request), resident));
  });
  const read = document("residents", "readResident", "One resident, and what is known right now", {
    params,
    response: { 200: ResidentPage },
  });
  app.get("/residents/:residentId", { config: { action: "readResident" }, schema: read }, async (request) => {
    const viewer = viewerOf(request);
    const resident = directory.resident(request.params.residentId);
    if (resident === undefined) throw notFound("resident");
    const tile = ports.live.tile(resident.id);
    return {
      resident: residentView(ports, viewer, resident),
      tile: tile === undefined ? null : tileView(ports, viewer, resident.facilityId, tile),
      scopes: [...scopesOf(viewer, resident.id)],
    };
  });
  const byRoom = (facilityId: string, q: string | null): readonly Resident[] => {
    const roomOf = ({ id, placeId }: Resident) => directory.roomName(id, placeId) ?? "";
    return directory
      .residents(facilityId)
      .filter((resident) => q === null || roomOf(resident).toLowerCase().includes(q.trim().toLowerCase()))
      .toSorted((a, b) => roomOf(a).localeCompare(roomOf(b), "zh-CN", { numeric: true }) || (a.id < b.id ? -1 : 1));
  };
  /** What of the range this viewer may read of the sign. Where somebody is, is shown by consent or during an alert alone, and each look is audited. */
  const mayRead = async (request: FastifyRequest, sign: SignKey, { fromMs, toMs }: ReturnType<typeof range>) => {
    const viewer = viewerOf(request);
    const { residentId } = request.target;
    const action = actionForSign(signInfo(sign).class);
    if (!mayDo(viewer.role, action, await relationsTo(ports, viewer, request.target))) throw forbidden(action);
    if (action !== "readLocation" || residentId === null) return { fromMs, toMs };
    const sight = sightOf(ports, viewer, residentId);
    const shownMs = shownFrom(sight, fromMs);
    if (shownMs >= toMs) throw forbidden(action);
    audit({ actor: viewerId(viewer), role: viewer.role, action, target: residentId, result: "ok", detail: sight.why });
    return { fromMs: shownMs, toMs };
  };
  const series = document("residents", "readSeries", "Minimum, maximum and mean per bucket, for a chart", {
    params,
    querystring: Type.Object({ ...SignsQuery, points: Type.Integer({ minimum: 10, maximum: MAX_SERIES_POINTS, default: 500 }) }),
    response: { 200: SeriesView },
  });
  app.get("/residents/:residentId/series", { config: { action: "readSigns" }, schema: series }, async (request) => {
    const { sign, from, to, points } = request.query;
    const { fromMs, toMs } = await mayRead(request, sign, range(from, to));
    const periods = holdings.periods(request.params.residentId, sign);
    const { bucketMs, resolution, points: found } = await historian.series({ periods, sign, fromMs, toMs, points });
    return { sign, unit: signInfo(sign).unit, fromMs, toMs, bucketMs, resolution, points: [...found] };
  });
  const observations = document("residents", "listObservations", "Single observations, oldest first", {
    params,
    querystring: Type.Object({ ...PageQuery, ...SignsQuery }),
    response: { 200: pageOf(ObservationView) },
  });
  app.get("/residents/:residentId/observations", { config: { action: "readSigns" }, schema: observations }, async (request) => {
    const { sign, from, to, limit, cursor } = request.query;
    const { fromMs, toMs } = await mayRead(request, sign, range(from, to));
    const afterMs = cursor === undefined ? null : Number(cursor);
    if (afterMs !== null && !Number.isSafeInteger(afterMs)) throw badCursor();
    const periods = holdings.periods(request.params.residentId, sign);
    const found = await historian.observations({ periods, sign, fromMs, toMs, limit, afterMs });
    const last = found.at(-1);
    const { unit } = signInfo(sign);
    return { items: found.map((item) => ({ ...item, unit })), next: last !== undefined && found.length >= limit ? String(last.at) : null };
  });
  const feed = document("residents", "readFeed", "What happened, newest first, as codes that the screen turns into sentences", {
    params,
    querystring: Type.Object(PageQuery),
    response: { 200: pageOf(FeedEntry) },
  });
  app.get("/residents/:residentId/feed", { config: { action: "readRhythm" }, schema: feed }, async (request) =>
    residentFeed(ports, viewerOf(request), request.target, request.query),
  );
  const devices = document("residents", "listResidentDevices", "Devices that the resident holds", {
    params,
    response: { 200: pageOf(DeviceView) },
  });
  app.get("/residents/:residentId/devices", { config: { action: "readDevices" }, schema: devices }, async (request) => {
    const all = await records.devices(request.target.facilityId ?? "");
    const { residentId } = request.params;
    const placeId = directory.resident(residentId)?.placeId;
    const held = all.filter(
      ({ assignment }) => assignment?.residentId === residentId || (placeId !== undefined && assignment?.placeId === placeId),
    );
    return { items: held.map((device) => deviceView(device, ports.live)), next: null };
  });
}
function range(from: string, to: string) {
  const fromMs = instant("from", from);
  const toMs = instant("to", to);
  if (toMs <= fromMs) throw new AnhuError("BAD_INPUT", "reading a range: ?to= must lie after ?from=");
  return { fromMs, toMs };
}
