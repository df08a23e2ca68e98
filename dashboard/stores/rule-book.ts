import { defineStore } from "pinia";
import { shallowRef } from "vue";
import type { RuleView } from "../../domain/rule-book.ts";
import { api, ApiError } from "../api-client.ts";
import { RuleList } from "../api-shapes.ts";

/** The rules of the home that is shown, read once: why each exists, and what to do. Without them an alert is shown all the same. */
export const useRuleBook = defineStore("ruleBook", () => {
  const rules = shallowRef<ReadonlyMap<string, RuleView>>(new Map());
  let known: string | null = null;

  async function load(facilityId: string): Promise<void> {
    if (known === facilityId) return;
    known = facilityId;
    try {
      const { items } = await api.get(`/facilities/${encodeURIComponent(facilityId)}/rules`, RuleList);
      if (known === facilityId) rules.value = new Map(items.map((rule) => [rule.id, rule]));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (known === facilityId) known = null;
    }
  }
  return { rules, load };
});
