import type { AlertKind } from "./alert.ts";
import type { ServiceItem } from "./service-items.ts";
import type { ServiceMode } from "./service-modes.ts";
import { isOpenAt, type TimeWindow } from "./time-window.ts";

/**
 * When a clinic is told of an alert (practice §5.5).
 * `at-once`; `unless-arrived`: at once when 120 is prompted, a medical-grade critical value is confirmed or staff ask for a
 * doctor, otherwise when nobody has arrived after 90 s, and not at all once arrival recorded 非紧急; `never`.
 */
export type TellClinic = "at-once" | "unless-arrived" | "never";
export const TELL_CLINIC = ["at-once", "unless-arrived", "never"] as const;
/** Time that staff of a staffed home have to arrive before the clinic is told (DOMAIN §5.5). */
export const ARRIVAL_GRACE_MS = 90_000;

/** What a contract says about routing. Fees, signatures and copies stand beside it in the records; nobody is told by them. */
export interface Contract {
  readonly id: string;
  readonly facilityId: string;
  readonly clinicId: string;
  /** 家庭医生签约: for this resident alone, before what holds for the whole facility; `null`: for the facility. */
  readonly residentId: string | null;
  readonly fromMs: number;
  readonly toMs: number | null;
  /** Overrides of the default, per alert kind. */
  readonly tell: Readonly<Partial<Record<AlertKind, TellClinic>>>;
  /** The clinic may be sent names (else a room and an opaque id). */
  readonly namesAllowed: boolean;
  /** What was agreed (000 (十三)); empty: nothing was listed, and an emergency is routed all the same. */
  readonly services: readonly ServiceItem[];
  /** When the clinic answers; empty: day and night. */
  readonly hours: readonly TimeWindow[];
  /** Told in this order, 1 first. */
  readonly priority: number;
  readonly responsiblePhysician: string | null;
  /** Where a person of the clinic answers, also outside its hours. */
  readonly dutyPhone: string | null;
  /** The next clinic is told when nobody answered in this time, ms; `null`: as the ladder says. */
  readonly answerWithinMs: number | null;
  /** How its people come to the home, 000 (十四); empty: nothing was agreed. */
  readonly modes: readonly ServiceMode[];
  /** 派驻: a doctor of the clinic who works in the home; `null`: none. */
  readonly posted: PostedDoctor | null;
  /** The contract that this one follows; `null`: none. */
  readonly renewsId: string | null;
  /** A person ended it with a reason: that it is over is no news. */
  readonly isEnded: boolean;
}
/** A doctor of a contracted clinic who works in the home (DOMAIN §5.6): an on-site target during `hours`; empty: day and night. */
export interface PostedDoctor {
  readonly name: string;
  readonly phone: string | null;
  readonly hours: readonly TimeWindow[];
}
/** What was agreed beside who, when and what is told. */
export type ContractTerms = Pick<
  Contract,
  "services" | "hours" | "priority" | "responsiblePhysician" | "dutyPhone" | "answerWithinMs" | "modes" | "posted" | "renewsId" | "isEnded"
>;
/** A contract of a whole facility of which nothing is said but with whom. */
export const PLAIN_CONTRACT = {
  residentId: null,
  tell: {},
  namesAllowed: false,
  services: [],
  hours: [],
  priority: 1,
  responsiblePhysician: null,
  dutyPhone: null,
  answerWithinMs: null,
  modes: [],
  posted: null,
  renewsId: null,
  isEnded: false,
} as const satisfies Partial<Contract>;

export function holdsAt(period: { readonly fromMs: number; readonly toMs: number | null }, atMs: number): boolean {
  return atMs >= period.fromMs && (period.toMs === null || atMs < period.toMs);
}
/** Posted doctors who are in the home at `atMs`, in the order of their contracts; with the contract that they are there by. */
export function postedAt(contracts: readonly Contract[], atMs: number): readonly (PostedDoctor & { readonly contract: Contract })[] {
  return contracts
    .filter((contract) => holdsAt(contract, atMs))
    .toSorted((a, b) => a.priority - b.priority)
    .flatMap((contract) => {
      const { posted } = contract;
      const isThere = posted !== null && (posted.hours.length === 0 || posted.hours.some((window) => isOpenAt(window, atMs)));
      return isThere ? [{ ...posted, contract }] : [];
    });
}
const OF_THE_HOME: ReadonlySet<AlertKind> = new Set(["help", "device", "measureNow", "softSigns", "feverCluster", "contract"]);
/** Defaults of DOMAIN §5.5; `help` (呼叫护理), care tasks and device trouble never page a clinic. */
export function tellClinic(contract: Pick<Contract, "tell">, kind: AlertKind, staffed: boolean): TellClinic {
  if (OF_THE_HOME.has(kind)) return "never";
  return contract.tell[kind] ?? (staffed ? "unless-arrived" : "at-once");
}
