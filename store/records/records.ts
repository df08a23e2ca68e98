import type { Track } from "../../domain/alert.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { QuarantineEntry, SecurityEntry } from "../../domain/publish.ts";
import type { Clock } from "../../domain/time.ts";
import { startWorker, type WorkerClient } from "../worker.ts";
import { makeAuditRecords } from "./audit/audit-records.ts";
import { AuditSpool } from "./audit/audit-spool.ts";
import { AuditWriter } from "./audit/audit-writer.ts";
import { makeAlertHistory } from "./alert-history.ts";
import { makeAlertStore } from "./alert-store.ts";
import { makeAlertRecords } from "./alerts.ts";
import { makeAnnunciatorRecords } from "./annunciators.ts";
import { makeCareSettingRecords } from "./care-settings.ts";
import { makeChannelRecords } from "./channels.ts";
import { makeClinicRecords } from "./clinics.ts";
import { makeContractCopies } from "./contract-copies.ts";
import { makeContractRecords } from "./contracts.ts";
import { makeFhirCredentials } from "./fhir-credentials.ts";
import { makeHandsetRecords } from "./handsets.ts";
import { makeCustodyHistory } from "./custody-history.ts";
import { makeDeviceRecords } from "./devices.ts";
import { makeDrillRecords } from "./drills.ts";
import type { EngineChoice } from "./engine.ts";
import { makeEscalationRecords } from "./escalation.ts";
import { makeClinicConsoleRecords } from "./clinic-console.ts";
import { makeEvaluationStore } from "./evaluation-store.ts";
import { makeFacilityRecords } from "./facilities.ts";
import { makeFamilyAccessRecords } from "./family-access.ts";
import { makeFamilyRecords } from "./family.ts";
import { makeFenceRecords } from "./fences.ts";
import { makeFloorPlanRecords } from "./floor-plans.ts";
import { makeQuarantineRecords, makeSecurityRecords } from "./quarantine.ts";
import { makeRecordsDatabase } from "./records-database.ts";
import type { DeliveryEndpoint, RecordsProtocol, RecordsSettings } from "./records-protocol.ts";
import { ATTEMPT_EVENT, GONE_EVENT, TROUBLE_EVENT } from "./records-server.ts";
import { makeManageRecords } from "./manage.ts";
import { makeReceiptRecords } from "./receipts.ts";
import { makeResidentPhotos } from "./resident-photos.ts";
import { makeResidentRecords } from "./residents.ts";
import { makeResidentRecordRecords } from "./resident-record.ts";
import { makeSearchRecords } from "./searches.ts";
import { makeRuleChangeRecords } from "./rule-changes.ts";
import { makeSetupRecords } from "./setup.ts";
import { makeSilenceStore } from "./silences.ts";
import { loadSnapshot, type RecordsSnapshot } from "./snapshot.ts";
import type { SnapshotTable } from "./tables.ts";
import { makeSoftSignRecords } from "./soft-signs.ts";
import { makeUserRecords } from "./users.ts";
import { makeWallScreenRecords } from "./wall-screens.ts";

/** A server that is starting beside this one is waited for so long. */
const READY_WITHIN_MS = 60_000;
/** At the end audit entries have so long to be written; the rest waits in its file for the next start. */
const AUDIT_DRAIN_MS = 2_000;

export interface RecordsOptions {
  readonly engine: EngineChoice;
  /** Entry file of the records' worker. */
  readonly worker: URL;
  /** For the expiry of sessions. */
  readonly clock: Clock;
  /** Structured-cloneable; handed to whoever composes the worker. */
  readonly composition?: unknown;
  /** Where audit entries wait while they cannot be written; without it they wait in memory. */
  readonly auditSpool?: string;
  /** Every attempt of the sending loop in the worker, as it happens. */
  readonly onAttempt?: (attempt: DeliveryAttempt) => void;
  /** Told besides of an attempt after which trying again changes nothing. */
  readonly onGone?: (attempt: DeliveryAttempt) => void;
  /** The worker died, or attempts could not be written (they wait and are tried again). */
  readonly onTrouble?: (message: string) => void;
}

/**
 * Opens the records in their worker and migrates them; a PostgreSQL server that does not answer yet is waited for.
 * @throws {AnhuError} `RECORDS_UNAVAILABLE` when they cannot be opened or migrated, `BAD_CONFIG` when the server is not fit for them
 */
export async function openRecords(options: RecordsOptions) {
  const listeners: ((table: SnapshotTable) => void)[] = [];
  let endpoints: ReadonlyMap<string, DeliveryEndpoint> | null = null;
  let client: WorkerClient<RecordsProtocol> | null = null;
  const report = (error: unknown) => options.onTrouble?.(error instanceof Error ? error.message : String(error));
  const tellEndpoints = () => {
    if (client !== null && endpoints !== null) client.request("endpoints", endpoints).catch(report);
  };
  const worker = await startWorker<RecordsProtocol>({
    url: options.worker,
    name: "records",
    settings: { engine: options.engine, composition: options.composition ?? null } satisfies RecordsSettings,
    code: "RECORDS_UNAVAILABLE",
    onStarted: tellEndpoints,
    onCrash: report,
    onEvent(name, body) {
      // Sent by `records-server.ts`, in these shapes.
      if (name === ATTEMPT_EVENT) options.onAttempt?.(body as DeliveryAttempt);
      if (name === GONE_EVENT) options.onGone?.(body as DeliveryAttempt);
      if (name === TROUBLE_EVENT) report(body);
    },
  });
  client = worker;
  await worker.request("ready", READY_WITHIN_MS).catch(async (error: unknown) => {
    await worker.close();
    throw error;
  });
  const database = makeRecordsDatabase(options.engine.type, worker, (table) => {
    for (const listener of listeners) listener(table);
  });
  const { add, gathered: quarantined, ...quarantine } = makeQuarantineRecords(database);
  const { addSecurity, gathered: refused, security } = makeSecurityRecords(database);
  const alerts = makeAlertRecords(database);
  const { auditSpool, clock } = options;
  const spool = auditSpool === undefined ? null : new AuditSpool(auditSpool, report);
  const auditor = new AuditWriter(database, { spool, report, now: () => clock.now() });
  return {
    /** `api/ports.ts` Records. */
    records: {
      ...makeFacilityRecords(database),
      ...makeFamilyRecords(database),
      ...makeFenceRecords(database),
      ...makeFloorPlanRecords(database),
      ...makeSearchRecords(database),
      ...makeResidentRecords(database),
      ...makeResidentRecordRecords(database),
      ...makeDeviceRecords(database),
      ...makeClinicRecords(database),
      ...makeContractRecords(database),
      ...makeContractCopies(database),
      ...makeResidentPhotos(database),
      ...makeChannelRecords(database),
      ...makeCareSettingRecords(database),
      ...makeRuleChangeRecords(database),
      ...makeAlertHistory(database),
      ...makeClinicConsoleRecords(database),
      ...makeSoftSignRecords(database),
      ...makeEscalationRecords(database),
      ...makeAnnunciatorRecords(database),
      ...makeDrillRecords(database),
      ...makeUserRecords(database, options.clock),
      ...makeFamilyAccessRecords(database),
      ...quarantine,
      ...alerts,
      ...makeAuditRecords(database, auditor),
      ...makeCustodyHistory(database),
      ...makeFhirCredentials(database),
      ...makeSetupRecords(database),
      ...makeWallScreenRecords(database),
      ...makeHandsetRecords(database),
      ...makeManageRecords(database),
    },
    /** `alerts/ports.ts` AlertStore. */
    alertStore: { ...makeAlertStore(database), attempts: alerts.deliveryAttempts },
    /** What became of pushes later, and those that nobody got. */
    receipts: makeReceiptRecords(database),
    /** `alerts/ports.ts` SilenceStore. */
    silenceStore: makeSilenceStore(database),
    /** `alerts/ports.ts` EvaluationStore; the quarantine of the same entries is stored first. */
    evaluationStore: makeEvaluationStore(database, () => quarantined.flush()),
    /** `ingest/ports.ts` Quarantine: gathered, written together. */
    quarantine: { add: (entry: QuarantineEntry) => add(entry) },
    /** Gathered like quarantine. */
    security: { add: (entry: SecurityEntry) => addSecurity(entry), list: security },
    loadSnapshot: (): Promise<RecordsSnapshot> => loadSnapshot(database),
    /** Called after every change of a table of the snapshot. */
    onChange(listener: (table: SnapshotTable) => void): void {
      listeners.push(listener);
    },
    /** The sending loop in the worker. */
    sending: {
      /** Sends without a row, when `save` failed or takes too long; ids are derived, so nothing is told apart later. */
      send: async (deliveries: readonly Delivery[]): Promise<void> => void (await worker.request("send", deliveries)),
      /** A person answered: retries of this alert (on this track) end. */
      acknowledged: async (alertId: string, track: Track | null = null): Promise<void> =>
        void (await worker.request("acknowledged", { alertId, track })),
      /**
       * The loop on the main thread made an attempt: its row is written, and the delivery is not sent from here as well.
       * `false`: it is sent from here, and that loop lets go of it.
       */
      attempted: (attempt: DeliveryAttempt, isLast: boolean): Promise<boolean> => worker.request("attempted", { attempt, isLast }),
      /** Addresses and secrets by channel, or clinic for its own webhook; told again to a worker that was started again. The first call starts the loop. */
      setEndpoints(addresses: ReadonlyMap<string, DeliveryEndpoint>): void {
        endpoints = addresses;
        tellEndpoints();
      },
    },
    /** Resolves when the records answer. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
    check: async (): Promise<void> => void (await worker.request("query", { sql: "SELECT 1", parameters: [] })),
    stats: () => ({ quarantine: quarantined.stats(), security: refused.stats(), audit: auditor.stats() }),
    /** Resolves when all audit entries stand in the chain, or after that time. */
    auditDrain: (timeoutMs: number): Promise<void> => auditor.drain(timeoutMs),
    async close(): Promise<void> {
      await auditor.drain(AUDIT_DRAIN_MS);
      await Promise.allSettled([quarantined.close(), refused.close(), auditor.close()]);
      await worker.close();
    },
  };
}
export type RecordsStore = Awaited<ReturnType<typeof openRecords>>;
