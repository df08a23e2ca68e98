import type { VapidKeys } from "../alerts/notify/web-push.ts";
import type { Clock } from "../domain/time.ts";
import { makeSimulatedClock, systemClock, type Simulation } from "./clock.ts";

/** What the records' worker is told at its start, by `openStores`. */
export interface RecordsComposition {
  /** Origins that webhooks may use besides public https. */
  readonly allowOrigins: readonly string[];
  /** Who the server is to push services. */
  readonly vapid: VapidKeys;
  /** `null`: the machine's clock. */
  readonly simulation: Simulation | null;
}
/** A simulated clock in another thread: starts where the server's stood when the worker was started. */
export function makeWorkerClock(simulation: Simulation | null): Clock {
  return simulation === null ? systemClock : makeSimulatedClock(simulation);
}
