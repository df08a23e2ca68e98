import type { EncodedEntries } from "./entry-writer.ts";

export interface JournalSettings {
  readonly file: string;
  /** Tests only: `OFF` shows that the fsync test can fail. */
  readonly synchronous: "FULL" | "OFF";
  /** The next row is greater than this, whatever the file holds. */
  readonly startAfterRow: number;
  /** Tests only: a file that is full at this size; `null` is no limit. */
  readonly maxPages: number | null;
}
export interface JournalRow {
  readonly row: number;
  readonly format: number;
  readonly entries: Uint8Array<ArrayBuffer>;
}
export interface JournalFileStats {
  readonly rows: number;
  readonly lastRow: number;
  readonly fileBytes: number;
  readonly walBytes: number;
}
export interface JournalProtocol {
  /** One group commit: one row. The buffers come back for reuse, also when the commit failed. */
  commit: {
    request: { readonly parts: readonly EncodedEntries[]; readonly atMs: number };
    response: { readonly row: number; readonly failure: string | null; readonly buffers: readonly ArrayBuffer[] };
  };
  read: { request: { readonly fromRow: number; readonly limitRows: number }; response: readonly JournalRow[] };
  trim: { request: { readonly upToRow: number; readonly keepMs: number }; response: { readonly deleted: number; readonly more: boolean } };
  stats: { request: null; response: JournalFileStats };
}
