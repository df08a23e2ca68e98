import type { DeviceMessage } from "../domain/device-message.ts";
import type { Assignment, Device, Gateway } from "../domain/directory.ts";
import type { JournalEntry, QuarantineEntry } from "../domain/publish.ts";

/** Where accepted publishes are kept. */
export interface Journal {
  /**
   * Resolves after the fsync of the group commit that holds the entry; `head` puts it first in the next commit.
   * @throws {AnhuError} `JOURNAL_UNAVAILABLE` when the commit failed or was not confirmed in time; the entry may or may not be kept
   */
  append(entry: JournalEntry, options?: { readonly head?: boolean }): Promise<void>;
}
/** Who is who, from the local snapshot. */
export interface Directory {
  device(deviceId: string): Device | undefined;
  gateway(gatewayId: string): Gateway | undefined;
  /** A device behind a gateway, by the name it has there. */
  child(gatewayId: string, address: string): Device | undefined;
  assignmentAt(deviceId: string, atMs: number): Assignment | undefined;
}
/** Events go here at once, before their commit is awaited. */
export interface EventLane {
  event(message: DeviceMessage): void;
}
export interface Quarantine {
  add(entry: QuarantineEntry): void;
}
