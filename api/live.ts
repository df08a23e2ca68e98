import type { IncomingMessage } from "node:http";
import { Server, type Socket } from "socket.io";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { AnhuError, errorText } from "../domain/errors.ts";
import { LIVE_EVENT_ACTIONS, type LiveEvents, type Tile } from "../domain/live-events.ts";
import { mayDo, type Action } from "../domain/rights.ts";
import type { ScreenRole } from "../domain/rota.ts";
import type { ApiContext, App } from "./context.ts";
import { makeClinicRoom } from "./live-clinic.ts";
import { silenceViews } from "./silence-views.ts";
import { cutIfSlow } from "./slow-sockets.ts";
import { SESSION_COOKIE } from "./routes/sessions.ts";
import { alertTarget, relationsNow, type FoundAlert, type Target } from "./targets.ts";
import type { Viewer } from "./viewer.ts";
import { HANDSET_COOKIE } from "./handsets.ts";
import { WALL_COOKIE } from "./wall-screens.ts";
import { alertView, tileView } from "./views.ts";

const TICK_MS = 1_000;
/** The only event that browsers send. */
const Watch = Compile(Type.Object({ facilityId: Type.String({ minLength: 1, maxLength: 100 }) }));
type WatchAnswer = { ok: true } | { ok: false; error: string };
interface FromBrowser {
  watch: (asked: unknown, answer?: (result: WatchAnswer) => void) => void;
  watchClinic: (answer?: (result: WatchAnswer) => void) => void;
}
interface Watching {
  /** One of the two: a person's session, or what a television or a handset holds. */
  readonly sessionKey: string | null;
  readonly screenKey: string | null;
  /** As checked at most two seconds ago. */
  viewer: Viewer;
  readonly facilityIds: Set<string>;
  /** Alerts on the screen of a clinic's inbox; `null`: it watches none. */
  shown: Set<string> | null;
  stalledTicks: number;
}
type SignedIn = Pick<Watching, "sessionKey" | "screenKey" | "viewer">;
type LiveSocket = Socket<FromBrowser, LiveEvents, Record<string, never>, Watching>;

export interface Live {
  /** Shows the alert again on the screens of this role; returns how many there are. */
  tell(facilityId: string, role: ScreenRole, alertId: string): number;
  close(): Promise<void>;
}
/**
 * The live link, on the port of the API. Rights are checked for every event and every screen when it is sent; whoever loses a
 * right, the account or the session is cut off.
 */
export function openLive(app: App, context: ApiContext): Live {
  const { ports, sessions, screens, handsets, options } = context;
  const signedIn = new WeakMap<IncomingMessage, SignedIn>();
  const io = new Server<FromBrowser, LiveEvents, Record<string, never>, Watching>(app.server, {
    serveClient: false,
    pingInterval: 10_000,
    pingTimeout: 5_000,
    maxHttpBufferSize: 16 * 1024,
    allowRequest: (request, decide) => {
      handshake(app, context, request).then(
        (found) => {
          if (found !== null) signedIn.set(request, found);
          decide(found === null ? "not signed in, or from a foreign page" : null, found !== null);
        },
        (error: unknown) => {
          app.log.warn({ why: errorText(error) }, "live link refused");
          decide("not now", false);
        },
      );
    },
  });
  const clinics = makeClinicRoom(ports, options.links);
  const sockets = () => [...io.of("/").sockets.values()];
  const sees = (viewer: Viewer, action: Action, target: Target) => mayDo(viewer.role, action, relationsNow(ports, viewer, target));
  const facility = (facilityId: string): Target => ({ kind: "facility", facilityId, residentId: null, found: null });

  io.on("connection", (socket) => {
    const found = signedIn.get(socket.request);
    if (found === undefined) {
      socket.disconnect(true);
      return;
    }
    Object.assign(socket.data, { ...found, facilityIds: new Set(), shown: null, stalledTicks: 0 } satisfies Watching);
    socket.on("watch", (asked, answer) => {
      const say = typeof answer === "function" ? answer : () => undefined;
      if (!Watch.Check(asked)) return say({ ok: false, error: "BAD_INPUT" });
      const { facilityId } = asked;
      const { viewer } = socket.data;
      const target = facility(facilityId);
      if (ports.directory.facility(facilityId) === undefined) return say({ ok: false, error: "NOT_FOUND" });
      if (!sees(viewer, "readWall", target)) {
        return say({ ok: false, error: sees(viewer, "readFacility", target) ? "FORBIDDEN" : "NOT_FOUND" });
      }
      socket.data.facilityIds.add(facilityId);
      return say({ ok: true });
    });
    socket.on("watchClinic", (answer) => {
      const isJoined = clinics.join(socket.data);
      if (typeof answer === "function") answer(isJoined ? { ok: true } : { ok: false, error: "FORBIDDEN" });
    });
  });

  const sendAlert = (socket: LiveSocket, found: FoundAlert): boolean => {
    const { facilityId } = found.alert;
    const { viewer, facilityIds } = socket.data;
    if (!facilityIds.has(facilityId) || !sees(viewer, LIVE_EVENT_ACTIONS.alert, alertTarget(found))) return false;
    return socket.emit("alert", { facilityId, now: ports.clock.now(), alert: alertView(ports, viewer, found) });
  };
  const sendTiles = (socket: LiveSocket, facilityId: string, tiles: readonly Tile[]) => {
    const { viewer, facilityIds } = socket.data;
    if (!facilityIds.has(facilityId)) return;
    const seen = tiles.filter(({ residentId }) =>
      sees(viewer, LIVE_EVENT_ACTIONS.tiles, { kind: "resident", facilityId, residentId, found: null }),
    );
    if (seen.length === 0) return;
    const views = seen.map((tile) => tileView(ports, viewer, facilityId, tile));
    socket.emit("tiles", { facilityId, now: ports.clock.now(), tiles: views });
  };
  const sendSilences = (socket: LiveSocket, facilityId: string) => {
    const { viewer, facilityIds } = socket.data;
    if (!facilityIds.has(facilityId) || !sees(viewer, LIVE_EVENT_ACTIONS.silences, facility(facilityId))) return;
    socket.emit("silences", { facilityId, now: ports.clock.now(), silences: silenceViews(ports, viewer, facilityId) });
  };
  /** A caregiver's session that watches is in use: a wall does not go dark because nobody touches it. A handset goes on without a person. */
  const recheck = async (socket: LiveSocket) => {
    const { sessionKey, screenKey, facilityIds, viewer: before } = socket.data;
    const viewer =
      sessionKey !== null
        ? await sessions.viewer(sessionKey, before.role === "caregiver" && before.handsetId === undefined && facilityIds.size > 0)
        : screenKey !== null
          ? await screenOf(context, screenKey)
          : null;
    if (viewer === null || [...facilityIds].some((id) => !sees(viewer, "readWall", facility(id)))) socket.disconnect(true);
    else socket.data.viewer = viewer;
  };
  const tick = () => {
    const changed = ports.live.takeChanged();
    for (const socket of sockets()) {
      if (socket.data.viewer === undefined || cutIfSlow(socket)) continue;
      socket.emit("link", { now: ports.clock.now() });
      for (const [facilityId, tiles] of changed) sendTiles(socket, facilityId, tiles);
      clinics.tick(socket);
      recheck(socket).catch((error: unknown) => {
        // Records that are down are outlived by the sessions themselves; anything else cuts the link.
        if (error instanceof AnhuError && error.code === "RECORDS_UNAVAILABLE") return;
        app.log.error({ err: error }, "live link not checked");
        socket.disconnect(true);
      });
    }
  };
  const timer = setInterval(tick, options.liveTickMs ?? TICK_MS);
  const forgetAlerts = ports.onAlertChange((found) => {
    for (const socket of sockets()) {
      if (socket.data.viewer === undefined) continue;
      sendAlert(socket, found);
      clinics.changed(socket, found);
    }
  });
  const forgetSilences = ports.onSilences((facilityId) => {
    for (const socket of sockets()) if (socket.data.viewer !== undefined) sendSilences(socket, facilityId);
  });
  const forgetEnds = sessions.onEnd((sessionKey) => {
    for (const socket of sockets()) if (socket.data.sessionKey === sessionKey) socket.disconnect(true);
  });
  const forgetScreens = screens.onEnd((screenId) => {
    for (const socket of sockets()) if (socket.data.viewer?.screen?.id === screenId) socket.disconnect(true);
  });
  const forgetHandsets = handsets.onEnd((handsetId) => {
    for (const socket of sockets()) if (socket.data.viewer?.handsetId === handsetId) socket.disconnect(true);
  });
  return {
    tell(facilityId, role, alertId) {
      const found = ports.desk.find(alertId);
      if (found === undefined || found.alert.facilityId !== facilityId) return 0;
      const wanted = role === "onDutyCaregiver" ? "caregiver" : role;
      // A handset with nobody on it lies where carers are, and shows the call.
      const isFor = (viewer: Viewer | undefined) =>
        viewer?.role === wanted || (wanted === "caregiver" && viewer?.screen !== undefined && viewer.handsetId !== undefined);
      return sockets().filter((socket) => isFor(socket.data.viewer) && sendAlert(socket, found)).length;
    },
    async close() {
      clearInterval(timer);
      forgetAlerts();
      forgetSilences();
      forgetEnds();
      forgetScreens();
      forgetHandsets();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
/** Signed in, and opened by a page of ours. Browsers name the page's origin on every request from a foreign one. */
async function handshake(app: App, context: ApiContext, request: IncomingMessage): Promise<SignedIn | null> {
  const { options, sessions } = context;
  const { origin, host, cookie } = request.headers;
  if (origin !== undefined && origin !== new URL(options.publicUrl).origin && originHost(origin) !== host) return null;
  const cookies = app.parseCookie(cookie ?? "");
  const person = await personOf(app, sessions, cookies[SESSION_COOKIE]);
  if (person !== null) return person;
  for (const token of [cookies[HANDSET_COOKIE], cookies[WALL_COOKIE]]) {
    const screenKey = token === undefined ? null : context.screens.hashOf(token);
    const viewer = screenKey === null ? null : await screenOf(context, screenKey);
    if (viewer !== null) return { sessionKey: null, screenKey, viewer };
  }
  return null;
}
/** What a television holds, or a shared handset with nobody on it: both are kept under the same hash. */
async function screenOf({ screens, handsets }: ApiContext, key: string): Promise<Viewer | null> {
  return (await handsets.viewer(key)) ?? screens.viewer(key);
}
async function personOf(app: App, sessions: ApiContext["sessions"], sealed: string | undefined): Promise<SignedIn | null> {
  if (sealed === undefined) return null;
  const holder: { session?: { sessionId: string; userId?: string } } = {};
  await new Promise<void>((resolve, reject) => {
    app.decryptSession(sealed, holder, (error: unknown) => (error == null ? resolve() : reject(asError(error))));
  });
  if (holder.session?.userId === undefined) return null;
  const sessionKey = sessions.keyOf(holder.session.sessionId);
  const viewer = await sessions.viewer(sessionKey, true);
  return viewer === null ? null : { sessionKey, screenKey: null, viewer };
}
function originHost(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(errorText(error));
}
