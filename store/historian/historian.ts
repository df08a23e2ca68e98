import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Cursor } from "../../domain/publish.ts";
import { WAL_ALARM_BYTES } from "../sqlite-file.ts";
import { startWorker } from "../worker.ts";
import type {
  Appended,
  HistorianEngine,
  HistorianSettings,
  HistorianStats,
  HistorianStatus,
  LatestStored,
  ObservationsRequest,
  ReaderProtocol,
  RemovalRequest,
  Removed,
  RolledUp,
  RollUpRequest,
  SeriesRequest,
  Transition,
  TransitionsRequest,
  WriterProtocol,
} from "./historian-protocol.ts";
import { MessageWriter } from "./message-writer.ts";

/** Transitions that one question is answered with at most. */
const MOST_TRANSITIONS = 5_000;

export interface HistorianOptions {
  readonly engine: HistorianEngine;
  /** Entry file of the historian's workers: a writer with a low priority and a reader. */
  readonly worker: URL;
  readonly onTrouble?: (message: string) => void;
  /** At every change. */
  readonly onStatus?: (status: HistorianStatus) => void;
}

/** Opens the historian in its workers. @throws {AnhuError} `HISTORIAN_UNAVAILABLE` when it cannot be opened */
export async function openHistorian(options: HistorianOptions) {
  const start = { url: options.worker, code: "HISTORIAN_UNAVAILABLE", onCrash: (reason: string) => options.onTrouble?.(reason) } as const;
  const settings = (role: HistorianSettings["role"]): HistorianSettings => ({ engine: options.engine, role });
  let status: HistorianStatus = { engine: options.engine.type === "sqlite" ? "SQLite" : "InfluxDB", problem: null, needsPerson: false };
  const writer = await startWorker<WriterProtocol>({
    ...start,
    name: "historian",
    settings: settings("writer"),
    onEvent(_name, told) {
      status = told as HistorianStatus;
      options.onStatus?.(status);
    },
  });
  const reader = await startWorker<ReaderProtocol>({ ...start, name: "historian reader", settings: settings("reader") }).catch(
    async (error: unknown) => {
      await writer.close();
      throw error;
    },
  );
  const appended = new MessageWriter(0, 2);
  const gathered = new MessageWriter(1, 2);
  let generation = writer.generation;
  async function send(encoder: MessageWriter, cursor: Cursor): Promise<Appended> {
    if (generation !== writer.generation) {
      generation = writer.generation;
      appended.forgetDevices();
      gathered.forgetDevices();
    }
    const encoded = encoder.take();
    try {
      const { buffer, ...notStored } = await writer.request("append", { ...encoded, cursor }, [encoded.messages.buffer]);
      encoder.giveBack(buffer);
      return notStored;
    } catch (error) {
      // Whether the writer heard of the new devices is unknown.
      encoder.forgetDevices();
      throw error;
    }
  }
  return {
    /**
     * Stores the samples of the messages and the cursor behind them in one transaction. Idempotent by (device, sign, observedAtMs):
     * the first value stays; `conflicts` lists where another one was sent and `refused` what the store does not take, to be quarantined.
     * @throws {AnhuError} `HISTORIAN_UNAVAILABLE`, retryable: append the same messages again
     */
    append(messages: readonly DeviceMessage[], cursor: Cursor): Promise<Appended> {
      for (const message of messages) appended.add(message);
      return send(appended, cursor);
    },
    /** Takes a message into the next `store`, as numbers: it is not held on to. */
    gather: (message: DeviceMessage): void => gathered.add(message),
    gathered: (): number => gathered.count,
    /** Lets go what was gathered: it will be read from the journal again. */
    forgetGathered: (): void => gathered.drop(),
    /** As `append`, for what was gathered. @throws {AnhuError} `HISTORIAN_UNAVAILABLE`, retryable: gather the same messages again */
    store: (cursor: Cursor): Promise<Appended> => send(gathered, cursor),
    /** How the store is, as the writer saw it last. */
    status: (): HistorianStatus => status,
    /** Behind the last message that is stored. */
    cursor: (): Promise<Cursor> => writer.request("cursor", null),
    /** `api/ports.ts` HistorianQueries. */
    series: (request: SeriesRequest) => reader.request("series", request),
    observations: (request: ObservationsRequest) => reader.request("observations", request),
    /** Changes of values, for the feed of a resident: oldest first, at most 5,000. */
    transitions: (request: Omit<TransitionsRequest, "limit"> & { readonly limit?: number }): Promise<readonly Transition[]> =>
      reader.request("transitions", { ...request, limit: Math.min(request.limit ?? MOST_TRANSITIONS, MOST_TRANSITIONS) }),
    /** The newest value of every sign of these devices, for the live view after a start. */
    latest: (deviceIds: readonly string[], sinceMs: number): Promise<readonly LatestStored[]> =>
      reader.request("latest", { deviceIds, sinceMs }),
    /** Rebuilds a few dirty roll-ups, between batches. @throws {AnhuError} `HISTORIAN_UNAVAILABLE`, retryable */
    rollUp: (request: RollUpRequest): Promise<RolledUp> => writer.request("rollUp", request),
    /** Retention: removes some rows that are older, between batches. @throws {AnhuError} `HISTORIAN_UNAVAILABLE`, retryable */
    removeBefore: (request: RemovalRequest): Promise<Removed> => writer.request("removeBefore", request),
    async stats(): Promise<HistorianStats & { readonly walAlarm: boolean }> {
      const stats = await writer.request("stats", null);
      return { ...stats, walAlarm: stats.walBytes > WAL_ALARM_BYTES };
    },
    async close(): Promise<void> {
      await Promise.allSettled([reader.close()]);
      await writer.close();
    },
  };
}
export type HistorianStore = Awaited<ReturnType<typeof openHistorian>>;
