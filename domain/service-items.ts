import type { BilingualText } from "./api-schemas.ts";

/** The services that a contract between a care home and a medical institution may list, in the order of 贵州 000 (十三). */
export const SERVICE_ITEMS = [
  "reservedVisit",
  "publicHealth",
  "diagnosis",
  "rehabilitation",
  "nursing",
  "chineseMedicine",
  "mentalHealth",
  "palliative",
  "homeBed",
  "emergency",
  "referral",
  "pharmacy",
  "training",
  "infectionControl",
  "telemedicine",
] as const;
export type ServiceItem = (typeof SERVICE_ITEMS)[number];

/** Their names. The first is the convenience that 000 (十三) opens with; the fourteen services follow. */
export const SERVICE_ITEM_NAMES: Readonly<Record<ServiceItem, BilingualText>> = {
  reservedVisit: { zh: "预约就诊绿色通道", en: "Reserved visits, green channel" },
  publicHealth: { zh: "基本公共卫生服务", en: "Basic public health services" },
  diagnosis: { zh: "疾病诊疗服务", en: "Diagnosis and treatment" },
  rehabilitation: { zh: "医疗康复服务", en: "Medical rehabilitation" },
  nursing: { zh: "护理服务", en: "Nursing" },
  chineseMedicine: { zh: "中医药服务", en: "Traditional Chinese medicine" },
  mentalHealth: { zh: "精神卫生服务", en: "Mental health services" },
  palliative: { zh: "安宁疗护服务", en: "Palliative care" },
  homeBed: { zh: "家庭病床服务", en: "Home hospital bed" },
  emergency: { zh: "急诊急救绿色通道服务", en: "Emergency care, green channel" },
  referral: { zh: "双向转诊服务", en: "Two-way referral" },
  pharmacy: { zh: "药事管理指导", en: "Medication management advice" },
  training: { zh: "专业培训", en: "Professional training" },
  infectionControl: { zh: "传染病防控和院内感染风险控制指导", en: "Infection prevention and control advice" },
  telemedicine: { zh: "远程医疗服务", en: "Telemedicine" },
};
