import type { Cursor } from "../../domain/publish.ts";
import type { Conflict, NamedDevice, ReaderProtocol, WriterProtocol } from "./historian-protocol.ts";

type Eventually<T> = T | Promise<T>;

/** What the writer's thread asks of an engine, one request after another. */
export interface HistorianWriter {
  /**
   * Stores messages (as `MessageWriter` writes them), then the cursor behind them. Idempotent by (device, sign, observedAtMs): the first
   * value stays, another one is returned. When it throws nothing may be lost: the same messages come again.
   */
  append(messages: Float64Array, devices: readonly NamedDevice[], cursor: Cursor): Eventually<readonly Conflict[]>;
  /** Behind the last message that is stored. */
  cursor(): Eventually<Cursor>;
  removeBefore(ms: number): Eventually<WriterProtocol["removeBefore"]["response"]>;
  stats(): Eventually<WriterProtocol["stats"]["response"]>;
  close(): Eventually<void>;
}
/** What the reader's thread asks of an engine. Questions may overlap. */
export type HistorianReader = {
  readonly [K in keyof ReaderProtocol]: (request: ReaderProtocol[K]["request"]) => Eventually<ReaderProtocol[K]["response"]>;
} & { close(): Eventually<void> };
