import type { Credential } from "../domain/directory.ts";
import type { Kept, PresenceReason, Publish, SecurityEntry } from "../domain/publish.ts";
import type { Clock } from "../domain/time.ts";

/** What the front door needs from the rest. All calls are cheap and in memory, `accept` excepted. */
export interface BrokerPorts {
  readonly clock: Clock;
  /** From the local snapshot; devices log in while the records are down. */
  credential(username: string): Credential | undefined;
  /**
   * Takes a publish in before its PUBACK. `answer` is called exactly once, within 2 s; a callback, since a promise for each of 70,000
   * messages a second is felt. A throw counts as `notKept`.
   */
  accept(publish: Publish, answer: (kept: Kept) => void): void;
  presence(change: { deviceId: string; facilityId: string; online: boolean; reason: PresenceReason; atMs: number }): void;
  security(entry: SecurityEntry): void;
}
