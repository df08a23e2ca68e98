import Value from "typebox/value";
import { amended, contractOf, ended, renewed, signedBy } from "../../api/contract-changes.ts";
import { contractView, copyView, versionView } from "../../api/contract-views.ts";
import { contractCoverage, contractFindings, type HomeContracts } from "../../care/contracts.ts";
import { PLAIN_CONTRACT } from "../../domain/contract.ts";
import {
  BLANK_PAPER,
  copyTypeOf,
  type AccountEntry,
  type ContractCopy,
  type ContractRecord,
  type ContractStamp,
  type ContractVersion,
  type NewContractRecord,
} from "../../domain/contract-record.ts";
import {
  AmendContract,
  EndContract,
  NewAccountEntry,
  NewContract,
  RenewContract,
  SignContract,
  type ContractSituationView,
} from "../../domain/contract-view.ts";
import { AnhuError, ERROR_CODES } from "../../domain/errors.ts";
import { ACCOUNT_USES } from "../../domain/fees.ts";
import type { WallView } from "../../domain/live-events.ts";
import { aClinic, aResident } from "../support/builders.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const DAY = 86_400_000;
/** Midnight in Shanghai. */
const TODAY = NOW - ((NOW + 8 * 3_600_000) % DAY);
const CLINICS = [
  aClinic({ id: "cli_sun", name: "阳光社区卫生服务中心" }),
  aClinic({ id: "cli_two", name: "市第二人民医院" }),
  aClinic({ id: "cli_tcm", name: "仁和中医门诊部" }),
];
type Answer = readonly [status: number, body: unknown];
const page = (items: readonly unknown[]) => ({ items, next: null });
const contract = (other: Partial<ContractRecord> & Pick<ContractRecord, "id" | "clinicId" | "fromMs" | "toMs">): ContractRecord => ({
  ...{ ...PLAIN_CONTRACT, facilityId: FACILITY.id, isDraft: false, version: 1, paper: BLANK_PAPER, endReason: null },
  ...other,
});
const SUN = contract({
  ...{ id: "con_sun", clinicId: "cli_sun", fromMs: TODAY - 353 * DAY, toMs: TODAY + 12 * DAY, version: 2 },
  services: ["reservedVisit", "diagnosis", "nursing", "emergency", "referral", "pharmacy"],
  hours: [{ from: "08:00", to: "17:30", days: ["workday"] }],
  ...{ responsiblePhysician: "陈立群", dutyPhone: "0571-85550120", answerWithinMs: 180_000 },
  modes: ["regularVisits", "posted"],
  posted: { name: "赵敏", phone: "13800000011", hours: [] },
  paper: {
    documentNumber: "颐医签 2025-07",
    signed: { facility: { name: "张院长", atMs: TODAY - 360 * DAY }, clinic: { name: "王主任", atMs: TODAY - 358 * DAY } },
    fees: [
      { what: "每周查房", class: "treatment", amountFen: 12_000, per: "visit", payer: "basicInsurance" },
      { what: "压疮护理", class: "nursing", amountFen: 6_550, per: "visit", payer: "longTermCare" },
    ],
    cooperationFee: { amountFen: 3_600_000, per: "year", text: "按季度支付" },
    text: "乙方每周二上午到甲方查房；夜间急诊电话 24 小时有人接听，接到通知后 10 分钟内回复。",
  },
});
const HOSPITAL = contract({
  ...{ id: "con_two", clinicId: "cli_two", fromMs: TODAY - 100 * DAY, toMs: null, priority: 2 },
  services: ["emergency", "referral", "homeBed", "telemedicine"],
  dutyPhone: "0571-87770000",
});
const OLD = contract({
  ...{ id: "con_tcm", clinicId: "cli_tcm", fromMs: TODAY - 800 * DAY, toMs: TODAY - 120 * DAY, priority: 3, isEnded: true },
  ...{ endReason: "诊所搬迁", services: ["chineseMedicine"], version: 2 },
});
const FAMILY = contract({ id: "con_fam", clinicId: "cli_sun", residentId: "res_1", fromMs: TODAY - 30 * DAY, toMs: TODAY + 700 * DAY });
const DRAFT = contract({ id: "con_draft", clinicId: "cli_tcm", fromMs: TODAY + DAY, toMs: TODAY + 366 * DAY, priority: 3, isDraft: true });
const CONTRACTS = [SUN, HOSPITAL, FAMILY, DRAFT, OLD];

/** The contracts of the mock home, changed by the same pure steps as on the server; in the scene "empty" there is none. */
export function makeContracts() {
  let all = [...CONTRACTS];
  let rival: string | null = null;
  let versions: ContractVersion[] = [];
  let copies: ContractCopy[] = [];
  let entries: AccountEntry[] = [];
  const ports = {
    clock: { now: () => NOW, monotonic: () => 0 },
    directory: {
      clinic: (id: string) => CLINICS.find((one) => one.id === id),
      resident: (id: string) => (id === "res_1" ? aResident({ name: "王秀英" }) : undefined),
    },
  };
  const viewOf = (one: ContractRecord) => contractView(ports, one, all);
  const stamp = (change: ContractStamp["change"], reason: string, byName = "李娜", atMs = NOW): ContractStamp => ({
    ...{ change, atMs, reason, byUserId: "usr_1", byName, byRole: "manager" },
  });
  function clear(): void {
    [all, copies, entries, rival] = [[...CONTRACTS], [], [], null];
    versions = [
      { ...stamp("amended", "值班电话换了", "张院长", NOW - 40 * DAY), contract: SUN },
      { ...stamp("added", "", "张院长", NOW - 353 * DAY), contract: { ...SUN, version: 1 } },
    ];
  }
  clear();
  const home = (residents: number): HomeContracts => ({
    ...{ facilityId: FACILITY.id, addedAtMs: null, hasInHouse: false, policyVersion: 0, contracts: all.filter(({ isDraft }) => !isDraft) },
    residentIds: Array.from({ length: residents }, (_, n) => `res_${n + 1}`),
  });
  function situation(residents: number): ContractSituationView {
    return {
      ...{ at: NOW, owed: true, inHouse: null, findings: [...contractFindings(home(residents), NOW)] },
      fallback: { clinics: all.length === 0 ? 0 : 2, phones: [{ role: "nurse", name: "护士站", phone: "0571-86660001" }], call120: true },
    };
  }
  function read(path: string, wall: WallView): unknown {
    if (wall.tiles.length === 0) all = [];
    if (path === "/clinics") return page(CLINICS.map(({ id, name, webhookUrl }) => ({ id, name, webhookUrl })));
    if (path === "/contracts") return page(all.map(viewOf));
    if (path === "/contracts/situation") return situation(wall.tiles.length || 36);
    if (path === "/contracts/coverage") return contractCoverage([home(wall.tiles.length || 36)], NOW);
    const [, id, what] = /^\/contracts\/(\w+)\/(\w+)$/.exec(path) ?? [];
    if (what === "history") return { items: versions.filter((one) => one.contract.id === id).map((one) => versionView(one, NOW)) };
    if (what === "copies") return { items: copies.filter((one) => one.contractId === id).map(copyView) };
    if (what === "account") return account(id ?? "");
    return undefined;
  }
  function account(contractId: string) {
    const own = entries.filter((one) => one.contractId === contractId).map(({ contractId: _, ...entry }) => entry);
    const sum = (use: string) => own.filter((one) => one.use === use).reduce((total, { amountFen }) => total + amountFen, 0);
    return {
      entries: own,
      sums: ACCOUNT_USES.filter((use) => own.some((one) => one.use === use)).map((use) => ({ use, amountFen: sum(use) })),
    };
  }
  function add(fresh: NewContractRecord): Answer {
    const added = { isDraft: false, paper: BLANK_PAPER, ...fresh, id: `con_${all.length + 1}`, version: 1, endReason: null };
    all.push(added);
    versions.unshift({ ...stamp("added", ""), contract: added });
    return [201, viewOf(added)];
  }
  function change(before: ContractRecord, basedOn: number, made: ContractStamp, next: () => ContractRecord): Answer {
    if (basedOn !== before.version || rival !== null) {
      const by = rival ?? "";
      const theirs = { ...before, version: before.version + 1, responsiblePhysician: by };
      if (rival !== null) all = all.map((one) => (one.id === before.id ? theirs : one));
      rival = null;
      return [409, { type: "about:blank", title: "CONFLICT", status: 409, code: "CONFLICT", detail: "newer", instance: "mock", by }];
    }
    const after = next();
    all = all.map((one) => (one.id === before.id ? after : one));
    versions.unshift({ ...made, contract: after });
    return [200, viewOf(after)];
  }
  function written(path: string, body: unknown): Answer | undefined {
    if (path === "/contracts") return add(contractOf(Value.Parse(NewContract, body), NOW));
    const [, id, verb] = /^\/contracts\/(\w+)\/(\w+)$/.exec(path) ?? [];
    const before = all.find((one) => one.id === id);
    if (before === undefined) return undefined;
    if (verb === "renew") return add(renewed(before, Value.Parse(RenewContract, body), NOW));
    if (verb === "amend") {
      const { basedOn, reason, changes } = Value.Parse(AmendContract, body);
      return change(before, basedOn, stamp("amended", reason), () => amended(before, changes, NOW));
    }
    if (verb === "sign") {
      const asked = Value.Parse(SignContract, body);
      return change(before, asked.basedOn, stamp("signed", asked.side), () => signedBy(before, asked, NOW));
    }
    if (verb === "end") {
      const asked = Value.Parse(EndContract, body);
      return change(before, asked.basedOn, stamp("ended", asked.reason), () => ended(before, asked, NOW));
    }
    if (verb !== "account") return undefined;
    const { date, amountFen, use, purpose } = Value.Parse(NewAccountEntry, body);
    entries.push({ id: `acc_${entries.length}`, contractId: before.id, dateMs: date, amountFen, use, purpose, atMs: NOW, byName: "李娜" });
    return [201, account(before.id)];
  }
  return {
    read,
    clear,
    write(path: string, body: unknown): Answer | undefined {
      if (!path.startsWith("/contracts")) return undefined;
      try {
        return written(path, body);
      } catch (error) {
        if (!(error instanceof AnhuError)) throw error;
        const { code, message } = error;
        const status = ERROR_CODES[code];
        return [status, { type: "about:blank", title: code, status, code, detail: message, instance: "mock" }];
      }
    },
    upload(path: string, name: string, content: Buffer): Answer | undefined {
      const id = /^\/contracts\/(\w+)\/copies$/.exec(path)?.[1];
      const type = copyTypeOf(content);
      if (id === undefined || type === null) return undefined;
      const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
      copies.unshift({ id: `cpy_${copies.length}`, contractId: id, name, type, bytes: content.length, sha256, atMs: NOW, byName: "李娜" });
      return [201, copies[0]];
    },
    /** Somebody else writes a moment before the next change. */
    beNextBeatenBy: (by: string) => void (rival = by),
    get all(): readonly ContractRecord[] {
      return all;
    },
  };
}
