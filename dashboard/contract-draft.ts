import type { Static } from "typebox";
import type { AmendContract, ContractView } from "../domain/contract-view.ts";
import { feeProblem, type FeeClass, type FEE_PERIODS, type FeeItem, type Payer } from "../domain/fees.ts";
import type { DayKind } from "../domain/holidays.ts";
import type { ServiceItem } from "../domain/service-items.ts";
import type { ServiceMode } from "../domain/service-modes.ts";
import type { TimeWindow } from "../domain/time-window.ts";

/** What stands in the fields of a contract's form, and what it means to the API. Days are local, `YYYY-MM-DD`. */
export type DayChoice = "all" | "workday" | "weekend" | "holiday" | "rest" | "kept";
export interface HourRow {
  from: string;
  to: string;
  days: DayChoice;
  readonly kept: TimeWindow | null;
}
export interface FeeRow {
  what: string;
  yuan: string;
  per: (typeof FEE_PERIODS)[number];
  class: FeeClass;
  payer: Payer;
}
export interface ContractDraft {
  clinicId: string;
  residentId: string;
  from: string;
  to: string;
  draft: boolean;
  services: ServiceItem[];
  hours: HourRow[];
  priority: string;
  physician: string;
  phone: string;
  answer: string;
  modes: ServiceMode[];
  postedName: string;
  postedPhone: string;
  number: string;
  text: string;
  names: boolean;
  fees: FeeRow[];
  cooperationYuan: string;
  cooperationPer: FeeRow["per"];
  cooperationText: string;
  reason: string;
}
const DAY_MS = 86_400_000;
/** UTC+8 all the year. */
const OFFSET_MS = 8 * 3_600_000;
const MINUTE_MS = 60_000;
const DAYS: Readonly<Record<Exclude<DayChoice, "all" | "kept">, readonly DayKind[]>> = {
  workday: ["workday"],
  weekend: ["weekend"],
  holiday: ["holiday"],
  rest: ["weekend", "holiday"],
};
export const DAY_CHOICES = ["all", "workday", "weekend", "holiday", "rest"] as const;

export const dayOf = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
/** Local midnight at which the day begins; `NaN`: no day. */
export const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
export const lastDayOf = (toMs: number): string => dayOf(toMs - 1);
export const endOf = (lastDay: string): number => startOf(lastDay) + DAY_MS;
/** Whole days from now to then, as people count nights. */
export const daysUntil = (ms: number, now: number): number => Math.round((startOf(dayOf(ms)) - startOf(dayOf(now))) / DAY_MS);

export function fenOf(yuan: string): number | null {
  const text = yuan.trim().replaceAll(",", "");
  return text === "" ? null : Math.round(Number(text) * 100);
}
const yuanOf = (fen: number | null): string => (fen === null ? "" : String(fen / 100));
function hourRow(window: TimeWindow): HourRow {
  const { from, to, days = [], weekdays } = window;
  const same = (list: readonly DayKind[]) => list.length === days.length && list.every((day) => days.includes(day));
  const known =
    weekdays === undefined ? (["workday", "weekend", "holiday", "rest"] as const).find((choice) => same(DAYS[choice])) : undefined;
  const isAll = weekdays === undefined && days.length === 0;
  return { from, to, days: isAll ? "all" : (known ?? "kept"), kept: known === undefined && !isAll ? window : null };
}
export const newHours = (): HourRow => ({ from: "08:00", to: "17:30", days: "workday", kept: null });
export const newFee = (): FeeRow => ({ what: "", yuan: "", per: "visit", class: "treatment", payer: "basicInsurance" });

export function emptyDraft(now: number): ContractDraft {
  return {
    ...{ clinicId: "", residentId: "", from: dayOf(now), to: "", draft: false, services: [], hours: [], priority: "1" },
    ...{ physician: "", phone: "", answer: "", modes: [], postedName: "", postedPhone: "", number: "", text: "", names: false },
    ...{ fees: [], cooperationYuan: "", cooperationPer: "year", cooperationText: "", reason: "" },
  };
}
/** As it stands. @param isRenewal from the day after its end, with a paper of its own */
export function draftOf(contract: ContractView, isRenewal: boolean): ContractDraft {
  const { fromMs, toMs, posted, cooperationFee } = contract;
  return {
    ...{ clinicId: contract.clinicId, residentId: contract.residentId ?? "", draft: false, reason: "" },
    from: dayOf(isRenewal && toMs !== null ? toMs : fromMs),
    to: isRenewal ? (toMs === null ? "" : lastDayOf(toMs + (toMs - fromMs))) : toMs === null ? "" : lastDayOf(toMs),
    ...{ services: [...contract.services], hours: contract.hours.map(hourRow), priority: String(contract.priority) },
    ...{ physician: contract.responsiblePhysician ?? "", phone: contract.dutyPhone ?? "" },
    answer: contract.answerWithinMs === null ? "" : String(contract.answerWithinMs / MINUTE_MS),
    ...{ modes: [...contract.modes], postedName: posted?.name ?? "", postedPhone: posted?.phone ?? "" },
    ...{ number: isRenewal ? "" : (contract.documentNumber ?? ""), text: contract.text, names: contract.namesAllowed },
    fees: contract.fees.map(({ amountFen, ...fee }) => ({ ...fee, yuan: yuanOf(amountFen) })),
    cooperationYuan: yuanOf(cooperationFee?.amountFen ?? null),
    ...{ cooperationPer: cooperationFee?.per ?? "year", cooperationText: cooperationFee?.text ?? "" },
  };
}
function windowOf({ from, to, days, kept }: HourRow): TimeWindow {
  if (days === "all") return { from, to };
  return days === "kept" ? { ...kept, from, to } : { from, to, days: [...DAYS[days]] };
}
const feesOf = (draft: ContractDraft): FeeItem[] => draft.fees.map(({ yuan, ...fee }) => ({ ...fee, amountFen: fenOf(yuan) }));

export type Mistake = "clinic" | "from" | "order" | "phone" | "answer" | "priority" | "hours" | "fee" | "insurance" | "reason" | "toNeeded";
/** What is wrong with what was typed; `null`: nothing that this screen can see. */
export function mistakeIn(draft: ContractDraft, mode: "add" | "amend" | "renew"): Mistake | null {
  const isPhone = (text: string) => text.trim() === "" || text.trim().length >= 3;
  const minutes = Number(draft.answer);
  const fees = feesOf(draft);
  if (draft.clinicId === "") return "clinic";
  if (Number.isNaN(startOf(draft.from))) return "from";
  if (mode === "renew" && draft.to === "") return "toNeeded";
  if (draft.to !== "" && !(endOf(draft.to) > startOf(draft.from))) return "order";
  if (!isPhone(draft.phone) || !isPhone(draft.postedPhone)) return "phone";
  if (draft.answer.trim() !== "" && !(minutes >= 1 && minutes <= 60)) return "answer";
  if (!(/^\d{1,2}$/.test(draft.priority.trim()) && Number(draft.priority) >= 1)) return "priority";
  if (draft.hours.some(({ from, to }) => from === "" || to === "")) return "hours";
  if ([...fees.map(({ amountFen }) => amountFen), fenOf(draft.cooperationYuan)].some((fen) => fen !== null && !(fen >= 0))) return "fee";
  if (fees.some(({ what }) => what.trim() === "")) return "fee";
  if (feeProblem(fees) !== null) return "insurance";
  return mode === "amend" && draft.reason.trim() === "" ? "reason" : null;
}
type Terms = Omit<Static<typeof AmendContract>["changes"], "from" | "to" | "tell">;
/** The terms as the API takes them. @param before keeps the hours of a posted doctor, which the form does not show */
export function termsOf(draft: ContractDraft, before: ContractView | null): Terms {
  const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());
  const postedName = draft.modes.includes("posted") ? orNull(draft.postedName) : null;
  const cooperation = { amountFen: fenOf(draft.cooperationYuan), per: draft.cooperationPer, text: draft.cooperationText.trim() };
  return {
    ...{ namesAllowed: draft.names, services: draft.services, hours: draft.hours.map(windowOf), priority: Number(draft.priority) },
    ...{ responsiblePhysician: orNull(draft.physician), dutyPhone: orNull(draft.phone) },
    answerWithinMs: draft.answer.trim() === "" ? null : Math.round(Number(draft.answer) * MINUTE_MS),
    modes: draft.modes,
    posted: postedName === null ? null : { name: postedName, phone: orNull(draft.postedPhone), hours: before?.posted?.hours ?? [] },
    ...{ documentNumber: orNull(draft.number), text: draft.text.trim(), fees: feesOf(draft) },
    cooperationFee: cooperation.amountFen === null && cooperation.text === "" ? null : cooperation,
  };
}
/** The terms that differ from those before. */
export function changedOf(terms: Terms, before: Terms | null): Terms {
  if (before === null) return terms;
  const old = new Map(Object.entries(before).map(([key, value]) => [key, JSON.stringify(value)]));
  return Object.fromEntries(Object.entries(terms).filter(([key, value]) => JSON.stringify(value) !== old.get(key)));
}
/** Only what was moved: a day in a field hides the hour at which a contract began. */
export function periodOf(draft: ContractDraft, before: ContractDraft | null): { from?: number; to?: number | null } {
  return {
    ...(draft.from === before?.from ? {} : { from: startOf(draft.from) }),
    ...(draft.to === before?.to ? {} : { to: draft.to === "" ? null : endOf(draft.to) }),
  };
}
