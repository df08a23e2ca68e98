import { join } from "node:path";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import type { Device } from "../domain/directory.ts";
import type { Cursor } from "../domain/publish.ts";
import type { Clock } from "../domain/time.ts";
import { openDataDir } from "../store/data-dir.ts";
import type { Appended } from "../store/historian/historian-protocol.ts";
import { openHistorian } from "../store/historian/historian.ts";
import { openJournal } from "../store/journal/journal.ts";
import type { EngineChoice } from "../store/records/engine.ts";
import { openRecords } from "../store/records/records.ts";
import type { Simulation } from "./clock.ts";
import { listOf, type Settings } from "./config.ts";
import { historianEngine, logStatus } from "./historian-engine.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";
import { notStored } from "./not-stored.ts";
import { openVapid } from "./vapid.ts";
import type { RecordsComposition } from "./records-composition.ts";

const worker = (name: string) => new URL(`./workers/${name}-worker.ts`, import.meta.url);

export interface StoresOptions {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly simulation: Simulation | null;
  readonly log: Logger;
  onAttempt(attempt: DeliveryAttempt): void;
  /** Told besides of an attempt after which trying again changes nothing. */
  onGone(attempt: DeliveryAttempt): void;
  /** From the local snapshot. */
  deviceOf(deviceId: string): Device | undefined;
}
/** The three files of the embedded stores, each in its worker; closed again by the lifecycle. */
export async function openStores({ settings, clock, simulation, log, onAttempt, onGone, deviceOf }: StoresOptions, lifecycle: Lifecycle) {
  const directory = openDataDir(settings.ANHU_DATA_DIR);
  lifecycle.add("data directory", () => directory.close());
  const file = (name: string) => join(settings.ANHU_DATA_DIR, name);
  const records = await openRecords({
    engine: recordsEngine(settings),
    worker: worker("records"),
    clock,
    auditSpool: file("audit-waiting.jsonl"),
    composition: {
      allowOrigins: listOf(settings.ANHU_WEBHOOK_ALLOW),
      vapid: openVapid(settings),
      simulation:
        simulation === null ? null : { startMs: clock.now(), rate: simulation.rate, shownAtMs: performance.timeOrigin + performance.now() },
    } satisfies RecordsComposition,
    onAttempt,
    onGone,
    onTrouble: (reason) => log.error({ reason }, "records: trouble in the worker"),
  });
  lifecycle.add("records", () => records.close());
  const historian = await openHistorian({
    engine: historianEngine(settings),
    worker: worker("historian"),
    onTrouble: (reason) => log.error({ reason }, "historian: trouble in the worker"),
    onStatus: (status) => logStatus(log, status),
  });
  lifecycle.add("historian", () => historian.close());
  const [evaluated, stored] = await Promise.all([records.evaluationStore.load(), historian.cursor()]);
  const journal = await openJournal({
    file: file("journal.db"),
    worker: worker("journal"),
    startAfterRow: Math.max(evaluated.cursor.row, stored.row),
    synchronous: settings.ANHU_JOURNAL_SYNC === "off-for-tests" ? "OFF" : "FULL",
    onCrash: (reason) => log.error({ reason }, "journal: the worker ended and is started again"),
  });
  lifecycle.add("journal", () => journal.close());

  /** What the historian did not store is listed: nothing that was acknowledged vanishes. */
  const list = (appended: Appended): void => notStored(appended, deviceOf).forEach((entry) => records.quarantine.add(entry));
  const historianSink = {
    gather: historian.gather,
    gathered: historian.gathered,
    forget: historian.forgetGathered,
    store: async (cursor: Cursor) => list(await historian.store(cursor)),
    append: async (messages: readonly DeviceMessage[], cursor: Cursor) => list(await historian.append(messages, cursor)),
  };
  return { records, historian, journal, historianSink };
}
/** A PostgreSQL server where one is named, else a file of the data directory. */
function recordsEngine({ ANHU_RECORDS_URL: url, ANHU_DATA_DIR: dataDir }: Settings): EngineChoice {
  return url === undefined ? { type: "sqlite", file: join(dataDir, "records.db") } : { type: "postgres", url };
}

export type Stores = Awaited<ReturnType<typeof openStores>>;
