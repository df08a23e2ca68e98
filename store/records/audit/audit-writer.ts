import { setTimeout as delay } from "node:timers/promises";
import { chained, CHAIN_START, completeNote, type AuditEntry, type AuditNote, type ChainEnd } from "../../../domain/audit.ts";
import { AnhuError, errorText } from "../../../domain/errors.ts";
import { statementForEach, type RecordsDatabase } from "../records-database.ts";
import type { AuditSpool } from "./audit-spool.ts";

const RETRY_MS = 1_000;
/** Entries of one transaction. */
const MOST_AT_ONCE = 500;
/** Notes that wait in memory and in the spool while the records are down; what finds no room is counted, and the count is noted. */
const MOST_WAITING = 200_000;
/** Longest pause before trying again after another process was first. */
const AFTER_OTHERS_MS = 25;

export interface AuditWriterOptions {
  /** `null`: nothing outlives the process. */
  readonly spool: AuditSpool | null;
  readonly report: (message: string) => void;
  readonly now: () => number;
  readonly retryMs?: number;
  readonly mostWaiting?: number;
}
/**
 * Brings notes into the chain, in their order, and lets nobody wait for it. Each batch continues the end of the chain as it stands in the
 * records; where another process continued it first the unique `seq` refuses the batch, and it is made anew behind that one's.
 */
export class AuditWriter {
  readonly #database: RecordsDatabase;
  readonly #options: AuditWriterOptions;
  readonly #insert;
  readonly #closing = new AbortController();
  #waiting: Required<AuditNote>[];
  #working: Promise<void> | null = null;
  #kept: Promise<void> = Promise.resolve();
  /** Where the chain ends, as far as this process knows; `null`: ask. */
  #end: ChainEnd | null = null;
  /** Whether some of what waits may stand in the chain already: an answer was lost, or it came from the spool. */
  #mayBeWritten: boolean;
  #lost = 0;
  #isFailing = false;

  constructor(database: RecordsDatabase, options: AuditWriterOptions) {
    this.#database = database;
    this.#options = options;
    this.#insert = database.db.insertInto("audit").values(ROW);
    this.#waiting = [...(options.spool?.load() ?? [])];
    this.#mayBeWritten = this.#waiting.length > 0;
    if (this.#waiting.length > 0) this.#start();
  }
  /** Never throws. Resolves when the note is kept; a second one of the same `id` changes nothing. */
  add(notes: readonly AuditNote[]): Promise<void> {
    const room = Math.max(0, (this.#options.mostWaiting ?? MOST_WAITING) - this.#waiting.length);
    const complete = notes.slice(0, room).map(completeNote);
    this.#lost += notes.length - complete.length;
    if (notes.some(({ id }) => id !== undefined)) this.#mayBeWritten = true;
    this.#waiting.push(...complete);
    this.#kept = this.#options.spool?.keep(complete) ?? this.#kept;
    this.#start();
    return this.#kept;
  }
  /** Resolves when everything added before stands in the chain, or `timeoutMs` went by. */
  async drain(timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (this.#working !== null && performance.now() < end) await Promise.race([this.#working, delay(20)]);
  }
  stats(): { waiting: number; lost: number } {
    return { waiting: this.#waiting.length, lost: this.#lost };
  }
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#working;
    await this.#kept;
  }

  #start(): void {
    if (this.#working !== null || this.#closing.signal.aborted) return;
    this.#working = this.#writeAll().finally(() => {
      this.#working = null;
      if (this.#waiting.length > 0) this.#start();
    });
  }
  async #writeAll(): Promise<void> {
    // Notes of this turn travel together.
    await this.#kept;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, MOST_AT_ONCE);
      try {
        await this.#append(batch);
      } catch (error) {
        this.#end = null;
        this.#mayBeWritten = true;
        const wasFirst = error instanceof AnhuError && error.code === "CONFLICT";
        if (!wasFirst) this.#failed(error);
        if (this.#closing.signal.aborted) return;
        const pauseMs = wasFirst ? Math.random() * AFTER_OTHERS_MS : (this.#options.retryMs ?? RETRY_MS);
        await delay(pauseMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
        continue;
      }
      this.#isFailing = false;
      this.#waiting = this.#waiting.slice(batch.length);
      this.#noteLost();
      await this.#options.spool?.waiting(this.#waiting);
    }
    this.#mayBeWritten = false;
  }
  async #append(batch: readonly Required<AuditNote>[]): Promise<void> {
    this.#end ??= await endOf(this.#database);
    const notes = this.#mayBeWritten ? await this.#notWritten(batch) : batch;
    if (notes.length === 0) return;
    const entries = chained(this.#end, notes);
    await this.#database.write([statementForEach(this.#insert, entries.map(valuesOf))]);
    this.#end = entries.at(-1) ?? this.#end;
  }
  async #notWritten(batch: readonly Required<AuditNote>[]): Promise<readonly Required<AuditNote>[]> {
    const seen = new Set<string>();
    const ids = batch.map(({ id }) => id);
    for (const { id } of await this.#database.db.selectFrom("audit").select("id").where("id", "in", ids).execute()) seen.add(id);
    return batch.filter(({ id }) => !seen.has(id) && seen.add(id));
  }
  #failed(error: unknown): void {
    if (!this.#isFailing) this.#options.report(`writing the audit log, whose entries wait and are written later: ${errorText(error)}`);
    this.#isFailing = true;
  }
  #noteLost(): void {
    if (this.#lost === 0) return;
    const [lost, atMs] = [this.#lost, this.#options.now()];
    this.#lost = 0;
    const note = {
      atMs,
      actor: "system",
      role: "system",
      action: "auditLost",
      target: null,
      result: "failed",
      detail: String(lost),
    } as const;
    this.#waiting.push(completeNote(note));
  }
}
/** Where the chain ends in the records. */
export async function endOf({ db }: Pick<RecordsDatabase, "db">): Promise<ChainEnd> {
  const last = await db.selectFrom("audit").select(["seq", "hash"]).orderBy("seq", "desc").limit(1).executeTakeFirst();
  return last ?? CHAIN_START;
}
/** One row of placeholders, in the order of `valuesOf`. */
const ROW = {
  ...{ seq: 0, id: "", atMs: 0, actor: "", role: "", action: "", facilityId: "", residentId: "", alertId: "", target: "" },
  ...{ result: "", detail: "", prevHash: "", hash: "" },
};
function valuesOf(entry: AuditEntry) {
  return [
    ...[entry.seq, entry.id, entry.atMs, entry.actor, entry.role, entry.action, entry.facilityId, entry.residentId, entry.alertId],
    ...[entry.target, entry.result, entry.detail, entry.prevHash, entry.hash],
  ];
}
