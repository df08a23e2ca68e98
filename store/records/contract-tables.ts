import type { AccountEntry, ContractCopy, ContractStamp } from "../../domain/contract-record.ts";
import type { Flag } from "./tables.ts";

/** Tables of contracts, their versions, copies and separate accounts. */
export interface ContractTables {
  contracts: {
    id: string;
    facilityId: string;
    clinicId: string;
    /** Of a family doctor's contract. */
    residentId: string | null;
    fromMs: number;
    toMs: number | null;
    tellJson: string;
    /** `ContractTerms`. */
    termsJson: string;
    namesAllowed: Flag;
    isDraft: Flag;
    version: number;
    /** `ContractPaper`. */
    paperJson: string;
    endReason: string | null;
  };
  /** Only added. `contractJson`: the whole `ContractRecord`. */
  contractVersions: ContractStamp & { contractId: string; version: number; contractJson: string };
  contractCopies: ContractCopy;
  /** Only added. */
  contractAccount: AccountEntry;
}
