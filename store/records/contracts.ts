import { PLAIN_CONTRACT, type Contract, type ContractTerms } from "../../domain/contract.ts";
import {
  BLANK_PAPER,
  importedAt,
  type AccountEntry,
  type ContractPaper,
  type ContractRecord,
  type ContractStamp,
  type ContractVersion,
  type NewContractRecord,
} from "../../domain/contract-record.ts";
import { newId } from "../../domain/ids.ts";
import { parseOwnJson } from "../own-json.ts";
import { flag, statement, type RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

/** Contracts with their versions and their separate accounts. Versions and entries are only added. */
export function makeContractRecords({ db, write, changed }: RecordsDatabase) {
  const versionOf = (contract: ContractRecord, stamp: ContractStamp) =>
    db.insertInto("contractVersions").values({
      contractId: contract.id,
      version: contract.version,
      ...stamp,
      contractJson: JSON.stringify(contract),
    });
  return {
    /** Drafts too. */
    async contracts(facilityId: string): Promise<readonly ContractRecord[]> {
      const rows = await db
        .selectFrom("contracts")
        .selectAll()
        .where("facilityId", "=", facilityId)
        .orderBy("fromMs")
        .orderBy("id")
        .execute();
      return rows.map(toContractRecord);
    },
    async contract(contractId: string): Promise<ContractRecord | undefined> {
      const row = await db.selectFrom("contracts").selectAll().where("id", "=", contractId).executeTakeFirst();
      return row === undefined ? undefined : toContractRecord(row);
    },
    /** @throws {AnhuError} `NOT_FOUND`: no such facility, clinic or resident */
    async addContract(input: NewContractRecord, stamp: ContractStamp = importedAt(input.fromMs)): Promise<ContractRecord> {
      const contract = { isDraft: false, paper: BLANK_PAPER, ...input, id: newId("con"), version: 1, endReason: null };
      await write([
        statement(db.insertInto("contracts").values({ id: contract.id, ...columnsOf(contract) })),
        statement(versionOf(contract, stamp)),
      ]);
      changed("contracts");
      return contract;
    },
    /** `false`: somebody changed it since `before`, and nothing was written. */
    async changeContract(before: ContractRecord, next: ContractRecord, stamp: ContractStamp): Promise<boolean> {
      const { written } = await write([
        statement(db.updateTable("contracts").set(columnsOf(next)).where("id", "=", before.id).where("version", "=", before.version), 1),
        // One that is older than the versions gets its first one now.
        statement(versionOf(before, importedAt(before.fromMs)).onConflict((on) => on.columns(["contractId", "version"]).doNothing())),
        statement(versionOf(next, stamp)),
      ]);
      if (written) changed("contracts");
      return written;
    },
    /** Newest first. */
    async contractVersions(contractId: string): Promise<readonly ContractVersion[]> {
      const rows = await db
        .selectFrom("contractVersions")
        .selectAll()
        .where("contractId", "=", contractId)
        .orderBy("version", "desc")
        .execute();
      return rows.map(({ contractId: _id, version: _version, contractJson, ...stamp }) => ({
        ...stamp,
        contract: { ...PLAIN_CONTRACT, ...parseOwnJson<ContractRecord>(contractJson) },
      }));
    },
    async addAccountEntry(input: Omit<AccountEntry, "id">): Promise<AccountEntry> {
      const entry = { id: newId("acc"), ...input };
      await db.insertInto("contractAccount").values(entry).execute();
      return entry;
    },
    /** Oldest first. */
    async accountEntries(contractId: string): Promise<readonly AccountEntry[]> {
      return db
        .selectFrom("contractAccount")
        .selectAll()
        .where("contractId", "=", contractId)
        .orderBy("dateMs")
        .orderBy("atMs")
        .orderBy("id")
        .execute();
    },
  };
}
function columnsOf(contract: Omit<ContractRecord, "id">) {
  const { facilityId, clinicId, residentId, fromMs, toMs, tell, namesAllowed, isDraft, version, paper, endReason, ...terms } = contract;
  const { services, hours, priority, responsiblePhysician, dutyPhone, answerWithinMs, modes, posted, renewsId, isEnded } = terms;
  const kept: ContractTerms = {
    ...{ services, hours, priority, responsiblePhysician, dutyPhone, answerWithinMs },
    ...{ modes, posted, renewsId, isEnded },
  };
  return {
    ...{ facilityId, clinicId, residentId, fromMs, toMs, version, endReason },
    tellJson: JSON.stringify(tell),
    termsJson: JSON.stringify(kept),
    paperJson: JSON.stringify(paper),
    namesAllowed: flag(namesAllowed),
    isDraft: flag(isDraft),
  };
}
/** What it says about routing. */
export function toContract(row: Tables["contracts"]): Contract {
  const { id, facilityId, clinicId, residentId, fromMs, toMs, tellJson, termsJson, namesAllowed } = row;
  const tell = parseOwnJson<Contract["tell"]>(tellJson);
  const terms = parseOwnJson<Partial<ContractTerms>>(termsJson);
  return { ...PLAIN_CONTRACT, ...terms, id, facilityId, clinicId, residentId, fromMs, toMs, tell, namesAllowed: namesAllowed === 1 };
}
function toContractRecord(row: Tables["contracts"]): ContractRecord {
  const paper = { ...BLANK_PAPER, ...parseOwnJson<Partial<ContractPaper>>(row.paperJson) };
  return { ...toContract(row), isDraft: row.isDraft === 1, version: row.version, paper, endReason: row.endReason };
}
