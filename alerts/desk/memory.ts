import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import type { OpenAlert } from "../ports.ts";

/** Timeline lines that stay in memory; the records have all. */
const MOST_LINES = 400;

export interface Entry {
  alert: Alert;
  timeline: TimelineEntry[];
  /** Clinics that were told, in order. */
  readonly told: Set<string>;
}
/** A line that says a clinic was told has its id as detail. */
function toldClinic({ code, track, detail }: TimelineEntry): string[] {
  return code === "told" && track === "medical" && detail !== null ? [detail] : [];
}
const condition = (alert: Pick<Alert, "subjectId" | "rule">) => `${alert.subjectId}\u0000${alert.rule}`;

/** All open alerts and those resolved lately, by id, by condition and by evidence. */
export class Memory {
  readonly entries = new Map<string, Entry>();
  readonly #open = new Map<string, string>();
  /** Evidence → alert: what was seen once raises nothing a second time. */
  readonly #seen = new Map<string, string>();

  load(loaded: OpenAlert): Entry {
    const told = loaded.timeline.flatMap(toldClinic);
    const entry: Entry = { alert: loaded.alert, timeline: [...loaded.timeline], told: new Set(told) };
    this.#keep(entry);
    for (const identity of loaded.evidenceIdentities) this.see(entry.alert, identity);
    return entry;
  }
  add(alert: Alert, identity: string): Entry {
    const entry: Entry = { alert, timeline: [], told: new Set() };
    this.#keep(entry);
    this.see(alert, identity);
    return entry;
  }
  #keep(entry: Entry): void {
    this.entries.set(entry.alert.id, entry);
    if (entry.alert.state !== "resolved") this.#open.set(condition(entry.alert), entry.alert.id);
  }
  set(entry: Entry, alert: Alert, lines: readonly TimelineEntry[]): void {
    entry.alert = alert;
    entry.timeline.push(...lines);
    // The first line says how it began; of the rest the newest count.
    if (entry.timeline.length > MOST_LINES) entry.timeline.splice(1, entry.timeline.length - MOST_LINES);
    for (const clinicId of lines.flatMap(toldClinic)) entry.told.add(clinicId);
    if (alert.state === "resolved" && this.#open.get(condition(alert)) === alert.id) this.#open.delete(condition(alert));
  }
  open(subjectId: string, rule: string): Entry | undefined {
    const id = this.#open.get(condition({ subjectId, rule }));
    return id === undefined ? undefined : this.entries.get(id);
  }
  see(alert: Pick<Alert, "id" | "subjectId" | "rule">, identity: string): void {
    this.#seen.set(`${condition(alert)}\u0000${identity}`, alert.id);
  }
  hasSeen(signal: { readonly subjectId: string; readonly rule: string; readonly identity: string }): boolean {
    return this.#seen.has(`${condition(signal)}\u0000${signal.identity}`);
  }
  /** Ids under which the rules may know an alert: one for each identity that belongs to it. */
  idsOf(alert: Pick<Alert, "id" | "subjectId" | "rule">, idOf: (subjectId: string, rule: string, identity: string) => string): string[] {
    const prefix = `${condition(alert)}\u0000`;
    const ids = new Set([alert.id]);
    for (const [key, id] of this.#seen)
      if (id === alert.id && key.startsWith(prefix)) ids.add(idOf(alert.subjectId, alert.rule, key.slice(prefix.length)));
    return [...ids];
  }
  /** The records say that it was raised before: it is no alert of ours. Its evidence stays known. */
  forget(alertId: string): void {
    const entry = this.entries.get(alertId);
    if (entry === undefined) return;
    this.entries.delete(alertId);
    if (this.#open.get(condition(entry.alert)) === alertId) this.#open.delete(condition(entry.alert));
  }
  /** Lets go of alerts resolved before `beforeMs`; the records still refuse to raise them again. */
  prune(beforeMs: number): void {
    for (const [id, { alert }] of this.entries) if (alert.resolvedAtMs !== null && alert.resolvedAtMs < beforeMs) this.entries.delete(id);
    for (const [key, id] of this.#seen) if (!this.entries.has(id)) this.#seen.delete(key);
  }
}
