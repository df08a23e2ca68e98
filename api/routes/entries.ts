import { Type } from "typebox";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { isSignKey, SIGNS, type SignKey } from "../../domain/signs.ts";
import { EntryView, NewEntry } from "../../domain/typed-entry.ts";
import { LATEST_DEVICE_LEAD_MS } from "../../domain/time.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { viewerId, viewerOf } from "../viewer.ts";

/** What is older belongs into the file of the person, and is no reading any more. */
const OLDEST_MS = 24 * 3_600_000;

/** Values that a person measured and types for a resident. */
export function entryRoutes(app: App, { ports, audit }: ApiContext): void {
  const enter = document("residents", "enterObservations", "Values that a nurse or physician measured with an unconnected device, or saw", {
    params: Type.Object({ residentId: Id }),
    body: NewEntry,
    response: { 201: EntryView },
  });
  app.post("/residents/:residentId/observations", { config: { action: "enterObservations" }, schema: enter }, async (request, reply) => {
    const { residentId } = request.params;
    const nowMs = ports.clock.now();
    const { at = nowMs, values } = request.body;
    if (at > nowMs + LATEST_DEVICE_LEAD_MS || at < nowMs - OLDEST_MS)
      throw new AnhuError("BAD_INPUT", 'entering values: "at" must lie within the last 24 hours; correct the time of the measurement');
    const facilityId = ports.directory.resident(residentId)?.facilityId ?? "";
    const { deviceId } = await ports.enter({ residentId, facilityId, atMs: at, values: numbersOf(values) });
    const viewer = viewerOf(request);
    const detail = `${deviceId} at ${at}: ${Object.keys(values).join(" ")}`;
    audit({ actor: viewerId(viewer), role: viewer.role, action: "enterObservations", target: residentId, result: "ok", detail });
    return reply.code(201).send({ at, deviceId });
  });
}
function numbersOf(values: NewEntry["values"]): Partial<Record<SignKey, number>> {
  const numbers: Partial<Record<SignKey, number>> = {};
  for (const [sign, value] of Object.entries(values)) {
    if (!isSignKey(sign)) continue;
    if (typeof value === "number") numbers[sign] = value;
    else if (typeof value === "string") numbers.consciousness = SIGNS.consciousness.states.indexOf(value);
  }
  return numbers;
}
