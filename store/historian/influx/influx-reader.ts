import type { HistorianReader } from "../engine.ts";
import { InfluxConnection } from "./connection.ts";
import { InfluxFailure, toAnhuError } from "./failure.ts";
import { readLatest } from "./read-latest.ts";
import { readObservations } from "./read-observations.ts";
import { readSeries } from "./read-series.ts";
import { readTransitions } from "./read-transitions.ts";
import type { InfluxSettings } from "./settings.ts";
import { StateFile } from "./state-file.ts";

/** The reader of a historian that is kept in InfluxDB. */
export function openInfluxReader(settings: InfluxSettings): HistorianReader {
  const connection = new InfluxConnection(settings);
  const state = new StateFile(settings.stateFile, { readOnly: true });
  // After a failure the server is taken for an unknown one: it may be another when it returns.
  const asking = <T>(work: () => Promise<T>) => reporting(work, () => connection.forget());
  return {
    series: (request) => asking(() => readSeries(connection, state, request)),
    observations: (request) => asking(() => readObservations(connection, request)),
    transitions: (request) => asking(() => readTransitions(connection, request)),
    latest: ({ deviceIds, sinceMs }) => asking(() => readLatest(connection, deviceIds, sinceMs)),
    close() {
      connection.close();
      state.close();
    },
  };
}
/** A failure as the threads tell it to the outside; before, `onFailure` hears of it. */
export async function reporting<T>(work: () => Promise<T>, onFailure?: (failure: InfluxFailure) => void): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InfluxFailure) onFailure?.(error);
    throw toAnhuError(error);
  }
}
