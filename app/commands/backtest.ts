import type { Command } from "commander";
import { setTimeout as delay } from "node:timers/promises";
import { Type } from "typebox";
import Value from "typebox/value";
import { BacktestView, type BacktestResult, type ReplayedAlert } from "../../domain/backtest.ts";
import { AnhuError } from "../../domain/errors.ts";
import { RuleView } from "../../domain/rule-book.ts";
import type { LongWork } from "../../store/long-work.ts";
import { ApiClient } from "../client.ts";
import { readSettings } from "../config.ts";
import { runLongWork } from "../long-work.ts";
import { print } from "./print.ts";

const ASK_EVERY_MS = 250;
/** What a person at a terminal sees of a list. */
const SHOWN = 20;
const Facilities = Type.Array(Type.Object({ id: Type.String() }));

interface Options {
  readonly rule: string;
  readonly set: readonly string[];
  readonly days: string;
  readonly facility?: string;
  readonly json?: boolean;
}
/** `backtest`: what a changed rule would have done to the past. `rule list`: the rules and what holds. */
export function addBacktestCommands(program: Command): void {
  program
    .command("backtest")
    .description("replay the past through a changed rule: what it would have added and saved, before it is changed")
    .requiredOption("--rule <id>", "e.g. heartRate.high; anhu rule list shows them")
    .option("--set <path=value>", "e.g. levels.warning.forMs=900000; may be given again; without it the rule unchanged", collect, [])
    .option("--days <n>", "how far back", "30")
    .option("--facility <id>", "needed where there are several")
    .option("--json", "print JSON")
    .action(async (options: Options) => {
      const api = new ApiClient(readSettings());
      const facilityId = options.facility ?? (await onlyFacility(api));
      const days = Number(options.days);
      if (!Number.isInteger(days) || days < 1) throw new AnhuError("BAD_INPUT", "reading --days: it must be a whole number, 1 or more");
      const body = {
        rule: options.rule,
        days,
        ...(options.set.length === 0 ? {} : { set: Object.fromEntries(options.set.map(pathAndValue)) }),
      };
      const view = await runLongWork(`back-testing ${options.rule}`, (work) => followed(api, facilityId, body, work));
      print(options.json === true || view.result === null ? view : summary(view, view.result), { json: options.json === true });
    });
  program
    .command("rule")
    .description("the rules that raise alerts")
    .command("list")
    .description("every rule with what holds in a facility")
    .option("--facility <id>", "needed where there are several")
    .option("--json", "print JSON")
    .action(async (options: { facility?: string; json?: boolean }) => {
      const api = new ApiClient(readSettings());
      const facilityId = options.facility ?? (await onlyFacility(api));
      const rules = Value.Parse(Type.Array(RuleView), await api.all(`/facilities/${encodeURIComponent(facilityId)}/rules`));
      const rows = rules.map(({ id, title, severity, inForce, history }) => ({
        ...{ id, title: title.en, severity, disabled: inForce.disabled, changes: history.length },
        levels: inForce.levels.map(({ level, raiseAt, forMs }) => `${level} ${raiseAt} for ${forMs / 1_000} s`).join(", "),
      }));
      print(options.json === true ? rules : rows, { json: options.json === true });
    });
}
/** Starts it, shows how far it is, and stops it with the command. */
async function followed(api: ApiClient, facilityId: string, body: object, { onProgress, signal }: LongWork): Promise<BacktestView> {
  const path = `/facilities/${encodeURIComponent(facilityId)}/backtests`;
  let view = Value.Parse(BacktestView, await api.post(path, body));
  while (view.state === "running") {
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(async () => {
      await api.post(`${path}/${view.id}/stop`, {});
      signal.throwIfAborted();
    });
    view = Value.Parse(BacktestView, await api.get(`${path}/${view.id}`));
    onProgress({ what: "replaying days of rooms", done: view.done, total: view.total, unit: "days" });
  }
  if (view.state === "done") return view;
  throw new AnhuError("BAD_INPUT", `back-testing ${view.rule}: ${view.state}: ${view.problem ?? "try again"}`);
}
function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
function pathAndValue(text: string): readonly [string, number | boolean] {
  const [path = "", value = ""] = text.split("=", 2);
  if (value === "true" || value === "false") return [path, value === "true"];
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number))
    throw new AnhuError(
      "BAD_INPUT",
      `reading --set ${text}: write a path, = and a number (or true, false), such as levels.warning.forMs=900000`,
    );
  return [path, number];
}
async function onlyFacility(api: ApiClient): Promise<string> {
  const [first, ...others] = Value.Parse(Facilities, await api.all("/facilities"));
  if (first === undefined || others.length > 0)
    throw new AnhuError("BAD_INPUT", "choosing the facility: there is not exactly one; name it with --facility (anhu facility list)");
  return first.id;
}
/** What a person wants to know first: what would be lost. */
function summary(view: BacktestView, result: BacktestResult): object {
  const row = ({ residentId, severity, raisedAt, outcome, isDeep }: ReplayedAlert) =>
    `${new Date(raisedAt).toISOString()} ${residentId ?? "-"} ${severity}${isDeep ? " deep" : ""}${outcome === null ? "" : ` ${outcome}`}`;
  const { lostTrue, lostDeep, saved, savedPages, added, onlyBefore, onlyAfter, later, rules, perResidentDay, live, notJudged } = result;
  return {
    backtest: view.id,
    lostConfirmedTrue: lostTrue.map(row),
    lostDeep: lostDeep.map(row),
    ...{ savedAlerts: saved, savedPages, addedAlerts: added, toldLater: later },
    ...{ residentDays: result.residentDays, perResidentDay, rules },
    onlyBefore: onlyBefore.slice(0, SHOWN).map(row),
    onlyAfter: onlyAfter.slice(0, SHOWN).map(row),
    besideLive: `${live.replayed} of ${live.raised} live alerts replayed`,
    notJudged: notJudged.map(({ code, detail }) => `${code}: ${detail}`),
  };
}
