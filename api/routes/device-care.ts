import { Type } from "typebox";
import { AssignmentView, DeviceNoteBody, DeviceReplacement } from "../../domain/api-admin-schemas.ts";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import { DRILL_KIND, ENTRY_KIND } from "../../domain/device-kinds.ts";
import { AnhuError } from "../../domain/errors.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { notFound } from "../targets.ts";

const params = Type.Object({ deviceId: Id });

/** A device over its life: what it is called, who held it when, what takes its place, its end. */
export function deviceCareRoutes(app: App, { ports, audit }: ApiContext): void {
  const { directory, records } = ports;
  const note = noteOf(audit);
  /** @throws {AnhuError} `NOT_FOUND` for a gateway; `CONFLICT` for a device that is out of use */
  async function inUse(deviceId: string) {
    const facilityId = directory.device(deviceId)?.facilityId;
    if (facilityId === undefined) throw notFound("device");
    const [devices, notes] = await Promise.all([records.devices(facilityId), records.deviceNotes(facilityId)]);
    const device = devices.find(({ id }) => id === deviceId);
    if (device === undefined) throw notFound("device");
    if (device.kind === DRILL_KIND || device.kind === ENTRY_KIND) throw bad("the server itself keeps this one; it is no hardware");
    if (notes.some((one) => one.deviceId === deviceId && one.retiredAtMs !== null))
      throw new AnhuError("CONFLICT", `changing device ${deviceId}: it is out of use; take another one`);
    return device;
  }
  async function give(deviceId: string, residentId: string | null, placeId: string | null): Promise<void> {
    await ports.assigned(await records.assignDevice({ deviceId, residentId, placeId, atMs: ports.clock.now() }));
  }
  const history = document("devices", "listAssignments", "Who held the device when, newest first", {
    params,
    response: { 200: pageOf(AssignmentView) },
  });
  app.get("/devices/:deviceId/assignments", { config: { action: "manageDevices" }, schema: history }, async (request) => ({
    items: [...(await records.assignments(request.params.deviceId))],
    next: null,
  }));
  const name = document("devices", "setDeviceNote", "Say what a device is called, and its maker's number", {
    params,
    body: DeviceNoteBody,
    response: { 204: Type.Null() },
  });
  app.put("/devices/:deviceId/note", { config: { action: "manageDevices" }, schema: name }, async (request, reply) => {
    const { deviceId } = request.params;
    const { label } = request.body;
    const serial = request.body.serial?.toUpperCase() ?? null;
    const { facilityId } = await inUse(deviceId);
    await records.nameDevice({ deviceId, facilityId, label, serial });
    note(request, "setDeviceNote", deviceId);
    return reply.code(204).send(null);
  });
  const replace = document(
    "devices",
    "replaceDevice",
    "Another device of the home takes its place, from now on; this one is held by nobody",
    {
      params,
      body: DeviceReplacement,
      response: { 204: Type.Null() },
    },
  );
  app.post("/devices/:deviceId/replacement", { config: { action: "manageDevices" }, schema: replace }, async (request, reply) => {
    const { deviceId } = request.params;
    const next = request.body.deviceId;
    const old = await inUse(deviceId);
    const other = directory.device(next)?.facilityId === old.facilityId ? await inUse(next) : null;
    if (other === null || next === deviceId) throw bad("name another device of this home");
    if (other.kind !== old.kind) throw bad("the new device is of another kind and would notice other things");
    const { residentId = null, placeId = null } = old.assignment ?? {};
    if (residentId === null && placeId === null) throw bad("nobody holds the device that is to be replaced");
    const held = other.assignment;
    const isFree = held === null || (held.residentId === null && held.placeId === null);
    if (!isFree && (held.residentId !== residentId || held.placeId !== placeId))
      throw new AnhuError("CONFLICT", `replacing device ${deviceId}: somebody else holds ${next}; take it back first, or name another one`);
    if (other.revoked)
      throw new AnhuError("CONFLICT", `replacing device ${deviceId}: the credential of ${next} has ended; name another one`);
    // First the new one: for a moment both are there, never none.
    await give(next, residentId, placeId);
    await give(deviceId, null, null);
    await ports.changed("devices");
    note(request, "replaceDevice", deviceId, `by ${next}`);
    return reply.code(204).send(null);
  });
  const retire = document("devices", "retireDevice", "Out of use for good: held by nobody, its credential ends; its past stays", {
    params,
    response: { 204: Type.Null() },
  });
  app.post("/devices/:deviceId/retire", { config: { action: "manageDevices" }, schema: retire }, async (request, reply) => {
    const { deviceId } = request.params;
    await inUse(deviceId);
    await ports.assigned(await records.retireDevice({ deviceId, atMs: ports.clock.now() }));
    await ports.changed("devices");
    await ports.revoked(deviceId);
    note(request, "retireDevice", deviceId);
    return reply.code(204).send(null);
  });
}
function bad(why: string): AnhuError {
  return new AnhuError("BAD_INPUT", `changing a device: ${why}; correct the request`);
}
