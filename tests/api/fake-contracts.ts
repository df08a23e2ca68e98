import type { ContractRecords } from "../../api/contract-ports.ts";
import type { Contract } from "../../domain/contract.ts";
import {
  BLANK_PAPER,
  importedAt,
  type AccountEntry,
  type ContractCopy,
  type ContractRecord,
  type ContractVersion,
} from "../../domain/contract-record.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";

/** What is left out is as `aContract` has it: no draft, a blank paper. */
type Row = Contract & Partial<ContractRecord>;
const whole = (row: Row): ContractRecord => ({ isDraft: false, version: 1, paper: BLANK_PAPER, endReason: null, ...row });

/** Contracts in memory, for the tests of the API; `isDown` makes every call fail as a broken database does. */
export class FakeContracts implements ContractRecords {
  isDown = false;
  contractRows: Row[] = [];
  readonly versionRows: ContractVersion[] = [];
  readonly copyRows: ContractCopy[] = [];
  readonly copyContents = new Map<string, Uint8Array>();
  readonly accountRows: AccountEntry[] = [];

  protected answer<T>(make: () => T): Promise<T> {
    if (this.isDown) {
      return Promise.reject(new AnhuError("RECORDS_UNAVAILABLE", "asking the records: they do not answer; try again", { retryable: true }));
    }
    return Promise.resolve(make());
  }
  contracts: ContractRecords["contracts"] = (facilityId) =>
    this.answer(() => this.contractRows.filter((row) => row.facilityId === facilityId).map(whole));
  contract: ContractRecords["contract"] = (id) =>
    this.answer(() => {
      const row = this.contractRows.find((one) => one.id === id);
      return row === undefined ? undefined : whole(row);
    });
  addContract: ContractRecords["addContract"] = (input, stamp = importedAt(input.fromMs)) =>
    this.answer(() => {
      const contract = whole({ ...input, id: newId("con") });
      this.contractRows.push(contract);
      this.versionRows.unshift({ ...stamp, contract });
      return contract;
    });
  changeContract: ContractRecords["changeContract"] = (before, next, stamp) =>
    this.answer(() => {
      const index = this.contractRows.findIndex(({ id }) => id === before.id);
      const row = this.contractRows[index];
      if (row === undefined || whole(row).version !== before.version) return false;
      this.contractRows[index] = next;
      this.versionRows.unshift({ ...stamp, contract: next });
      return true;
    });
  contractVersions: ContractRecords["contractVersions"] = (id) =>
    this.answer(() => this.versionRows.filter(({ contract }) => contract.id === id));
  addContractCopy: ContractRecords["addContractCopy"] = (input, content) =>
    this.answer(() => {
      const copy = { id: newId("cpy"), ...input, bytes: content.byteLength };
      this.copyRows.unshift(copy);
      this.copyContents.set(copy.id, content);
      return copy;
    });
  contractCopies: ContractRecords["contractCopies"] = (id) => this.answer(() => this.copyRows.filter((copy) => copy.contractId === id));
  contractCopyContent: ContractRecords["contractCopyContent"] = (id) => this.answer(() => this.copyContents.get(id) ?? new Uint8Array());
  addAccountEntry: ContractRecords["addAccountEntry"] = (input) =>
    this.answer(() => {
      const entry = { id: newId("acc"), ...input };
      this.accountRows.push(entry);
      return entry;
    });
  accountEntries: ContractRecords["accountEntries"] = (id) => this.answer(() => this.accountRows.filter((row) => row.contractId === id));
}
