import type { Governor } from "../../api/governor-ports.ts";
import { DEFAULT_LOAD_SETTINGS } from "../../domain/alert-load.ts";
import type { BacktestView } from "../../domain/backtest.ts";
import type { RuleView } from "../../domain/rule-book.ts";

const TEXT = { zh: "字", en: "text" };
const RULE: RuleView = {
  ...{ id: "heartRate.high", type: "threshold", kind: "vital", class: "physiological" },
  ...{ title: TEXT, cause: TEXT, consequence: TEXT, response: TEXT, respondWithin: { seconds: 180, source: "test" }, source: "test" },
  ...{ sign: "heartRate", side: "high", severity: "critical", catalogue: { levels: [], forMs: null } },
  inForce: { levels: [], forMs: null, disabled: false, changeId: null },
  ...{ mayChange: ["levels"], history: [] },
};
const backtest = (facilityId: string): BacktestView => ({
  ...{ id: "bt_1", facilityId, rule: "heartRate.high", parameters: null, from: 1, to: 2, startedAt: 1 },
  ...{ state: "running", done: 0, total: 1, problem: null, result: null },
});
/** A governor that has nothing to count. */
export function fakeGovernor(): Governor {
  return {
    load: async (facilityId, from, to) => ({
      ...{ facilityId, from, to, carers: 1, carersFrom: "assumed" },
      ...{ figures: [], shifts: [], topSources: [], rules: [], devices: [], proposals: [] },
    }),
    open: async () => [],
    settings: async () => DEFAULT_LOAD_SETTINGS,
    setSettings: async () => {},
    rules: () => [RULE],
    changeRule: async ({ parameters, reason, byName, byRole }) => ({
      ...RULE,
      history: [{ id: "chg_1", parameters, from: 1, reason, by: byName, byRole, backtestId: null }],
    }),
    startBacktest: async (facilityId) => backtest(facilityId),
    backtest: async (facilityId) => backtest(facilityId),
    stopBacktest: async (facilityId) => backtest(facilityId),
  };
}
