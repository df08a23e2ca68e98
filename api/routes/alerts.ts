import { Type } from "typebox";
import { AlertView, type Track } from "../../domain/alert.ts";
import { Acknowledge, Arrive, HandOver, Id, NeedDoctor, NewSnooze, PageQuery, pageOf, Resolve } from "../../domain/api-schemas.ts";
import { DeliveryAttemptView, type DeliveryAttempt } from "../../domain/delivery.ts";
import { NewDisposition } from "../../domain/disposition.ts";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { pressTime } from "../../domain/pressed.ts";
import { mayDo } from "../../domain/rights.ts";
import { readRoomCode, roomCode } from "../../domain/room-code.ts";
import { listAlerts } from "../alert-list.ts";
import type { ApiContext, App } from "../context.ts";
import { document } from "../document.ts";
import { SomebodyWasFirst } from "../error-handler.ts";
import type { ApiPorts } from "../ports.ts";
import { forbidden } from "../rights.ts";
import { notFound, relationsTo, type FoundAlert, type Target } from "../targets.ts";
import { personName, personOf, viewerId, viewerOf, type Viewer } from "../viewer.ts";
import { alertView } from "../views.ts";

const params = Type.Object({ alertId: Id });
const one = { 200: AlertView };
/** Later than this after the press, the network was the reason. */
const LATE_MS = 10_000;
const exempt = { isExempt: true } as const;

/** What people see of alerts and do about them. */
export function alertRoutes(app: App, context: ApiContext): void {
  const { ports, audit } = context;
  const query = Type.Object({
    ...PageQuery,
    facility: Type.Optional(Id),
    resident: Type.Optional(Id),
    open: Type.Boolean({ default: false }),
  });
  const list = document("alerts", "listAlerts", "Alerts that the viewer may see, newest first", {
    querystring: query,
    response: { 200: pageOf(AlertView) },
  });
  app.get("/alerts", { config: { action: "readAlert", isScoped: true }, schema: list }, async (request) =>
    listAlerts(ports, viewerOf(request), request.target, request.query),
  );
  const read = document("alerts", "readAlert", "One alert with its timeline", { params, response: one });
  app.get("/alerts/:alertId", { config: { action: "readAlert" }, schema: read }, async (request) =>
    alertView(ports, viewerOf(request), foundOf(request.target)),
  );
  const deliveries = document("alerts", "listDeliveries", "Who was told, and every attempt", {
    params,
    response: { 200: pageOf(DeliveryAttemptView) },
  });
  app.get("/alerts/:alertId/deliveries", { config: { action: "readDeliveries" }, schema: deliveries }, async (request) => {
    const viewer = viewerOf(request);
    const all = await ports.records.deliveryAttempts(request.params.alertId);
    // A clinic sees what was sent to itself, not to others.
    const mine = all.filter((attempt) => viewer.role !== "clinicStaff" || attempt.recipientId === viewer.user?.clinicId);
    return { items: mine.map((attempt) => ({ ...attempt, recipientName: recipientName(ports, attempt) })), next: null };
  });

  /** Does what was asked, writes it down, and answers with the alert as it is now. */
  const act = async (
    action: string,
    viewer: Viewer,
    target: Target,
    work: (alertId: string) => Promise<void>,
    track: Track = "onSite",
    detail?: string,
    pressedAt?: number,
  ) => {
    const alertId = foundOf(target).alert.id;
    const entry = { actor: viewerId(viewer), role: viewer.role, action, target: alertId, ...(detail === undefined ? {} : { detail }) };
    try {
      await work(alertId);
    } catch (error) {
      audit({ ...entry, result: "failed", ...(error instanceof AnhuError ? { detail: error.code } : {}) });
      const now = ports.desk.find(alertId);
      const view = now === undefined ? null : alertView(ports, viewer, now);
      const by = (action === "snoozeAlert" ? view?.snooze : view?.[track])?.by ?? null;
      throw error instanceof AnhuError && error.code === "CONFLICT" && by !== null ? new SomebodyWasFirst(error, by) : error;
    }
    audit({ ...entry, result: "ok" });
    await noteLate(alertId, viewer, track, action, pressedAt);
    const found = ports.desk.find(alertId) ?? (await ports.records.alert(alertId));
    if (found === undefined) throw notFound("alert");
    return alertView(ports, viewer, found);
  };
  /** A press that came later than it was made says so; who made it is in the session. What cannot be right (a phone's wrong clock) is left out. */
  const noteLate = async (alertId: string, viewer: Viewer, track: Track, action: string, pressedAt: number | undefined) => {
    const at = ports.clock.now();
    const raisedAtMs = ports.desk.find(alertId)?.alert.raisedAtMs ?? at;
    if (at - pressTime(pressedAt, raisedAtMs, at) < LATE_MS) return;
    const line = { at, code: "sentLate", track, who: viewer.user?.name ?? null, detail: `${action}: ${pressedAt}` } as const;
    await ports.desk.note(alertId, [line]).catch((error: unknown) => {
      app.log.warn({ alertId, why: errorText(error) }, "a late press was not noted as late");
    });
  };
  const mayTake = async (viewer: Viewer, target: Target, track: Track) => {
    const action = track === "onSite" ? "takeOnSite" : "takeMedical";
    if (!mayDo(viewer.role, action, await relationsTo(ports, viewer, target))) throw forbidden(action);
  };

  const acknowledge = document("alerts", "acknowledgeAlert", "Take a track: 我去 on site, or the medical one", {
    params,
    body: Acknowledge,
    response: one,
  });
  app.post("/alerts/:alertId/acknowledge", { config: { action: "acknowledgeAlert", ...exempt }, schema: acknowledge }, async (request) => {
    const viewer = viewerOf(request);
    const { track, person, pressedAt } = request.body;
    await mayTake(viewer, request.target, track);
    const work = (id: string) => ports.desk.acknowledge(id, track, personOf(viewer, person));
    return act("acknowledgeAlert", viewer, request.target, work, track, undefined, pressedAt);
  });
  const arrive = document("alerts", "arriveAtAlert", "I am at the bedside: ends the on-site track", {
    params,
    body: Arrive,
    response: one,
  });
  app.post("/alerts/:alertId/arrive", { config: { action: "takeOnSite", ...exempt }, schema: arrive }, async (request) => {
    const viewer = viewerOf(request);
    const { notUrgent, room, person, pressedAt } = request.body;
    const byRoomCode = room !== undefined && isRoomOf(ports, foundOf(request.target), room);
    const work = (id: string) => ports.desk.arrive(id, personOf(viewer, person), { notUrgent, byRoomCode });
    return act("arriveAtAlert", viewer, request.target, work, "onSite", byRoomCode ? "roomCode" : undefined, pressedAt);
  });
  const handOver = document(
    "alerts",
    "handOverAlert",
    "我走不开转同事: it calls the others at once, and nothing of the ladder comes later",
    {
      ...{ params, body: HandOver, response: one },
    },
  );
  app.post("/alerts/:alertId/hand-over", { config: { action: "takeOnSite", ...exempt }, schema: handOver }, async (request) => {
    const viewer = viewerOf(request);
    const { to = null, person, pressedAt } = request.body;
    const work = (id: string) => ports.desk.handOver(id, personOf(viewer, person), to === null ? null : personName(to));
    return act("handOverAlert", viewer, request.target, work, "onSite", undefined, pressedAt);
  });
  const dispose = document("alerts", "disposeAlert", "What the doctor decides: advise, visit, ambulance, admit, or refuse with a reason", {
    params,
    body: NewDisposition,
    response: one,
  });
  app.post("/alerts/:alertId/disposition", { config: { action: "disposeAlert", ...exempt }, schema: dispose }, async (request) => {
    const viewer = viewerOf(request);
    const { person, ...input } = request.body;
    const work = (id: string) => ports.desk.dispose(id, personOf(viewer, person), input);
    return act("disposeAlert", viewer, request.target, work, "medical", input.type, input.pressedAt);
  });
  const visited = document("alerts", "noteVisitArrival", "Whom the clinic sent stands at the bed", {
    params,
    body: NeedDoctor,
    response: one,
  });
  app.post("/alerts/:alertId/visit-arrived", { config: { action: "noteVisitArrival", ...exempt }, schema: visited }, async (request) => {
    const viewer = viewerOf(request);
    const { person, pressedAt } = request.body;
    const work = (id: string) => ports.desk.visitArrived(id, personOf(viewer, person), pressedAt);
    return act("noteVisitArrival", viewer, request.target, work, "medical", undefined, pressedAt);
  });
  const needDoctor = document("alerts", "needDoctor", "需要医生: the clinic is told at once", { params, body: NeedDoctor, response: one });
  app.post("/alerts/:alertId/need-doctor", { config: { action: "needDoctor", ...exempt }, schema: needDoctor }, async (request) => {
    const viewer = viewerOf(request);
    const work = (id: string) => ports.desk.needDoctor(id, personOf(viewer, request.body.person));
    return act("needDoctor", viewer, request.target, work, "onSite", undefined, request.body.pressedAt);
  });
  const snooze = document(
    "alerts",
    "snoozeAlert",
    "Put off the pages on site for minutes; what is worse breaks it; never SOS, a fall, stillness, smoke or gas",
    {
      params,
      body: NewSnooze,
      response: one,
    },
  );
  app.post("/alerts/:alertId/snooze", { config: { action: "snoozeAlert", ...exempt }, schema: snooze }, async (request) => {
    const viewer = viewerOf(request);
    const { minutes, reason, person } = request.body;
    return act("snoozeAlert", viewer, request.target, (id) => ports.desk.snooze(id, personOf(viewer, person), { minutes, reason }));
  });
  const unsnooze = document("alerts", "endSnooze", "End a snooze: told again at once", { params, body: NeedDoctor, response: one });
  app.delete("/alerts/:alertId/snooze", { config: { action: "snoozeAlert", ...exempt }, schema: unsnooze }, async (request) => {
    const viewer = viewerOf(request);
    const { person, pressedAt } = request.body;
    const work = (id: string) => ports.desk.unsnooze(id, personOf(viewer, person), pressedAt);
    return act("endSnooze", viewer, request.target, work, "onSite", undefined, pressedAt);
  });
  const resolve = document("alerts", "resolveAlert", "Close the alert with its outcome", { params, body: Resolve, response: one });
  app.post("/alerts/:alertId/resolve", { config: { action: "resolveAlert", ...exempt }, schema: resolve }, async (request) => {
    const viewer = viewerOf(request);
    const { outcome, reason = null, person, pressedAt } = request.body;
    const work = (id: string) => ports.desk.resolve(id, personOf(viewer, person), { outcome, reason });
    return act("resolveAlert", viewer, request.target, work, "onSite", undefined, pressedAt);
  });
}
/** A screen is told by role, a channel goes by what people call it; a clinic that is no longer there has no name. */
function recipientName({ directory, channels }: ApiPorts, { channel, channelId, recipientId }: DeliveryAttempt): string | null {
  if (channel === "screen") return recipientId;
  const label = channelId === null ? undefined : channels.find(channelId)?.label;
  return [directory.clinic(recipientId)?.name, label].filter((part) => part !== undefined).join(" · ") || null;
}
function foundOf(target: Target): FoundAlert {
  if (target.found === null) throw notFound("alert");
  return target.found;
}
/**
 * Is that the code of the room where the alert is, or of a place that belongs to it? @throws {AnhuError} `BAD_INPUT`: it is another room's
 */
function isRoomOf({ directory }: ApiPorts, { alert }: FoundAlert, scanned: string): boolean {
  const roomId = alert.residentId === null ? alert.placeId : (directory.resident(alert.residentId)?.placeId ?? alert.placeId);
  const code = readRoomCode(scanned);
  const there = directory
    .places(alert.facilityId)
    .filter(({ id, servesPlaceId }) => id === roomId || servesPlaceId === roomId || id === alert.placeId);
  if (code !== null && roomId !== null && there.some(({ id }) => roomCode(id) === code)) return true;
  throw new AnhuError(
    "BAD_INPUT",
    `arriving at alert ${alert.id}: that is the code of another room; scan the one of this alert, or press arrived`,
  );
}
