import { alertLoad, alertsBehind, type Carers } from "../alerts/load/figures.ts";
import { checkRuleChange } from "../alerts/rules/limit-checks.ts";
import type { Governor } from "../api/governor-ports.ts";
import { AnhuError } from "../domain/errors.ts";
import type { RuleChange, RuleParameters } from "../domain/rule-change.ts";
import { retentionOf } from "./retention.ts";
import { Backtests } from "./backtest/backtests.ts";
import type { Simulation } from "./clock.ts";
import type { Settings } from "./config.ts";
import { historianEngine } from "./historian-engine.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import { ruleOf, ruleView, ruleViews } from "./rule-book.ts";
import type { Clock } from "../domain/time.ts";
import type { Stores } from "./stores.ts";

/** A change begins so much later: the directory of every part shows it before the rules ask for it. */
const BEGINS_AFTER_MS = 2_000;

export interface GovernorParts {
  readonly settings: Settings;
  readonly simulation: Simulation | null;
  readonly clock: Clock;
  readonly log: Logger;
  readonly stores: Stores;
  readonly directory: HomeDirectory;
  /** Carers and nurses on duty, where a rota says so. */
  readonly onDuty?: (facilityId: string, atMs: number) => number | null;
  /** Reads the directory again. */
  readonly refresh: () => Promise<void>;
}
/** Alarm load, rules and back-tests: the records and the pure figures, joined. */
export function makeGovernor(parts: GovernorParts, lifecycle: Lifecycle): Governor {
  const { settings, simulation, clock, log, stores, directory, onDuty = () => null, refresh } = parts;
  const { records } = stores.records;
  const rawDays = simulation === null ? retentionOf(settings).rawDays : null;
  const backtests = new Backtests({ clock, log, directory, stores, engine: historianEngine(settings), rawDays }, lifecycle);
  const nowMs = () => clock.now();
  /** The past only, this millisecond included: nobody was paged in the future. */
  const windowOf = (fromMs: number, toMs: number) => ({ fromMs, toMs: Math.max(fromMs, Math.min(toMs, nowMs() + 1)) });
  return {
    async load(facilityId, fromMs, toMs) {
      const window = windowOf(fromMs, toMs);
      const [histories, set] = await Promise.all([
        records.alertHistory(facilityId, window.fromMs, window.toMs),
        records.loadSettings(facilityId),
      ]);
      const carersAt = (atMs: number): Carers => {
        const people = onDuty(facilityId, atMs);
        if (people !== null && people > 0) return { carers: people, from: "rota" };
        return set.carers === null ? { carers: 1, from: "assumed" } : { carers: set.carers, from: "setting" };
      };
      return alertLoad({ facilityId, histories, window, nowMs: nowMs(), settings: set, carersAt });
    },
    async open({ facilityId, fromMs, toMs, figure, rule, deviceId }) {
      const window = windowOf(fromMs, toMs);
      const histories = await records.alertHistory(facilityId, window.fromMs, window.toMs);
      return alertsBehind(histories, window, figure, nowMs(), { rule, deviceId });
    },
    settings: (facilityId) => records.loadSettings(facilityId),
    setSettings: (facilityId, set) => records.setLoadSettings(facilityId, set),
    rules: (facilityId) => ruleViews(directory.ruleChanges(facilityId), nowMs()),
    async changeRule({ fromMs, ...change }) {
      const rule = ruleOf(change.ruleId);
      checkRuleChange(rule, change.parameters);
      const beginsMs = nowMs() + BEGINS_AFTER_MS;
      if (fromMs !== null && fromMs < nowMs())
        throw new AnhuError("BAD_INPUT", `changing the rule ${rule.id}: it cannot begin in the past; leave "from" out for now`);
      const earlier = directory.ruleChanges(change.facilityId).filter(({ ruleId }) => ruleId === rule.id);
      await mustBeTested(backtests, change, earlier);
      const added = await records.addRuleChange({ ...change, fromMs: Math.max(fromMs ?? beginsMs, beginsMs) });
      await refresh();
      return ruleView(rule, directory.ruleChanges(change.facilityId), added.fromMs);
    },
    startBacktest: (facilityId, wanted) => backtests.start(facilityId, wanted),
    backtest: (facilityId, id) => backtests.view(facilityId, id),
    stopBacktest: (facilityId, id) => backtests.stop(facilityId, id),
  };
}
/** New parameters have been replayed before; what held before, the catalogue included, may come back at once. */
async function mustBeTested(
  backtests: Backtests,
  { facilityId, ruleId, parameters, backtestId }: Omit<RuleChange, "id" | "fromMs">,
  earlier: readonly RuleChange[],
): Promise<void> {
  const isSame = (other: RuleParameters | null) => canonical(other) === canonical(parameters);
  const doing = `changing the rule ${ruleId}`;
  if (backtestId == null) {
    if (isSame({}) || earlier.some((change) => isSame(change.parameters))) return;
    throw new AnhuError(
      "BAD_INPUT",
      `${doing}: back-test these parameters first and name the back-test (anhu backtest --rule ${ruleId} …)`,
    );
  }
  const test = await backtests.view(facilityId, backtestId);
  if (test.rule !== ruleId || test.state !== "done" || !isSame(test.parameters))
    throw new AnhuError(
      "BAD_INPUT",
      `${doing}: back-test ${backtestId} was of another rule or other parameters, or did not end; run one of these`,
    );
}
/** Equal for equal parameters, in whatever order they stand. */
function canonical(parameters: RuleParameters | null): string {
  const levels = (parameters?.levels ?? []).map(({ level, raiseAt, clearAt, forMs }) =>
    [level, raiseAt, clearAt ?? null, forMs ?? null].join(" "),
  );
  return JSON.stringify([levels.toSorted(), parameters?.forMs ?? null, parameters?.disabled ?? false]);
}
