import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { EVENT_TYPES } from "../domain/device-message.ts";
import type { EdgeState, EventEdges } from "../ingest/edges.ts";
import type { HistorianFeed } from "../ingest/historian-feed.ts";
import type { Pipeline } from "../ingest/pipeline.ts";
import type { RecentEvents, RecentEventState } from "../ingest/recent.ts";
import type { Stores } from "./stores.ts";

/** Keys of what ingest remembers, among the rule states. */
const RECENT_EVENTS = "ingest:recentEvents";
const EDGES = "ingest:edges";
const EdgeRows = Compile(Type.Array(Type.Tuple([Type.String(), Type.Enum(EVENT_TYPES)])));
const RecentEventRows = Compile(Type.Array(Type.Tuple([Type.String(), Type.String(), Type.Number()])));

export interface SavedRules {
  /** State rows changed since the last call; `null` = delete. */
  changedStates(): Map<string, string | null>;
}
export interface StateSaverParts {
  readonly pipeline: Pipeline;
  readonly feed: HistorianFeed;
  readonly events: RecentEvents;
  readonly edges: EventEdges;
  readonly rules: SavedRules;
  readonly stores: Stores;
}
/** Takes the recent events out of the loaded rule states. */
export function takeRecentEvents(states: Map<string, string>): RecentEventState {
  const value = take(states, RECENT_EVENTS);
  return RecentEventRows.Check(value) ? value : [];
}
/** Takes the state-style alarms that are on out of the loaded rule states. */
export function takeEdges(states: Map<string, string>): EdgeState {
  const value = take(states, EDGES);
  return EdgeRows.Check(value) ? value : [];
}
function take(states: Map<string, string>, key: string): unknown {
  const stored = states.get(key);
  states.delete(key);
  return stored === undefined ? null : JSON.parse(stored);
}

/** Stores the evaluated cursor and the rule states of the same moment in one transaction, then lets the journal forget what nobody needs. */
export class StateSaver {
  readonly #parts: StateSaverParts;
  /** Taken from the rules and not yet stored: a failed transaction loses none. */
  readonly #unsaved = new Map<string, string | null>();
  /** As last stored, by key. */
  readonly #savedMemory = new Map<string, string>();
  #running: Promise<void> | null = null;

  constructor(parts: StateSaverParts) {
    this.#parts = parts;
  }
  async save(): Promise<void> {
    await this.#running?.catch(() => undefined);
    this.#running = this.#save();
    await this.#running;
  }
  async #save(): Promise<void> {
    const { pipeline, rules, events, edges, stores, feed } = this.#parts;
    const { cursor } = pipeline;
    for (const [key, state] of rules.changedStates()) this.#unsaved.set(key, state);
    this.#remember(RECENT_EVENTS, JSON.stringify(events.export()));
    this.#remember(EDGES, JSON.stringify(edges.export()));
    const sent = new Map(this.#unsaved);
    await stores.records.evaluationStore.save(cursor, sent);
    for (const [key, state] of sent) if (this.#unsaved.get(key) === state) this.#unsaved.delete(key);
    await stores.journal.trim(Math.min(cursor.row, feed.cursor.row));
  }
  #remember(key: string, text: string): void {
    if (this.#savedMemory.get(key) === text) return;
    this.#savedMemory.set(key, text);
    this.#unsaved.set(key, text);
  }
}
