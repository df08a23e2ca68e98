import { Type } from "typebox";
import type { FastifyRequest } from "fastify";
import { Id, Nullable } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import {
  ContactCallView,
  FamilyNoticeList,
  FamilyNoticeView,
  Happened,
  NewContactCallTry,
  NewFamilyNotice,
  type FamilyNotice,
  type TriedCall,
} from "../../domain/family-notice.ts";
import { callWords, NURSE_WORDINGS } from "../../domain/family-words.ts";
import { mayDo } from "../../domain/rights.ts";
import { noteOf } from "../audit.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { forbidden } from "../rights.ts";
import { notFound, relationsTo } from "../targets.ts";
import { personOf, signedInUser, viewerOf } from "../viewer.ts";

const params = Type.Object({ alertId: Id });
const Calls = Type.Object({ items: Type.Array(ContactCallView), next: Nullable(Type.String()) }, { additionalProperties: false });
const Done = Type.Object({ ok: Type.Boolean() }, { additionalProperties: false });

/** Families: what they were told, sentences that a nurse releases, emergency contacts to be rung (docs/family.md). */
export function familyRoutes(app: App, { ports, audit }: ApiContext): void {
  const { family, directory } = ports;
  const alertOf = (request: FastifyRequest) => {
    const alert = request.target.found?.alert;
    if (alert === undefined) throw notFound("alert");
    return alert;
  };
  const note = noteOf(audit);
  const happened = document("alerts", "noteHappened", "120 was called, transferred, died: the emergency contacts are to be rung at once", {
    params,
    body: Happened,
    response: { 200: Done },
  });
  app.post("/alerts/:alertId/happened", { config: { action: "noteHappened", isExempt: true }, schema: happened }, async (request) => {
    const { what, person } = request.body;
    const alert = alertOf(request);
    await family.happened(alert.id, what, personOf(viewerOf(request), person));
    note(request, "noteHappened", alert.id, what);
    return { ok: true };
  });
  const list = document("alerts", "listFamilyNotices", "What the family was told of an alert, and drafts", {
    params,
    response: { 200: FamilyNoticeList },
  });
  app.get("/alerts/:alertId/family-notices", { config: { action: "readFamilyNotices" }, schema: list }, async (request) => ({
    items: (await family.notices(alertOf(request).id)).map((notice) => noticeView(notice, true)),
    wordings: [...NURSE_WORDINGS],
  }));
  const write = document("alerts", "writeFamilyNotice", "A sentence for the family: a draft, or released by a nurse or physician", {
    params,
    body: NewFamilyNotice,
    response: { 201: FamilyNoticeView },
  });
  app.post("/alerts/:alertId/family-notices", { config: { action: "draftFamilyNotice" }, schema: write }, async (request, reply) => {
    const viewer = viewerOf(request);
    const alert = alertOf(request);
    const { text, release } = request.body;
    if (alert.residentId === null) throw new AnhuError("BAD_INPUT", `writing to a family about alert ${alert.id}: it is about no resident`);
    if (release && !mayDo(viewer.role, "releaseFamilyNotice", await relationsTo(ports, viewer, request.target)))
      throw forbidden("releaseFamilyNotice");
    signedInUser(viewer, `writing to a family about alert ${alert.id}`);
    const notice = await family.write(alert, text.trim(), personOf(viewer, undefined), release);
    note(request, release ? "releaseFamilyNotice" : "draftFamilyNotice", alert.id, notice.id);
    return reply.code(201).send(noticeView(notice, true));
  });
  const release = document("alerts", "releaseFamilyNotice", "A nurse or physician releases a draft: the family sees it", {
    params: Type.Object({ alertId: Id, noticeId: Id }),
    response: { 200: Done },
  });
  app.post(
    "/alerts/:alertId/family-notices/:noticeId/release",
    { config: { action: "releaseFamilyNotice" }, schema: release },
    async (request) => {
      const viewer = viewerOf(request);
      const { alertId, noticeId } = request.params;
      signedInUser(viewer, `releasing a notice of alert ${alertId}`);
      if (!(await family.release(alertId, noticeId, personOf(viewer, undefined))))
        throw new AnhuError("CONFLICT", `releasing notice ${noticeId}: there is no such draft of this alert; read the list again`);
      note(request, "releaseFamilyNotice", alertId, noticeId);
      return { ok: true };
    },
  );
  const own = document("residents", "readOwnNotices", "What the family was told about a resident, newest first", {
    params: Type.Object({ residentId: Id }),
    response: { 200: Type.Object({ items: Type.Array(FamilyNoticeView), next: Nullable(Type.String()) }, { additionalProperties: false }) },
  });
  app.get("/residents/:residentId/family-notices", { config: { action: "readOwnNotices" }, schema: own }, async (request) => {
    const isStaff = viewerOf(request).role !== "family";
    const items = await family.releasedNotices(request.params.residentId);
    return { items: items.map((notice) => noticeView(notice, isStaff)), next: null };
  });
  const ofAlert = document("alerts", "listContactCalls", "Whom staff ring about an alert, with the words and what became of it", {
    params,
    response: { 200: Calls },
  });
  app.get("/alerts/:alertId/contact-calls", { config: { action: "readContactCalls" }, schema: ofAlert }, async (request) => ({
    items: (await family.calls(alertOf(request).id)).map(callView),
    next: null,
  }));
  const open = document("facilities", "listOpenContactCalls", "Emergency contacts whom nobody has reached yet", {
    params: Type.Object({ facilityId: Id }),
    response: { 200: Calls },
  });
  app.get("/facilities/:facilityId/contact-calls", { config: { action: "readContactCalls" }, schema: open }, async (request) => ({
    items: (await family.openCalls(request.params.facilityId)).map(callView),
    next: null,
  }));
  const tried = document("alerts", "noteContactCall", "The contact was reached, or not: who rang, says so", {
    params: Type.Object({ alertId: Id, callId: Id }),
    body: NewContactCallTry,
    response: { 200: Calls },
  });
  app.post("/alerts/:alertId/contact-calls/:callId", { config: { action: "noteContactCall" }, schema: tried }, async (request) => {
    const { alertId, callId } = request.params;
    const { result, person } = request.body;
    const by = personOf(viewerOf(request), person);
    if (!(await family.tried(alertId, callId, result, by)))
      throw new AnhuError("CONFLICT", `noting call ${callId}: this alert has no such open call; read the list again`);
    note(request, "noteContactCall", alertId, `${callId} ${result}`);
    return { items: (await family.calls(alertId)).map(callView), next: null };
  });
  function callView({ id, alertId, facilityId, residentId, contactId, why, atMs, doneAtMs, tries }: TriedCall): ContactCallView {
    const contact = directory.contacts(facilityId, residentId).find((one) => one.id === contactId);
    const facility = directory.facility(facilityId)?.name ?? "";
    return {
      ...{ id, alertId, residentId, why, role: contact?.role ?? "emergencyContact" },
      ...{ name: contact?.name ?? "", phone: contact?.phone ?? null, at: atMs, doneAt: doneAtMs },
      words: callWords(why, facility, directory.resident(residentId)?.name ?? ""),
      tries: tries.map((one) => ({ at: one.atMs, result: one.result, by: one.byName })),
    };
  }
}
/** Relatives see roles, not names (DOMAIN §5.7). */
export function noticeView(notice: FamilyNotice, isStaff: boolean): FamilyNoticeView {
  const { id, alertId, type, text, atMs, byName, byRole, releasedAtMs, releasedByName, releasedByRole } = notice;
  return {
    ...{ id, alertId, type, text, at: atMs, by: isStaff ? byName : byRole, releasedAt: releasedAtMs },
    releasedBy: isStaff ? releasedByName : releasedByRole,
  };
}
