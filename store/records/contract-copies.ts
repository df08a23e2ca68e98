import type { ContractCopy } from "../../domain/contract-record.ts";
import { newId } from "../../domain/ids.ts";
import { makeContents } from "./contents.ts";
import { statement, type RecordsDatabase } from "./records-database.ts";

/** Uploaded copies. */
export function makeContractCopies(database: RecordsDatabase) {
  const { db } = database;
  const contents = makeContents(database);
  return {
    /** @throws {AnhuError} `NOT_FOUND`: no such contract */
    async addContractCopy(input: Omit<ContractCopy, "id" | "bytes">, content: Uint8Array): Promise<ContractCopy> {
      const copy = { id: newId("cpy"), ...input, bytes: content.byteLength };
      await contents.add(copy.id, content, copy.atMs, [statement(db.insertInto("contractCopies").values(copy))]);
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
    contractCopyContent: (copyId: string): Promise<Uint8Array> => contents.read(copyId),
  };
}
