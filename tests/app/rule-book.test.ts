import { describe, expect, it } from "vitest";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { checkRuleChange } from "../../alerts/rules/limit-checks.ts";
import { ruleOf, ruleViews } from "../../app/rule-book.ts";
import { ApiError } from "../../dashboard/api-client.ts";
import { refusalOf } from "../../dashboard/rule-problem.ts";
import type { RuleParameters } from "../../domain/rule-change.ts";

const NOW = 1_800_000_000_000;
function refusal(ruleId: string, parameters: RuleParameters): Error | null {
  try {
    checkRuleChange(ruleOf(ruleId), parameters);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
/** As the screen hears it. */
const heard = (error: Error | null) => (error === null ? null : refusalOf(new ApiError(400, "BAD_INPUT", error.message)));

describe("the book of rules", () => {
  it("offers to change exactly what a facility may change", () => {
    expect(ruleViews([], NOW)).toHaveLength(DEFAULT_CATALOGUE.rules.length);
    for (const { id, mayChange, catalogue } of ruleViews([], NOW)) {
      expect([id, mayChange.includes("disabled")]).toEqual([id, refusal(id, { disabled: true }) === null]);
      expect([id, mayChange.includes("forMs")]).toEqual([id, refusal(id, { forMs: 1_000 }) === null]);
      const levels = catalogue.levels.map(({ level, raiseAt }) => ({ level, raiseAt }) as const);
      expect([id, mayChange.includes("levels")]).toEqual([id, levels.length > 0]);
    }
  });
  it("refuses in words that the screen has a sentence for", () => {
    const change = (level: "mark" | "warning" | "critical", raiseAt: number, clearAt?: number): RuleParameters => ({
      levels: [{ level, raiseAt, ...(clearAt === undefined ? {} : { clearAt }) }],
    });
    expect(heard(refusal("heartRate.high", change("critical", 140)))).toBe("looser");
    expect(heard(refusal("sos", { disabled: true }))).toBe("protected");
    expect(heard(refusal("stillness", { forMs: 600_000 }))).toBe("fixed");
    expect(heard(refusal("heartRate.high", change("warning", 999)))).toBe("range");
    expect(heard(refusal("heartRate.high", change("warning", 115, 118)))).toBe("clear");
    expect(heard(refusal("heartRate.high", change("warning", 145)))).toBe("order");
    expect(heard(refusal("heartRate.high", change("warning", 115)))).toBe(null);
    expect(heard(new Error("something new"))).toBe("refused");
    expect(refusalOf(new ApiError(0, "OFFLINE", ""))).toBe(null);
  });
});
