import type { AlertKind } from "./alert.ts";
import { settingAt, type CareSetting } from "./care-settings.ts";

/** 安宁疗护: what a physician agreed with the resident. It changes what of the vital signs pages and who is called, nothing else. */
export interface ComfortPlan {
  /** Rules that page as ever. */
  readonly pages: readonly string[];
  readonly tellsClinic: boolean;
  readonly prompts120: boolean;
  readonly treatmentLimits: string | null;
  readonly setting: CareSetting;
}
/** Kinds that are numbers about a body. SOS, fall, a call for care (pain), stillness and silence are none of them (DOMAIN §5.9). */
const NUMBERS: ReadonlySet<AlertKind> = new Set(["vital", "news2", "measureNow"]);

/** The plan that holds at `atMs` (server time); `null`: none. What it does not say stays as ever. */
export function comfortPlanAt(settings: readonly CareSetting[], atMs: number): ComfortPlan | null {
  const setting = settingAt(settings, "comfortPlan", atMs);
  if (setting === undefined || setting.value === 0) return null;
  const { pages = [], tellsClinic = true, prompts120 = true, treatmentLimits = null } = setting.detail ?? {};
  return { pages, tellsClinic, prompts120, treatmentLimits, setting };
}
/** The plan speaks about alerts of this kind. */
export function isInPlan(kind: AlertKind): boolean {
  return NUMBERS.has(kind);
}
/** Alerts of this rule are marks on the screens: they owe no track and page nobody. */
export function isQuiet({ pages }: Pick<ComfortPlan, "pages">, kind: AlertKind, ruleId: string): boolean {
  return isInPlan(kind) && !pages.includes(ruleId);
}
