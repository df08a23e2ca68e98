import { getPriority, setPriority } from "node:os";
import { workerData } from "node:worker_threads";
import { serve, WithTransfer } from "../worker-server.ts";
import { HistorianFile } from "./historian-file.ts";
import type { HistorianSettings, ReaderProtocol, WriterProtocol } from "./historian-protocol.ts";
import { readLatest, readObservations, readSeries, readTransitions } from "./queries.ts";
import { ReaderFile } from "./reader-file.ts";

const WRITER_NICENESS = 15;

/** Runs the historian's writer, or its reader, in this worker thread. */
export function serveHistorian(): Promise<void> {
  const settings = workerData as HistorianSettings;
  return settings.role === "writer" ? serveWriter() : serveReader();
}

function serveWriter(): Promise<void> {
  return serve<WriterProtocol, HistorianSettings>("HISTORIAN_UNAVAILABLE", (settings) => {
    lowerPriority();
    const file = new HistorianFile(settings.file);
    file.open();
    return {
      handlers: {
        append({ messages, length, devices, cursor }) {
          const conflicts = file.append(messages.subarray(0, length), devices, cursor);
          return new WithTransfer({ conflicts, buffer: messages.buffer }, [messages.buffer]);
        },
        cursor: () => file.cursor(),
        removeBefore: (ms) => file.removeBefore(ms),
        stats: () => file.stats(),
      },
      close: () => file.close(),
    };
  });
}

function serveReader(): Promise<void> {
  return serve<ReaderProtocol, HistorianSettings>("HISTORIAN_UNAVAILABLE", (settings) => {
    const file = new ReaderFile(settings.file);
    return {
      handlers: {
        series: (request) => readSeries(file, request),
        observations: (request) => readObservations(file, request),
        transitions: (request) => readTransitions(file, request),
        latest: ({ deviceIds, sinceMs }) => readLatest(file, deviceIds, sinceMs),
      },
      close: () => file.close(),
    };
  });
}

/** On Linux the priority of 0 is the calling thread's own; elsewhere it would be the whole process's. */
function lowerPriority(): void {
  if (process.platform === "linux" && getPriority(0) < WRITER_NICENESS) setPriority(0, WRITER_NICENESS);
}
