import type { Credential } from "../domain/directory.ts";
import type { Kept, PresenceReason, Publish, SecurityEntry } from "../domain/publish.ts";
import type { Clock } from "../domain/time.ts";

/** What the front door needs from the rest. All calls are cheap and in memory, `accept` excepted. */
export interface BrokerPorts {
  readonly clock: Clock;
  /** From the local snapshot; devices log in while the records are down. */
  credential(username: string): Credential | undefined;
  /** Never rejects; answers within 2 s. Called before the PUBACK. */
  accept(publish: Publish): Promise<Kept>;
  presence(change: { deviceId: string; facilityId: string; online: boolean; reason: PresenceReason; atMs: number }): void;
  security(entry: SecurityEntry): void;
}
