import { errorText } from "../../domain/errors.ts";
import { serve, WithTransfer } from "../worker-server.ts";
import { JournalFile } from "./journal-file.ts";
import type { JournalProtocol, JournalSettings } from "./journal-protocol.ts";

/** Runs the journal's file in this worker thread. */
export function serveJournal(): Promise<void> {
  return serve<JournalProtocol, JournalSettings>("JOURNAL_UNAVAILABLE", (settings) => {
    const file = new JournalFile(settings);
    file.open();
    return {
      handlers: {
        commit({ parts, atMs }) {
          const buffers = parts.map((part) => part.buffer);
          const [first] = parts;
          const bytes =
            parts.length === 1 && first !== undefined
              ? new Uint8Array(first.buffer, 0, first.length)
              : Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, 0, part.length)));
          try {
            return new WithTransfer({ row: file.commit(bytes, atMs), failure: null, buffers }, buffers);
          } catch (error) {
            return new WithTransfer({ row: 0, failure: errorText(error), buffers }, buffers);
          }
        },
        read({ fromRow, limitRows }) {
          const rows = file.read(fromRow, limitRows);
          return new WithTransfer(
            rows,
            rows.map((row) => row.entries.buffer),
          );
        },
        trim: ({ upToRow, keepMs }) => file.trim(upToRow, keepMs),
        stats: () => file.stats(),
      },
      close: () => file.close(),
    };
  });
}
