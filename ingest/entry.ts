import type { DeviceMessage } from "../domain/device-message.ts";
import type { ControlEvent, JournalEntry, Publish, QuarantineEntry } from "../domain/publish.ts";

/** What a publish turned out to say. Pure projection of the publish and of who held which device then. */
export interface Reading {
  readonly messages: readonly DeviceMessage[];
  /** What a gateway says about the presence of its devices. */
  readonly presence: readonly PresenceNews[];
  readonly quarantined: readonly QuarantineEntry[];
}
export interface PresenceNews {
  readonly deviceId: string;
  readonly online: boolean;
}
/** A journal entry of this run, with what was read from it when it came in, so that nothing is decoded twice. */
export class PublishEntry {
  readonly kind = "publish";
  readonly publish: Publish;
  readonly reading: Reading;
  /** Set once the rules have seen it: a commit that fails or comes too late must neither hide it from them nor show it twice. */
  isEvaluated = false;
  constructor(publish: Publish, reading: Reading) {
    this.publish = publish;
    this.reading = reading;
  }
}
export class ControlEntry {
  readonly kind = "control";
  readonly control: ControlEvent;
  readonly receivedAtMs: number;
  isEvaluated = false;
  constructor(control: ControlEvent, receivedAtMs: number) {
    this.control = control;
    this.receivedAtMs = receivedAtMs;
  }
}
export type LiveEntry = PublishEntry | ControlEntry;

/** The live form of an entry: the object that was appended, or one read again from the journal. */
export function toLiveEntry(entry: JournalEntry, read: (publish: Publish) => Reading): LiveEntry {
  if (entry instanceof PublishEntry || entry instanceof ControlEntry) return entry;
  return entry.kind === "publish"
    ? new PublishEntry(entry.publish, read(entry.publish))
    : new ControlEntry(entry.control, entry.receivedAtMs);
}
