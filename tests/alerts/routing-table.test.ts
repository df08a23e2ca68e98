import { describe, expect, it } from "vitest";
import { decideNow } from "../../alerts/escalation/foretell.ts";
import type { CareDirectory } from "../../alerts/ports.ts";
import type { Alert } from "../../domain/alert.ts";
import type { Contract } from "../../domain/contract.ts";
import { reasonsText } from "../../domain/tell-reason.ts";
import { anAlert } from "../support/builders.ts";
import { aContract } from "./desk-fakes.ts";
import { aPolicy } from "./escalation-builders.ts";
import { careOf, HOUR, MINUTE, T0 } from "./support.ts";

/** Monday 2026-01-05, 10:00 in Shanghai, is T0; New Year's Day of that week was a holiday, Sunday the 4th was worked instead. */
const MIDNIGHT = T0 + 14 * HOUR;
const [NIGHT, HOLIDAY, WORKED_SUNDAY] = [T0 + 13 * HOUR, Date.UTC(2026, 0, 1, 2), Date.UTC(2026, 0, 4, 2)];
const DAY_HOURS = [{ from: "08:00", to: "17:30", days: ["workday" as const] }];
const FULL = { services: ["emergency", "diagnosis"], priority: 1 } as const satisfies Partial<Contract>;

interface Row {
  readonly name: string;
  readonly contracts: readonly Contract[];
  readonly alert?: Partial<Alert>;
  readonly at?: number;
  readonly staffed?: boolean;
  readonly inHouse?: { readonly clinicId: string | null };
  /** `clinic state: words`, in order. */
  readonly zh: readonly string[];
  readonly en?: readonly string[];
}
const inHouseHours = [{ from: "08:00", to: "17:30" }];
const careFor = ({ contracts, staffed = true, inHouse }: Row): CareDirectory =>
  careOf({
    staffed,
    contracts: () => contracts,
    clinic: (id) => (id === "gone" ? undefined : { id, name: `诊所${id}`, webhookUrl: "", webhookSecret: "", loopbackAllowed: false }),
    escalationPolicies: () =>
      inHouse === undefined
        ? []
        : [aPolicy([], { inHouse: { name: "医务室", licence: "PDY1", hours: inHouseHours, dutyPhone: "8001", ...inHouse } })],
  });
const ROWS: readonly Row[] = [
  {
    name: "two clinics: by priority, then by the start of the contract; the service that an emergency needs is named",
    contracts: [
      aContract("b", { ...FULL, priority: 2, fromMs: 1 }),
      aContract("c", { ...FULL, priority: 2 }),
      aContract("a", { ...FULL, answerWithinMs: 90_000 }),
    ],
    zh: [
      "a waiting: 签约有效，优先级 1；签约含急诊急救绿色通道服务；现在在服务时间内；90 秒无人应答则通知下一家",
      "c waiting: 签约有效，优先级 2；签约含急诊急救绿色通道服务；现在在服务时间内；优先级较低（2），前一家无人应答才通知",
      "b waiting: 签约有效，优先级 2；签约含急诊急救绿色通道服务；现在在服务时间内；优先级较低（2），前一家无人应答才通知",
    ],
    en: [
      "a waiting: Contract in force, priority 1; Contract lists: Emergency care, green channel; Within its hours now; Next clinic if nobody answers in 90 s",
      "c waiting: Contract in force, priority 2; Contract lists: Emergency care, green channel; Within its hours now; Lower priority (2): told when the one before does not answer",
      "b waiting: Contract in force, priority 2; Contract lists: Emergency care, green channel; Within its hours now; Lower priority (2): told when the one before does not answer",
    ],
  },
  {
    name: "a minute before midnight the contract that ends then still holds",
    contracts: [aContract("a", { toMs: MIDNIGHT }), aContract("b", { fromMs: MIDNIGHT })],
    at: MIDNIGHT - MINUTE,
    zh: ["a waiting: 签约有效，优先级 1；签约未列明服务项目，照样通知；现在在服务时间内", "b notTold: 签约自 2026-01-06 00:00 起生效"],
  },
  {
    name: "at midnight it has ended, and the one that begins then holds",
    contracts: [aContract("a", { toMs: MIDNIGHT }), aContract("b", { fromMs: MIDNIGHT })],
    at: MIDNIGHT,
    zh: ["b waiting: 签约有效，优先级 1；签约未列明服务项目，照样通知；现在在服务时间内", "a notTold: 签约已于 2026-01-06 00:00 结束"],
    en: [
      "b waiting: Contract in force, priority 1; Contract lists no services: told all the same; Within its hours now",
      "a notTold: Contract ended 2026-01-06 00:00",
    ],
  },
  {
    name: "on a holiday a clinic of workdays is closed, its duty phone is rung",
    contracts: [aContract("a", { ...FULL, hours: DAY_HOURS, dutyPhone: "8002" }), aContract("b", { ...FULL, priority: 2 })],
    at: HOLIDAY,
    zh: [
      "b waiting: 签约有效，优先级 2；签约含急诊急救绿色通道服务；现在在服务时间内",
      "a dutyPhone: 签约有效，优先级 1；签约含急诊急救绿色通道服务；不在服务时间内，请员工拨打其值班电话",
    ],
  },
  {
    name: "a Sunday that is worked instead of the holiday is a workday",
    contracts: [aContract("a", { ...FULL, hours: DAY_HOURS, dutyPhone: "8002" })],
    at: WORKED_SUNDAY,
    zh: ["a waiting: 签约有效，优先级 1；签约含急诊急救绿色通道服务；现在在服务时间内"],
  },
  {
    name: "at night without a duty phone nobody of the clinic is told, and it says so",
    contracts: [aContract("a", { ...FULL, hours: DAY_HOURS })],
    at: NIGHT,
    zh: ["a notTold: 签约有效，优先级 1；签约含急诊急救绿色通道服务；不在服务时间内，也没有值班电话"],
  },
  {
    name: "overlapping contracts with one clinic count once, the better one",
    contracts: [
      aContract("a", { id: "k-closed", ...FULL, priority: 1, hours: [{ from: "20:00", to: "22:00" }] }),
      aContract("a", { id: "k-lacking", services: ["training"], priority: 1 }),
      aContract("a", { id: "k-good", ...FULL, priority: 7 }),
      aContract("b", { ...FULL, priority: 3 }),
    ],
    zh: [
      "b waiting: 签约有效，优先级 3；签约含急诊急救绿色通道服务；现在在服务时间内",
      "a waiting: 签约有效，优先级 7；签约含急诊急救绿色通道服务；现在在服务时间内；优先级较低（7），前一家无人应答才通知",
    ],
  },
  { name: "none at all", contracts: [], zh: [] },
  {
    name: "an emergency goes to a contract without the service only where no other has it",
    contracts: [aContract("a", { services: ["training"] }), aContract("b", { ...FULL, priority: 9 })],
    zh: ["b waiting: 签约有效，优先级 9；签约含急诊急救绿色通道服务；现在在服务时间内", "a notTold: 签约未包含急诊急救绿色通道服务"],
  },
  {
    name: "it fails open: with no service in any contract, an emergency is routed all the same",
    contracts: [aContract("a", { services: ["training"] }), aContract("b", { ...FULL, hours: DAY_HOURS })],
    at: NIGHT,
    zh: [
      "a waiting: 签约有效，优先级 1；开诊的签约都未列急诊急救绿色通道服务，照样通知；现在在服务时间内",
      "b notTold: 签约有效，优先级 1；签约含急诊急救绿色通道服务；不在服务时间内，也没有值班电话",
    ],
  },
  {
    name: "a warning needs a diagnosis or a doctor from afar",
    contracts: [aContract("a", { services: ["emergency"] }), aContract("b", { services: ["telemedicine"], priority: 2 })],
    alert: { kind: "vital", rule: "heartRate.high", severity: "warning" },
    staffed: false,
    zh: ["b waiting: 签约有效，优先级 2；签约含远程医疗服务；现在在服务时间内", "a notTold: 签约未包含疾病诊疗服务、远程医疗服务"],
  },
  {
    name: "the in-house institution stands first while it is open, and needs no contract",
    contracts: [aContract("b", FULL)],
    inHouse: { clinicId: "own" },
    zh: [
      "own waiting: 内设医疗机构，先于签约机构；现在在服务时间内",
      "b waiting: 签约有效，优先级 1；签约含急诊急救绿色通道服务；现在在服务时间内；优先级较低（1），前一家无人应答才通知",
    ],
  },
  {
    name: "the in-house institution that is closed stands nowhere",
    contracts: [aContract("b", FULL)],
    inHouse: { clinicId: "own" },
    at: NIGHT,
    zh: ["b waiting: 签约有效，优先级 1；签约含急诊急救绿色通道服务；现在在服务时间内"],
  },
  {
    name: "the resident's family doctor is first for what is no emergency",
    contracts: [aContract("b", FULL), aContract("f", { residentId: "res", services: ["diagnosis"], priority: 5 })],
    alert: { kind: "vital", rule: "heartRate.high", severity: "warning" },
    staffed: false,
    zh: [
      "f waiting: 老人的家庭医生签约机构，非急症先通知；签约有效，优先级 5；签约含疾病诊疗服务；现在在服务时间内",
      "b waiting: 签约有效，优先级 1；签约含疾病诊疗服务；现在在服务时间内；优先级较低（1），前一家无人应答才通知",
    ],
  },
  {
    name: "in an emergency the family doctor is told beside the facility's clinic, and that of another resident is not there at all",
    contracts: [
      aContract("f", { residentId: "res", services: ["diagnosis"] }),
      aContract("x", { residentId: "other" }),
      aContract("b", { ...FULL, priority: 3 }),
    ],
    zh: [
      "b waiting: 签约有效，优先级 3；签约含急诊急救绿色通道服务；现在在服务时间内",
      "f waiting: 老人的家庭医生签约机构，急症时与第一家签约机构同时通知；签约有效，优先级 1；现在在服务时间内",
    ],
  },
  {
    name: "a contract that says never, and a clinic that nobody knows any more",
    contracts: [aContract("a", { tell: { sos: "never" } }), aContract("gone")],
    zh: [
      "a notTold: 签约有效，优先级 1；签约未列明服务项目，照样通知；现在在服务时间内；签约约定此类告警不通知",
      "gone notTold: 诊所已不在系统中",
    ],
  },
];
const said = (row: Row, language: "zh" | "en") => {
  const alert = anAlert({ facilityId: "fac", residentId: "res", subjectId: "res", ...row.alert });
  return decideNow(careFor(row), alert, [], row.at ?? T0).clinics.map(
    ({ clinicId, state, reasons }) => `${clinicId} ${state}: ${reasonsText(reasons)[language]}`,
  );
};
describe("which clinics an alert goes to, and why", () => {
  it.each(ROWS)("$name", (row) => {
    expect(said(row, "zh")).toEqual(row.zh);
    if (row.en !== undefined) expect(said(row, "en")).toEqual(row.en);
  });
});
