import { Type } from "typebox";
import { isAnnunciatorKind, PLAIN_ANNUNCIATOR, type Annunciator, type AnnunciatorSettings } from "../../domain/annunciator.ts";
import { AnnunciatorChange, AnnunciatorTest, AnnunciatorView, NewAnnunciator } from "../../domain/annunciator-view.ts";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { SomebodyWasFirst } from "../error-handler.ts";
import { pageOfAll } from "../paging.ts";
import { notFound } from "../targets.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const params = Type.Object({ annunciatorId: Id });

/** Lights, sirens, speakers, pagers and relays of a home: what each announces, and a test of each. */
export function annunciatorRoutes(app: App, { ports, audit }: ApiContext): void {
  const { annunciators, directory, live } = ports;
  const note = noteOf(audit);
  const view = ({ changedByUserId: _, ...one }: Annunciator): AnnunciatorView => {
    const told = annunciators.told(one.id);
    const device = directory.device(one.deviceId);
    return {
      ...one,
      kind: device !== undefined && isAnnunciatorKind(device.kind) ? device.kind : "corridorLight",
      online: live.health(one.deviceId)?.isOnline ?? null,
      announced: told?.show.announced ?? "off",
      sounding: told?.show.isSounding ?? false,
      text: told?.show.text ?? null,
      sentAt: told?.sentAtMs ?? null,
      confirmedAt: told?.confirmedAtMs ?? null,
    };
  };
  /** @throws {AnhuError} `BAD_INPUT` when zone or carrier are of another home */
  const checked = (facilityId: string, settings: AnnunciatorSettings): AnnunciatorSettings => {
    const placeIds = [settings.zone, ...settings.rota.map(({ zone }) => zone)].flatMap((zone) => zone.placeIds);
    if (placeIds.some((id) => directory.place(id)?.facilityId !== facilityId)) throw bad("a place of its zone is none of the facility");
    const { carriedBy } = settings;
    if (carriedBy !== null && ports.escalation.staff(carriedBy)?.facilityId !== facilityId) throw bad("who carries it does not work there");
    return settings;
  };
  const found = (annunciatorId: string): Annunciator => {
    const one = annunciators.find(annunciatorId);
    if (one === undefined) throw notFound("annunciator");
    return one;
  };
  /** Who works there may be named to those who work there. */
  const wasFirst = (error: unknown, annunciatorId: string): unknown => {
    if (!(error instanceof AnhuError) || error.code !== "CONFLICT") return error;
    const winner = annunciators.find(annunciatorId)?.changedByUserId ?? null;
    const name = winner === null ? undefined : ports.escalation.staff(winner)?.name;
    return name === undefined ? error : new SomebodyWasFirst(error, name);
  };
  const list = document("devices", "listAnnunciators", "Annunciators of a facility, with what each should show now", {
    querystring: Type.Object({ ...PageQuery, facility: Type.Optional(Id) }),
    response: { 200: pageOf(AnnunciatorView) },
  });
  app.get("/annunciators", { config: { action: "readAnnunciators" }, schema: list }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing annunciators: say of which facility in ?facility=");
    return pageOfAll(annunciators.list(facilityId).map(view), request.query);
  });
  const add = document("devices", "addAnnunciator", "Make a device of an annunciator kind announce for a zone", {
    body: NewAnnunciator,
    response: { 201: AnnunciatorView },
  });
  app.post("/annunciators", { config: { action: "manageAnnunciators" }, schema: add }, async (request, reply) => {
    const { facilityId, deviceId, ...body } = request.body;
    const device = directory.device(deviceId);
    if (device?.facilityId !== facilityId || !isAnnunciatorKind(device.kind))
      throw bad("the facility has no such device of a kind that can announce");
    if (device.gatewayId !== null && directory.gateway(device.gatewayId)?.dialect !== "zigbee2mqtt")
      throw bad("its gateway speaks a dialect that carries no commands; use Zigbee2MQTT or a device that signs in itself");
    const settings = checked(facilityId, { ...PLAIN_ANNUNCIATOR, ...body });
    const added = await annunciators.add({ facilityId, deviceId, ...settings });
    note(request, "addAnnunciator", added.id);
    return reply.code(201).send(view(added));
  });
  const change = document("devices", "changeAnnunciator", "Change zone, hours, volume or what it announces", {
    params,
    body: AnnunciatorChange,
    response: { 200: AnnunciatorView },
  });
  app.patch("/annunciators/:annunciatorId", { config: { action: "manageAnnunciators" }, schema: change }, async (request) => {
    const { id, facilityId, deviceId, version, changedByUserId: _, ...before } = found(request.params.annunciatorId);
    const { basedOn = version, ...changes } = request.body;
    const settings = checked(facilityId, { ...before, ...changes });
    const next = { id, facilityId, deviceId, version: basedOn, ...settings };
    const changed = await annunciators.set(next, viewerId(viewerOf(request))).catch((error: unknown) => {
      throw wasFirst(error, id);
    });
    note(request, "changeAnnunciator", id);
    return view(changed);
  });
  const remove = document("devices", "removeAnnunciator", "It announces nothing any more; what it shows is turned off", {
    params,
    response: { 204: Type.Null() },
  });
  app.delete("/annunciators/:annunciatorId", { config: { action: "manageAnnunciators" }, schema: remove }, async (request, reply) => {
    const one = found(request.params.annunciatorId);
    await annunciators.remove(one);
    note(request, "removeAnnunciator", one.id);
    return reply.code(204).send(null);
  });
  const test = document("devices", "testAnnunciator", "Show and sound a test for some seconds; an alert of its zone ends it", {
    params,
    body: AnnunciatorTest,
    response: { 200: AnnunciatorView },
  });
  app.post("/annunciators/:annunciatorId/test", { config: { action: "manageAnnunciators" }, schema: test }, async (request) => {
    const one = found(request.params.annunciatorId);
    annunciators.test(one, request.body.seconds);
    note(request, "testAnnunciator", one.id);
    return view(one);
  });
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `setting up an annunciator: ${why}; correct the request`);
}
