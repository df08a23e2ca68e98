import type { DeviceMessage } from "../domain/device-message.ts";
import type { ControlEvent, Cursor, JournalEntry, Publish } from "../domain/publish.ts";
import { toLiveEntry, type LiveEntry, type PublishEntry, type Reading } from "./entry.ts";
import type { Quarantine } from "./ports.ts";
import { quarantineEntry } from "./read.ts";
import type { DuplicateWindow, RecentEvents } from "./recent.ts";

/** A consumer of the journal in its order. */
export interface Projection {
  message(message: DeviceMessage): void;
  control(control: ControlEvent, atMs: number): void;
}
export interface PipelinePorts {
  /** The rules' time is the journal's: deadlines that an entry has passed fire before it. */
  readonly rules: Projection;
  readonly picture: Projection;
  readonly quarantine: Quarantine;
  /** Copies without a time of their own, and events that came before, are told apart by these. */
  readonly copies: DuplicateWindow;
  readonly events: RecentEvents;
  read(publish: Publish): Reading;
}
/** Entries of one row of the journal, from `firstIndex` on. */
export interface JournalBatch {
  readonly row: number;
  readonly firstIndex: number;
  readonly entries: readonly JournalEntry[];
}

/**
 * Takes committed rows of the journal, in order, to the rules, the live picture and the quarantine.
 * The rules' time is the journal's time: a deadline fires when an entry (at least `alive`, every few seconds) has passed it,
 * so that a replay fires the same deadlines.
 */
export class Pipeline {
  readonly #ports: PipelinePorts;
  /** Rows that were committed while the backlog of the last run is still being evaluated. */
  #behindBacklog: JournalBatch[] | null = [];
  #cursor: Cursor;

  constructor(ports: PipelinePorts, cursor: Cursor) {
    this.#ports = ports;
    this.#cursor = cursor;
  }
  /** Everything up to here has been seen by the rules. */
  get cursor(): Cursor {
    return this.#cursor;
  }
  committed(batch: JournalBatch): void {
    if (this.#behindBacklog === null) this.#take(batch);
    else this.#behindBacklog.push(batch);
  }
  backlog(batch: JournalBatch): void {
    this.#take(batch);
  }
  /** The backlog is done: what was committed meanwhile follows, then rows go through as they come. */
  endBacklog(): void {
    const batches = this.#behindBacklog ?? [];
    this.#behindBacklog = null;
    for (const batch of batches) if (batch.row > this.#cursor.row) this.#take(batch);
  }
  /** The rules see an entry whose commit failed or is late; if it is committed later they do not see it again. */
  evaluateUncommitted(entry: LiveEntry): void {
    this.#evaluate(entry);
  }

  #take({ row, firstIndex, entries }: JournalBatch): void {
    for (const stored of entries) {
      const entry = toLiveEntry(stored, this.#ports.read);
      this.#evaluate(entry);
      if (entry.kind === "publish") this.#file(entry);
    }
    this.#cursor = { row, index: firstIndex + entries.length - 1 };
  }
  /** What only a committed publish does: it is known from now on, and what could not be read of it is listed. */
  #file({ publish, reading }: PublishEntry): void {
    const { copies, events, quarantine } = this.#ports;
    copies.note(publish, reading.messages);
    for (const item of reading.quarantined) quarantine.add(item);
    for (const message of reading.messages) {
      const { event, receivedAtMs } = message;
      // The identity is computed when it is asked for: readings without an event do not pay for it.
      if (event === null || events.note({ event, identity: message.identity, receivedAtMs }) !== "conflicting") continue;
      quarantine.add(
        quarantineEntry(publish, { reason: "identityConflict", detail: "an event with this identity said something else before" }),
      );
    }
  }
  #evaluate(entry: LiveEntry): void {
    if (entry.isEvaluated) return;
    entry.isEvaluated = true;
    const { rules, picture } = this.#ports;
    if (entry.kind === "control") {
      rules.control(entry.control, entry.receivedAtMs);
      picture.control(entry.control, entry.receivedAtMs);
      return;
    }
    const { messages, presence } = entry.reading;
    for (const message of messages) {
      rules.message(message);
      picture.message(message);
    }
    for (const { deviceId, online } of presence) {
      const control = { type: "presence", deviceId, online, reason: "status" } as const;
      rules.control(control, entry.publish.receivedAtMs);
      picture.control(control, entry.publish.receivedAtMs);
    }
  }
}
