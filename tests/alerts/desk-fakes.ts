import type { Alert, PersonRef } from "../../domain/alert.ts";
import { PLAIN_CONTRACT, type Contract } from "../../domain/contract.ts";
import type { Contact } from "../../domain/directory.ts";
import type { Delivery } from "../../domain/delivery.ts";
import type { Silence } from "../../domain/hold.ts";
import { AnhuError } from "../../domain/errors.ts";
import { openAlertDesk, type Desk } from "../../alerts/desk.ts";
import type { AlertChange, AlertStore, CareDirectory, OpenAlert, SilenceStore } from "../../alerts/ports.ts";
import type { Signal } from "../../alerts/signal.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { careOf, T0 } from "./support.ts";

export const caregiver: PersonRef = { userId: "u1", clinicId: null, name: "Li", role: "caregiver" };
export const nurse: PersonRef = { userId: "u2", clinicId: null, name: "Zhao", role: "nurse" };
export const doctor: PersonRef = { userId: null, clinicId: "c1", name: "Dr Chen", role: "link" };

/** An alert store in memory with the semantics of the port; `isDown` makes every transaction fail, `isStuck` none end. */
export class MemoryAlertStore implements AlertStore {
  readonly alerts = new Map<string, OpenAlert>();
  readonly changes: AlertChange[] = [];
  /** What the records' own sending loop was given. */
  readonly sent: Delivery[] = [];
  isDown = false;
  isStuck = false;
  load(): Promise<readonly OpenAlert[]> {
    return Promise.resolve([...this.alerts.values()]);
  }
  find(alertId: string): Promise<OpenAlert | undefined> {
    return Promise.resolve(this.alerts.get(alertId));
  }
  save(change: AlertChange): Promise<{ written: boolean }> {
    if (this.isStuck) return new Promise(() => {});
    if (this.isDown) return Promise.reject(new AnhuError("RECORDS_UNAVAILABLE", "saving an alert: down", { retryable: true }));
    const { alert, isNew, timeline, evidence, deliveries } = change;
    const known = this.alerts.get(alert.id);
    if (isNew ? known !== undefined : known?.alert.version !== alert.version - 1) return Promise.resolve({ written: false });
    this.changes.push(change);
    this.sent.push(...deliveries);
    this.alerts.set(alert.id, {
      alert,
      timeline: [...(known?.timeline ?? []), ...timeline],
      evidenceIdentities: [...(known?.evidenceIdentities ?? []), ...evidence.map(({ identity }) => identity)],
    });
    return Promise.resolve({ written: true });
  }
  attempts(): Promise<[]> {
    return Promise.resolve([]);
  }
}
/** Silences in memory, with the semantics of the port. */
export class MemorySilences implements SilenceStore {
  readonly rows = new Map<string, Silence>();
  running = async (nowMs: number) => [...this.rows.values()].filter(({ endedMs, untilMs }) => endedMs === null && untilMs > nowMs);
  add = async (silence: Silence) => void this.rows.set(silence.id, silence);
  async end(id: string, endedMs: number, by: PersonRef) {
    const silence = this.rows.get(id)!;
    if (silence.endedMs !== null) return false;
    this.rows.set(id, { ...silence, endedMs, endedBy: by });
    return true;
  }
}
export function aContract(clinicId: string, overrides: Partial<Contract> = {}): Contract {
  return { id: `k-${clinicId}`, facilityId: "fac", clinicId, fromMs: 0, toMs: null, ...PLAIN_CONTRACT, ...overrides };
}
export interface DeskWorld {
  readonly desk: Desk;
  readonly clock: ManualClock;
  readonly store: MemoryAlertStore;
  /** role@seconds after T0 of every call of a screen. */
  readonly told: string[];
  readonly fallback: Delivery[];
  readonly resolved: string[];
  readonly stopped: string[];
  readonly changes: Alert[];
  /** eventType recipient step@seconds of every webhook, from the records or from memory, each id once. */
  webhooks(): string[];
  /** Lets time pass second by second, as the desk's timer would see it. */
  pass(seconds: number): void;
}
export function aDesk(
  options: {
    staffed?: boolean;
    contracts?: Contract[];
    contacts?: Contact[];
    store?: MemoryAlertStore;
    clock?: ManualClock;
    screens?: number;
    silences?: SilenceStore;
    /** Policies and rotas, say. */
    care?: Partial<CareDirectory>;
  } = {},
): DeskWorld {
  const clock = options.clock ?? new ManualClock(T0);
  const store = options.store ?? new MemoryAlertStore();
  const { contracts = [aContract("c1")], contacts = [], screens = 1 } = options;
  const told: string[] = [];
  const fallback: Delivery[] = [];
  const resolved: string[] = [];
  const stopped: string[] = [];
  const changes: Alert[] = [];
  const desk = openAlertDesk({
    store,
    clock,
    care: careOf({
      staffed: options.staffed ?? true,
      contracts: () => contracts,
      contacts: () => contacts,
      clinic: (id) => ({ id, name: `Clinic ${id}`, webhookUrl: "http://127.0.0.1/", webhookSecret: "", loopbackAllowed: true }),
      ...options.care,
    }),
    screens: {
      tell: (_facility, role) => {
        told.push(`${role}@${(clock.now() - T0) / 1000}`);
        return screens;
      },
    },
    links: (alertId, clinicId) => ({ acknowledgeUrl: `http://a/${alertId}/${clinicId}/ack`, handoverUrl: `http://a/${alertId}/handover` }),
    page: (alertId, of) => `http://a/${of === "clinic" ? "clinic" : "alerts"}/${alertId}`,
    fallbackSend: (deliveries) => fallback.push(...deliveries),
    stopSending(id, track) {
      if (track !== "onSite") stopped.push(id);
    },
    journalResolved: (id) => resolved.push(id),
    onChange: (alert) => changes.push(alert),
    ...(options.silences === undefined ? {} : { silences: options.silences }),
  });
  return {
    desk,
    clock,
    store,
    told,
    fallback,
    resolved,
    stopped,
    changes,
    webhooks() {
      const all = new Map([...store.sent, ...fallback].map((delivery) => [delivery.id, delivery]));
      return [...all.values()]
        .filter(({ channel }) => channel === "webhook")
        .map(({ eventType, recipientId, createdAtMs }) => `${eventType} ${recipientId}@${(createdAtMs - T0) / 1000}`);
    },
    pass(seconds) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000);
        desk.tick();
      }
    },
  };
}
export function aSignal(overrides: Partial<Signal> = {}): Signal {
  return {
    type: "raise",
    subjectId: "res",
    facilityId: "fac",
    residentId: "res",
    placeId: null,
    deviceId: "dev",
    rule: "sos",
    kind: "sos",
    class: "physiological",
    severity: "critical",
    latched: true,
    identity: "press1",
    sign: null,
    value: null,
    observedAtMs: T0,
    atMs: T0,
    late: false,
    medicalGrade: false,
    measureWith: null,
    why: null,
    ...overrides,
  };
}
export const vital = (overrides: Partial<Signal> = {}): Signal =>
  aSignal({ rule: "heartRate.high", kind: "vital", latched: false, sign: "heartRate", value: 140, ...overrides });
