import type { Cursor } from "../../../domain/publish.ts";
import type { HistorianWriter } from "../engine.ts";
import type {
  Appended,
  Conflict,
  HistorianStats,
  HistorianStatus,
  NamedDevice,
  Refused,
  RemovalRequest,
  Removed,
  RolledUp,
  RollUpRequest,
} from "../historian-protocol.ts";
import { HOUR_MS } from "../rollups.ts";
import { InfluxConnection } from "./connection.ts";
import { DirtyHours } from "./dirty-hours.ts";
import { reporting } from "./influx-reader.ts";
import { dayOf, kindLine, linesOf, type Line } from "./lines.ts";
import { readMessages, type BatchMessage } from "./messages.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { removeOlder } from "./retention.ts";
import { buildRollups } from "./rollup-builder.ts";
import { compareStored } from "./compare-stored.ts";
import { ReportedStatus } from "./reported-status.ts";
import { sendLines } from "./send-lines.ts";
import type { InfluxSettings } from "./settings.ts";
import { moveOn, sortBatch } from "./sort-batch.ts";
import { StateFile } from "./state-file.ts";
import { newestStored } from "./stored-values.ts";

/** Hours of single devices that are rolled up at once: a batch waits for no more than this. */
const HOURS_PER_PIECE = 50;
/** An hour is rolled up when it ended this long ago. */
const SETTLE_MS = 60_000;

/** The writer of a historian that is kept in InfluxDB. It opens without waiting for InfluxDB, which may be away. */
export function openInfluxWriter(settings: InfluxSettings, onStatus: (status: HistorianStatus) => void): InfluxWriter {
  const writer = new InfluxWriter(settings, onStatus);
  writer.open();
  // How that went is told as the status.
  void Promise.allSettled([writer.greet()]);
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
  readonly #status: ReportedStatus;
  #isPrepared = false;

  constructor(settings: InfluxSettings, onStatus: (status: HistorianStatus) => void) {
    this.#status = new ReportedStatus(onStatus);
    this.#connection = new InfluxConnection(settings);
    this.#state = new StateFile(settings.stateFile);
    this.#dirty = new DirtyHours(this.#state);
  }

  /** @throws {AnhuError} `HISTORIAN_UNAVAILABLE` when the local file cannot be opened */
  open(): void {
    this.#state.open();
  }
  /** Asks InfluxDB who it is, and makes the database. @throws {AnhuError} `HISTORIAN_UNAVAILABLE` */
  greet(): Promise<void> {
    return this.#watched(() => Promise.resolve());
  }
  append(encoded: Float64Array, devices: readonly NamedDevice[], cursor: Cursor): Promise<Appended> {
    for (const device of devices) this.#devices[device.number] = device;
    return this.#watched(async () => {
      const conflicts: Conflict[] = [];
      const refused: Refused[] = [];
      // Known for good when all is stored: until then the same messages come again as they are, and need no look-up.
      const reachedMs = new Map<string, number>();
      for (const messages of readMessages(encoded, this.#devices)) {
        const part = await this.#store(messages, reachedMs);
        conflicts.push(...part.conflicts);
        refused.push(...part.refused);
      }
      this.#state.saveCursor(cursor);
      moveOn(this.#newestMs, reachedMs);
      return { conflicts, refused };
    });
  }
  cursor(): Cursor {
    return this.#state.cursor();
  }
  rollUp({ nowMs }: RollUpRequest): Promise<RolledUp> {
    return this.#watched(async () => {
      const hours = this.#dirty.oldest(nowMs - SETTLE_MS - HOUR_MS, HOURS_PER_PIECE);
      if (hours.length > 0) {
        await buildRollups(this.#connection, hours);
        this.#dirty.clean(hours);
      }
      return { rebuilt: hours.length, more: hours.length === HOURS_PER_PIECE };
    });
  }
  removeBefore(request: RemovalRequest): Promise<Removed> {
    return this.#watched(() => removeOlder(this.#connection, this.#dirty, request));
  }
  stats(): HistorianStats {
    return { fileBytes: 0, walBytes: 0, dirtyHours: this.#state.countDirty() };
  }
  close(): void {
    this.#connection.close();
    this.#state.close();
  }

  async #store(messages: readonly BatchMessage[], reachedMs: Map<string, number>): Promise<Appended> {
    await this.#learnNewest(messages);
    const { fresh, doubtful } = sortBatch(messages, (id) => reachedMs.get(id) ?? this.#newestMs.get(id) ?? -Infinity);
    const { missing, conflicts } = await compareStored(this.#connection, doubtful);
    const kinds = this.#unnamed(messages);
    const lines = [...fresh.flatMap((message) => linesOf(message, message.values, () => true)), ...missing];
    this.#dirty.mark(lines);
    const refused = await sendLines(this.#connection, [...kinds.map(kindLine), ...lines]);
    moveOn(
      reachedMs,
      messages.map(({ device, atMs }) => [device.id, atMs]),
    );
    for (const { device, receivedAtMs } of kinds) this.#kindDays.set(device.id, dayOf(receivedAtMs));
    return { conflicts, refused: [...refusedIn(messages), ...refused.map(({ line, reason }) => toRefused(line, reason))] };
  }
  async #learnNewest(messages: readonly BatchMessage[]): Promise<void> {
    const unknown = [...new Set(messages.map(({ device }) => device.id))].filter((id) => !this.#newestMs.has(id));
    if (unknown.length === 0) return;
    const nowMs = messages.reduce((latest, { receivedAtMs }) => Math.max(latest, receivedAtMs), 0);
    moveOn(this.#newestMs, await newestStored(this.#connection, unknown, nowMs));
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
  /** Work with InfluxDB; how it went is told. After a failure the server is taken for an unknown one: it may be another when it returns. */
  #watched<T>(work: () => Promise<T>): Promise<T> {
    return reporting(
      async () => {
        if (!this.#isPrepared) {
          await prepareDatabase(this.#connection);
          this.#status.found(await this.#connection.server());
          this.#isPrepared = true;
        }
        const result = await work();
        this.#status.works();
        return result;
      },
      (failure) => {
        this.#isPrepared = false;
        this.#connection.forget();
        this.#status.failed(failure);
      },
    );
  }
}
function refusedIn(messages: readonly BatchMessage[]): readonly Refused[] {
  const broken = messages.filter(({ unusable }) => unusable.length > 0);
  return broken.map((message) => toRefused({ ...message, values: message.unusable }, "not a number"));
}
function toRefused({ device, atMs, receivedAtMs, values }: Omit<Line, "text">, reason: string): Refused {
  return { deviceId: device.id, atMs, receivedAtMs, values: Object.fromEntries(values.map(({ sign, value }) => [sign, value])), reason };
}
