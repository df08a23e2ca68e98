import type { ConditionRule } from "../types.ts";

const ofContracts = { type: "condition", kind: "contract", class: "technical", severity: "warning", latched: false, forMs: 0 } as const;
/** Raised by the contract watch, not by readings (docs/contracts.md). */
export const CONTRACT_RULES: readonly ConditionRule[] = [
  {
    ...ofContracts,
    id: "contract.expiring",
    source: "issue 5: 30 days before the end; 贵州 000 (十一), DOMAIN (b)1",
    title: { zh: "签约即将到期", en: "Contract about to end" },
    cause: { zh: "合同 30 天内到期，还没有续签", en: "the contract ends within 30 days and is not renewed" },
    consequence: {
      zh: "到期后紧急情况不再通知该诊所；届时由当班人员拨打值班电话和 120",
      en: "from then on the clinic is told of no emergency: staff call the duty phone and 120",
    },
    response: { zh: "续签，或写明原因后结束", en: "renew it, or end it with a reason" },
  },
  {
    ...ofContracts,
    id: "contract.expired",
    source: "issue 5; 贵州 000 (十一), DOMAIN (b)1",
    title: { zh: "签约已到期", en: "Contract has ended" },
    cause: { zh: "合同已到期，没有续签", en: "the contract ran out and was not renewed" },
    consequence: {
      zh: "紧急情况不再通知该诊所；通知其余签约诊所，没有时由当班人员拨打值班电话和 120",
      en: "the clinic is told of no emergency: other contracted clinics are, or staff call the duty phone and 120",
    },
    response: { zh: "续签，或写明原因后结束", en: "renew it, or end it with a reason" },
  },
  {
    ...ofContracts,
    id: "contract.missing",
    source: "贵州 000 (十一): a home without an in-house institution should have a contract; DOMAIN §5.6",
    title: { zh: "没有有效的医养签约", en: "No contract in force" },
    cause: { zh: "没有内设医疗机构，也没有有效的签约", en: "no in-house institution, and no contract in force" },
    consequence: {
      zh: "紧急情况没有诊所可以通知：当班人员拨打值班电话，危急时先打 120",
      en: "no clinic can be told of an emergency: staff call the duty phone, and 120 first when it is critical",
    },
    response: { zh: "与医疗机构签约，或登记内设医疗机构", en: "contract with a medical institution, or register the in-house one" },
  },
];
