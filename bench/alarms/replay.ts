import type { AlertClass, AlertKind, Severity } from "../../domain/alert.ts";
import { makeEvaluator } from "../../alerts/evaluate.ts";
import type { CareDirectory } from "../../alerts/ports.ts";
import { DEFAULT_CATALOGUE, type Catalogue } from "../../alerts/rules/catalogue.ts";
import { SEVERITY_RANK } from "../../alerts/rules/types.ts";
import type { Signal } from "../../alerts/signal.ts";
import { careOf } from "../../tests/alerts/support.ts";
import { messageOf, type Row } from "./row.ts";

/** One alert of the engine: a condition of one resident by one rule, from its `raise` to its `clear`. */
export interface Told {
  readonly residentId: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly class: AlertClass;
  readonly sign: string | null;
  /** Value that raised it; `null`: a silence. */
  readonly value: number | null;
  readonly raisedAtMs: number;
  /** When it first was this bad; absent: never. */
  readonly since: Partial<Record<Severity, number>>;
  /** Times at which it became critical from below: each is a page. */
  readonly criticalAtMs: number[];
  severity: Severity;
  /** `Infinity`: open at the end of the recording. */
  clearedAtMs: number;
}
/** People of a recording never met: each lives in a building of their own, so that their fevers are no cluster. */
function apart(): CareDirectory {
  const care = careOf();
  return {
    ...care,
    resident(id) {
      const resident = care.resident(id);
      return resident === undefined ? undefined : { ...resident, placeId: id };
    },
    place(id) {
      const place = care.place(id);
      return place === undefined ? undefined : { ...place, building: id };
    },
  };
}
/** Called after each row: may send rows of its own (a re-measurement) before the next one. */
export type After = (signals: readonly Signal[], row: Row) => readonly Row[];

/**
 * Runs the rows, which are in order of time, through the evaluator with all its watchers, and keeps every alert that it raises, of any class.
 * Time stands still after the last row: what would have fallen due later did not happen. Nobody acts: no alert is closed by a person.
 */
export function replay(rows: readonly Row[], after: After = () => [], catalogue: Catalogue = DEFAULT_CATALOGUE): Told[] {
  const told: Told[] = [];
  const open = new Map<string, Told>();
  let fresh: Signal[] = [];
  const emit = (signal: Signal): void => {
    fresh.push(signal);
    note(signal, open, told);
  };
  const evaluator = makeEvaluator({ catalogue, care: apart(), device: () => undefined, gatewayFacility: () => undefined, emit });
  let seq = 0;
  for (const row of rows) {
    fresh = [];
    evaluator.message(messageOf(row, ++seq));
    for (const more of after(fresh, row)) evaluator.message(messageOf(more, ++seq));
  }
  return told;
}
function note(signal: Signal, open: Map<string, Told>, told: Told[]): void {
  const key = `${signal.subjectId} ${signal.rule}`;
  const known = open.get(key);
  if (signal.type === "clear") {
    if (known !== undefined) known.clearedAtMs = signal.atMs;
    open.delete(key);
    return;
  }
  const { rule, kind, class: lane, sign, value, atMs, severity } = signal;
  const one: Told = known ?? {
    residentId: signal.residentId ?? signal.subjectId,
    rule,
    kind,
    class: lane,
    sign,
    value,
    raisedAtMs: atMs,
    since: {},
    criticalAtMs: [],
    severity: "info",
    clearedAtMs: Number.POSITIVE_INFINITY,
  };
  one.since[severity] ??= atMs;
  if (severity === "critical" && one.severity !== "critical") one.criticalAtMs.push(atMs);
  one.severity = severity;
  if (known !== undefined) return;
  told.push(one);
  open.set(key, one);
}
/** When the alert first was at least this bad; `Infinity`: never. */
export function firstAtLeast({ since }: Told, severity: Severity): number {
  const times = Object.entries(SEVERITY_RANK).map(([name, rank]) => (rank < SEVERITY_RANK[severity] ? undefined : sinceOf(since, name)));
  return Math.min(...times.map((at) => at ?? Number.POSITIVE_INFINITY));
}
function sinceOf(since: Told["since"], name: string): number | undefined {
  return name === "info" || name === "warning" || name === "critical" ? since[name] : undefined;
}
