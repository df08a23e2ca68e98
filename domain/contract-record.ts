import { Type, type Static } from "typebox";
import type { Contract } from "./contract.ts";
import type { CooperationFee, FeeItem, AccountUse } from "./fees.ts";
import type { Role } from "./people.ts";

/** The life of a contract. A draft routes nothing; `signed` has not begun; `expired` ran out; `ended` was ended by a person. */
export const CONTRACT_STATUSES = ["draft", "signed", "active", "expired", "ended"] as const;
export const ContractStatus = Type.Enum(CONTRACT_STATUSES);
export type ContractStatus = Static<typeof ContractStatus>;
export const CONTRACT_SIDES = ["facility", "clinic"] as const;
export type ContractSide = (typeof CONTRACT_SIDES)[number];

export interface Signature {
  readonly name: string;
  readonly atMs: number;
}
/** What stands on the paper and tells nobody. */
export interface ContractPaper {
  readonly documentNumber: string | null;
  readonly signed: Readonly<Record<ContractSide, Signature | null>>;
  readonly fees: readonly FeeItem[];
  readonly cooperationFee: CooperationFee | null;
  /** The terms in words. */
  readonly text: string;
}
export const BLANK_PAPER: ContractPaper = {
  documentNumber: null,
  signed: { facility: null, clinic: null },
  fees: [],
  cooperationFee: null,
  text: "",
};
/** A contract as the records keep it: the newest of its versions. */
export interface ContractRecord extends Contract {
  readonly isDraft: boolean;
  /** 1, 2, …: every change is a version of its own, and nothing is overwritten. */
  readonly version: number;
  readonly paper: ContractPaper;
  /** Why a person ended it; `null`: nobody did. */
  readonly endReason: string | null;
}
export const CONTRACT_CHANGES = ["added", "signed", "amended", "ended"] as const;
/** Who made a version, when and why. */
export interface ContractStamp {
  readonly change: (typeof CONTRACT_CHANGES)[number];
  readonly atMs: number;
  readonly reason: string;
  readonly byUserId: string;
  readonly byName: string;
  readonly byRole: Role;
}
export interface ContractVersion extends ContractStamp {
  readonly contract: ContractRecord;
}
/** A new contract: what is left out is blank, and it is no draft. */
export type NewContractRecord = Omit<Contract, "id"> & Partial<Pick<ContractRecord, "isDraft" | "paper">>;
/** Stamp of what no person of the home laid down. */
export function importedAt(atMs: number): ContractStamp {
  return { change: "added", atMs, reason: "", byUserId: "import", byName: "import", byRole: "administrator" };
}

/** An uploaded copy of the paper; `sha256` in hex. */
export interface ContractCopy {
  readonly id: string;
  readonly contractId: string;
  readonly name: string;
  readonly type: CopyType;
  readonly bytes: number;
  readonly sha256: string;
  readonly atMs: number;
  readonly byName: string;
}
export const COPY_TYPES = ["application/pdf", "image/jpeg", "image/png"] as const;
export type CopyType = (typeof COPY_TYPES)[number];
export const LARGEST_COPY_BYTES = 10 * 1024 * 1024;
const MAGIC: Readonly<Record<CopyType, readonly number[]>> = {
  "application/pdf": [0x25, 0x50, 0x44, 0x46, 0x2d],
  "image/jpeg": [0xff, 0xd8, 0xff],
  "image/png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
};
/** What a file is by its first bytes, whatever it calls itself; `null`: nothing that is kept. */
export function copyTypeOf(content: Uint8Array): CopyType | null {
  return COPY_TYPES.find((type) => MAGIC[type].every((byte, at) => content[at] === byte)) ?? null;
}

/** A line of the separate account (备查账) of a contract; a correction is a line of its own. Anhu records, it settles nothing. */
export interface AccountEntry {
  readonly id: string;
  readonly contractId: string;
  /** Of the payment, as written. */
  readonly dateMs: number;
  /** Fen; negative: taken back. */
  readonly amountFen: number;
  readonly use: AccountUse;
  readonly purpose: string;
  readonly atMs: number;
  readonly byName: string;
}

export function statusAt(contract: Pick<ContractRecord, "isDraft" | "isEnded" | "fromMs" | "toMs">, nowMs: number): ContractStatus {
  const { isDraft, isEnded, fromMs, toMs } = contract;
  if (isDraft) return "draft";
  if (toMs !== null && toMs <= nowMs) return isEnded ? "ended" : "expired";
  return nowMs < fromMs ? "signed" : "active";
}
export function isSignedByBoth({ signed }: ContractPaper): boolean {
  return signed.facility !== null && signed.clinic !== null;
}
