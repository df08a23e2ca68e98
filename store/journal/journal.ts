import { AnhuError, errorText } from "../../domain/errors.ts";
import type { Cursor, JournalEntry } from "../../domain/publish.ts";
import { WAL_ALARM_BYTES } from "../sqlite-file.ts";
import { startWorker, type WorkerClient } from "../worker.ts";
import { EntryWriter } from "./entry-writer.ts";
import { readEntries } from "./entry-reader.ts";
import type { JournalFileStats, JournalProtocol, JournalSettings } from "./journal-protocol.ts";

/** Bytes that may gather while a commit does not answer; beyond that appends are refused (head entries excepted, up to twice as much). */
const GATHER_LIMIT_BYTES = 16 * 1024 * 1024;
/** Identities of publishes with DUP set are rebuilt from these rows after a restart (DESIGN: ten minutes). */
const KEEP_MS = 10 * 60_000;

/** Entries of one row, in order. The cursor behind entry `i` is `{ row, index: firstIndex + i }`. */
export interface CommittedBatch {
  readonly row: number;
  readonly firstIndex: number;
  readonly entries: readonly JournalEntry[];
}
export interface JournalStats extends JournalFileStats {
  readonly commits: number;
  readonly failedCommits: number;
  /** Entries appended and not yet answered. */
  readonly waitingEntries: number;
  /** The write-ahead log is larger than 64 MB. */
  readonly walAlarm: boolean;
}
/** The accepted publishes and control events, in the order of their commits. */
export interface JournalStore {
  /** Row of the newest entry when the journal was opened: what lies behind it reaches `onCommitted`. */
  readonly lastRowAtOpen: number;
  /** Row of the newest commit that was answered. */
  readonly lastRow: number;
  append(entry: JournalEntry, options?: { readonly head?: boolean }): Promise<void>;
  /** Entries behind `after`, at most `limitRows` rows; empty at the end. */
  read(after: Cursor, limitRows: number): Promise<readonly CommittedBatch[]>;
  /** Deletes rows ≤ `upToRow`, the newest ten minutes of rows excepted. Returns how many. */
  trim(upToRow: number): Promise<number>;
  /** Called in journal order after every commit, with the very objects that were appended; their acknowledgements went first. */
  onCommitted(listener: (batch: CommittedBatch) => void): void;
  /** Called in order with the entries of a commit that failed: they are evaluated once from memory all the same. */
  onFailed(listener: (entries: readonly JournalEntry[]) => void): void;
  stats(): Promise<JournalStats>;
  /** After everything appended before was answered. */
  close(): Promise<void>;
}
export interface JournalOptions {
  readonly file: string;
  /** Entry file of the journal's worker. */
  readonly worker: URL;
  /** Highest row that a stored cursor names: new rows are greater even if the file was lost. */
  readonly startAfterRow?: number;
  /** Tests only. */
  readonly synchronous?: "FULL" | "OFF";
  /** Tests only: full at this size. */
  readonly maxPages?: number;
  readonly onCrash?: (reason: string) => void;
}

/** Opens `journal.db` in its worker. @throws {AnhuError} `JOURNAL_UNAVAILABLE` when it cannot be opened with `synchronous=FULL` */
export async function openJournal(options: JournalOptions): Promise<JournalStore> {
  const settings: JournalSettings = {
    file: options.file,
    synchronous: options.synchronous ?? "FULL",
    startAfterRow: options.startAfterRow ?? 0,
    maxPages: options.maxPages ?? null,
  };
  const worker = await startWorker<JournalProtocol>({
    url: options.worker,
    name: "journal",
    settings,
    code: "JOURNAL_UNAVAILABLE",
    onCrash: (reason) => options.onCrash?.(reason),
  });
  const { lastRow } = await worker.request("stats", null);
  return new GroupCommitJournal(worker, lastRow);
}

class Batch {
  readonly entries: JournalEntry[] = [];
  readonly heads: JournalEntry[] = [];
  readonly done = Promise.withResolvers<void>();
}

class GroupCommitJournal implements JournalStore {
  readonly lastRowAtOpen: number;
  lastRow: number;
  readonly #worker: WorkerClient<JournalProtocol>;
  readonly #writer = new EntryWriter();
  readonly #headWriter = new EntryWriter();
  readonly #committed: ((batch: CommittedBatch) => void)[] = [];
  readonly #failed: ((entries: readonly JournalEntry[]) => void)[] = [];
  #gathering = new Batch();
  #committing: Batch | null = null;
  #settled = Promise.resolve();
  #commits = 0;
  #failedCommits = 0;

  constructor(worker: WorkerClient<JournalProtocol>, lastRow: number) {
    this.#worker = worker;
    this.lastRowAtOpen = lastRow;
    this.lastRow = lastRow;
  }

  append(entry: JournalEntry, options?: { readonly head?: boolean }): Promise<void> {
    const batch = this.#gathering;
    const isHead = options?.head === true;
    const gathered = this.#writer.length + this.#headWriter.length;
    if (gathered > GATHER_LIMIT_BYTES * (isHead ? 2 : 1)) return Promise.reject(unavailable("too much waits for its commit"));
    if (isHead) {
      this.#headWriter.write(entry);
      batch.heads.push(entry);
    } else {
      this.#writer.write(entry);
      batch.entries.push(entry);
    }
    if (this.#committing === null) this.#commitGathered();
    return batch.done.promise;
  }

  async read(after: Cursor, limitRows: number): Promise<readonly CommittedBatch[]> {
    const rows = await this.#worker.request("read", { fromRow: after.row, limitRows: limitRows + 1 });
    return rows
      .map(({ row, format, entries }) => {
        const firstIndex = row === after.row ? after.index + 1 : 0;
        return { row, firstIndex, entries: readEntries(entries, format).slice(firstIndex) };
      })
      .filter((batch) => batch.entries.length > 0)
      .slice(0, limitRows);
  }

  async trim(upToRow: number): Promise<number> {
    let total = 0;
    for (;;) {
      const { deleted, more } = await this.#worker.request("trim", { upToRow, keepMs: KEEP_MS });
      total += deleted;
      if (!more) return total;
    }
  }

  onCommitted(listener: (batch: CommittedBatch) => void): void {
    this.#committed.push(listener);
  }

  onFailed(listener: (entries: readonly JournalEntry[]) => void): void {
    this.#failed.push(listener);
  }

  async stats(): Promise<JournalStats> {
    const file = await this.#worker.request("stats", null);
    const waiting = [this.#gathering, this.#committing].reduce(
      (n, batch) => n + (batch?.entries.length ?? 0) + (batch?.heads.length ?? 0),
      0,
    );
    return {
      ...file,
      commits: this.#commits,
      failedCommits: this.#failedCommits,
      waitingEntries: waiting,
      walAlarm: file.walBytes > WAL_ALARM_BYTES,
    };
  }

  async close(): Promise<void> {
    while (this.#committing !== null) await Promise.allSettled([this.#committing.done.promise]);
    await this.#settled;
    await this.#worker.close();
  }

  #commitGathered(): void {
    const batch = this.#gathering;
    if (batch.entries.length === 0 && batch.heads.length === 0) return;
    this.#gathering = new Batch();
    this.#committing = batch;
    const heads = batch.heads.length > 0 ? this.#headWriter.take() : null;
    const rest = batch.entries.length > 0 ? this.#writer.take() : null;
    const parts = [heads, rest].filter((part) => part !== null);
    const entries = batch.heads.length === 0 ? batch.entries : [...batch.heads, ...batch.entries];
    this.#worker
      .request(
        "commit",
        { parts, atMs: receivedAtOf(entries) },
        parts.map((part) => part.buffer),
      )
      .then(
        ({ row, failure, buffers }) => {
          for (const buffer of buffers) (heads !== null && buffer === buffers[0] ? this.#headWriter : this.#writer).giveBack(buffer);
          this.#answer(batch, entries, row, failure === null ? null : unavailable(failure));
        },
        (error: unknown) => this.#answer(batch, entries, 0, unavailable(errorText(error))),
      );
  }

  #answer(batch: Batch, entries: readonly JournalEntry[], row: number, failure: AnhuError | null): void {
    this.#committing = null;
    this.#commitGathered();
    if (failure === null) {
      this.#commits += 1;
      this.lastRow = row;
      batch.done.resolve();
    } else {
      this.#failedCommits += 1;
      batch.done.reject(failure);
    }
    // In a turn of its own, behind the acknowledgements that were just released; immediates keep their order.
    this.#settled = new Promise((resolve) => {
      setImmediate(() => {
        resolve();
        if (failure === null) for (const listener of this.#committed) listener({ row, firstIndex: 0, entries });
        else for (const listener of this.#failed) listener(entries);
      });
    });
  }
}

function receivedAtOf(entries: readonly JournalEntry[]): number {
  const last = entries.at(-1);
  if (last === undefined) return 0;
  return last.kind === "publish" ? last.publish.receivedAtMs : last.receivedAtMs;
}
function unavailable(reason: string): AnhuError {
  return new AnhuError(
    "JOURNAL_UNAVAILABLE",
    `committing to the journal: ${reason}; free disk space or end what locks the file, then send again`,
    {
      retryable: true,
    },
  );
}
