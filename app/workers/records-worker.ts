import { startSendingLoop } from "../../alerts/sending-loop.ts";
import { serveRecords } from "../../store/records/records-server.ts";
import { makeWorkerClock, type RecordsComposition } from "../records-composition.ts";

/** The records with the loop that sends from them: an SOS crosses the busy main loop once. */
await serveRecords(({ ledger, endpoint, report, composition }) => {
  const { allowOrigins, simulation } = composition as RecordsComposition;
  return startSendingLoop({ ledger, endpoint, report, allowOrigins, clock: makeWorkerClock(simulation) });
});
