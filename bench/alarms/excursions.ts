import type { Severity } from "../../domain/alert.ts";
import type { SignKey } from "../../domain/signs.ts";
import { firstAtLeast, type Told } from "./replay.ts";
import { messageOf, type Row } from "./row.ts";

/** A value stands for twice the sampling that the rules need, which is a minute (DOMAIN §5.3): a longer gap ends an excursion. */
const STANDS_FOR_MS = 120_000;
/** Time after which an excursion must be told, and the slack that the issue allows. */
export const LASTING_MS = 5 * 60_000;
export const SLACK_MS = 60_000;

/** Which side of which limit, and how bad an alert must be to count for it. */
export interface Limit {
  readonly sign: SignKey;
  readonly side: "high" | "low";
  readonly at: number;
  readonly rule: string;
  readonly severity: Severity;
}
/**
 * An excursion: neighbouring believable (good) values of one sign of one resident, all at or past the limit, no two of them further apart than
 * two minutes. It begins with its first value and lasts until its last one.
 */
export interface Excursion {
  readonly residentId: string;
  readonly limit: Limit;
  readonly fromMs: number;
  readonly toMs: number;
}
export function excursionsOf(rows: readonly Row[], limit: Limit): Excursion[] {
  const found: Excursion[] = [];
  const open = new Map<string, { residentId: string; limit: Limit; fromMs: number; toMs: number }>();
  for (const row of rows) {
    const sample = messageOf(row, 0).samples.find(({ sign }) => sign === limit.sign);
    if (sample?.quality !== "good") continue;
    const isPast = limit.side === "high" ? sample.value >= limit.at : sample.value <= limit.at;
    const known = open.get(row.residentId);
    if (known !== undefined && isPast && row.atMs - known.toMs <= STANDS_FOR_MS) {
      known.toMs = row.atMs;
      continue;
    }
    open.delete(row.residentId);
    if (!isPast) continue;
    const begun = { residentId: row.residentId, limit, fromMs: row.atMs, toMs: row.atMs };
    found.push(begun);
    open.set(row.residentId, begun);
  }
  return found;
}
/**
 * When an excursion was told: the first moment from its beginning on at which an alert of its rule stood that was bad enough. An alert that
 * stands already (the value had not come back past its clear limit) has told it from the beginning.
 * @returns ms after the beginning; `Infinity`: never while it lasted, and a minute after
 */
export function toldAfterMs({ residentId, limit, fromMs, toMs }: Excursion, told: readonly Told[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const alert of told) {
    if (alert.residentId !== residentId || alert.rule !== limit.rule || alert.clearedAtMs < fromMs) continue;
    const at = firstAtLeast(alert, limit.severity);
    if (at <= toMs + SLACK_MS && at < alert.clearedAtMs) first = Math.min(first, Math.max(0, at - fromMs));
  }
  return first;
}
/** Those that lasted at least `forMs`, how many were told within `withinMs` of their beginning, and the slowest of them. */
export function judge(excursions: readonly Excursion[], told: readonly Told[], forMs: number, withinMs: number) {
  const lasting = excursions.filter(({ fromMs, toMs }) => toMs - fromMs >= forMs);
  const after = lasting.map((excursion) => toldAfterMs(excursion, told));
  const inTime = after.filter((ms) => ms <= withinMs);
  return { lasting: lasting.length, inTime: inTime.length, slowestMs: Math.max(0, ...after) };
}
