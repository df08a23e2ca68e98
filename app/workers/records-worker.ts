import { makeNotifier } from "../../alerts/notify/notifier.ts";
import { startSendingLoop } from "../../alerts/sending-loop.ts";
import { serveRecords } from "../../store/records/records-server.ts";
import { makeWorkerClock, type RecordsComposition } from "../records-composition.ts";

/** The records with the loop that sends from them: an SOS crosses the busy main loop once. */
await serveRecords(({ ledger, endpoint, report, composition }) => {
  const { allowOrigins, vapid, simulation } = composition as RecordsComposition;
  // Pauses between attempts are real ones, also in a simulation.
  const elapsedMs = () => performance.now();
  const clock = makeWorkerClock(simulation);
  const sender = makeNotifier({ clock, allowOrigins, vapid, elapsedMs, realMs: Date.now });
  return startSendingLoop({ ledger, endpoint, report, sender, clock, elapsedMs });
});
