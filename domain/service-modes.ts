import type { BilingualText } from "./api-schemas.ts";

/** How the people of a contracted institution come to the home, in the order of 贵州 000 (十四) and DOMAIN §5.6. */
export const SERVICE_MODES = ["regularVisits", "visitsOnCall", "posted", "branch", "entrusted"] as const;
export type ServiceMode = (typeof SERVICE_MODES)[number];

export const SERVICE_MODE_NAMES: Readonly<Record<ServiceMode, BilingualText>> = {
  regularVisits: { zh: "定期上门", en: "Regular visits" },
  visitsOnCall: { zh: "不定期上门", en: "Visits on call" },
  posted: { zh: "派驻医务人员", en: "Staff posted to the home" },
  branch: { zh: "设置分院或门诊部", en: "Branch or outpatient department in the home" },
  entrusted: { zh: "托管内设医疗机构", en: "Runs the home's in-house institution" },
};
