import type { Receipt, Undelivered } from "../../domain/delivery.ts";
import { makeContractSituation } from "../../app/contract-watch.ts";
import { makeLimitRules } from "../../app/limit-rules.ts";
import { generateKeyPairSync } from "node:crypto";
import { CHAIN_START } from "../../domain/audit.ts";
import { signHead } from "../../domain/audit-signing.ts";
import { Registry } from "prom-client";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { readDisposition } from "../../domain/disposition.ts";
import type { Silence } from "../../domain/hold.ts";
import { AnhuError } from "../../domain/errors.ts";
import type { SignOfLife } from "../../domain/family-state.ts";
import type { Tile } from "../../domain/live-events.ts";
import type { AlertDesk, AlertHolds, ApiPorts, Check } from "../../api/ports.ts";
import { NEVER_SEEN, type LastSeen } from "../../api/last-seen.ts";
import { dispose, visitArrived } from "../../alerts/life/disposition.ts";
import { snooze, unsnooze } from "../../alerts/life/snooze.ts";
import { handOver } from "../../alerts/life/hand-over.ts";
import type { Step } from "../../alerts/life/step.ts";
import { makeApi } from "../../api/server.ts";
import type { ApiOptions } from "../../api/context.ts";
import { makeLinks } from "../../api/links.ts";
import { aTrack } from "../support/builders.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { fakeAnnunciators, fakeDrills } from "./fake-annunciators.ts";
import { fakeChannels } from "./fake-channels.ts";
import { fakeEscalations } from "./fake-escalation.ts";
import { fakeFamily } from "./fake-family.ts";
import { fakeGovernor } from "./fake-governor.ts";
import { fakeSimulator, MQTT_ADDRESS } from "./fake-setup.ts";
import { FakeRecords } from "./fake-records.ts";

export const ADMIN_TOKEN = "the-administrators-token-for-tests";
const NO_HEADS: ApiPorts["auditHeads"] = {
  head: async () => ({ head: signHead(CHAIN_START, 0, generateKeyPairSync("ed25519").privateKey), isContinuous: true }),
  written: () => [],
};
export const NEVER = () => undefined;

/** The alert desk in memory: one acknowledgement per track, closed alerts stay closed. */
export class FakeDesk implements AlertDesk, AlertHolds {
  readonly #records: FakeRecords;
  readonly listeners = new Set<(change: { alert: Alert; timeline: TimelineEntry[] }) => void>();
  readonly #now: () => number;
  constructor(records: FakeRecords, now: () => number) {
    this.#records = records;
    this.#now = now;
  }
  raise(alert: Alert, timeline: TimelineEntry[] = [{ at: alert.raisedAtMs, code: "raised", track: null, who: null, detail: null }]): void {
    this.#records.alertRows.set(alert.id, { alert, timeline });
    this.#tell(alert.id);
  }
  clear(): void {
    this.#records.alertRows.clear();
  }
  open = (facilityId: string) =>
    [...this.#records.alertRows.values()].filter(({ alert }) => alert.facilityId === facilityId && alert.state !== "resolved");
  find = (id: string) => this.#records.alertRows.get(id);
  acknowledge: AlertDesk["acknowledge"] = async (id, track, by) => {
    if (this.#openAlert(id)[track].state !== "waiting") throw new AnhuError("CONFLICT", `acknowledging: a ${by.role} was first`);
    this.#change(
      id,
      { state: "acknowledged", [track]: aTrack({ state: "acknowledged", by }) },
      { code: "acknowledged", track, who: by.name },
    );
  };
  arrive: AlertDesk["arrive"] = async (id, by, { byRoomCode = false }) => {
    const detail = byRoomCode ? "roomCode" : null;
    const entry = { code: "arrived", track: "onSite", who: by.name, detail } as const;
    this.#change(id, { state: "inProgress", onSite: aTrack({ state: "done", by }) }, entry);
  };
  handOver: AlertDesk["handOver"] = async (id, by, to) => this.#take(id, ({ alert }) => handOver(alert, by, to, this.#now()));
  note: AlertDesk["note"] = async (id, timeline) => this.#take(id, ({ alert }) => ({ alert, timeline }));
  dispose: AlertDesk["dispose"] = async (id, by, input) => {
    const clinicName = this.#records.clinicRows.find((clinic) => clinic.id === by.clinicId)?.name ?? "";
    this.#take(id, (found) =>
      dispose(found, readDisposition(input), { by, clinicName, seen: input.seen ?? 0, pressedAt: input.pressedAt }, this.#now()),
    );
  };
  visitArrived: AlertDesk["visitArrived"] = async (id, by, pressedAt) =>
    this.#take(id, (found) => visitArrived(found, by, this.#now(), pressedAt));
  needDoctor: AlertDesk["needDoctor"] = async (id, by) => this.#change(id, {}, { code: "doctorNeeded", track: "medical", who: by.name });
  resolve: AlertDesk["resolve"] = async (id, by, { outcome, reason }) => {
    if (this.#openAlert(id).conditionActive && reason === null) throw new AnhuError("REASON_REQUIRED", "resolving: say why");
    this.#change(id, { state: "resolved", outcome, resolvedAtMs: 1 }, { code: "resolved", track: null, who: by.name, detail: reason });
  };
  readonly silenceRows: Silence[] = [];
  readonly silenceListeners = new Set<(facilityId: string) => void>();
  snooze: AlertHolds["snooze"] = async (id, by, input) => this.#take(id, ({ alert }) => snooze(alert, by, input, this.#now()));
  unsnooze: AlertHolds["unsnooze"] = async (id, by, pressedAt) => this.#take(id, (found) => unsnooze(found, by, this.#now(), pressedAt));
  silence: AlertHolds["silence"] = async ({ minutes, ...input }, by) => {
    const silence = { ...input, id: `sil_${this.silenceRows.length}`, by, fromMs: 1, untilMs: 1 + minutes, endedMs: null, endedBy: null };
    this.silenceRows.push(silence);
    for (const listener of this.silenceListeners) listener(input.facilityId);
    return silence;
  };
  endSilence: AlertHolds["endSilence"] = async (id) => {
    if (this.findSilence(id) === undefined) throw new AnhuError("NOT_FOUND", "there is no such silence");
  };
  silencesOf = (facilityId: string) => this.silenceRows.filter((silence) => silence.facilityId === facilityId);
  findSilence = (id: string) => this.silenceRows.find((silence) => silence.id === id);
  /** A step of the real life cycle, without the escalation behind it. */
  #take(id: string, step: (found: NonNullable<ReturnType<FakeDesk["find"]>>) => Step | null): void {
    const found = this.find(id);
    if (found === undefined) throw new AnhuError("NOT_FOUND", "there is no such alert");
    const taken = step(found);
    if (taken === null) return;
    this.#records.alertRows.set(id, { alert: taken.alert, timeline: [...found.timeline, ...taken.timeline] });
    this.#tell(id);
  }
  #openAlert(id: string): Alert {
    const alert = this.find(id)?.alert;
    if (alert === undefined) throw new AnhuError("NOT_FOUND", "there is no such alert");
    if (alert.state === "resolved") throw new AnhuError("ALERT_CLOSED", "the alert is resolved");
    return alert;
  }
  #change(id: string, changed: Partial<Alert>, entry: Partial<TimelineEntry> & Pick<TimelineEntry, "code">): void {
    const alert = { ...this.#openAlert(id), ...changed };
    const timeline = [...(this.find(id)?.timeline ?? []), { at: alert.raisedAtMs + 1, track: null, who: null, detail: null, ...entry }];
    this.#records.alertRows.set(id, { alert, timeline });
    this.#tell(id);
  }
  #tell(id: string): void {
    const found = this.#records.alertRows.get(id);
    if (found !== undefined) for (const listener of this.listeners) listener(found);
  }
}
export interface FakeApi {
  readonly url: string;
  readonly records: FakeRecords;
  readonly desk: FakeDesk;
  readonly clock: ManualClock;
  readonly sessionClock: ManualClock;
  readonly tiles: Map<string, Tile[]>;
  readonly seen: Map<string, LastSeen>;
  /** Signs of life by resident. */
  readonly alive: Map<string, SignOfLife[]>;
  readonly changedTiles: Map<string, Tile[]>;
  readonly checks: Check[];
  readonly receipts: Receipt[];
  readonly undelivered: Undelivered[];
  readonly told: string[];
  readonly ports: ApiPorts;
  readonly api: Awaited<ReturnType<typeof makeApi>>;
  readonly options: ApiOptions;
  close(): Promise<void>;
}
/** The real server on port 0 with hand-written ports. */
export async function openFakeApi(options: Partial<ApiOptions> = {}, more: Partial<ApiPorts> = {}): Promise<FakeApi> {
  const records = new FakeRecords();
  const clock = new ManualClock();
  const desk = new FakeDesk(records, () => clock.now());
  const sessionClock = new ManualClock();
  const tiles = new Map<string, Tile[]>();
  const seen = new Map<string, LastSeen>();
  const changedTiles = new Map<string, Tile[]>();
  const checks: Check[] = [{ name: "records", ok: true, detail: "answers" }];
  const told: string[] = [];
  const alive = new Map<string, SignOfLife[]>();
  const receipts: Receipt[] = [];
  const undelivered: Undelivered[] = [];
  const directory = records.directory(() => clock.now());
  const escalations = fakeEscalations(records);
  const ports: ApiPorts = {
    clock,
    records,
    desk,
    directory,
    receipts: { note: (receipt) => void receipts.push(receipt), undelivered: async () => undelivered },
    historian: { series: async () => ({ resolution: "raw", bucketMs: 60_000, points: [] }), observations: async () => [] },
    live: {
      tiles: (facilityId) => tiles.get(facilityId) ?? [],
      tile: (residentId) => [...tiles.values()].flat().find((tile) => tile.residentId === residentId),
      signsOfLife: (residentId) => alive.get(residentId) ?? [],
      lastSeen: (residentId) => seen.get(residentId) ?? NEVER_SEEN,
      health: () => undefined,
      takeChanged: () => {
        const taken = new Map(changedTiles);
        changedTiles.clear();
        return taken;
      },
    },
    holdings: { periods: () => [] },
    limits: () => [],
    limitRules: makeLimitRules({ ...directory, ruleChanges: () => [] }, clock),
    coverage: () => [],
    news2: () => ({}),
    baseline: () => [],
    onSilences: (listener) => {
      desk.silenceListeners.add(listener);
      return () => desk.silenceListeners.delete(listener);
    },
    annunciators: fakeAnnunciators(),
    drills: fakeDrills(),
    metrics: new Registry(),
    governor: fakeGovernor(),
    auditHeads: NO_HEADS,
    channels: fakeChannels(),
    escalation: escalations,
    family: fakeFamily(),
    contracts: makeContractSituation({ directory: { ...directory, escalationPolicies: escalations.policies }, clock }),
    simulator: fakeSimulator(() => clock.now()),
    mqttAddress: () => MQTT_ADDRESS,
    checks: () => checks,
    changed: async (what) => void told.push(`changed ${what}`),
    assigned: async ({ deviceId }) => void told.push(`assigned ${deviceId}`),
    enter: async ({ residentId, atMs, values }) => {
      told.push(`entered ${residentId} ${atMs} ${JSON.stringify(values)}`);
      return { deviceId: "dev_entry" };
    },
    revoked: async (id) => void told.push(`revoked ${id}`),
    replayQuarantine: async (ids) => ({ replayed: ids.length, kept: 0 }),
    onAlertChange: (listener) => {
      desk.listeners.add(listener);
      return () => desk.listeners.delete(listener);
    },
    ...more,
  };
  const publicUrl = "http://127.0.0.1";
  const links = makeLinks(Buffer.alloc(32, 7), { publicUrl, clock });
  const all: ApiOptions = {
    publicUrl,
    adminToken: ADMIN_TOKEN,
    cookieSecret: "a cookie secret of at least 32 characters",
    links,
    dashboardDir: null,
    version: "0.0.0-test",
    simulated: false,
    sessionClock,
    requestsPerMinute: 1_000_000,
    // A busy machine is no overload of the server, and a loop that was not measured at all counts as endless; 0 measures nothing. Who tests it says so.
    maxEventLoopDelayMs: 0,
    ...options,
  };
  const api = await makeApi(all, ports);
  const { port } = await api.listen("127.0.0.1", 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    records,
    desk,
    clock,
    sessionClock,
    tiles,
    seen,
    alive,
    changedTiles,
    checks,
    receipts,
    undelivered,
    told,
    ports,
    api,
    options: all,
    close: () => api.close(),
  };
}
