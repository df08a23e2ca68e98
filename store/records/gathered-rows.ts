import { errorText } from "../../domain/errors.ts";
import type { SqlValue } from "../sql-values.ts";

const RETRY_MS = 1_000;

/** One row that waits, and about how much memory it holds. */
export type GatheredRow = readonly SqlValue[];

/** Rows that nobody waits for, written together: what gathers while one write runs is the next write. Tried again until it works. */
export class GatheredRows {
  readonly #write: (rows: readonly GatheredRow[]) => Promise<unknown>;
  readonly #limitBytes: number;
  #rows: GatheredRow[] = [];
  #bytes = 0;
  #writing: Promise<void> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #dropped = 0;
  #lastFailure: string | null = null;

  constructor(write: (rows: readonly GatheredRow[]) => Promise<unknown>, limitBytes: number) {
    this.#write = write;
    this.#limitBytes = limitBytes;
  }

  add(row: GatheredRow): void {
    const bytes = sizeOf(row);
    if (this.#bytes + bytes > this.#limitBytes) {
      this.#dropped += 1;
      return;
    }
    this.#rows.push(row);
    this.#bytes += bytes;
    if (this.#writing === null && this.#retry === null) this.#start();
  }

  /** Resolves when everything added before is stored. @throws what the write throws */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    if (this.#rows.length > 0) await this.#writeAll();
  }

  /** `dropped`: rows that found no room while the records could not be written. */
  stats(): { waiting: number; dropped: number; lastFailure: string | null } {
    return { waiting: this.#rows.length, dropped: this.#dropped, lastFailure: this.#lastFailure };
  }

  async close(): Promise<void> {
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.flush();
  }

  #start(): void {
    this.#retry = null;
    this.#writing = this.#writeAll()
      .catch((error: unknown) => {
        this.#lastFailure = errorText(error);
        this.#retry = setTimeout(() => this.#start(), RETRY_MS);
      })
      .finally(() => {
        this.#writing = null;
        if (this.#retry === null && this.#rows.length > 0) this.#start();
      });
  }

  async #writeAll(): Promise<void> {
    // Rows of this turn travel together.
    await Promise.resolve();
    const rows = this.#rows;
    const bytes = this.#bytes;
    this.#rows = [];
    this.#bytes = 0;
    if (rows.length === 0) return;
    try {
      await this.#write(rows);
    } catch (error) {
      this.#rows = [...rows, ...this.#rows];
      this.#bytes += bytes;
      throw error;
    }
  }
}

function sizeOf(row: GatheredRow): number {
  return row.reduce<number>((sum, value) => sum + (typeof value === "string" || value instanceof Uint8Array ? value.length : 8), 64);
}
