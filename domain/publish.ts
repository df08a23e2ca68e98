/** Who is signed in on an MQTT connection. */
export interface Principal {
  readonly id: string;
  readonly facilityId: string;
  readonly type: "device" | "gateway";
}
/** A publish as it came, after the front door has added the mount of a gateway to its topic. */
export interface Publish {
  readonly principal: Principal;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly packetId: number | null;
  /** Server time, ms since the epoch. */
  readonly receivedAtMs: number;
}
/** `kept`: on disk (fsync), acknowledge it. `notKept`: storage failed; do not acknowledge, the device must send again. */
export type Kept = "kept" | "notKept";

/**
 * What else the journal holds, so that a replay sees what the live run saw.
 * `alive` is written every five seconds: time between the last entry and the next `start` is time in which nobody listened.
 */
export type ControlEvent =
  | { readonly type: "start" | "stop" | "alive" }
  | { readonly type: "presence"; readonly deviceId: string; readonly online: boolean; readonly reason: PresenceReason }
  | {
      readonly type: "assignment";
      readonly deviceId: string;
      readonly residentId: string | null;
      readonly placeId: string | null;
      readonly fromMs: number;
    }
  | { readonly type: "resolved"; readonly alertId: string };
export type PresenceReason = "connected" | "disconnected" | "will" | "status" | "takenOver";

/** One entry of the journal: a publish as it came, or a control event of our own. */
export type JournalEntry =
  | { readonly kind: "publish"; readonly publish: Publish }
  | { readonly kind: "control"; readonly control: ControlEvent; readonly receivedAtMs: number };

/** Position behind an entry: row of the journal, index in the row. Ordered. */
export interface Cursor {
  readonly row: number;
  readonly index: number;
}
export const CURSOR_START: Cursor = { row: 0, index: -1 };

export type QuarantineReason =
  | "badUtf8"
  | "badJson"
  | "duplicateKey"
  | "tooDeep"
  | "notFinite"
  | "badShape"
  | "unknownSign"
  | "unknownTopic"
  | "unknownDevice"
  | "unknownMessage"
  | "noResident"
  | "identityConflict"
  | "refusedByStore";
/** What was acknowledged and stored, but could not be read. `payload` is base64 in JSON. */
export interface QuarantineEntry {
  readonly facilityId: string;
  readonly principalId: string;
  readonly topic: string;
  readonly reason: QuarantineReason;
  /** Where and why, for an engineer; never a value of a person. */
  readonly detail: string;
  readonly payload: Uint8Array;
  readonly receivedAtMs: number;
}
/** A refused connection, publish or subscription. Topics only, never payloads. */
export interface SecurityEntry {
  readonly atMs: number;
  readonly principalId: string | null;
  readonly address: string;
  readonly action: "connect" | "publish" | "subscribe" | "flood" | "frame";
  readonly topic: string | null;
  readonly detail: string;
}
