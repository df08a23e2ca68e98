import { Type } from "typebox";
import {
  AddedDevice,
  AssignmentView,
  DeviceView,
  GatewayView,
  NewAssignment,
  NewDevice,
  NewGateway,
} from "../../domain/api-admin-schemas.ts";
import { Id, pageOf, PageQuery } from "../../domain/api-schemas.ts";
import { DRILL_KIND, ENTRY_KIND } from "../../domain/device-kinds.ts";
import type { DeviceNote } from "../../domain/device-note.ts";
import { AnhuError } from "../../domain/errors.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { inGroups } from "../groups.ts";
import { gatewayTopics, makeDevice, makeGateway } from "../make-devices.ts";
import { pageOfAll } from "../paging.ts";
import type { LiveView, Records } from "../ports.ts";
import { roomByName } from "../rooms.ts";

const params = Type.Object({ deviceId: Id });
const querystring = Type.Object({ ...PageQuery, facility: Type.Optional(Id) });
const retired = Type.Optional(Type.Boolean({ description: "those that are out of use, too" }));
/** Devices and gateways: their credentials, and who holds them. */
export function deviceRoutes(app: App, { ports, audit }: ApiContext): void {
  const { directory, live, records } = ports;
  const note = noteOf(audit);
  const list = document("devices", "listDevices", "Devices of a facility", {
    querystring: Type.Object({ ...querystring.properties, retired }),
    response: { 200: pageOf(DeviceView) },
  });
  app.get("/devices", { config: { action: "readDevices" }, schema: list }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing devices: say of which facility in ?facility=");
    const [devices, rows, labels] = await Promise.all([
      records.devices(facilityId),
      records.deviceNotes(facilityId),
      records.deviceLabels(facilityId),
    ]);
    const serials = new Map(labels.map(({ deviceId, serial }) => [deviceId, serial]));
    const notes = new Map(rows.map((note) => [note.deviceId, note]));
    const shown = devices.filter(({ id }) => request.query.retired === true || (notes.get(id)?.retiredAtMs ?? null) === null);
    return pageOfAll(
      shown.map((device) => ({ ...deviceView(device, live, notes.get(device.id)), serial: serials.get(device.id) ?? null })),
      request.query,
    );
  });
  const add = document("devices", "addDevice", "Add a device, or `count` equal ones; passwords are shown once", {
    body: NewDevice,
    response: { 201: Type.Union([AddedDevice, Type.Array(AddedDevice)]) },
  });
  app.post("/devices", { config: { action: "manageDevices" }, schema: add }, async (request, reply) => {
    const { facilityId, kind, residentId = null, room, gatewayId = null, address = null, count } = request.body;
    if (residentId !== null && room !== undefined) throw bad("a device is held by a resident or a room, not by both");
    if ((gatewayId === null) !== (address === null)) throw bad("a gateway and the device's name there belong together");
    if (address !== null && (count ?? 1) > 1) throw bad("several devices cannot have one name behind a gateway");
    if (gatewayId !== null && directory.gateway(gatewayId)?.facilityId !== facilityId) throw bad("the facility has no such gateway");
    const placeId = room === undefined ? null : (await roomByName(records, facilityId, room)).id;
    const wanted = Array.from({ length: count ?? 1 }, () => ({ facilityId, kind, gatewayId, address, residentId, placeId }));
    const made: AddedDevice[] = await inGroups(wanted, (device) => makeDevice(ports, device));
    await ports.changed("devices");
    for (const { id } of made) note(request, "addDevice", id);
    const [first] = made;
    return reply.code(201).send(count === undefined && first !== undefined ? first : made);
  });
  const assign = document("devices", "assignDevice", "Give the device to a resident or a place, or take it back", {
    params,
    body: NewAssignment,
    response: { 200: AssignmentView },
  });
  app.post("/devices/:deviceId/assignment", { config: { action: "manageDevices" }, schema: assign }, async (request) => {
    const { deviceId } = request.params;
    const { residentId, placeId = null } = request.body;
    const { facilityId } = request.target;
    if (residentId !== null && placeId !== null) throw bad("a device is held by a resident or a place, not by both");
    const device = directory.device(deviceId);
    if (device === undefined) throw bad("a gateway is not given to anybody, only a device is");
    if (device.kind === DRILL_KIND) throw bad("a drill device belongs to nobody: a drill touches no resident");
    if (device.kind === ENTRY_KIND) throw bad("what was typed for a resident stays with that resident");
    if (residentId !== null && directory.resident(residentId)?.facilityId !== facilityId) throw bad("the facility has no such resident");
    if (placeId !== null && directory.place(placeId)?.facilityId !== facilityId) throw bad("the facility has no such place");
    if ((await records.deviceNotes(device.facilityId)).some((note) => note.deviceId === deviceId && note.retiredAtMs !== null))
      throw new AnhuError("CONFLICT", `assigning device ${deviceId}: it is out of use; take another one`);
    const assignment = await records.assignDevice({ deviceId, residentId, placeId, atMs: ports.clock.now() });
    await ports.assigned(assignment);
    await ports.changed("devices");
    note(request, "assignDevice", deviceId, residentId ?? placeId ?? "taken back");
    return assignment;
  });
  const revoke = document("devices", "revokeDevice", "End the credential of a device or gateway; its connection is closed", {
    params,
    response: { 204: Type.Null() },
  });
  app.post("/devices/:deviceId/revoke", { config: { action: "manageDevices" }, schema: revoke }, async (request, reply) => {
    const { deviceId } = request.params;
    await records.revokeCredential(deviceId);
    await ports.changed("devices");
    await ports.revoked(deviceId);
    note(request, "revokeDevice", deviceId);
    return reply.code(204).send(null);
  });
  const gateways = document("devices", "listGateways", "Gateways of a facility", { querystring, response: { 200: pageOf(GatewayView) } });
  app.get("/gateways", { config: { action: "readDevices" }, schema: gateways }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing gateways: say of which facility in ?facility=");
    return pageOfAll(await records.gateways(facilityId), request.query);
  });
  const addGateway = document("devices", "addGateway", "Add a gateway; its password is shown once", {
    body: NewGateway,
    response: { 201: AddedDevice },
  });
  app.post("/gateways", { config: { action: "manageDevices" }, schema: addGateway }, async (request, reply) => {
    const { facilityId, dialect, room } = request.body;
    const placeId = room === undefined ? null : (await roomByName(records, facilityId, room)).id;
    const { id, password } = await makeGateway(ports, { facilityId, dialect, placeId });
    await ports.changed("devices");
    note(request, "addGateway", facilityId, id);
    return reply.code(201).send({ id, username: id, password, topics: gatewayTopics(facilityId, id, dialect) });
  });
}
type ListedDevice = Awaited<ReturnType<Records["devices"]>>[number];
/** A device with what the live picture knows of it. */
export function deviceView(device: ListedDevice, live: LiveView, note?: DeviceNote): DeviceView {
  const { id, facilityId, kind, gatewayId, address, revoked, assignment } = device;
  const { residentId = null, placeId = null, fromMs: heldSince = null } = assignment ?? {};
  const health = live.health(id);
  return {
    ...{ id, facilityId, kind, gatewayId, address, residentId, placeId, heldSince, revoked },
    online: health?.isOnline ?? null,
    lastReceivedAt: health?.lastReceivedAtMs ?? null,
    battery: health?.battery ?? null,
    worn: health?.isWorn ?? null,
    charging: health?.isCharging ?? null,
    signal: health?.signal ?? null,
    batteryAt: health?.batteryAtMs ?? null,
    ...{ label: note?.label ?? null, retiredAt: note?.retiredAtMs ?? null },
  };
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `setting up a device: ${why}; correct the request`);
}
