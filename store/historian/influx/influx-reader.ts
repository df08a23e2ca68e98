import type { HistorianReader } from "../engine.ts";
import { InfluxConnection } from "./connection.ts";
import { toAnhuError } from "./failure.ts";
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
  return {
    series: (request) => reporting(() => readSeries(connection, state, request)),
    observations: (request) => reporting(() => readObservations(connection, request)),
    transitions: (request) => reporting(() => readTransitions(connection, request)),
    latest: ({ deviceIds, sinceMs }) => reporting(() => readLatest(connection, deviceIds, sinceMs)),
    close() {
      connection.close();
      state.close();
    },
  };
}
/** A failure as the threads tell it to the outside. */
export async function reporting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAnhuError(error);
  }
}
