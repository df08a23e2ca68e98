import type { Alert, Outcome, PersonRef } from "../../domain/alert.ts";
import type { ReplayedAlert } from "../../domain/backtest.ts";
import { alertIdOf } from "../../domain/ids.ts";
import { acknowledge, addEvidence, cleared, isWorse, raise, resolve, upgrade } from "../life/lifecycle.ts";
import type { CareDirectory } from "../ports.ts";
import { SEVERITY_RANK } from "../rules/types.ts";
import type { Signal } from "../signal.ts";

/** A person did this live; who it was, a replay need not know. */
const SOMEBODY: PersonRef = { userId: null, clinicId: null, name: "", role: "administrator" };

interface Entry {
  alert: Alert;
  told: ReplayedAlert;
  readonly identities: string[];
}
/** What a person did with an alert when it was live. */
export interface PersonStep {
  readonly atMs: number;
  readonly subjectId: string;
  readonly rule: string;
  readonly step: "taken" | "resolved";
  readonly outcome: Outcome | null;
}
/** The alerts that signals become, as the desk makes them of them; nobody is told and no ladder is climbed. */
export class Ledger {
  readonly #care: Pick<CareDirectory, "facility">;
  readonly #isDeep: (signal: Signal) => boolean;
  readonly #open = new Map<string, Entry>();
  readonly #seen = new Set<string>();
  readonly #alerts: Entry[] = [];

  constructor(care: Pick<CareDirectory, "facility">, isDeep: (signal: Signal) => boolean) {
    this.#care = care;
    this.#isDeep = isDeep;
  }
  /** Alerts so far, in the order in which they were raised. */
  alerts(): readonly ReplayedAlert[] {
    return this.#alerts.map(({ told }) => told);
  }
  signal(signal: Signal): void {
    const key = keyOf(signal.subjectId, signal.rule);
    const open = this.#open.get(key);
    if (signal.type === "clear") {
      if (open !== undefined) this.#clear(key, open, signal);
      return;
    }
    if (this.#seen.has(`${key}\u0000${signal.identity}`)) return;
    this.#seen.add(`${key}\u0000${signal.identity}`);
    const staffed = this.#care.facility(signal.facilityId)?.staffed ?? false;
    if (open === undefined) this.#raise(key, signal, staffed);
    else this.#add(open, signal, staffed);
  }
  /** @returns ids under which the rules may know the alert that was closed by this, for the journal entry `resolved` */
  person({ atMs, subjectId, rule, step, outcome }: PersonStep): readonly string[] {
    const key = keyOf(subjectId, rule);
    const open = this.#open.get(key);
    if (open === undefined) return [];
    if (step === "taken") {
      if (open.alert.onSite.state === "waiting") open.alert = acknowledge(open.alert, "onSite", SOMEBODY, atMs)?.alert ?? open.alert;
      return [];
    }
    open.alert = resolve(open.alert, SOMEBODY, { outcome: outcome ?? "unknown", reason: "replayed" }, atMs).alert;
    open.told = { ...open.told, endedAt: open.told.endedAt ?? atMs };
    this.#open.delete(key);
    return open.identities.map((identity) => alertIdOf(subjectId, rule, identity));
  }
  #raise(key: string, signal: Signal, staffed: boolean): void {
    const { alert } = raise(signal, staffed, signal.atMs);
    const { id, residentId, placeId, deviceId, rule, severity, sign, value } = alert;
    const told: ReplayedAlert = {
      ...{ id, residentId, placeId, deviceId, rule, severity, sign, value },
      ...{ raisedAt: alert.raisedAtMs, endedAt: null, pages: alert.onSite.owed ? 1 : 0, outcome: null, isDeep: this.#isDeep(signal) },
    };
    const entry = { alert, told, identities: [signal.identity] };
    this.#open.set(key, entry);
    this.#alerts.push(entry);
  }
  #add(open: Entry, signal: Signal, staffed: boolean): void {
    open.identities.push(signal.identity);
    const before = open.alert;
    const isUpgrade = isWorse(before, signal);
    open.alert = (isUpgrade ? upgrade(before, signal, staffed, signal.atMs) : addEvidence(before, signal, signal.atMs)).alert;
    // Staff are told anew of what is worse, and of a second press; not of more of the same.
    const isTold =
      open.alert.onSite.owed && open.alert.onSite.state === "waiting" && (isUpgrade || open.alert.onSite.step < before.onSite.step);
    const isWorst = SEVERITY_RANK[signal.severity] > SEVERITY_RANK[open.told.severity];
    open.told = {
      ...open.told,
      endedAt: null,
      severity: isWorst ? signal.severity : open.told.severity,
      pages: open.told.pages + (isTold ? 1 : 0),
      isDeep: open.told.isDeep || this.#isDeep(signal),
    };
  }
  #clear(key: string, open: Entry, signal: Signal): void {
    const step = cleared(open.alert, signal);
    open.alert = step.alert;
    if (!open.alert.conditionActive) open.told = { ...open.told, endedAt: signal.atMs };
    if (open.alert.state === "resolved") this.#open.delete(key);
  }
}
const keyOf = (subjectId: string, rule: string): string => `${subjectId}\u0000${rule}`;
