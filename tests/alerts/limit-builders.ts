import type { CareSetting, CareSettingKind } from "../../domain/care-settings.ts";
import type { Role } from "../../domain/people.ts";
import type { RuleChange, RuleParameters } from "../../domain/rule-change.ts";
import { T0 } from "./support.ts";

/** A setting of resident `res`, `at` ms after T0. */
export function aSetting(kind: CareSettingKind, about: string, at: number, over: Partial<CareSetting> = {}): CareSetting {
  const role: Role = kind === "physicianLimit" || kind === "comfortPlan" || kind === "spo2Scale" ? "physician" : "nurse";
  return {
    ...{ id: `set_${kind}_${about}_${at}`, residentId: "res", kind, about, value: 1, detail: null, fromMs: T0 + at, reviewMs: null },
    ...{ byUserId: `usr_${role}`, byName: role === "physician" ? "陈医生" : "李护士", byRole: role },
    ...over,
  };
}
/** A physician's limit of one level. */
export function aLimit(rule: string, level: "warning" | "critical" | "deep", raiseAt: number, at: number, over: Partial<CareSetting> = {}) {
  return aSetting("physicianLimit", rule, at, { detail: { levels: [{ level, raiseAt }], reason: "房颤" }, reviewMs: T0 + 1, ...over });
}
export function aRuleChange(ruleId: string, parameters: RuleParameters, at: number): RuleChange {
  return {
    ...{ id: `chg_${ruleId}_${at}`, facilityId: "fac", ruleId, parameters, fromMs: T0 + at, reason: "夜间太多" },
    ...{ byUserId: "usr_manager", byName: "周院长", byRole: "manager" },
  };
}
