import { Type } from "typebox";
import { EndSilence, Id, NewSilence, SilenceList } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { SilenceView } from "../../domain/hold.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { SomebodyWasFirst } from "../error-handler.ts";
import { silenceViews } from "../silence-views.ts";
import { notFound } from "../targets.ts";
import { personOf, viewerId, viewerOf } from "../viewer.ts";

/** Planned mutes of one rule for one resident: who, why, until when, and how many there are. */
export function silenceRoutes(app: App, { ports, audit }: ApiContext): void {
  const { desk, directory } = ports;
  const list = document("alerts", "listSilences", "Silences in force, and how many residents have one", {
    querystring: Type.Object({ facility: Type.Optional(Id) }),
    response: { 200: SilenceList },
  });
  app.get("/silences", { config: { action: "readSilences" }, schema: list }, async (request) => {
    const { facilityId } = request.target;
    if (facilityId === null) throw new AnhuError("BAD_INPUT", "listing silences: say of which facility in ?facility=");
    const items = silenceViews(ports, viewerOf(request), facilityId);
    return { items, residents: new Set(items.map(({ residentId }) => residentId)).size };
  });
  const add = document(
    "alerts",
    "silenceRule",
    "Silence one rule for a resident; never SOS, a fall, stillness, smoke, gas or what is critical",
    {
      params: Type.Object({ residentId: Id }),
      body: NewSilence,
      response: { 201: SilenceView },
    },
  );
  app.post("/residents/:residentId/silences", { config: { action: "silenceRule" }, schema: add }, async (request, reply) => {
    const viewer = viewerOf(request);
    const { residentId } = request.params;
    const { rule, deviceId = null, minutes, reason, person } = request.body;
    const facilityId = directory.resident(residentId)?.facilityId;
    if (facilityId === undefined) throw notFound("resident");
    if (deviceId !== null && directory.device(deviceId)?.facilityId !== facilityId) throw notFound("device");
    const entry = { actor: viewerId(viewer), role: viewer.role, action: "silenceRule", target: residentId };
    const views = () => silenceViews(ports, viewer, facilityId);
    try {
      const by = personOf(viewer, person);
      const { id } = await desk.silence({ facilityId, residentId, rule, deviceId, minutes, reason }, by);
      audit({ ...entry, result: "ok", detail: `${rule} ${id}` });
      const made = views().find((silence) => silence.id === id);
      if (made === undefined) throw notFound("silence");
      return await reply.code(201).send(made);
    } catch (error) {
      audit({ ...entry, result: "failed", ...(error instanceof AnhuError ? { detail: error.code } : {}) });
      const by = views().find((silence) => silence.residentId === residentId && silence.rule === rule && silence.deviceId === deviceId)?.by;
      throw error instanceof AnhuError && error.code === "CONFLICT" && by != null ? new SomebodyWasFirst(error, by) : error;
    }
  });
  const end = document("alerts", "endSilence", "End a silence; what still holds is told at once", {
    params: Type.Object({ silenceId: Id }),
    body: EndSilence,
    response: { 200: SilenceList },
  });
  app.delete("/silences/:silenceId", { config: { action: "silenceRule" }, schema: end }, async (request) => {
    const viewer = viewerOf(request);
    const { silenceId } = request.params;
    const entry = { actor: viewerId(viewer), role: viewer.role, action: "endSilence", target: silenceId };
    try {
      await desk.endSilence(silenceId, personOf(viewer, request.body.person));
    } catch (error) {
      audit({ ...entry, result: "failed", ...(error instanceof AnhuError ? { detail: error.code } : {}) });
      throw error;
    }
    audit({ ...entry, result: "ok" });
    const items = silenceViews(ports, viewer, request.target.facilityId ?? "");
    return { items, residents: new Set(items.map(({ residentId }) => residentId)).size };
  });
}
