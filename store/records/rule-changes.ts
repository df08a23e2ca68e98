import { newId } from "../../domain/ids.ts";
import type { RuleChange, RuleParameters } from "../../domain/rule-change.ts";
import { parseOwnJson } from "../own-json.ts";
import type { RecordsDatabase } from "./records-database.ts";
import type { Tables } from "./tables.ts";

export function toRuleChange({ parametersJson, ...row }: Tables["ruleChanges"]): RuleChange {
  return { ...row, parameters: parseOwnJson<RuleParameters>(parametersJson) };
}
/** How facilities changed rules of the catalogue; only added. */
export function makeRuleChangeRecords({ db, changed }: RecordsDatabase) {
  return {
    async addRuleChange(input: Omit<RuleChange, "id">): Promise<RuleChange> {
      const { facilityId, ruleId, parameters, fromMs, reason, byUserId, byName, byRole, backtestId = null } = input;
      const change = { id: newId("chg"), facilityId, ruleId, fromMs, reason, byUserId, byName, byRole, backtestId };
      await db
        .insertInto("ruleChanges")
        .values({ ...change, parametersJson: JSON.stringify(parameters) })
        .execute();
      changed("ruleChanges");
      return { ...change, parameters };
    },
  };
}
