import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAlertDesk, type Desk } from "../alerts/desk.ts";
import { makeEvaluator } from "../alerts/evaluate.ts";
import type { CareDirectory } from "../alerts/ports.ts";
import { DEFAULT_CATALOGUE } from "../alerts/rules/catalogue.ts";
import type { Alert, PersonRef } from "../domain/alert.ts";
import type { DeviceMessage } from "../domain/device-message.ts";
import { AnhuError } from "../domain/errors.ts";
import { CURSOR_START, type ControlEvent, type Cursor } from "../domain/publish.ts";
import { EventEdges } from "../ingest/edges.ts";
import { Pipeline } from "../ingest/pipeline.ts";
import { makeReader } from "../ingest/read.ts";
import { DuplicateWindow, RecentEvents } from "../ingest/recent.ts";
import { openDataDir } from "../store/data-dir.ts";
import { openJournal, type JournalStore } from "../store/journal/journal.ts";
import type { EngineChoice } from "../store/records/engine.ts";
import { openRecords } from "../store/records/records.ts";
import { systemClock } from "./clock.ts";
import { HomeDirectory } from "./home-directory.ts";
import { Lifecycle } from "./lifecycle.ts";

const ROWS_PER_READ = 100;
/** A person resolved it; who, stands in the records and not in the journal. */
const SOMEBODY: PersonRef = { userId: null, clinicId: null, name: "", role: "administrator" };
const worker = (name: string) => new URL(`./workers/${name}-worker.ts`, import.meta.url);
const nobody = () => undefined;

/**
 * Runs the rules over everything that the journal of a stopped server still holds, from empty states, and gives the alerts that come
 * of it, oldest first. Works on copies: nothing is written to the data directory and nobody is told. Who held which device is read from
 * the records as they are now: those of the data directory, or of the PostgreSQL at `recordsUrl`.
 * @throws {AnhuError} `NOT_FOUND` without a journal there, `DATA_DIR_UNWRITABLE` while a server uses it
 */
export async function replayJournal(dataDir: string, recordsUrl?: string): Promise<readonly Alert[]> {
  const lifecycle = new Lifecycle();
  try {
    const copy = copyOf(dataDir, lifecycle);
    const engine: EngineChoice =
      recordsUrl === undefined ? { type: "sqlite", file: join(copy, "records.db") } : { type: "postgres", url: recordsUrl };
    const records = await openRecords({ engine, worker: worker("records"), clock: systemClock });
    lifecycle.add("records", () => records.close());
    const journal = await openJournal({ file: join(copy, "journal.db"), worker: worker("journal") });
    lifecycle.add("journal", () => journal.close());
    let atMs = 0;
    const directory = new HomeDirectory(await records.loadSnapshot(), () => atMs);
    const alerts = new Map<string, Alert>();
    const desk = openReplayDesk(directory, () => atMs, alerts);
    lifecycle.add("desk", () => desk.close());
    const edges = new EventEdges();
    const evaluator = makeEvaluator({
      catalogue: DEFAULT_CATALOGUE,
      care: directory,
      device: directory.device,
      gatewayFacility: (gatewayId) => directory.gateway(gatewayId)?.facilityId,
      emit: desk.signal,
    });
    const rules = {
      message(message: DeviceMessage) {
        atMs = message.receivedAtMs;
        evaluator.message(message);
      },
      control(control: ControlEvent, controlAtMs: number) {
        atMs = controlAtMs;
        if (control.type === "resolved") resolve(desk, edges, control.alertId);
        evaluator.control(control, controlAtMs);
      },
    };
    const pipeline = new Pipeline(
      {
        rules,
        picture: { message: nobody, control: nobody },
        quarantine: { add: nobody },
        copies: new DuplicateWindow(),
        events: new RecentEvents(),
        read: makeReader(directory, edges),
      },
      CURSOR_START,
    );
    await readThrough(journal, pipeline);
    return [...alerts.values()].sort((a, b) => a.raisedAtMs - b.raisedAtMs || (a.id < b.id ? -1 : 1));
  } finally {
    await lifecycle.close();
  }
}
/** The directory must be at rest while it is copied. */
function copyOf(dataDir: string, lifecycle: Lifecycle): string {
  if (!existsSync(join(dataDir, "journal.db")))
    throw new AnhuError("NOT_FOUND", `replaying the journal of ${dataDir}: there is none; name the server's data directory`);
  const copy = mkdtempSync(join(tmpdir(), "anhu-replay-"));
  lifecycle.add("copy", () => rmSync(copy, { recursive: true, force: true }));
  const directory = openDataDir(dataDir);
  try {
    for (const name of ["journal.db", "records.db"])
      for (const file of [name, `${name}-wal`]) if (existsSync(directory.file(file))) copyFileSync(directory.file(file), join(copy, file));
  } finally {
    directory.close();
  }
  return copy;
}
/** A desk that keeps alerts in memory and tells nobody. */
function openReplayDesk(care: CareDirectory, nowMs: () => number, alerts: Map<string, Alert>): Desk {
  return openAlertDesk({
    store: { load: async () => [], find: async () => undefined, save: async () => ({ written: true }), attempts: async () => [] },
    care,
    clock: { now: nowMs, monotonic: nowMs },
    screens: { tell: () => 1 },
    links: () => ({ acknowledgeUrl: "", handoverUrl: "" }),
    page: () => "",
    fallbackSend: nobody,
    stopSending: nobody,
    journalResolved: nobody,
    onChange: (alert) => alerts.set(alert.id, alert),
  });
}
function resolve(desk: Desk, edges: EventEdges, alertId: string): void {
  const alert = desk.find(alertId)?.alert;
  if (alert === undefined || alert.state === "resolved") return;
  void desk.resolve(alertId, SOMEBODY, { outcome: "unknown", reason: "resolved" });
  if (alert.deviceId !== null && (alert.kind === "sos" || alert.kind === "fall")) edges.rearm(alert.deviceId, alert.kind);
}
async function readThrough(journal: JournalStore, pipeline: Pipeline): Promise<void> {
  let after: Cursor = CURSOR_START;
  for (;;) {
    const batches = await journal.read(after, ROWS_PER_READ);
    for (const batch of batches) pipeline.backlog(batch);
    if (batches.length === 0) return;
    after = pipeline.cursor;
  }
}
