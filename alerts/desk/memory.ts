import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { noteRefusal } from "../../domain/disposition.ts";
import type { RouteDecision } from "../../domain/tell-reason.ts";
import { ToldLog } from "../escalation/told.ts";
import type { OpenAlert } from "../ports.ts";

/** Timeline lines that stay in memory; the records have all. */
const MOST_LINES = 400;

export interface Entry {
  alert: Alert;
  timeline: TimelineEntry[];
  readonly told: ToldLog;
  /** Clinics that refused it. */
  readonly refused: Set<string>;
  /** What the routing decided last, as it was written; `null`: nothing since the start. */
  routed: string | null;
}
const condition = (alert: Pick<Alert, "subjectId" | "rule">) => `${alert.subjectId}\u0000${alert.rule}`;

/** All open alerts and those resolved lately, by id, by condition and by evidence. */
export class Memory {
  readonly entries = new Map<string, Entry>();
  readonly #open = new Map<string, string>();
  /** Evidence → alert: what was seen once raises nothing a second time. */
  readonly #seen = new Map<string, string>();

  load(loaded: OpenAlert): Entry {
    const { alert, timeline } = loaded;
    const entry: Entry = { alert, timeline: [...timeline], told: new ToldLog(timeline), refused: new Set(), routed: null };
    for (const line of loaded.timeline) noteRefusal(entry.refused, line);
    this.#keep(entry);
    for (const identity of loaded.evidenceIdentities) this.see(entry.alert, identity);
    return entry;
  }
  add(alert: Alert, identity: string): Entry {
    const entry: Entry = { alert, timeline: [], told: new ToldLog([]), refused: new Set(), routed: null };
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
    entry.told.add(lines);
    for (const line of lines) noteRefusal(entry.refused, line);
    if (alert.state === "resolved" && this.#open.get(condition(alert)) === alert.id) this.#open.delete(condition(alert));
  }
  /** A decision of the routing that is not the one before; to be written with the change. */
  newDecision(entry: Entry, routed: RouteDecision | null): { readonly routed?: RouteDecision } {
    if (routed === null) return {};
    const text = JSON.stringify({ ...routed, atMs: 0 });
    if (text === entry.routed) return {};
    entry.routed = text;
    return { routed };
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
