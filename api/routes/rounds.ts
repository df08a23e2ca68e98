import { Type } from "typebox";
import { Id, pageOf } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { NewRoundResult, RoundResultView } from "../../domain/round-result.ts";
import { AfterHours, RoundSheet } from "../../domain/round-sheet.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { afterHours } from "../rounds/after-hours.ts";
import { roundHomes } from "../rounds/homes.ts";
import { roundSheet } from "../rounds/sheet.ts";
import { roundResultView } from "../round-views.ts";
import { signedInUser, viewerId, viewerOf } from "../viewer.ts";
import { seesNames } from "../views.ts";

const querystring = Type.Object({ facility: Type.Optional(Id) });
const params = Type.Object({ residentId: Id });
const YEAR_MS = 366 * 24 * 3_600_000;

/** 查房: the sheet before it, what happened after hours, and what was found. */
export function roundRoutes(app: App, { ports, audit }: ApiContext): void {
  const read = document(
    "residents",
    "readRoundSheet",
    "Who changed since their last round, most concern first; all homes of the viewer, or one",
    {
      querystring,
      response: { 200: RoundSheet },
    },
  );
  app.get("/rounds", { config: { action: "readRounds", isScoped: true }, schema: read }, async (request) => {
    const viewer = viewerOf(request);
    const homes = roundHomes(ports, viewer, request.query.facility ?? null);
    const sheet = await roundSheet(ports, viewer, homes);
    for (const { facility } of homes)
      audit({ actor: viewerId(viewer), role: viewer.role, action: "readRounds", target: facility.id, result: "ok" });
    return sheet;
  });
  const after = document(
    "residents",
    "readAfterHours",
    "Alerts while the clinic was closed, since its last close, with what became of them",
    {
      querystring,
      response: { 200: AfterHours },
    },
  );
  app.get("/rounds/after-hours", { config: { action: "readRounds", isScoped: true }, schema: after }, (request) => {
    const viewer = viewerOf(request);
    return afterHours(ports, viewer, roundHomes(ports, viewer, request.query.facility ?? null));
  });
  const list = document("residents", "listRoundResults", "What was found on rounds, newest first, of the last year", {
    params,
    response: { 200: pageOf(RoundResultView) },
  });
  app.get("/residents/:residentId/rounds", { config: { action: "readRecord" }, schema: list }, async (request) => {
    const facilityId = request.target.facilityId ?? "";
    const hasNames = seesNames(ports, viewerOf(request), facilityId);
    const fromMs = ports.clock.now() - YEAR_MS;
    const results = await ports.records.roundResults({ facilityIds: [facilityId], residentId: request.params.residentId, fromMs });
    return { items: results.map((result) => roundResultView(ports, result, hasNames)), next: null };
  });
  const enter = document(
    "residents",
    "enterRoundResult",
    "Finding, plan and next visit, once, with the doctor's name; stands on the handover from then on",
    {
      params,
      body: NewRoundResult,
      response: { 201: RoundResultView },
    },
  );
  app.post("/residents/:residentId/rounds", { config: { action: "enterRound" }, schema: enter }, async (request, reply) => {
    const viewer = viewerOf(request);
    const user = signedInUser(viewer, "entering the result of a round");
    const { finding, plan, nextVisitAt = null } = request.body;
    const atMs = ports.clock.now();
    if (nextVisitAt !== null && nextVisitAt <= atMs)
      throw new AnhuError("BAD_INPUT", "entering the result of a round: the next visit must lie ahead");
    const { residentId } = request.params;
    const result = await ports.records.addRoundResult({
      ...{ residentId, facilityId: request.target.facilityId ?? "", clinicId: user.clinicId, atMs },
      ...{ finding: finding.trim(), plan: plan.trim(), nextVisitMs: nextVisitAt },
      ...{ byUserId: user.id, byName: user.name, byRole: user.role },
    });
    audit({ actor: user.id, role: viewer.role, action: "enterRound", target: residentId, result: "ok", detail: result.id });
    return reply.code(201).send(roundResultView(ports, result, true));
  });
}
