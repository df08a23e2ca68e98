import { Type } from "typebox";
import { answeringOf, clinicAnswerOf, clinicFigures } from "../../domain/clinic-answers.ts";
import {
  ClinicAnswers,
  ClinicDay,
  ClinicFigures,
  ClinicInbox,
  CloseReferral,
  type Referral,
  ReferralList,
} from "../../domain/clinic-console.ts";
import { Id } from "../../domain/api-schemas.ts";
import { AnhuError } from "../../domain/errors.ts";
import { mayDo } from "../../domain/rights.ts";
import { nextLocal } from "../../domain/local-time.ts";
import type { Static } from "typebox";
import { clinicInbox, clinicItem, clinicOf } from "../clinic-inbox.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { instant } from "../paging.ts";
import { alertTarget, notFound, relationsNow, type FoundAlert } from "../targets.ts";
import { signedInUser, viewerId, viewerOf, type Viewer } from "../viewer.ts";
import { alertView } from "../views.ts";

const alertParams = Type.Object({ alertId: Id });
const clinicParams = Type.Object({ clinicId: Id });
const Closed = Type.Object({ closedAt: Type.Integer() }, { additionalProperties: false });
const DAY_MS = 24 * 3_600_000;
/** Referrals that nobody closed are shown for so long [M]. */
const REFERRALS_MS = 90 * DAY_MS;
const LONGEST_PERIOD_MS = 366 * DAY_MS;
const REFERRING: ReadonlySet<string> = new Set(["ambulance", "admit"]);

/** 诊所工作台: inbox, what happened today, open referrals, answer times. */
export function clinicConsoleRoutes(app: App, { options, ports, audit }: ApiContext): void {
  const { links } = options;
  const inbox = document("clinics", "readClinicInbox", "Open alerts of which one's own clinic was told", {
    response: { 200: ClinicInbox },
  });
  app.get("/clinic/inbox", { config: { action: "readClinicInbox" }, schema: inbox }, async (request) => {
    const viewer = viewerOf(request);
    const { id, name } = clinicOf(ports, viewer);
    return { clinic: { id, name }, now: ports.clock.now(), simulated: options.simulated, items: clinicInbox(ports, links, viewer) };
  });
  const day = document("clinics", "readClinicDay", "What the clinic was told since midnight and is over, newest first", {
    response: { 200: ClinicDay },
  });
  app.get("/clinic/today", { config: { action: "readClinicInbox" }, schema: day }, async (request) => {
    const viewer = viewerOf(request);
    const nowMs = ports.clock.now();
    const fromMs = nextLocal(nowMs + 1, 0) - DAY_MS;
    const all = await ports.records.clinicAlerts({ clinicId: clinicOf(ports, viewer).id, facilityIds: null, fromMs, toMs: nowMs + 1 });
    const items = all.map(newest).flatMap((found) => clinicItem(ports, links, viewer, found) ?? []);
    return { from: fromMs, items: items.filter(({ state }) => state === "closed").toReversed() };
  });
  /** Memory is never older than the records. */
  const newest = (found: FoundAlert): FoundAlert => ports.desk.find(found.alert.id) ?? found;

  const referrals = document("clinics", "listReferrals", "Ambulances and admissions by one's own clinic that nobody has closed", {
    response: { 200: ReferralList },
  });
  app.get("/clinic/referrals", { config: { action: "readClinicInbox" }, schema: referrals }, async (request) => {
    const viewer = viewerOf(request);
    const clinicId = clinicOf(ports, viewer).id;
    const fromMs = ports.clock.now() - REFERRALS_MS;
    const found = (await ports.records.referredAlerts({ clinicId, fromMs })).map(newest);
    const closures = await ports.records.referralClosures(found.map(({ alert }) => alert.id));
    const isClosed = (alertId: string, at: number) => closures.some((one) => one.alertId === alertId && one.referredAtMs === at);
    return { items: found.flatMap((one) => referralsOf(viewer, one, clinicId, isClosed)).toReversed() };
  });
  /** Only as long as the clinic may see the alert. */
  function referralsOf(viewer: Viewer, found: FoundAlert, clinicId: string, isClosed: (alertId: string, at: number) => boolean) {
    const { alert } = found;
    if (!mayDo(viewer.role, "readAlert", relationsNow(ports, viewer, alertTarget(found)))) return [];
    const view = alertView(ports, viewer, found);
    return view.dispositions
      .filter((one) => REFERRING.has(one.type) && one.clinicId === clinicId && !isClosed(alert.id, one.at))
      .map((disposition): Static<typeof Referral> => ({
        alertId: alert.id,
        residentId: view.residentId,
        residentName: view.residentName,
        room: view.room,
        facility: ports.directory.facility(alert.facilityId)?.name ?? "",
        kind: alert.kind,
        severity: alert.severity,
        isOpen: alert.state !== "resolved",
        disposition,
      }));
  }
  const close = document("clinics", "closeReferral", "Say how a referral ended", {
    params: alertParams,
    body: CloseReferral,
    response: { 200: Closed },
  });
  app.post("/alerts/:alertId/referral/close", { config: { action: "closeReferral" }, schema: close }, async (request) => {
    const viewer = viewerOf(request);
    const { found } = request.target;
    const { referredAt, outcome, note = "" } = request.body;
    if (found === null) throw notFound("alert");
    const { id: userId, name, role } = signedInUser(viewer, "closing a referral");
    const isThere = alertView(ports, viewer, found).dispositions.some((one) => REFERRING.has(one.type) && one.at === referredAt);
    if (!isThere)
      throw new AnhuError("NOT_FOUND", `closing a referral of alert ${found.alert.id}: it has none of this time; read the list again`);
    const by = { userId, name, role };
    const closure = { alertId: found.alert.id, referredAtMs: referredAt, closedAtMs: ports.clock.now(), outcome, note: note.trim(), by };
    if (!(await ports.records.closeReferral(closure)))
      throw new AnhuError("CONFLICT", `closing a referral of alert ${found.alert.id}: it is closed already; read the list again`);
    audit({ actor: viewerId(viewer), role: viewer.role, action: "closeReferral", target: found.alert.id, result: "ok", detail: outcome });
    return { closedAt: closure.closedAtMs };
  });

  const query = Type.Object({ from: Type.String({ maxLength: 40 }), to: Type.String({ maxLength: 40 }) });
  /** A manager counts what the clinic did for the own home; everybody else all of it. */
  const toldIn = async (viewer: Viewer, clinicId: string, from: string, to: string) => {
    const fromMs = instant("from", from);
    const toMs = instant("to", to);
    if (toMs <= fromMs || toMs - fromMs > LONGEST_PERIOD_MS)
      throw new AnhuError("BAD_INPUT", "counting answer times: ?to= must lie after ?from=, by a year at most");
    const facilityId = viewer.user?.facilityId ?? null;
    const facilityIds = facilityId === null ? null : [facilityId];
    const all = (await ports.records.clinicAlerts({ clinicId, facilityIds, fromMs, toMs })).map(newest);
    // One that was told again belongs to the period in which it was told first.
    const found = all.filter((one) => {
      const toldAtMs = answeringOf(one, clinicId)?.toldAtMs ?? null;
      return toldAtMs !== null && toldAtMs >= fromMs && toldAtMs < toMs;
    });
    return { fromMs, toMs, found };
  };
  const figures = document("clinics", "readClinicFigures", "Answer times of a clinic beside the telecare targets, without persons", {
    params: clinicParams,
    querystring: query,
    response: { 200: ClinicFigures },
  });
  app.get("/clinics/:clinicId/answer-times", { config: { action: "readClinicFigures" }, schema: figures }, async (request) => {
    const { clinicId } = request.params;
    const { fromMs, toMs, found } = await toldIn(viewerOf(request), clinicId, request.query.from, request.query.to);
    return { clinicId, from: fromMs, to: toMs, ...clinicFigures(found, clinicId, ports.clock.now()) };
  });
  const opened = document("clinics", "openClinicFigures", "The alerts behind the answer times, oldest first", {
    params: clinicParams,
    querystring: query,
    response: { 200: ClinicAnswers },
  });
  app.get("/clinics/:clinicId/answer-times/alerts", { config: { action: "openClinicFigures" }, schema: opened }, async (request) => {
    const { clinicId } = request.params;
    const { found } = await toldIn(viewerOf(request), clinicId, request.query.from, request.query.to);
    return { items: found.flatMap((one) => clinicAnswerOf(one, clinicId) ?? []) };
  });
}
