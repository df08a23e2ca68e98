import { setImmediate as nextTurn, setTimeout as delay } from "node:timers/promises";
import type { DeviceMessage } from "../domain/device-message.ts";
import { AnhuError } from "../domain/errors.ts";
import type { Cursor, JournalEntry, Publish } from "../domain/publish.ts";
import { toLiveEntry, type Reading } from "./entry.ts";
import type { JournalBatch } from "./pipeline.ts";

/** The historian, as the feed sees it. */
export interface HistorianSink {
  /** Takes a message into the next `store` without holding on to it. */
  gather(message: DeviceMessage): void;
  /** How many messages wait for the next `store`. */
  gathered(): number;
  /** Lets them go: they will be read from the journal again. */
  forget(): void;
  /** Stores what was gathered and the cursor in one transaction. Idempotent. */
  store(cursor: Cursor): Promise<void>;
}
export interface JournalReader {
  /** Rows behind the cursor, oldest first, at most `limit`. */
  read(after: Cursor, limit: number): Promise<readonly JournalBatch[]>;
  readonly lastRow: number;
}
export interface HistorianFeedPorts {
  readonly historian: HistorianSink;
  readonly journal: JournalReader;
  read(publish: Publish): Reading;
  onFailure(error: unknown): void;
}
/** Messages that may wait in memory; beyond it the journal is the buffer and is read again later. */
const MAX_WAITING = 60_000;
/** Messages of one batch while catching up, about: a row of the journal holds one entry or thousands. */
const CATCH_UP_MESSAGES = 20_000;
/** Entries that are asked for at once, about, and those that are read in one turn of the event loop: an emergency waits for no more. */
const ENTRIES_PER_READ = 1_000;
const ENTRIES_PER_TURN = 250;
const MOST_ROWS_PER_READ = 200;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5_000;
/** Until a person has corrected a setting nothing changes. */
const HOPELESS_RETRY_MS = 30_000;
const GATHER_MS = 200;

function endOf({ row, firstIndex, entries }: JournalBatch): Cursor {
  return { row, index: firstIndex + entries.length - 1 };
}

/**
 * Carries committed messages to the historian, which may be slow or down for a day. In step it works from memory;
 * when it falls behind it lets memory go and reads the journal from its cursor until it has caught up.
 */
export class HistorianFeed {
  readonly #ports: HistorianFeedPorts;
  #cursor: Cursor;
  #waitingCursor: Cursor;
  #isBehind = true;
  #running: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #retryMs = FIRST_RETRY_MS;
  #hasFailed = false;
  #rowsPerRead = 1;
  readonly #stopping = new AbortController();

  constructor(ports: HistorianFeedPorts, cursor: Cursor) {
    this.#ports = ports;
    this.#cursor = cursor;
    this.#waitingCursor = cursor;
  }
  /** Everything up to here is stored. */
  get cursor(): Cursor {
    return this.#cursor;
  }
  get lagRows(): number {
    return this.#ports.journal.lastRow - this.#cursor.row;
  }
  committed(batch: JournalBatch): void {
    if (!this.#isBehind) {
      for (const entry of batch.entries) this.#take(entry);
      this.#waitingCursor = endOf(batch);
      if (this.#ports.historian.gathered() > MAX_WAITING) this.#fallBehind();
    }
    this.wake();
  }
  /** Starts a run unless one is under way. */
  wake(): void {
    if (this.#running !== null || this.#retry !== null || this.#stopping.signal.aborted) return;
    this.#running = this.#run()
      .catch((error: unknown) => {
        this.#fallBehind();
        this.#ports.onFailure(error);
        this.#retryLater(error);
      })
      .finally(() => {
        this.#running = null;
        if (!this.#stopping.signal.aborted && this.#retry === null && this.#hasWork()) this.wake();
      });
  }
  /** Stores what waits in memory, then stops. */
  async close(): Promise<void> {
    this.#stopping.abort();
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#running;
  }

  #hasWork(): boolean {
    return this.#isBehind ? this.#ports.journal.lastRow > this.#cursor.row : this.#waitingCursor.row > this.#cursor.row;
  }
  #take(stored: JournalEntry): void {
    const entry = toLiveEntry(stored, this.#ports.read);
    if (entry.kind === "publish")
      for (const message of entry.reading.messages) if (message.samples.length > 0) this.#ports.historian.gather(message);
  }
  async #takeInTurns(entries: readonly JournalEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += ENTRIES_PER_TURN) {
      for (const entry of entries.slice(start, start + ENTRIES_PER_TURN)) this.#take(entry);
      await nextTurn();
    }
  }
  #fallBehind(): void {
    this.#isBehind = true;
    this.#ports.historian.forget();
  }
  async #run(): Promise<void> {
    while (this.#hasWork() && !(this.#stopping.signal.aborted && this.#isBehind)) {
      if (this.#isBehind) await this.#catchUp();
      else await this.#storeGathered();
    }
    if (this.#isBehind && !this.#stopping.signal.aborted) this.#inStep();
  }
  /** Nothing is left in the journal: from now on memory carries. Runs in the turn that saw it, so no row is missed. */
  #inStep(): void {
    this.#isBehind = false;
    this.#waitingCursor = this.#cursor;
  }
  async #catchUp(): Promise<void> {
    // Whether it takes anything again is asked with an empty batch: nothing is read from the journal for a store that is away.
    if (this.#hasFailed) await this.#store(this.#cursor);
    let reached: Cursor | null = null;
    while (this.#ports.historian.gathered() < CATCH_UP_MESSAGES && !this.#stopping.signal.aborted) {
      const rows = await this.#ports.journal.read(reached ?? this.#cursor, this.#rowsPerRead);
      const last = rows.at(-1);
      if (last === undefined) break;
      let count = 0;
      for (const { entries } of rows) {
        await this.#takeInTurns(entries);
        count += entries.length;
      }
      this.#rowsPerRead = Math.max(1, Math.min(MOST_ROWS_PER_READ, Math.round((ENTRIES_PER_READ * rows.length) / count)));
      reached = endOf(last);
    }
    if (reached === null) return this.#stopping.signal.aborted ? undefined : this.#inStep();
    await this.#store(reached);
  }
  /** One transaction for what comes within a moment: it costs the journal's disk as much for one message as for thousands. */
  async #storeGathered(): Promise<void> {
    const { signal } = this.#stopping;
    if (!signal.aborted) await delay(GATHER_MS, undefined, { signal }).catch(() => undefined);
    if (!this.#isBehind) await this.#store(this.#waitingCursor);
  }
  async #store(cursor: Cursor): Promise<void> {
    await this.#ports.historian.store(cursor);
    this.#hasFailed = false;
    if (cursor === this.#cursor) return;
    this.#cursor = cursor;
    this.#retryMs = FIRST_RETRY_MS;
  }
  #retryLater(error: unknown): void {
    this.#hasFailed = true;
    if (this.#stopping.signal.aborted) return;
    const isHopeless = error instanceof AnhuError && !error.retryable;
    const waitMs = isHopeless ? HOPELESS_RETRY_MS : this.#retryMs;
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.wake();
    }, waitMs);
  }
}
