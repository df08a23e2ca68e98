import { getPriority, setPriority } from "node:os";
import { workerData } from "node:worker_threads";
import { serve, WithTransfer } from "../worker-server.ts";
import type { HistorianReader, HistorianWriter } from "./engine.ts";
import type { HistorianEngine, HistorianSettings, HistorianStatus, ReaderProtocol, WriterProtocol } from "./historian-protocol.ts";
import { openInfluxReader } from "./influx/influx-reader.ts";
import { openInfluxWriter } from "./influx/influx-writer.ts";
import { openSqliteReader } from "./sqlite/queries.ts";
import { SqliteWriter } from "./sqlite/sqlite-writer.ts";

/** The writer tells how its store is by this event. */
const STATUS_EVENT = "status";
const WRITER_NICENESS = 15;

/** Runs the historian's writer, or its reader, in this worker thread. */
export function serveHistorian(): Promise<void> {
  const settings = workerData as HistorianSettings;
  return settings.role === "writer" ? serveWriter() : serveReader();
}
function openWriter(engine: HistorianEngine, onStatus: (status: HistorianStatus) => void): HistorianWriter | Promise<HistorianWriter> {
  if (engine.type === "influx") return openInfluxWriter(engine, onStatus);
  const writer = new SqliteWriter(engine.file);
  writer.open();
  return writer;
}
function openReader(engine: HistorianEngine): HistorianReader | Promise<HistorianReader> {
  return engine.type === "influx" ? openInfluxReader(engine) : openSqliteReader(engine.file);
}

function serveWriter(): Promise<void> {
  return serve<WriterProtocol, HistorianSettings>("HISTORIAN_UNAVAILABLE", async ({ engine }, emit) => {
    lowerPriority();
    const writer = await openWriter(engine, (status) => emit(STATUS_EVENT, status));
    const inTurn = makeTurns();
    return {
      handlers: {
        append: ({ messages, length, devices, cursor }) =>
          inTurn(async () => {
            const appended = await writer.append(messages.subarray(0, length), devices, cursor);
            return new WithTransfer({ ...appended, buffer: messages.buffer }, [messages.buffer]);
          }),
        cursor: () => inTurn(() => writer.cursor()),
        rollUp: (request) => inTurn(() => writer.rollUp(request)),
        removeBefore: (request) => inTurn(() => writer.removeBefore(request)),
        stats: () => inTurn(() => writer.stats()),
      },
      close: () => inTurn(() => writer.close()),
    };
  });
}

function serveReader(): Promise<void> {
  return serve<ReaderProtocol, HistorianSettings>("HISTORIAN_UNAVAILABLE", async ({ engine }) => {
    const { close, ...handlers } = await openReader(engine);
    return { handlers, close };
  });
}
/** Runs one piece of work after another, however long each takes. */
function makeTurns(): <T>(work: () => T | Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
}
/** On Linux the priority of 0 is the calling thread's own; elsewhere it would be the whole process's. */
function lowerPriority(): void {
  if (process.platform === "linux" && getPriority(0) < WRITER_NICENESS) setPriority(0, WRITER_NICENESS);
}
