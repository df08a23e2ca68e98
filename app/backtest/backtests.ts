import { Worker } from "node:worker_threads";
import Value from "typebox/value";
import { checkRuleChange } from "../../alerts/rules/limit-checks.ts";
import type { Rule } from "../../alerts/rules/types.ts";
import { BacktestView, type BacktestResult, type NewBacktest } from "../../domain/backtest.ts";
import { AnhuError, errorText } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { RuleParameters } from "../../domain/rule-change.ts";
import type { Clock } from "../../domain/time.ts";
import type { HistorianEngine } from "../../store/historian/historian-protocol.ts";
import type { RecordsStore } from "../../store/records/records.ts";
import type { HomeDirectory } from "../home-directory.ts";
import type { Lifecycle } from "../lifecycle.ts";
import type { Logger } from "../logger.ts";
import { ruleOf } from "../rule-book.ts";
import { parametersOfPaths } from "../rule-paths.ts";
import type { BacktestPlan, FromBacktest } from "./plan.ts";

const DAY_MS = 86_400_000;
/** Before the period the rules get to know the residents; what learns what is usual needs longer. */
const WARM_DAYS = 1;
const LEARN_DAYS = 14;
/** Back-tests that are remembered in memory; the records keep those that ended well. */
const REMEMBERED = 20;

export interface BacktestParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly directory: HomeDirectory;
  readonly stores: { readonly records: Pick<RecordsStore, "records" | "loadSnapshot"> };
  readonly engine: HistorianEngine;
  /** Days after which readings go; `null`: never. */
  readonly rawDays: number | null;
}
/** Runs back-tests, one at a time, each in a thread of its own behind everything else. */
export class Backtests {
  readonly #parts: BacktestParts;
  readonly #views = new Map<string, BacktestView>();
  #running: { readonly id: string; worker: Worker | null } | null = null;

  constructor(parts: BacktestParts, lifecycle: Lifecycle) {
    this.#parts = parts;
    lifecycle.add("back-test", () => this.#end("stopped", "the server was stopped"));
  }
  /** @throws {AnhuError} `CONFLICT` another runs, `NOT_FOUND` no such rule, `BAD_INPUT` a change that no home may make */
  async start(facilityId: string, wanted: NewBacktest): Promise<BacktestView> {
    const { clock, directory } = this.#parts;
    const rule = ruleOf(wanted.rule);
    const parameters = this.#parametersOf(facilityId, rule, wanted);
    if (parameters !== null) checkRuleChange(rule, parameters);
    if (directory.residents(facilityId).length === 0)
      throw new AnhuError("BAD_INPUT", `back-testing ${rule.id}: nobody lives in facility ${facilityId}`);
    if (this.#running !== null)
      throw new AnhuError("CONFLICT", `back-testing ${rule.id}: another back-test runs; wait for it or stop it`, { retryable: true });
    const nowMs = clock.now();
    const toMs = Math.min(wanted.to ?? nowMs, nowMs);
    const view: BacktestView = {
      ...{ id: newId("bt"), facilityId, rule: rule.id, parameters, from: toMs - wanted.days * DAY_MS, to: toMs, startedAt: nowMs },
      ...{ state: "running", done: 0, total: 0, problem: null, result: null },
    };
    this.#running = { id: view.id, worker: null };
    this.#remember(view);
    this.#run(view, rule).catch((error: unknown) => this.#end("failed", errorText(error), view.id));
    return view;
  }
  /** @throws {AnhuError} `NOT_FOUND` */
  async view(facilityId: string, id: string): Promise<BacktestView> {
    const known = this.#views.get(id);
    if (known !== undefined && known.facilityId === facilityId) return known;
    const stored = await this.#parts.stores.records.records.backtest(facilityId, id);
    if (stored === undefined) throw new AnhuError("NOT_FOUND", `looking for back-test ${id}: there is none here; start one`);
    return Value.Parse(BacktestView, JSON.parse(stored));
  }
  async stop(facilityId: string, id: string): Promise<BacktestView> {
    const view = await this.view(facilityId, id);
    if (view.state === "running") this.#end("stopped", "stopped by a person", id);
    return this.view(facilityId, id);
  }

  #parametersOf(facilityId: string, rule: Rule, { set, parameters }: NewBacktest): RuleParameters | null {
    if (set !== undefined && parameters !== undefined)
      throw new AnhuError("BAD_INPUT", `back-testing ${rule.id}: give either set or parameters`);
    if (set === undefined || Object.keys(set).length === 0) return parameters ?? null;
    return parametersOfPaths(rule, this.#parts.directory.ruleChanges(facilityId), this.#parts.clock.now(), set);
  }
  async #run(view: BacktestView, rule: Rule): Promise<void> {
    const { stores, engine, rawDays, clock } = this.#parts;
    const warmDays = rule.type === "baseline" || rule.kind === "inactivity" ? LEARN_DAYS : WARM_DAYS;
    const rawFromMs = rawDays === null ? null : clock.now() - rawDays * DAY_MS;
    const warmFromMs = Math.max(view.from - warmDays * DAY_MS, rawFromMs ?? 0);
    const { records } = stores.records;
    const [snapshot, live, evidence] = await Promise.all([
      stores.records.loadSnapshot(),
      records.alertHistory(view.facilityId, warmFromMs, view.to),
      records.alertEvidence(view.facilityId, warmFromMs, view.to),
    ]);
    const plan: BacktestPlan = {
      ...{ facilityId: view.facilityId, ruleId: rule.id, parameters: view.parameters, fromMs: view.from, toMs: view.to },
      ...{ warmFromMs, rawFromMs, engine, live, evidence },
      snapshot: { ...snapshot, credentials: [], clinics: [], contracts: [], contacts: [], channels: [] },
    };
    // It may have been stopped meanwhile.
    if (this.#running?.id !== view.id) return;
    const worker = new Worker(new URL("../workers/backtest-worker.ts", import.meta.url), { workerData: plan });
    this.#running = { id: view.id, worker };
    worker.on("message", (message: FromBacktest) => this.#heard(view.id, message));
    worker.once("error", (error) => this.#end("failed", errorText(error), view.id));
    worker.once("exit", () => this.#end("failed", "its thread ended before it was done; try again", view.id));
  }
  #heard(id: string, message: FromBacktest): void {
    const view = this.#views.get(id);
    if (view === undefined || view.state !== "running") return;
    if (message.type === "failed") this.#end("failed", message.problem, id);
    else if (message.type === "done") this.#done(view, message.result);
    else this.#remember({ ...view, done: message.done, total: message.total });
  }
  #done(view: BacktestView, result: BacktestResult): void {
    const ended: BacktestView = { ...view, state: "done", done: view.total, result };
    this.#running = null;
    this.#remember(ended);
    const { id, facilityId, startedAt: atMs } = ended;
    this.#parts.stores.records.records.addBacktest({ id, facilityId, atMs, result: ended }).catch((error: unknown) => {
      this.#parts.log.warn({ id, error }, "keeping the result of a back-test: the records do not answer; it is known until the next start");
    });
  }
  /** Ends what runs, if it is this one. */
  #end(state: "stopped" | "failed", problem: string, id = this.#running?.id): void {
    const running = this.#running;
    if (running === null || running.id !== id) return;
    this.#running = null;
    const view = this.#views.get(running.id);
    if (view !== undefined) this.#remember({ ...view, state, problem });
    running.worker?.terminate().catch((error: unknown) => this.#parts.log.warn({ id, error }, "ending a back-test"));
  }
  #remember(view: BacktestView): void {
    this.#views.set(view.id, view);
    const [oldest] = this.#views.keys();
    if (this.#views.size > REMEMBERED && oldest !== undefined && oldest !== this.#running?.id) this.#views.delete(oldest);
  }
}
