import type { AlertHistory } from "../../alerts/load/history.ts";
import type { BacktestResult } from "../../domain/backtest.ts";
import type { RuleParameters } from "../../domain/rule-change.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { HistorianEngine } from "../../store/historian/historian-protocol.ts";

/** Everything that the worker of a back-test is told: it asks nobody but the historian. */
export interface BacktestPlan {
  readonly facilityId: string;
  readonly ruleId: string;
  /** `null`: the rule unchanged. */
  readonly parameters: RuleParameters | null;
  /** The period that is judged; before it, from `warmFromMs` on, the rules only get to know the residents. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly warmFromMs: number;
  /** Readings older than this are gone; `null`: none was removed. */
  readonly rawFromMs: number | null;
  readonly engine: HistorianEngine;
  /** Without credentials, contacts and contracts. */
  readonly snapshot: Snapshot;
  /** Alerts that were raised live, or open, from `warmFromMs` on. */
  readonly live: readonly AlertHistory[];
  readonly evidence: readonly {
    readonly alertId: string;
    readonly identity: string;
    readonly atMs: number;
    readonly deviceId: string | null;
  }[];
}
/** What the worker says. */
export type FromBacktest =
  | { readonly type: "progress"; readonly done: number; readonly total: number }
  | { readonly type: "done"; readonly result: BacktestResult }
  | { readonly type: "failed"; readonly problem: string };
