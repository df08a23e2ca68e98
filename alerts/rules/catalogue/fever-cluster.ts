import type { ConditionRule } from "../types.ts";

/** Several residents of one building fall ill with fever within two days. */
export const FEVER_CLUSTER_RULE: ConditionRule = {
  type: "condition",
  id: "fever.cluster",
  kind: "feverCluster",
  class: "physiological",
  latched: false,
  severity: "warning",
  forMs: 0,
  source:
    "issue: n residents of a building within 48 h; fever as IDSA LTCF (DOMAIN §2.5). Public health: 3 febrile cases within 48–72 h in one area (Georgia DPH), 2 on one unit within 7 days (NYSDOH); two within 48 h [M], to be set by the home",
  title: { zh: "聚集性发热", en: "Fever cluster" },
  cause: { zh: "同一栋楼 48 小时内多位老人发热", en: "several residents of one building got a fever within 48 hours" },
  consequence: { zh: "流感等传染病在机构内传播", en: "influenza or another infection spreads in the home" },
  response: {
    zh: "护士逐一看人，按院感预案隔离、采样、报告",
    en: "a nurse sees each of them; isolate, sample and report by the infection plan",
  },
};
/** How many, and how close together. */
export const FEVER_CLUSTER = { residents: 2, withinMs: 48 * 3_600_000 };
/** IDSA LTCF (DOMAIN §2.5), °C: once; repeatedly; over the resident's own usual. */
export const FEVER = { onceAt: 37.8, repeatedAt: 37.2, overUsual: 1.1 };
