import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import {
  EndedRecordEntry,
  NewRecordEntry,
  NewTreatmentLimit,
  recordEntryView,
  recordInForce,
  RecordView,
  sexOf,
  type RecordDetail,
  type RecordEntry,
} from "../../domain/resident-record.ts";
import { mayDo } from "../../domain/rights.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { forbidden } from "../rights.ts";
import { notFound, relationsNow } from "../targets.ts";
import { signedInUser, viewerOf } from "../viewer.ts";
import { seesNames } from "../views.ts";

const params = Type.Object({ residentId: Id });
const MOST_ENDED = 50;

/** What a handover must know of a resident: lines that a nurse or physician adds and ends, each with who and when. */
export function recordRoutes(app: App, { ports, audit }: ApiContext): void {
  const viewOf = (request: FastifyRequest, residentId: string): RecordView => {
    const resident = ports.directory.resident(residentId);
    if (resident === undefined) throw notFound("resident");
    const entries = ports.directory.recordOf(residentId);
    const hasNames = seesNames(ports, viewerOf(request), resident.facilityId);
    const ended = entries.filter((entry) => entry.ended !== null).toSorted((a, b) => (b.ended?.atMs ?? 0) - (a.ended?.atMs ?? 0));
    return {
      residentId,
      sex: sexOf(entries),
      birthYear: resident.birthYear,
      entries: recordInForce(entries).map((entry) => recordEntryView(entry, hasNames)),
      ended: ended.slice(0, MOST_ENDED).map((entry) => recordEntryView(entry, hasNames)),
    };
  };
  const add = async (request: FastifyRequest, residentId: string, line: Pick<RecordEntry, "kind" | "text" | "detail">, since?: number) => {
    const viewer = viewerOf(request);
    const user = signedInUser(viewer, "writing into the resident's record");
    const enteredMs = ports.clock.now();
    const sinceMs = since ?? enteredMs;
    if (sinceMs > enteredMs) throw new AnhuError("BAD_INPUT", "writing into the resident's record: it cannot begin later than now");
    const by = { byUserId: user.id, byName: user.name, byRole: user.role };
    const entry = await ports.records.addRecordEntry({ residentId, ...line, sinceMs, enteredMs, ...by });
    await ports.changed("recordEntries");
    audit({
      actor: user.id,
      role: viewer.role,
      action: "recordEntry",
      target: residentId,
      result: "ok",
      detail: `${entry.kind} ${entry.id}`,
    });
    return viewOf(request, residentId);
  };
  const read = document(
    "residents",
    "readRecord",
    "Medication, allergies, diagnoses, treatment limits and sex, each with who and since when",
    {
      params,
      response: { 200: RecordView },
    },
  );
  app.get("/residents/:residentId/record", { config: { action: "readRecord" }, schema: read }, async (request) =>
    viewOf(request, request.params.residentId),
  );
  const enter = document("residents", "addRecordEntry", "Adds a line; `none` says that somebody asked and there is none", {
    params,
    body: NewRecordEntry,
    response: { 201: RecordView },
  });
  app.post("/residents/:residentId/record/entries", { config: { action: "recordEntry" }, schema: enter }, async (request, reply) => {
    const { body } = request;
    const line = { kind: body.kind, text: "text" in body ? body.text.trim() : "", detail: detailOf(body) };
    return reply.code(201).send(await add(request, request.params.residentId, line, "since" in body ? body.since : undefined));
  });
  const limit = document("residents", "addTreatmentLimit", "A physician words what is not to be done any more", {
    params,
    body: NewTreatmentLimit,
    response: { 201: RecordView },
  });
  app.post(
    "/residents/:residentId/record/treatment-limits",
    { config: { action: "signTreatmentLimit" }, schema: limit },
    async (request, reply) => {
      const line = { kind: "treatmentLimit", text: request.body.text.trim(), detail: null } as const;
      return reply.code(201).send(await add(request, request.params.residentId, line, request.body.since));
    },
  );
  const end = document("residents", "endRecordEntry", "Ends a line, with the reason; it stays readable", {
    params: Type.Object({ residentId: Id, entryId: Id }),
    body: EndedRecordEntry,
    response: { 201: RecordView },
  });
  app.post(
    "/residents/:residentId/record/entries/:entryId/end",
    { config: { action: "recordEntry" }, schema: end },
    async (request, reply) => {
      const { residentId, entryId } = request.params;
      const viewer = viewerOf(request);
      const user = signedInUser(viewer, "ending a line of the resident's record");
      const entry = ports.directory.recordOf(residentId).find(({ id }) => id === entryId);
      if (entry === undefined) throw notFound("line of the record");
      const held = relationsNow(ports, viewer, request.target);
      if (entry.kind === "treatmentLimit" && !mayDo(viewer.role, "signTreatmentLimit", held)) throw forbidden("signTreatmentLimit");
      const by = { byUserId: user.id, byName: user.name, byRole: user.role };
      const isEnded = await ports.records.endRecordEntry({
        ...{ residentId, entryId },
        end: { atMs: ports.clock.now(), reason: request.body.reason.trim(), ...by },
      });
      if (!isEnded) throw new AnhuError("CONFLICT", "ending a line of the resident's record: somebody ended it before; look again");
      await ports.changed("recordEntries");
      audit({
        actor: user.id,
        role: viewer.role,
        action: "endRecordEntry",
        target: residentId,
        result: "ok",
        detail: `${entry.kind} ${entryId}`,
      });
      return reply.code(201).send(viewOf(request, residentId));
    },
  );
}
function detailOf(body: NewRecordEntry): RecordDetail | null {
  if ("none" in body) return { none: true };
  const trimmed = (text: string | undefined) => (text === undefined || text.trim() === "" ? undefined : text.trim());
  const said: RecordDetail = {};
  if (body.kind === "medication") {
    const [dose, times] = [trimmed(body.dose), trimmed(body.times)];
    if (dose !== undefined) said.dose = dose;
    if (times !== undefined) said.times = times;
    if (body.until !== undefined) said.untilMs = body.until;
  }
  const reaction = body.kind === "allergy" ? trimmed(body.reaction) : undefined;
  if (reaction !== undefined) said.reaction = reaction;
  return Object.keys(said).length === 0 ? null : said;
}
