import { checkRuleChange } from "../../alerts/rules/limit-checks.ts";
import { ruleOf, ruleView, ruleViews } from "../../app/rule-book.ts";
import { parametersOfPaths } from "../../app/rule-paths.ts";
import Value from "typebox/value";
import { NewBacktest, type BacktestResult, type BacktestView, type ReplayedAlert } from "../../domain/backtest.ts";
import { AnhuError } from "../../domain/errors.ts";
import { NewRuleChange } from "../../domain/rule-book.ts";
import type { RuleChange } from "../../domain/rule-change.ts";
import type { WallView } from "../../domain/live-events.ts";
import { FACILITY, NOW } from "./mock-home.ts";
import { behind, DEVICES_HELD, EARLIER_CHANGES, loadOf, POLICIES, ROTA } from "./mock-load-home.ts";

const DAY = 86_400_000;
const page = (items: readonly unknown[]) => ({ items, next: null });
type Answer = readonly [status: number, body: unknown];
export interface MockLoad {
  /** `undefined`: none of its routes. */
  read(path: string, query: URLSearchParams, wall: WallView): unknown;
  write(path: string, body: unknown): Answer | undefined;
  clear(): void;
  /** Stops or resumes the way of a back-test to its end. */
  hold(is: boolean): void;
  /** Changes that were applied so far. */
  readonly applied: readonly RuleChange[];
}
/** Alarm load, rules, back-tests, policy and rota of the mock home; a back-test moves on with every look at it. */
export function makeLoad(): MockLoad {
  const applied: RuleChange[] = [];
  let backtest: BacktestView | null = null;
  let isHeld = false;
  const changes = () => [...EARLIER_CHANGES, ...applied];
  const base = `/facilities/${FACILITY.id}`;

  function look(id: string): BacktestView | undefined {
    if (backtest?.id !== id) return undefined;
    if (backtest.state === "running" && !isHeld) {
      const done = backtest.total === 0 ? 0 : backtest.done + 180;
      backtest = done < 540 ? { ...backtest, total: 540, done } : { ...backtest, done: 540, state: "done", result: resultOf(backtest) };
    }
    return backtest;
  }
  function start(body: unknown): Answer {
    const { rule, set = {}, days } = Value.Parse(NewBacktest, body);
    const parameters = parametersOfPaths(ruleOf(rule), changes(), NOW, set);
    checkRuleChange(ruleOf(rule), parameters);
    backtest = {
      ...{ id: `bt_${applied.length + 1}`, facilityId: FACILITY.id, rule, parameters, from: NOW - days * DAY, to: NOW, startedAt: NOW },
      ...{ state: "running", done: 0, total: 0, problem: null, result: null },
    };
    return [202, backtest];
  }
  function change(ruleId: string, body: unknown): Answer {
    const { parameters, reason, backtestId = null } = Value.Parse(NewRuleChange, body);
    const isTested = backtest?.state === "done" && backtest.id === backtestId && backtest.rule === ruleId;
    if (!isTested && Object.keys(parameters).length > 0) throw new AnhuError("BAD_INPUT", "back-test these parameters first");
    const who = { byUserId: "usr_1", byName: "李娜", byRole: "manager" } as const;
    applied.push({ id: `chg_${applied.length + 2}`, facilityId: FACILITY.id, ruleId, parameters, fromMs: NOW, reason, backtestId, ...who });
    return [201, ruleView(ruleOf(ruleId), changes(), NOW)];
  }
  function written(path: string, body: unknown): Answer | undefined {
    if (path === `${base}/backtests`) return start(body);
    const stopped = /\/backtests\/(\w+)\/stop$/.exec(path)?.[1];
    if (stopped !== undefined && backtest?.id === stopped)
      return [200, (backtest = { ...backtest, state: "stopped", problem: "stopped by a person" })];
    const rule = /\/rules\/([\w.]+)\/changes$/.exec(path)?.[1];
    return rule === undefined ? undefined : change(rule, body);
  }
  return {
    applied,
    read(path, query, wall) {
      if (path === "/devices") return page(DEVICES_HELD);
      if (path === `${base}/rules`) return page(ruleViews(changes(), NOW));
      if (path === `${base}/escalation-policies`) return POLICIES;
      if (path === `${base}/rota`) return ROTA;
      if (path === `${base}/alert-load`) return loadOf(Number(query.get("from")), Number(query.get("to")), wall.tiles.length === 0);
      if (path === `${base}/alert-load/alerts`) return page(behind(wall));
      return path.startsWith(`${base}/backtests/`) ? look(path.split("/").at(-1) ?? "") : undefined;
    },
    write(path, body) {
      if (!path.startsWith(base)) return undefined;
      try {
        return written(path, body);
      } catch (error) {
        if (!(error instanceof AnhuError)) throw error;
        return [400, { type: "about:blank", title: error.code, status: 400, code: error.code, detail: error.message, instance: "mock" }];
      }
    },
    hold(is) {
      isHeld = is;
    },
    clear() {
      applied.length = 0;
      backtest = null;
    },
  };
}
/** A limit that is moved loses two true alerts; a warning that waits longer loses none. */
function resultOf({ parameters, rule }: BacktestView): BacktestResult {
  const isLossy = (parameters?.levels ?? []).some(({ raiseAt, level }) => level === "warning" && raiseAt > 115);
  const at = (n: number, outcome: ReplayedAlert["outcome"]): ReplayedAlert => ({
    ...{ id: `r${n}`, residentId: `res_${n + 2}`, placeId: null, deviceId: "dev_band1", rule, severity: "warning", sign: "heartRate" },
    ...{ value: 116 + n, raisedAt: NOW - (n + 1) * DAY, endedAt: NOW - n * DAY, pages: 1, outcome, isDeep: false },
  });
  const saved = [at(3, "false"), at(4, "notUrgent"), at(5, "false"), at(6, null)];
  const count = (alerts: number, pages: number) => ({ alerts, pages, critical: 2 });
  return {
    ...{ residents: 18, residentDays: 533.4, readings: 4_612_300, lostTrue: isLossy ? [at(0, "true"), at(1, "true")] : [], lostDeep: [] },
    ...{ saved: 41, savedPages: 41, added: 0, onlyBefore: saved, onlyAfter: [], milder: [] },
    later: { count: 6, medianSeconds: 300, longestSeconds: 312 },
    rules: [{ rule, before: count(67, 67), after: count(26, 26) }],
    perResidentDay: { before: { alerts: 0.126, pages: 0.126 }, after: { alerts: 0.049, pages: 0.049 } },
    live: { raised: 67, replayed: 66, missing: [at(7, null)], extra: [] },
    notJudged: [
      { code: "noReadings", detail: "room 305", from: NOW - 12 * DAY, to: NOW - 11 * DAY },
      { code: "presence", detail: "", from: null, to: null },
    ],
  };
}
