import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { ENTRY_KIND } from "../../domain/device-kinds.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { viewerId, viewerOf } from "../viewer.ts";

const Confirmed = Type.Object(
  {
    deviceId: Type.String(),
    residentId: Type.String(),
    wasReassigned: Type.Boolean({ description: "it was another's, or nobody's, until now" }),
    heldSince: Type.Integer({ description: "ms since the epoch" }),
  },
  { $id: "ConfirmedWearer", additionalProperties: false },
);
/** Watch and resident scanned together: after a charging round, or when two watches may have been swapped. */
export function wearerRoutes(app: App, { ports, audit }: ApiContext): void {
  const confirm = document(
    "devices",
    "confirmWearer",
    "Scan of a device and its wearer: confirms who holds it, or gives it to who was scanned; ends the alert about a wrong wearer",
    {
      params: Type.Object({ deviceId: Id }),
      body: Type.Object({ residentId: Id }, { additionalProperties: false }),
      response: { 200: Confirmed },
    },
  );
  app.post("/devices/:deviceId/confirm-wearer", { config: { action: "confirmWearer" }, schema: confirm }, async (request) => {
    const { deviceId } = request.params;
    const { residentId } = request.body;
    const { facilityId } = request.target;
    const { directory, records } = ports;
    const bad = (why: string) => new AnhuError("BAD_INPUT", `confirming the wearer of device ${deviceId}: ${why}; scan again`);
    if (facilityId === null || directory.resident(residentId)?.facilityId !== facilityId) throw bad("the facility has no such resident");
    const device = (await records.devices(facilityId)).find(({ id }) => id === deviceId);
    if (device === undefined || device.kind === ENTRY_KIND) throw bad("this is nothing that anybody wears");
    const { assignment } = device;
    const wasReassigned = assignment?.residentId !== residentId;
    const held =
      assignment === null || wasReassigned
        ? await records.assignDevice({ deviceId, residentId, placeId: null, atMs: ports.clock.now() })
        : assignment;
    // Journalled also where nothing changed: the rules count anew from here, in a replay too.
    await ports.assigned(held);
    if (wasReassigned) await ports.changed("devices");
    const viewer = viewerOf(request);
    const detail = `${wasReassigned ? "given to" : "confirmed for"} ${residentId}`;
    audit({ actor: viewerId(viewer), role: viewer.role, action: "confirmWearer", target: deviceId, result: "ok", detail });
    return { deviceId, residentId, wasReassigned, heldSince: held.fromMs };
  });
}
