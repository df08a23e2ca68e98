import type { Alert, TimelineEntry } from "../domain/alert.ts";
import type { AlertLoad, FigureKey, LoadSettings } from "../domain/alert-load.ts";
import type { BacktestView, NewBacktest } from "../domain/backtest.ts";
import type { RuleChange } from "../domain/rule-change.ts";
import type { RuleView } from "../domain/rule-book.ts";

export interface FoundHistory {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
/** Figures of the alarm load, the rules behind them, and back-tests of a change before it is made. */
export interface Governor {
  /** @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  load(facilityId: string, fromMs: number, toMs: number): Promise<AlertLoad>;
  /** The alerts that a figure was counted from, oldest first. */
  open(input: {
    facilityId: string;
    fromMs: number;
    toMs: number;
    figure: FigureKey;
    rule?: string | undefined;
    deviceId?: string | undefined;
  }): Promise<readonly FoundHistory[]>;
  settings(facilityId: string): Promise<LoadSettings>;
  setSettings(facilityId: string, settings: LoadSettings): Promise<void>;
  /** Every rule, with what holds now in the facility. */
  rules(facilityId: string): readonly RuleView[];
  /**
   * A new version of a rule for the facility; the directory shows it when this resolves.
   * @throws {AnhuError} `NOT_FOUND` no such rule or back-test, `BAD_INPUT` it would loosen what must not be, or the back-test was of another change
   */
  changeRule(change: Omit<RuleChange, "id" | "fromMs"> & { readonly fromMs: number | null }): Promise<RuleView>;
  /** @throws {AnhuError} `CONFLICT` another runs, `BAD_INPUT`, `NOT_FOUND` no such rule */
  startBacktest(facilityId: string, wanted: NewBacktest): Promise<BacktestView>;
  /** @throws {AnhuError} `NOT_FOUND` */
  backtest(facilityId: string, id: string): Promise<BacktestView>;
  /** @throws {AnhuError} `NOT_FOUND` */
  stopBacktest(facilityId: string, id: string): Promise<BacktestView>;
}
