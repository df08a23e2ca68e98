import type { Cursor } from "../../domain/publish.ts";
import type {
  Appended,
  HistorianStats,
  NamedDevice,
  ReaderProtocol,
  RemovalRequest,
  Removed,
  RolledUp,
  RollUpRequest,
} from "./historian-protocol.ts";

type Eventually<T> = T | Promise<T>;

/** What the writer's thread asks of an engine, one request after another. */
export interface HistorianWriter {
  /**
   * Stores messages (as `MessageWriter` writes them), then the cursor behind them. Idempotent by (device, sign, observedAtMs): the first
   * value stays, another one is returned, and so is what the store does not take at all. When it throws nothing may be lost: the same messages come again.
   * The hours of the devices that it writes to become dirty, and that is kept before or with the rows; not those of which raw rows were
   * removed: a reading that is older is stored, but no roll-up is built from it.
   */
  append(messages: Float64Array, devices: readonly NamedDevice[], cursor: Cursor): Eventually<Appended>;
  /** Behind the last message that is stored. */
  cursor(): Eventually<Cursor>;
  /**
   * Rebuilds a few dirty hours from their raw rows (rollups.ts), minutes and hour together, then forgets that they are dirty. A batch
   * waits for no more than this piece. Stopped anywhere and asked again it ends in the same.
   */
  rollUp(request: RollUpRequest): Eventually<RolledUp>;
  /**
   * Removes some of what is older. Raw rows of a dirty hour stay, and all that are younger, so that raw is whole from one hour on. What is
   * about to go is never read again: neither by a series nor to rebuild a roll-up.
   */
  removeBefore(request: RemovalRequest): Eventually<Removed>;
  stats(): Eventually<HistorianStats>;
  close(): Eventually<void>;
}
/**
 * What the reader's thread asks of an engine. Questions may overlap. A `series` follows `planSeries` and `segmentsOf` (series-plan.ts): what
 * is dirty is read from raw, at one moment, so that a chart is never behind.
 */
export type HistorianReader = {
  readonly [K in keyof ReaderProtocol]: (request: ReaderProtocol[K]["request"]) => Eventually<ReaderProtocol[K]["response"]>;
} & { close(): Eventually<void> };
