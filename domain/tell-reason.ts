import { Type, type Static } from "typebox";
import { type BilingualText } from "./api-schemas.ts";
import { SERVICE_ITEM_NAMES, SERVICE_ITEMS } from "./service-items.ts";

/** Why somebody is told, told in this order, or not told. Codes with their facts; `reasonText` makes sentences of them. */
export const TELL_REASONS = [
  // Why a clinic stands where it stands.
  "inHouse",
  "familyDoctor",
  "familyDoctorBeside",
  "contract",
  "service",
  "nothingListed",
  "noneHasService",
  "openNow",
  "nobodyElseOnSite",
  "nextAfter",
  // Why a clinic is not told, or only by phone.
  "closed",
  "closedDutyPhone",
  "serviceMissing",
  "ended",
  "notBegun",
  "tellNever",
  "comfortPlan",
  "lowerPriority",
  "clinicGone",
  // Why others are told.
  "ladder",
  "onDuty",
  "noRota",
  "rotaGap",
  "nobodyElse",
  "noClinicOpen",
  "noClinic",
  "staffPhone",
] as const;
export const TellReason = Type.Object(
  {
    code: Type.Enum(TELL_REASONS),
    contractId: Type.Optional(Type.String()),
    service: Type.Optional(Type.Array(Type.Enum(SERVICE_ITEMS))),
    priority: Type.Optional(Type.Integer()),
    atMs: Type.Optional(Type.Integer({ description: "when the contract ended or begins" })),
    afterMs: Type.Optional(Type.Integer({ description: "the next clinic is told when nobody answered so long" })),
    ladder: Type.Optional(Type.String()),
    version: Type.Optional(Type.Integer({ description: "of the policy; 0: the default" })),
    step: Type.Optional(Type.Integer({ description: "0 the first; left out: the repeat" })),
  },
  { additionalProperties: false },
);
export type TellReason = Static<typeof TellReason>;

/** One clinic as the routing saw it at one time. `chosen`: told now or when its turn comes. */
export const ClinicDecision = Type.Object(
  {
    clinicId: Type.String(),
    name: Type.String(),
    state: Type.Enum(["told", "waiting", "dutyPhone", "notTold"], {
      description: "told: it was; waiting: its turn comes when nobody answers; dutyPhone: closed, staff phone its duty phone; notTold",
    }),
    reasons: Type.Array(TellReason),
  },
  { additionalProperties: false },
);
export type ClinicDecision = Static<typeof ClinicDecision>;
/** What the routing decided in one step of the medical track. */
export interface RouteDecision {
  readonly atMs: number;
  /** Nobody by webhook: staff were asked to phone, or to call 120. */
  readonly prompted120: boolean;
  readonly clinics: readonly ClinicDecision[];
}
const OFFSET_MS = 8 * 3_600_000;
/** Local date and time (Asia/Shanghai), `2026-02-17 02:10`. */
function localText(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 16).replace("T", " ");
}
const services = (items: TellReason["service"]): BilingualText => ({
  zh: (items ?? []).map((item) => SERVICE_ITEM_NAMES[item].zh).join("、"),
  en: (items ?? []).map((item) => SERVICE_ITEM_NAMES[item].en).join(", "),
});
const secondsOf = (ms: number | undefined) => Math.round((ms ?? 0) / 1_000);

/** Names of the default ladders (domain/escalation-default.ts); a home's own is called as the home called it. */
const LADDERS: Readonly<Record<string, BilingualText>> = {
  critical: { zh: "危急告警", en: "critical alerts" },
  "critical-unstaffed": { zh: "无人值守时的危急告警", en: "critical alerts with nobody on site" },
  warning: { zh: "警告", en: "warnings" },
  "warning-unstaffed": { zh: "无人值守时的警告", en: "warnings with nobody on site" },
  "technical-critical": { zh: "危急的设备问题", en: "critical device trouble" },
  technical: { zh: "设备问题", en: "device trouble" },
  medical: { zh: "医疗", en: "the medical track" },
  contract: { zh: "签约", en: "contracts" },
};
/** One reason as a sentence, in both languages. */
export function reasonText(reason: TellReason): BilingualText {
  const { code, priority, atMs, afterMs, ladder, version, step } = reason;
  const items = services(reason.service);
  const when = localText(atMs ?? 0);
  switch (code) {
    case "inHouse":
      return { zh: "内设医疗机构，先于签约机构", en: "In-house institution: before contracted clinics" };
    case "familyDoctor":
      return { zh: "老人的家庭医生签约机构，非急症先通知", en: "The resident's family doctor: first for what is no emergency" };
    case "familyDoctorBeside":
      return {
        zh: "老人的家庭医生签约机构，急症时与第一家签约机构同时通知",
        en: "The resident's family doctor: told beside the first clinic in an emergency",
      };
    case "contract":
      return { zh: `签约有效，优先级 ${priority ?? 1}`, en: `Contract in force, priority ${priority ?? 1}` };
    case "service":
      return { zh: `签约含${items.zh}`, en: `Contract lists: ${items.en}` };
    case "nothingListed":
      return { zh: "签约未列明服务项目，照样通知", en: "Contract lists no services: told all the same" };
    case "noneHasService":
      return {
        zh: `开诊的签约都未列${items.zh}，照样通知`,
        en: `No open contract lists ${items.en}: told all the same`,
      };
    case "openNow":
      return { zh: "现在在服务时间内", en: "Within its hours now" };
    case "nobodyElseOnSite":
      return {
        zh: "现场无人，虽约定不通知仍立即通知",
        en: "Nobody is on site: told at once although the contract says never",
      };
    case "nextAfter":
      return { zh: `${secondsOf(afterMs)} 秒无人应答则通知下一家`, en: `Next clinic if nobody answers in ${secondsOf(afterMs)} s` };
    case "closed":
      return { zh: "不在服务时间内，也没有值班电话", en: "Outside its hours, and no duty phone" };
    case "closedDutyPhone":
      return {
        zh: "不在服务时间内，请员工拨打其值班电话",
        en: "Outside its hours: staff are asked to ring its duty phone",
      };
    case "serviceMissing":
      return { zh: `签约未包含${items.zh}`, en: `Not in the contract: ${items.en}` };
    case "ended":
      return { zh: `签约已于 ${when} 结束`, en: `Contract ended ${when}` };
    case "notBegun":
      return { zh: `签约自 ${when} 起生效`, en: `Contract begins ${when}` };
    case "tellNever":
      return { zh: "签约约定此类告警不通知", en: "Contract says: not told of this kind of alert" };
    case "comfortPlan":
      return { zh: "安宁疗护方案约定不通知诊所", en: "The comfort plan keeps clinics out of this kind of alert" };
    case "lowerPriority":
      return {
        zh: `优先级较低（${priority ?? 1}），前一家无人应答才通知`,
        en: `Lower priority (${priority ?? 1}): told when the one before does not answer`,
      };
    case "clinicGone":
      return { zh: "诊所已不在系统中", en: "The clinic is no longer known" };
    case "ladder": {
      const at = step === undefined ? { zh: "重复步骤", en: "repeat" } : { zh: `第 ${step + 1} 步`, en: `step ${step + 1}` };
      const name = LADDERS[ladder ?? ""] ?? { zh: ladder ?? "", en: ladder ?? "" };
      return version === undefined || version === 0
        ? { zh: `默认流程（${name.zh}）${at.zh}`, en: `Default for ${name.en}, ${at.en}` }
        : {
            zh: `本机构方案第 ${version} 版“${ladder ?? ""}”${at.zh}`,
            en: `The home's policy ${version}, ladder ${ladder ?? ""}, ${at.en}`,
          };
    }
    case "onDuty":
      return { zh: "按排班在岗", en: "On duty by the rota" };
    case "noRota":
      return { zh: "该岗位没有排班，通知全部屏幕", en: "No rota for this role: all its screens" };
    case "rotaGap":
      return { zh: "排班空缺，无人在岗", en: "Gap in the rota: nobody on duty" };
    case "nobodyElse":
      return { zh: "前面的人都不在，提前通知", en: "Nobody before is there: told early" };
    case "noClinicOpen":
      return { zh: "没有开诊的机构", en: "No clinic is open" };
    case "noClinic":
      return { zh: "没有可通知的机构", en: "No clinic can be told" };
    case "staffPhone":
      return { zh: "由员工打电话", en: "By phone, by staff" };
  }
}
/** Several reasons as one sentence. */
export function reasonsText(reasons: readonly TellReason[]): BilingualText {
  const texts = reasons.map(reasonText);
  return { zh: texts.map(({ zh }) => zh).join("；"), en: texts.map(({ en }) => en).join("; ") };
}
