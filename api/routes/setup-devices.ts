import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { deviceCode, readDeviceCode } from "../../domain/device-code.ts";
import { AnhuError } from "../../domain/errors.ts";
import {
  DeviceByCode,
  LabelledDevice,
  MqttAddress,
  NewLabelledDevice,
  SimulatorRequest,
  SimulatorRun,
  SimulatorState,
} from "../../domain/setup.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { makeDevice } from "../make-devices.ts";
import { notFound } from "../targets.ts";
import { deviceView } from "./devices.ts";

const ofFacility = Type.Object({ facilityId: Id });

/** Devices by what is printed on them, where they connect, and one that the server plays itself. */
export function setupDeviceRoutes(app: App, { ports, audit }: ApiContext): void {
  const { records, directory, live, simulator } = ports;
  const note = noteOf(audit);
  const find = document("devices", "findDeviceByCode", "Whose label was scanned or typed: our code, or the maker's number", {
    params: ofFacility,
    querystring: Type.Object({ text: Type.String({ minLength: 1, maxLength: 500 }) }),
    response: { 200: DeviceByCode },
  });
  app.get("/facilities/:facilityId/device-by-code", { config: { action: "readDevices" }, schema: find }, async (request) => {
    const { facilityId } = request.params;
    const read = readDeviceCode(request.query.text);
    if (read === null) throw new AnhuError("BAD_INPUT", "reading a device's label: neither a code of this server nor a maker's number");
    const [devices, labels] = await Promise.all([records.devices(facilityId), records.deviceLabels(facilityId)]);
    const labelOf = (deviceId: string) => labels.find((label) => label.deviceId === deviceId);
    const byCode = read.type === "code" ? devices.find(({ id }) => deviceCode(id) === read.code) : undefined;
    // A maker's number may look like one of our codes.
    const serial = read.type === "serial" ? read.serial : read.code.replace("-", "");
    const device = byCode ?? devices.find(({ id }) => labelOf(id)?.serial?.toUpperCase() === serial);
    if (device === undefined) return { device: null, code: null, serial, simulated: false };
    const label = labelOf(device.id);
    return {
      device: deviceView(device, live),
      code: deviceCode(device.id),
      serial: label?.serial ?? null,
      simulated: (label?.simulatedUntilMs ?? null) !== null,
    };
  });
  const add = document("devices", "addLabelledDevice", "Add one device with the number on its label; the password is shown once", {
    params: ofFacility,
    body: NewLabelledDevice,
    response: { 201: LabelledDevice },
  });
  app.post("/facilities/:facilityId/labelled-devices", { config: { action: "manageDevices" }, schema: add }, async (request, reply) => {
    const { facilityId } = request.params;
    const { kind, residentId = null, placeId = null, serial = null } = request.body;
    const bad = (why: string) => new AnhuError("BAD_INPUT", `adding a device: ${why}; correct the request`);
    if (residentId !== null && placeId !== null) throw bad("it is held by a resident or a place, not by both");
    if (residentId !== null && directory.resident(residentId)?.facilityId !== facilityId) throw bad("the facility has no such resident");
    if (placeId !== null && directory.place(placeId)?.facilityId !== facilityId) throw bad("the facility has no such place");
    if (serial !== null && (await records.deviceLabels(facilityId)).some((label) => label.serial?.toUpperCase() === serial))
      throw new AnhuError("CONFLICT", "adding a device: another device of the facility has this number; look it up by the number");
    const device = await makeDevice(ports, { facilityId, kind, gatewayId: null, address: null, residentId, placeId, serial });
    await ports.changed("devices");
    note(request, "addDevice", device.id);
    return reply.code(201).send({ device, code: deviceCode(device.id), mqtt: ports.mqttAddress() });
  });
  const address = document("devices", "readMqttAddress", "Where devices connect", { params: ofFacility, response: { 200: MqttAddress } });
  app.get("/facilities/:facilityId/mqtt-address", { config: { action: "manageDevices" }, schema: address }, async () =>
    ports.mqttAddress(),
  );

  const path = "/facilities/:facilityId/setup-simulator";
  const running = document("setup", "readSimulator", "The simulated device of the set-up, if one runs", {
    params: ofFacility,
    response: { 200: SimulatorState },
  });
  app.get(path, { config: { action: "manageFacilities" }, schema: running }, async (request) => ({
    run: simulator.running(request.params.facilityId),
  }));
  const start = document("setup", "startSimulator", "Let the server play a wristband for some minutes; it ends by itself", {
    params: ofFacility,
    body: SimulatorRequest,
    response: { 201: SimulatorRun },
  });
  app.post(path, { config: { action: "manageFacilities" }, schema: start }, async (request, reply) => {
    const { facilityId } = request.params;
    const { residentId } = request.body;
    if (directory.resident(residentId)?.facilityId !== facilityId) throw notFound("resident");
    const run = await simulator.start({ facilityId, residentId });
    note(request, "startSimulator", run.residentId, run.deviceId);
    return reply.code(201).send(run);
  });
  const stop = document("setup", "stopSimulator", "End the simulated device", { params: ofFacility, response: { 204: Type.Null() } });
  app.delete(path, { config: { action: "manageFacilities" }, schema: stop }, async (request, reply) => {
    const { facilityId } = request.params;
    const run = simulator.running(facilityId);
    await simulator.stop(facilityId);
    if (run !== null) note(request, "stopSimulator", run.residentId, run.deviceId);
    return reply.code(204).send(null);
  });
}
