import { AnhuError } from "../../domain/errors.ts";
import type { WriteStatement } from "./records-protocol.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Bytes of one row: the records answer an SOS between two of them. */
const PART_BYTES = 256 * 1024;
/** What was begun so long ago was left behind by a process that ended. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

export interface ContentTables {
  contentParts: { contentId: string; part: number; content: Uint8Array };
  unfinishedContents: { contentId: string; begunAtMs: number };
}
/** What people upload, in parts, each written by itself; whose it is stands elsewhere. */
export function makeContents({ db, write }: RecordsDatabase) {
  const unfinished = db.deleteFrom("unfinishedContents");
  const removing = (contentId: string): WriteStatement => statement(db.deleteFrom("contentParts").where("contentId", "=", contentId));
  /** Parts that a process which ended left behind go when the next content comes. */
  const sweeping = (nowMs: number): readonly WriteStatement[] => {
    const old = db
      .selectFrom("unfinishedContents")
      .select("contentId")
      .where("begunAtMs", "<", nowMs - LEFT_BEHIND_MS);
    return [
      statement(db.deleteFrom("contentParts").where("contentId", "in", old)),
      statement(unfinished.where("begunAtMs", "<", nowMs - LEFT_BEHIND_MS)),
    ];
  };
  return {
    removing,
    /** `finish`: written in one transaction behind the last part; without it nothing of the content stays. */
    async add(contentId: string, content: Uint8Array, atMs: number, finish: readonly WriteStatement[]): Promise<void> {
      const begin = db.insertInto("unfinishedContents").values({ contentId, begunAtMs: atMs });
      const end = unfinished.where("contentId", "=", contentId);
      await write([...sweeping(atMs), statement(begin)]);
      try {
        for (let part = 0; part * PART_BYTES < content.byteLength; part += 1) {
          const bytes = Uint8Array.from(content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
          await write([statement(db.insertInto("contentParts").values({ contentId, part, content: bytes }))]);
        }
        const { written } = await write([statement(end, 1), ...finish]);
        if (!written) throw new AnhuError("RECORDS_UNAVAILABLE", "keeping an upload: it took too long; send it again", { retryable: true });
      } catch (error) {
        await Promise.allSettled([write([removing(contentId), statement(end)])]);
        throw error;
      }
    },
    /** Empty when there is none. */
    async read(contentId: string): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      for (;;) {
        const row = await db
          .selectFrom("contentParts")
          .select("content")
          .where("contentId", "=", contentId)
          .where("part", "=", parts.length)
          .executeTakeFirst();
        if (row === undefined) return Buffer.concat(parts);
        parts.push(row.content);
      }
    },
  };
}
