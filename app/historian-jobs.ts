import { setTimeout as delay } from "node:timers/promises";
import { errorText } from "../domain/errors.ts";
import type { Clock } from "../domain/time.ts";
import type { HistorianStore } from "../store/historian/historian.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Retention } from "./retention.ts";

const ROUND_EVERY_MS = 30_000;
const RETENTION_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LEAST_PAUSE_MS = 10;
/** After a piece of work the historian is left alone for so many times as long as the piece took. */
const PAUSE_FACTOR = 1;
const PAUSE_FACTOR_BEHIND = 20;

export interface HistorianJobParts {
  readonly historian: Pick<HistorianStore, "rollUp" | "removeBefore" | "stats">;
  readonly clock: Clock;
  /** `null`: nothing is removed. */
  readonly retention: Retention | null;
  readonly log: Pick<Logger, "info" | "warn">;
  /** The historian has more readings to store than usual. */
  isBehind(): boolean;
  /** Counts for the metrics: `1m` and `raw` rows that were removed, hours of single devices that were rolled up. */
  onRemoved(resolution: "raw" | "1m", rows: number): void;
  onRolledUp(hours: number): void;
  readonly roundEveryMs?: number;
}
/**
 * Keeps roll-ups up to date and, hourly by the server's clock, removes what is older than it is kept. Works in small pieces with pauses, so
 * that readings are stored between them; a round that fails is tried again with the next.
 */
export function startHistorianJobs(parts: HistorianJobParts, lifecycle: Lifecycle): void {
  const stopping = new AbortController();
  const running = runRounds(parts, stopping.signal);
  lifecycle.add("historian jobs", async () => {
    stopping.abort();
    await running;
  });
}
async function runRounds(parts: HistorianJobParts, stopping: AbortSignal): Promise<void> {
  let removeAtMs = parts.clock.now();
  while (!stopping.aborted) {
    try {
      await rollUp(parts, stopping);
      const nowMs = parts.clock.now();
      if (parts.retention !== null && nowMs >= removeAtMs && !stopping.aborted) {
        await removeOld(parts, parts.retention, nowMs, stopping);
        removeAtMs = nowMs + RETENTION_EVERY_MS;
      }
    } catch (error) {
      parts.log.warn({ reason: errorText(error) }, "rolling up or removing old observations: the historian did not do it; trying again");
    }
    await pause(parts.roundEveryMs ?? ROUND_EVERY_MS, stopping);
  }
}
async function rollUp(parts: HistorianJobParts, stopping: AbortSignal): Promise<void> {
  await inPieces(parts, stopping, async () => {
    const { rebuilt, more } = await parts.historian.rollUp({ nowMs: parts.clock.now() });
    parts.onRolledUp(rebuilt);
    return more;
  });
}
async function removeOld(
  parts: HistorianJobParts,
  { rawDays, minuteDays }: Retention,
  nowMs: number,
  stopping: AbortSignal,
): Promise<void> {
  const startedMs = performance.now();
  const removed = { raw: 0, "1m": 0 };
  let isWalLong = false;
  for (const [resolution, days] of [
    ["raw", rawDays],
    ["1m", minuteDays],
  ] as const) {
    await inPieces(parts, stopping, async () => {
      const piece = await parts.historian.removeBefore({ resolution, beforeMs: nowMs - days * DAY_MS });
      removed[resolution] += piece.removed;
      parts.onRemoved(resolution, piece.removed);
      // The write-ahead log comes back only when nobody writes or reads for a moment: the rest waits for the next hour.
      if (piece.more) ({ walAlarm: isWalLong } = await parts.historian.stats());
      return piece.more && !isWalLong;
    });
  }
  const tookMs = Math.round(performance.now() - startedMs);
  parts.log.info(
    { rawRows: removed.raw, minuteRows: removed["1m"], rawDays, minuteDays, isWalLong, tookMs },
    "retention: removed old observations",
  );
}
/** Does pieces until one says that no more is left. */
async function inPieces(parts: HistorianJobParts, stopping: AbortSignal, piece: () => Promise<boolean>): Promise<void> {
  for (let more = true; more && !stopping.aborted;) {
    const startedMs = performance.now();
    more = await piece();
    const factor = parts.isBehind() ? PAUSE_FACTOR_BEHIND : PAUSE_FACTOR;
    if (more) await pause(Math.max(LEAST_PAUSE_MS, factor * (performance.now() - startedMs)), stopping);
  }
}
async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal: stopping }).catch(() => undefined);
}
