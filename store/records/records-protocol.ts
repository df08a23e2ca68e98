import type { Track } from "../../domain/alert.ts";
import type { ChannelType } from "../../domain/channel.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { SendClaim } from "../../domain/send-claim.ts";
import type { SqlResult, SqlValue } from "../sql-values.ts";
import type { EngineChoice, WriteOutcome } from "./engine.ts";

/** One statement of a write. `each`: run once for every list of parameters. */
export interface WriteStatement {
  readonly sql: string;
  readonly each: readonly (readonly SqlValue[])[];
  /** Rows that all runs together must change; otherwise the whole write is rolled back and nothing of it happened. */
  readonly rows: number | null;
}
/** Where a delivery goes: a clinic's webhook with what signs it, or another channel with the shape of its type. */
export type DeliveryEndpoint =
  | { readonly type: "webhook"; readonly url: string; readonly secret: string; readonly loopbackAllowed?: boolean }
  | {
      readonly type: Exclude<ChannelType, "webhook">;
      readonly channelId: string;
      readonly trusted: boolean;
      readonly config: unknown;
    };
export interface RecordsSettings {
  readonly engine: EngineChoice;
  /** For whoever composes the worker (a simulated clock); the store does not read it. */
  readonly composition: unknown;
}
export interface RecordsProtocol {
  /** Milliseconds that a server is waited for. */
  ready: { request: number; response: null };
  query: { request: { readonly sql: string; readonly parameters: readonly SqlValue[] }; response: SqlResult };
  /** One transaction. `deliveries` go to the sending loop after the commit, unless the main thread has taken `claim` and sends them. */
  write: {
    request: { readonly statements: readonly WriteStatement[]; readonly deliveries: readonly Delivery[]; readonly claim?: SendClaim };
    response: WriteOutcome;
  };
  /** To the sending loop, without a row (the transaction failed or takes too long). */
  send: { request: readonly Delivery[]; response: null };
  /** An attempt of the loop on the main thread. `false`: the loop here has the delivery, that one lets go of it. */
  attempted: { request: { readonly attempt: DeliveryAttempt; readonly isLast: boolean }; response: boolean };
  acknowledged: { request: { readonly alertId: string; readonly track: Track | null }; response: null };
  endpoints: { request: ReadonlyMap<string, DeliveryEndpoint>; response: null };
}
