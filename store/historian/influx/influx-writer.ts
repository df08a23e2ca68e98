import type { Cursor } from "../../../domain/publish.ts";
import type { HistorianWriter } from "../engine.ts";
import type { Conflict, HistorianStats, NamedDevice, RemovalRequest, Removed, RolledUp, RollUpRequest } from "../historian-protocol.ts";
import { HOUR_MS } from "../rollups.ts";
import { InfluxConnection } from "./connection.ts";
import { DirtyHours } from "./dirty-hours.ts";
import { reporting } from "./influx-reader.ts";
import { dayOf, kindLine, linesOf, type Line } from "./lines.ts";
import { readMessages, type BatchMessage } from "./messages.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { removeOlder } from "./retention.ts";
import { buildRollups } from "./rollup-builder.ts";
import { sendLines } from "./send-lines.ts";
import type { InfluxSettings } from "./settings.ts";
import { newestOf, sortBatch } from "./sort-batch.ts";
import { StateFile } from "./state-file.ts";
import { newestStored, StoredValues } from "./stored-values.ts";

/** Hours of single devices that are rolled up at once: a batch waits for no more than this. */
const HOURS_PER_PIECE = 50;
/** An hour is rolled up when it ended this long ago. */
const SETTLE_MS = 60_000;

/** The writer of a historian that is kept in InfluxDB. It opens without asking InfluxDB, which may be away. */
export function openInfluxWriter(settings: InfluxSettings): InfluxWriter {
  const writer = new InfluxWriter(settings);
  writer.open();
  return writer;
}
/**
 * Stores observations in InfluxDB, which overwrites: what may exist already is looked up first, so that the first value stays. The cursor
 * is kept in a local file and moves after InfluxDB has confirmed all lines before it.
 */
export class InfluxWriter implements HistorianWriter {
  readonly #connection: InfluxConnection;
  readonly #state: StateFile;
  /** Devices by the number that the batches use. */
  readonly #devices: NamedDevice[] = [];
  /** Newest stored time of the devices that were asked for; -Infinity: nothing stored. */
  readonly #newestMs = new Map<string, number>();
  /** Day in which the kind of a device was stored last. */
  readonly #kindDays = new Map<string, number>();
  readonly #dirty: DirtyHours;
  #isPrepared = false;

  constructor(settings: InfluxSettings) {
    this.#connection = new InfluxConnection(settings);
    this.#state = new StateFile(settings.stateFile);
    this.#dirty = new DirtyHours(this.#state);
  }

  /** @throws {AnhuError} `HISTORIAN_UNAVAILABLE` when the local file cannot be opened */
  open(): void {
    this.#state.open();
  }
  append(encoded: Float64Array, devices: readonly NamedDevice[], cursor: Cursor): Promise<readonly Conflict[]> {
    for (const device of devices) this.#devices[device.number] = device;
    const messages = readMessages(encoded, this.#devices);
    return reporting(async () => {
      const conflicts: Conflict[] = [];
      if (messages.length > 0) {
        await this.#prepare();
        await this.#learnNewest(messages);
        const { fresh, doubtful } = sortBatch(messages, this.#newestMs);
        const kinds = this.#unnamed(messages);
        const lines = fresh.flatMap((message) => linesOf(message, message.values, () => true));
        lines.push(...(await this.#missing(doubtful, conflicts)));
        this.#dirty.mark(lines);
        await sendLines(this.#connection, [...kinds.map(kindLine), ...lines]);
        for (const [id, atMs] of newestOf(messages)) this.#newestMs.set(id, Math.max(atMs, this.#newestMs.get(id) ?? -Infinity));
        for (const { device, receivedAtMs } of kinds) this.#kindDays.set(device.id, dayOf(receivedAtMs));
      }
      this.#state.saveCursor(cursor);
      return conflicts;
    });
  }
  cursor(): Cursor {
    return this.#state.cursor();
  }
  rollUp({ nowMs }: RollUpRequest): Promise<RolledUp> {
    return reporting(async () => {
      const hours = this.#dirty.oldest(nowMs - SETTLE_MS - HOUR_MS, HOURS_PER_PIECE);
      if (hours.length > 0) {
        await this.#prepare();
        await buildRollups(this.#connection, hours);
        this.#dirty.clean(hours);
      }
      return { rebuilt: hours.length, more: hours.length === HOURS_PER_PIECE };
    });
  }
  removeBefore(request: RemovalRequest): Promise<Removed> {
    return reporting(async () => {
      await this.#prepare();
      return await removeOlder(this.#connection, this.#dirty, request);
    });
  }
  stats(): HistorianStats {
    return { fileBytes: 0, walBytes: 0, dirtyHours: this.#state.countDirty() };
  }
  close(): void {
    this.#connection.close();
    this.#state.close();
  }

  async #prepare(): Promise<void> {
    if (this.#isPrepared) return;
    await prepareDatabase(this.#connection);
    this.#isPrepared = true;
  }
  async #learnNewest(messages: readonly BatchMessage[]): Promise<void> {
    const unknown = [...new Set(messages.map(({ device }) => device.id))].filter((id) => !this.#newestMs.has(id));
    if (unknown.length === 0) return;
    const newest = await newestStored(this.#connection, unknown);
    for (const id of unknown) this.#newestMs.set(id, newest.get(id) ?? -Infinity);
  }
  /** A message of each device whose kind was not stored in this day. */
  #unnamed(messages: readonly BatchMessage[]): readonly BatchMessage[] {
    const unnamed = new Map<string, BatchMessage>();
    for (const message of messages) {
      const day = dayOf(message.receivedAtMs);
      if ((this.#kindDays.get(message.device.id) ?? -Infinity) < day) unnamed.set(message.device.id, message);
    }
    return [...unnamed.values()];
  }
  /** Lines for the values that are not stored yet; other values than the stored ones are conflicts. */
  async #missing(messages: readonly BatchMessage[], conflicts: Conflict[]): Promise<readonly Line[]> {
    if (messages.length === 0) return [];
    const stored = await StoredValues.of(this.#connection, messages);
    return messages.flatMap((message) => {
      const point = stored.at(message.device.id, message.atMs);
      const missing = message.values.filter(({ sign, value }) => {
        const first = point.values.get(sign);
        if (first === undefined) point.values.set(sign, value);
        else if (first !== value) {
          const { device, atMs, receivedAtMs } = message;
          conflicts.push({ deviceId: device.id, sign, atMs, receivedAtMs, value });
        }
        return first === undefined;
      });
      const before = new Set(point.measurements);
      return linesOf(message, missing, (measurement) => {
        point.measurements.add(measurement);
        return !before.has(measurement);
      });
    });
  }
}
