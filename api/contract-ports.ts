import type { ContractCoverage, ContractFinding } from "../domain/contract-findings.ts";
import type {
  AccountEntry,
  ContractCopy,
  ContractRecord,
  ContractStamp,
  ContractVersion,
  NewContractRecord,
} from "../domain/contract-record.ts";
import type { InHouse } from "../domain/escalation.ts";

/** Contracts in the records. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface ContractRecords {
  /** All of a facility, drafts too, oldest first. */
  contracts(facilityId: string): Promise<readonly ContractRecord[]>;
  contract(contractId: string): Promise<ContractRecord | undefined>;
  /** Without a stamp: imported. @throws {AnhuError} `NOT_FOUND`: no such facility, clinic or resident */
  addContract(input: NewContractRecord, stamp?: ContractStamp): Promise<ContractRecord>;
  /** A new version. `false`: somebody changed it since `before`; nothing was written. */
  changeContract(before: ContractRecord, next: ContractRecord, stamp: ContractStamp): Promise<boolean>;
  /** Newest first. */
  contractVersions(contractId: string): Promise<readonly ContractVersion[]>;
  addContractCopy(input: Omit<ContractCopy, "id" | "bytes">, content: Uint8Array): Promise<ContractCopy>;
  /** Newest first. */
  contractCopies(contractId: string): Promise<readonly ContractCopy[]>;
  contractCopyContent(copyId: string): Promise<Uint8Array>;
  addAccountEntry(input: Omit<AccountEntry, "id">): Promise<AccountEntry>;
  /** Oldest first. */
  accountEntries(contractId: string): Promise<readonly AccountEntry[]>;
}
/** What the rules of contracts say, from the local directory. */
export interface ContractSituation {
  findings(facilityId: string): readonly ContractFinding[];
  /** Figures over these homes. */
  coverage(facilityIds: readonly string[]): ContractCoverage;
  /** The in-house institution by the policy that holds now. */
  inHouse(facilityId: string): InHouse | null;
}
