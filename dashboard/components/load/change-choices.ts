import type { RuleView } from "../../../domain/rule-book.ts";

/** One thing of a rule that a home may lay down otherwise. */
export interface ChangeChoice {
  /** As the back-test's `set` names it. */
  readonly path: string;
  readonly level: string | null;
  readonly field: "raiseAt" | "clearAt" | "forMs" | "disabled";
  /** In the rule's unit, or minutes. */
  readonly now: number | null;
  /** A critical level may only be tightened. */
  readonly isCritical: boolean;
}
const MINUTE = 60_000;

/** What may be changed of a rule, the milder levels first. */
export function changeChoices({ mayChange, inForce }: RuleView): readonly ChangeChoice[] {
  const levels = mayChange.includes("levels") ? inForce.levels : [];
  const choices = levels.flatMap(({ level, severity, raiseAt, clearAt, forMs }): ChangeChoice[] => {
    const isCritical = severity === "critical";
    const of = (field: "raiseAt" | "clearAt" | "forMs", now: number): ChangeChoice => ({
      ...{ path: `levels.${level}.${field}`, level, field, now, isCritical },
    });
    return [of("raiseAt", raiseAt), of("forMs", forMs / MINUTE), of("clearAt", clearAt)];
  });
  if (mayChange.includes("forMs") && inForce.forMs !== null)
    choices.push({ path: "forMs", level: null, field: "forMs", now: inForce.forMs / MINUTE, isCritical: false });
  if (mayChange.includes("disabled") && !inForce.disabled)
    choices.push({ path: "disabled", level: null, field: "disabled", now: null, isCritical: false });
  // What people ask for first is a warning that waits longer or begins later.
  const rank = ({ level }: ChangeChoice): number => (level === "warning" ? 0 : 1);
  return choices.toSorted((a, b) => rank(a) - rank(b));
}
/** What a back-test is asked for. @param typed the number in the unit of the choice; ignored for a switch */
export function settingOf({ path, field }: ChangeChoice, typed: number): Record<string, number | boolean> {
  if (field === "disabled") return { [path]: true };
  return { [path]: field === "forMs" ? Math.round(typed * MINUTE) : typed };
}
