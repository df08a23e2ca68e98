import type { Static } from "typebox";
import { PLAIN_CONTRACT } from "../domain/contract.ts";
import { BLANK_PAPER, isSignedByBoth, type ContractPaper, type ContractRecord, type NewContractRecord } from "../domain/contract-record.ts";
import type { AmendContract, EndContract, NewContract, RenewContract, SignContract } from "../domain/contract-view.ts";
import { AnhuError } from "../domain/errors.ts";
import { feeProblem } from "../domain/fees.ts";

/** What a person asked for, as the next state of a contract. Pure; every one throws `BAD_INPUT` or `CONFLICT` in words. */
type Terms = Omit<AmendContract["changes"], "from" | "to">;
type Changed = Pick<ContractRecord, "fromMs" | "toMs" | "paper">;

const wrong = (message: string): AnhuError => new AnhuError("BAD_INPUT", message);
/** Only what was said: what is left out stays. */
function applied<T extends NewContractRecord & { readonly paper: ContractPaper }>(contract: T, terms: Terms): T {
  const { documentNumber, fees, cooperationFee, text, ...routing } = terms;
  const said = Object.fromEntries(
    Object.entries({ documentNumber, fees, cooperationFee, text }).filter(([, value]) => value !== undefined),
  );
  return { ...contract, ...routing, paper: { ...contract.paper, ...said } };
}
function checked<T extends Changed>(contract: T, doing: string): T {
  const { fromMs, toMs, paper } = contract;
  if (toMs !== null && toMs <= fromMs) throw wrong(`${doing}: it must end after it starts`);
  const problem = feeProblem(paper.fees);
  if (problem !== null) throw wrong(`${doing}: ${problem}`);
  return contract;
}
export function contractOf(asked: NewContract, nowMs: number): NewContractRecord {
  const { facilityId, clinicId, residentId = null, from = nowMs, to = null, draft = false, person: _, ...terms } = asked;
  const blank = { ...PLAIN_CONTRACT, facilityId, clinicId, residentId, fromMs: from, toMs: to, isDraft: draft, paper: BLANK_PAPER };
  return checked(applied(blank, terms), "adding a contract");
}
const next = (contract: ContractRecord, change: Partial<ContractRecord>): ContractRecord => ({
  ...contract,
  ...change,
  version: contract.version + 1,
});
/** Who is posted may change for as long as the contract runs, also when its end is laid down. */
const ON_ITS_WAY_OUT: ReadonlySet<string> = new Set(["posted", "modes"]);
export function amended(contract: ContractRecord, changes: AmendContract["changes"], nowMs: number): ContractRecord {
  const { from, to, ...terms } = changes;
  const doing = `amending contract ${contract.id}`;
  const asked = Object.keys(changes);
  const isPosting = asked.length > 0 && asked.every((key) => ON_ITS_WAY_OUT.has(key)) && (contract.toMs ?? nowMs) > nowMs;
  if (contract.isEnded && !isPosting) throw new AnhuError("CONFLICT", `${doing}: it was ended; make a new one`);
  const { fromMs, toMs } = contract;
  return checked(next(applied(contract, terms), { fromMs: from ?? fromMs, toMs: to === undefined ? toMs : to }), doing);
}
/** Both sides have signed: a draft is none any more. */
export function signedBy(contract: ContractRecord, asked: Static<typeof SignContract>, nowMs: number): ContractRecord {
  const { side, name, at = nowMs, documentNumber } = asked;
  const doing = `signing contract ${contract.id}`;
  if (contract.isEnded) throw new AnhuError("CONFLICT", `${doing}: it was ended; make a new one`);
  if (contract.paper.signed[side] !== null) throw new AnhuError("CONFLICT", `${doing}: the ${side} has signed already`);
  if (at > nowMs) throw wrong(`${doing}: it cannot have been signed later than now`);
  const paper: ContractPaper = {
    ...contract.paper,
    documentNumber: documentNumber ?? contract.paper.documentNumber,
    signed: { ...contract.paper.signed, [side]: { name, atMs: at } },
  };
  return next(contract, { paper, isDraft: contract.isDraft && !isSignedByBoth(paper) });
}
export function renewed(contract: ContractRecord, asked: Static<typeof RenewContract>, nowMs: number): NewContractRecord {
  const doing = `renewing contract ${contract.id}`;
  if (contract.isDraft) throw new AnhuError("CONFLICT", `${doing}: it is a draft; amend it`);
  if (contract.toMs === null) throw wrong(`${doing}: it has no end; amend it, or end it first`);
  const { from = Math.max(contract.toMs, contract.isEnded ? nowMs : contract.toMs), to, draft = false, changes = {} } = asked;
  const { id, version: _version, endReason: _reason, paper, ...terms } = contract;
  const blank = { ...terms, fromMs: from, toMs: to, isDraft: draft, isEnded: false, renewsId: id };
  return checked(applied({ ...blank, paper: { ...paper, documentNumber: null, signed: BLANK_PAPER.signed } }, changes), doing);
}
/** Over at `at` (default: now), or at once where it had not begun. One that ran out by itself is only closed. */
export function ended(contract: ContractRecord, asked: Static<typeof EndContract>, nowMs: number): ContractRecord {
  const { at = nowMs, reason } = asked;
  const doing = `ending contract ${contract.id}`;
  if (contract.isEnded) throw new AnhuError("CONFLICT", `${doing}: it was ended already`);
  if (at < nowMs) throw wrong(`${doing}: it cannot end before now; what was routed by it stays so`);
  const endMs = Math.max(at, contract.fromMs);
  const toMs = contract.toMs === null ? endMs : Math.min(contract.toMs, endMs);
  return next(contract, { toMs, isEnded: true, endReason: reason.trim(), isDraft: false });
}
