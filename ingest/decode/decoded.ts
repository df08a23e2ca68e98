import type { DecodedMessage } from "../../domain/device-message.ts";
import type { QuarantineReason } from "../../domain/publish.ts";

/** Why a publish, or a part of it, could not be read. `detail` says where, for an engineer; never a value of a person. */
export interface Problem {
  readonly reason: QuarantineReason;
  readonly detail: string;
}
/** What could be read, and what could not: a problem never costs the good part of a publish. */
export interface Decoded {
  readonly messages: readonly DecodedMessage[];
  readonly problem: Problem | null;
}
/** Known and without meaning for us (`bridge/logging`, a cleared retained message): neither a message nor a problem. */
export const NOTHING: Decoded = { messages: [], problem: null };

export function refused(reason: QuarantineReason, detail: string): Decoded {
  return { messages: [], problem: { reason, detail } };
}

const NO_VALUES: DecodedMessage["values"] = [];
const NONE_CLEARED: DecodedMessage["cleared"] = [];

/** A message that says nothing yet but for `parts`; every message has the same shape, so that the evaluator stays fast. */
export function aMessage(address: string | null, parts: Partial<DecodedMessage>): DecodedMessage {
  return {
    address,
    atMs: parts.atMs ?? null,
    seq: parts.seq ?? null,
    values: parts.values ?? NO_VALUES,
    method: parts.method ?? null,
    event: parts.event ?? null,
    isState: parts.isState ?? false,
    cleared: parts.cleared ?? NONE_CLEARED,
    online: parts.online ?? null,
  };
}
