import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import { Server } from "socket.io";
import type { AlertView, TimelineEntry } from "../../domain/alert.ts";
import type { LiveEvents } from "../../domain/live-events.ts";
import type { Role } from "../../domain/people.ts";
import type { RuleChange } from "../../domain/rule-change.ts";
import { answerFigures } from "./mock-figures.ts";
import { answerHandset } from "./mock-handset.ts";
import { answerClinic } from "./mock-clinic.ts";
import { answerHouse } from "./mock-house.ts";
import { FACILITY, makeWall, NOW, type Scene } from "./mock-home.ts";
import { readFamilyPage, writeFamilyPage } from "./mock-family-page.ts";
import { makeContracts } from "./mock-contracts.ts";
import { givenBack, snoozed } from "./mock-alerts.ts";
import { makeCare } from "./mock-care.ts";
import { makeLoad } from "./mock-load.ts";
import { answerManage } from "./mock-manage.ts";
import { answerMap } from "./mock-map.ts";
import { answerRead } from "./mock-reads.ts";
import { makeResidents } from "./mock-residents.ts";
import { answerSetup, PROGRESS } from "./mock-setup.ts";
import { makeSearches } from "./mock-search.ts";
import { answerWall } from "./mock-wall.ts";

const DIST = join(import.meta.dirname, "../../dashboard/dist");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
/** As strict as the real server's: no inline scripts, no inline styles. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";
export const USER = {
  id: "usr_1",
  username: "lina",
  name: "李娜",
  role: "nurse",
  facilityId: FACILITY.id,
  clinicId: null,
  consents: [],
  disabled: false,
};
const PASSWORD = "correct horse";
const CSRF = "csrf-of-the-mock";

export interface MockServer {
  readonly url: string;
  /** Starts over: another scene, or a first run where set-up is needed. */
  show(scene: Scene): void;
  needSetup(needed: boolean): void;
  signOut(isOut: boolean): void;
  /** This browser is a shared handset; signed out, it is locked. */
  beHandset(is: boolean): void;
  /** Of whoever is signed in, until the next scene. */
  beRole(role: Role): void;
  /** Changes of rules that were applied so far. */
  readonly ruleChanges: readonly RuleChange[];
  /** A back-test goes no further until it is let go. */
  holdBacktest(is: boolean): void;
  /** Its contracts, and what somebody else does to them. */
  readonly contracts: ReturnType<typeof makeContracts>;
  /** Stops or resumes the beat of the link and every answer of the API. */
  cut(isCut: boolean): void;
  /** Somebody else changes an alert. */
  change(alertId: string, change: (alert: AlertView) => AlertView): void;
  /** The next press on the alert comes a moment after that of `by`, who took the on-site track. */
  beNextBeatenBy(alertId: string, by: string): void;
  beFirstToSilence(rule: string, by: string): void;
  alert(alertId: string): AlertView | undefined;
  /** Bodies of the entries typed in this scene. */
  readonly entries: readonly Record<string, unknown>[];
  close(): Promise<void>;
}
/** Serves dashboard/dist, or another folder that it was built into, with a home out of memory: the same night every time, one signed-in caregiver. */
export async function startMock(scene: Scene = "critical", options: { signedIn?: boolean; dist?: string } = {}): Promise<MockServer> {
  const { dist = DIST } = options;
  let wall = makeWall(scene);
  let scenery = scene;
  let isHandset = false;
  let isSignedIn = options.signedIn ?? true;
  let isSetupNeeded = false;
  let isCut = false;
  const alerts = new Map(wall.alerts.map((alert) => [alert.id, alert]));
  const searches = makeSearches();
  const care = makeCare();
  const load = makeLoad();
  const contracts = makeContracts();
  const residents = makeResidents();
  let role: Role = "nurse";
  const rivals = new Map<string, string>();
  const entries: Record<string, unknown>[] = [];
  const http = createServer((request, response) => void serve(request, response));
  const io = new Server<Record<string, never>, LiveEvents>(http, { serveClient: false });

  let isCutOff = scene === "cutOff";
  function show(next: Scene): void {
    wall = makeWall(next);
    scenery = next;
    isCutOff = next === "cutOff";
    searches.clear();
    care.clear();
    load.clear();
    contracts.clear();
    residents.clear();
    role = "nurse";
    entries.length = 0;
    alerts.clear();
    for (const alert of wall.alerts) alerts.set(alert.id, alert);
  }
  function put(alert: AlertView): void {
    alerts.set(alert.id, alert);
    io.emit("alert", { facilityId: FACILITY.id, now: NOW, alert });
  }
  function beaten(alert: AlertView | undefined): AlertView | undefined {
    const by = alert === undefined ? undefined : rivals.get(alert.id);
    if (alert === undefined || by === undefined) return alert;
    rivals.delete(alert.id);
    const taken: AlertView = {
      ...alert,
      state: "acknowledged",
      onSite: { ...alert.onSite, state: "acknowledged", by, acknowledgedAt: NOW },
    };
    alerts.set(alert.id, taken);
    return taken;
  }
  function answer(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json" });
    response.end(JSON.stringify(body));
  }
  function problem(response: ServerResponse, status: number, code: string): void {
    answer(response, status, { type: `about:blank`, title: code, status, code, instance: "mock" });
  }
  function act(alert: AlertView, verb: string, body: Record<string, unknown>): AlertView | "CONFLICT" {
    const said = (code: TimelineEntry["code"]) => [...alert.timeline, { at: NOW, code, track: null, who: USER.name, detail: null }];
    if (verb === "acknowledge") {
      const track = body["track"] === "medical" ? "medical" : "onSite";
      if (alert[track].state !== "waiting") return "CONFLICT";
      const taken = {
        ...alert[track],
        state: "acknowledged" as const,
        by: USER.name,
        byId: USER.id,
        acknowledgedAt: NOW,
        dueAt: NOW + 180_000,
      };
      return { ...alert, state: "acknowledged", [track]: taken, timeline: said(track === "onSite" ? "onTheWay" : "acknowledged") };
    }
    if (verb === "arrive") {
      if (alert.onSite.state === "done") return "CONFLICT";
      const done = { ...alert.onSite, state: "done" as const, by: USER.name, byId: USER.id, doneAt: NOW, dueAt: null };
      return { ...alert, state: "inProgress", onSite: done, timeline: said("arrived") };
    }
    if (verb === "hand-over") return givenBack(alert, USER.name);
    if (verb === "snooze") return snoozed(alert, body, USER.name);
    if (verb === "need-doctor") return { ...alert, medical: { ...alert.medical, owed: true }, timeline: said("doctorNeeded") };
    return { ...alert, state: "resolved", resolvedAt: NOW, outcome: "true", timeline: said("resolved") };
  }
  async function write(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (path.endsWith("/copies")) {
      const name = new URL(request.url ?? "", "http://mock").searchParams.get("name") ?? "";
      const kept = contracts.upload(path, name, Buffer.concat(chunks));
      return kept === undefined ? problem(response, 400, "BAD_INPUT") : answer(response, ...kept);
    }
    if (residents.photo(path) !== undefined) {
      if (request.method === "DELETE") residents.removePhoto(path);
      const set = request.method === "DELETE" ? {} : residents.setPhoto(path, Buffer.concat(chunks));
      return set === null ? problem(response, 400, "BAD_INPUT") : answer(response, 201, set);
    }
    const text = Buffer.concat(chunks).toString();
    const body: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
    if (path === "/session" && request.method === "POST") {
      if (body["password"] !== PASSWORD) return problem(response, 401, "UNAUTHENTICATED");
      isSignedIn = true;
      return answer(response, 200, session());
    }
    if (path === "/setup") {
      if (body["token"] !== "right-token" && body["code"] !== "K7M4-PX3B-9QRT") return problem(response, 403, "FORBIDDEN");
      isSetupNeeded = false;
      return answer(response, 201, { id: USER.id });
    }
    const ofFamily = writeFamilyPage(path, body);
    if (ofFamily !== undefined) return answer(response, ...ofFamily);
    if (request.headers["x-csrf-token"] !== CSRF) return problem(response, 403, "FORBIDDEN");
    if (path === "/setup/progress") return answer(response, 200, { ...PROGRESS, ...body });
    if (path === "/session") {
      isSignedIn = false;
      return answer(response, 200, {});
    }
    if (/^\/residents\/[^/]+\/observations$/.test(path)) {
      entries.push(body);
      return answer(response, 201, { at: NOW, deviceId: "dev_entry" });
    }
    if (/^\/residents\/[^/]+\/soft-signs$/.test(path)) {
      entries.push(body);
      return answer(response, 201, { id: "sfs_1", at: NOW });
    }
    const signed = contracts.write(path, body);
    if (signed !== undefined) return answer(response, ...signed);
    const loaded = load.write(path, body);
    if (loaded !== undefined) return answer(response, ...loaded);
    const cared = care.write(
      request.method ?? "",
      path,
      body,
      wall.tiles.find(({ residentId }) => path.startsWith(`/residents/${residentId}/`)),
    );
    if (cared !== undefined) return answer(response, ...cared);
    const [, id, verb] = /^\/alerts\/([^/]+)\/([a-z-]+)$/.exec(path) ?? [];
    const alert = beaten(alerts.get(id ?? ""));
    if (alert === undefined || verb === undefined) return problem(response, 404, "NOT_FOUND");
    if (alert.state === "resolved") return problem(response, 409, "ALERT_CLOSED");
    if (verb === "search") {
      searches.add(alert, String(body["item"]), typeof body["text"] === "string" ? body["text"] : null);
      return answer(response, 201, searches.view(alert));
    }
    const needsReason = verb === "resolve" && alert.conditionActive && typeof body["reason"] !== "string";
    if (needsReason) return problem(response, 422, "REASON_REQUIRED");
    const changed = act(alert, verb, body);
    if (changed === "CONFLICT") return problem(response, 409, "CONFLICT");
    put(changed);
    answer(response, 200, changed);
  }
  const session = () => ({ user: { ...USER, role }, csrfToken: CSRF, endsAt: NOW + 12 * 3_600_000 });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://mock");
    if (!url.pathname.startsWith("/api/v1")) return file(url.pathname, response);
    if (isCut) return void request.socket.destroy();
    const path = url.pathname.slice("/api/v1".length);
    if (path === "/setup" && request.method === "GET") return answer(response, 200, { needed: isSetupNeeded, fresh: false });
    if (request.method !== "GET") return write(path, request, response);
    if (path === "/session") return answer(response, 200, isSignedIn ? session() : { user: null });
    const isOpen = path === "/handset" || (isHandset && path.endsWith("/wall"));
    const ofWall = isSignedIn || path === "/wall-screen" ? answerWall(path) : undefined;
    if (ofWall !== undefined) return answer(response, 200, ofWall);
    if (!isSignedIn && !isOpen) return problem(response, 401, "UNAUTHENTICATED");
    const photo = residents.photo(path);
    if (photo !== undefined) return void response.writeHead(photo === null ? 204 : 200, { "content-type": "image/jpeg" }).end(photo);
    const found =
      answerHandset(path, isHandset) ??
      answerManage(path, url.searchParams, wall) ??
      (role === "family" ? readFamilyPage(path, scenery) : undefined) ??
      answerSetup(path) ??
      answerClinic(path, wall, [...alerts.values()]) ??
      residents.read(path, wall) ??
      load.read(path, url.searchParams, wall) ??
      contracts.read(path, wall) ??
      answerFigures(path, url.searchParams) ??
      answerHouse(path, wall, isCutOff) ??
      answerMap(path, { ...wall, alerts: [...alerts.values()] }) ??
      answerRead(path, url.searchParams, { wall, alerts: [...alerts.values()], searches, care }) ??
      readFamilyPage(path, scenery);
    if (found === undefined) return problem(response, 404, "NOT_FOUND");
    answer(response, 200, found);
  }
  async function file(path: string, response: ServerResponse): Promise<void> {
    const name = extname(path) === "" ? "/index.html" : normalize(path);
    try {
      const content = await readFile(join(dist, name));
      response.writeHead(200, {
        "content-type": TYPES[extname(name)] ?? "application/octet-stream",
        "content-security-policy": CONTENT_SECURITY_POLICY,
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }
  io.on("connection", (socket) => {
    for (const watch of ["watch", "watchClinic"]) {
      socket.on(watch, (...args: unknown[]) => {
        const done = args.at(-1);
        if (typeof done === "function") done({ ok: true });
      });
    }
  });
  const beat = setInterval(() => {
    if (!isCut) io.emit("link", { now: NOW });
  }, 500);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    show,
    needSetup(needed) {
      isSetupNeeded = needed;
    },
    beHandset(is) {
      isHandset = is;
    },
    signOut(isOut) {
      isSignedIn = !isOut;
    },
    beRole(next) {
      role = next;
    },
    cut(next) {
      isCut = next;
    },
    change(alertId, change) {
      const alert = alerts.get(alertId);
      if (alert !== undefined) put(change(alert));
    },
    beNextBeatenBy(alertId, by) {
      rivals.set(alertId, by);
    },
    beFirstToSilence: care.silence,
    entries,
    contracts,
    ruleChanges: load.applied,
    holdBacktest: load.hold,
    alert: (alertId) => alerts.get(alertId),
    async close() {
      clearInterval(beat);
      await io.close();
    },
  };
}
