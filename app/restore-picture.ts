import { setTimeout as delay } from "node:timers/promises";
import type { LivePicture } from "../api/live-view.ts";
import { errorText } from "../domain/errors.ts";
import type { Clock } from "../domain/time.ts";
import type { HomeDirectory } from "./home-directory.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import type { Stores } from "./stores.ts";

const RESTORE_MS = 48 * 3_600_000;
const SPARKLINE_MS = 3_600_000;
/** The start waits so long for the historian, which may be away for a day. */
const WAIT_MS = 2_000;
const ASK_AGAIN_MS = 10_000;

export interface RestorePorts {
  readonly picture: LivePicture;
  readonly historian: Pick<Stores["historian"], "latest" | "series">;
  readonly directory: HomeDirectory;
  readonly clock: Clock;
  readonly log: Logger;
}
/**
 * After a start the wall shows the newest stored values with their true age, and the last hour of heart rate. Where the historian does not
 * answer the start goes on without them, and they come when it does. Never throws.
 */
export async function startRestoring(ports: RestorePorts, lifecycle: Lifecycle): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const restoring = restoreUntilDone(ports, signal);
  lifecycle.add("restored picture", () => stopping.abort());
  await Promise.race([restoring, delay(WAIT_MS, undefined, { signal, ref: false })]).catch(() => undefined);
}
async function restoreUntilDone(ports: RestorePorts, signal: AbortSignal): Promise<void> {
  let isTold = false;
  while (!signal.aborted) {
    try {
      await restore(ports);
      return;
    } catch (error) {
      if (!isTold && !signal.aborted)
        ports.log.warn({ reason: errorText(error) }, "the wall begins without stored values: the historian is asked again");
      isTold = true;
      await delay(ASK_AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
async function restore({ picture, historian, directory, clock }: RestorePorts): Promise<void> {
  const nowMs = clock.now();
  const deviceIds = directory.allDevices().map((device) => device.id);
  for (const stored of await historian.latest(deviceIds, nowMs - RESTORE_MS)) picture.restore(stored);
  for (const facility of directory.facilities()) {
    for (const resident of directory.residents(facility.id)) {
      const periods = directory.periods(resident.id, "heartRate");
      if (periods.length === 0) continue;
      const { points } = await historian.series({ periods, sign: "heartRate", fromMs: nowMs - SPARKLINE_MS, toMs: nowMs, points: 60 });
      for (const point of points) picture.restoreSparkline(resident.id, point.at, point.mean);
    }
  }
}
