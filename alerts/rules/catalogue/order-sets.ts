import type { Condition } from "../../../domain/conditions.ts";
import type { LevelChange } from "../../../domain/rule-change.ts";
import type { Text } from "../types.ts";

/** A named set of limits that a physician signs for many residents at once, as it is or otherwise. */
export interface OrderSet {
  readonly id: string;
  readonly condition: Condition | null;
  readonly title: Text;
  readonly limits: readonly { readonly rule: string; readonly levels: readonly LevelChange[] }[];
  readonly spo2Scale: 1 | 2 | null;
  /** When it is looked at again unless the physician says otherwise, days. */
  readonly reviewDays: number;
  readonly source: string;
}
/** Suggestions: nothing of them holds for anybody before a physician signs it. */
export const ORDER_SETS: readonly OrderSet[] = [
  {
    id: "copd.target88to92",
    condition: "copd",
    title: { zh: "慢阻肺：目标血氧 88–92%", en: "COPD: target SpO₂ 88–92 %" },
    limits: [],
    spo2Scale: 2,
    reviewDays: 180,
    source: "NEWS2 (RCP 2017) chart 1: scale 2 for hypercapnic failure, set by a clinician; reviewed twice a year [M]",
  },
  {
    id: "hypertension.goal150",
    condition: "hypertension",
    title: { zh: "高血压（65 岁及以上）：收缩压 150 提示", en: "Hypertension from 65 on: systolic warning at 150" },
    limits: [{ rule: "systolicPressure.high", levels: [{ level: "warning", raiseAt: 150, clearAt: 145 }] }],
    spo2Scale: null,
    reviewDays: 90,
    source: "公卫规范 3rd ed. (2017): goal < 150/90 from 65 years on, followed up every quarter [M]",
  },
  {
    id: "frailty.milderGoals",
    condition: "frailty",
    title: { zh: "衰弱：放宽控制目标", en: "Frailty: milder goals" },
    limits: [
      { rule: "systolicPressure.high", levels: [{ level: "warning", raiseAt: 160, clearAt: 150 }] },
      { rule: "bloodGlucose.high", levels: [{ level: "warning", raiseAt: 8.5, clearAt: 8 }] },
    ],
    spo2Scale: null,
    reviewDays: 180,
    source: "DOMAIN §2.5: ≥ 160 systolic and a glucose goal of 8.5 for the frail",
  },
];
