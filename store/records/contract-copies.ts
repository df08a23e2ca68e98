import type { ContractCopy } from "../../domain/contract-record.ts";
import { newId } from "../../domain/ids.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Bytes of one row: the records answer an SOS between two of them. */
const PART_BYTES = 256 * 1024;

/** Uploaded copies. The content stands in parts, each written by itself; what has no row in `contract_copies` was never finished. */
export function makeContractCopies({ db, write }: RecordsDatabase) {
  return {
    /** @throws {AnhuError} `NOT_FOUND`: no such contract */
    async addContractCopy(input: Omit<ContractCopy, "id" | "bytes">, content: Uint8Array): Promise<ContractCopy> {
      const copy = { id: newId("cpy"), ...input, bytes: content.byteLength };
      try {
        for (let part = 0; part * PART_BYTES < content.byteLength; part += 1) {
          const bytes = Uint8Array.from(content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
          await write([statement(db.insertInto("contractCopyParts").values({ copyId: copy.id, part, content: bytes }))]);
        }
        await db.insertInto("contractCopies").values(copy).execute();
      } catch (error) {
        const parts = db.deleteFrom("contractCopyParts").where("copyId", "=", copy.id).execute();
        await Promise.allSettled([parts]);
        throw error;
      }
      return copy;
    },
    /** Newest first. */
    async contractCopies(contractId: string): Promise<readonly ContractCopy[]> {
      return db
        .selectFrom("contractCopies")
        .selectAll()
        .where("contractId", "=", contractId)
        .orderBy("atMs", "desc")
        .orderBy("id", "desc")
        .execute();
    },
    async contractCopyContent(copyId: string): Promise<Uint8Array> {
      const parts: Uint8Array[] = [];
      for (;;) {
        const row = await db
          .selectFrom("contractCopyParts")
          .select("content")
          .where("copyId", "=", copyId)
          .where("part", "=", parts.length)
          .executeTakeFirst();
        if (row === undefined) return Buffer.concat(parts);
        parts.push(row.content);
      }
    },
  };
}
