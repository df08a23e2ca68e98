import { CURSOR_START, type Cursor, type JournalEntry, type Publish } from "../domain/publish.ts";
import type { Reading } from "./entry.ts";
import type { JournalReader } from "./historian-feed.ts";
import { COPY_WITHIN_MS, type DuplicateWindow } from "./recent.ts";

const ROWS_PER_READ = 50;

/** After a start: notes the youngest publishes of the journal again, so that their copies are still recognised. */
export async function rememberCopies(
  journal: JournalReader,
  nowMs: number,
  copies: DuplicateWindow,
  read: (publish: Publish) => Reading,
): Promise<void> {
  const youngSinceMs = nowMs - COPY_WITHIN_MS;
  const lastRow = journal.lastRow;
  let after = await firstYoungRow(journal, youngSinceMs);
  for (;;) {
    const rows = await journal.read(after, ROWS_PER_READ);
    for (const { row, entries } of rows) {
      if (row > lastRow) return;
      for (const entry of entries) {
        if (entry.kind === "publish" && entry.publish.receivedAtMs >= youngSinceMs)
          copies.note(entry.publish, read(entry.publish).messages);
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = endOfRow(last.row);
  }
}
/** Cursor in front of the first row whose first entry came at `sinceMs` or later, by bisection: the journal may hold a day. */
async function firstYoungRow(journal: JournalReader, sinceMs: number): Promise<Cursor> {
  let low = 0;
  let high = journal.lastRow;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [found] = await journal.read(endOfRow(middle), 1);
    const first = found?.entries[0];
    if (first === undefined || receivedAtMs(first) >= sinceMs) high = middle;
    else low = middle + 1;
  }
  return low === 0 ? CURSOR_START : endOfRow(low);
}
function receivedAtMs(entry: JournalEntry): number {
  return entry.kind === "publish" ? entry.publish.receivedAtMs : entry.receivedAtMs;
}
function endOfRow(row: number): Cursor {
  return { row, index: Number.MAX_SAFE_INTEGER };
}
