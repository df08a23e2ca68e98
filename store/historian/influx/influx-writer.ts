import type { Cursor } from "../../../domain/publish.ts";
import type { HistorianWriter } from "../engine.ts";
import type { Conflict, HistorianStats, NamedDevice, RemovalRequest, Removed } from "../historian-protocol.ts";
import { bucketStart, HOUR_MS } from "../rollups.ts";
import { InfluxConnection } from "./connection.ts";
import { reporting } from "./influx-reader.ts";
import { identifier, moment } from "./influxql.ts";
import { dayOf, kindLine, linesOf, type Line } from "./lines.ts";
import { readMessages, type BatchMessage } from "./messages.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { rowsOf } from "./results.ts";
import { MEASUREMENTS, RECEIVED_FIELD } from "./schema.ts";
import { sendLines } from "./send-lines.ts";
import type { InfluxSettings } from "./settings.ts";
import { newestOf, sortBatch } from "./sort-batch.ts";
import { StateFile } from "./state-file.ts";
import { newestStored, StoredValues } from "./stored-values.ts";

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
  #isPrepared = false;

  constructor(settings: InfluxSettings) {
    this.#connection = new InfluxConnection(settings);
    this.#state = new StateFile(settings.stateFile);
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
        const lines = [...kinds.map(kindLine), ...fresh.flatMap((message) => linesOf(message, message.values, () => true))];
        lines.push(...(await this.#missing(doubtful, conflicts)));
        await sendLines(this.#connection, lines);
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
  rollUp(): { rebuilt: number; more: boolean } {
    return { rebuilt: 0, more: false };
  }
  removeBefore({ resolution, beforeMs }: RemovalRequest): Promise<Removed> {
    return reporting(async () => {
      await this.#prepare();
      let removed = 0;
      for (const measurement of resolution === "raw" ? MEASUREMENTS : []) {
        const older = `FROM ${identifier(measurement)} WHERE time < ${moment(bucketStart(beforeMs, HOUR_MS))}`;
        const [counted] = await this.#connection.query(`SELECT count(${identifier(RECEIVED_FIELD)}) AS "count" ${older}`);
        const count = Number(rowsOf(counted)[0]?.["count"] ?? 0);
        if (count > 0) await this.#connection.query(`DELETE ${older}`);
        removed += count;
      }
      return { removed, more: false };
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
