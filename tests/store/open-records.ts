import { onTestFinished } from "vitest";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { EngineChoice } from "../../store/records/engine.ts";
import { openRecords } from "../../store/records/records.ts";
import { aDelivery, anAlert } from "../contract/records-builders.ts";

const WORKER = new URL("./recording-records-worker.ts", import.meta.url);

/** Makes the tables, and lets go of the database. */
export async function migrateRecords(engine: EngineChoice): Promise<void> {
  const store = await openRecords({ engine, worker: WORKER, clock: { now: Date.now, monotonic: () => performance.now() } });
  await store.close();
}
/** Records with a loop that sends nowhere: what it was handed, its attempts and the troubles are kept. Closed when the test is over. */
export async function openRecordingRecords(engine: EngineChoice, onTrouble: (message: string) => void = () => undefined) {
  let now = Date.now();
  const attempts: DeliveryAttempt[] = [];
  const troubles: string[] = [];
  const changes: string[] = [];
  const store = await openRecords({
    engine,
    worker: WORKER,
    clock: { now: () => now, monotonic: () => performance.now() },
    onAttempt: (attempt) => attempts.push(attempt),
    onTrouble(message) {
      troubles.push(message);
      onTrouble(message);
    },
  });
  onTestFinished(() => store.close());
  store.onChange((table) => changes.push(table));
  return {
    ...store,
    attempts,
    troubles,
    pending: (): { pending: Delivery; to: string }[] => notes(attempts).filter((note) => note.pending !== undefined),
    sent: (): Delivery[] => notes(attempts).flatMap((note) => (note.sent === undefined ? [] : [note.sent])),
    released: (): string[] => notes(attempts).flatMap((note) => (note.released === undefined ? [] : [note.released])),
    changes: () => changes,
    setNow: (ms: number) => void (now = ms),
  };
}
/** A change that raises an alert with one delivery; the recording loop reads what to do from its body. */
export function raiseWith(body = "{}", over: Partial<Delivery> = {}) {
  const alert = anAlert();
  const delivery = aDelivery({ id: `msg_${alert.id}`, alertId: alert.id, body, ...over });
  return { alert, isNew: true, evidence: [], timeline: [], deliveries: [delivery] };
}
function notes(attempts: readonly DeliveryAttempt[]) {
  return attempts.map((attempt) => JSON.parse(attempt.why ?? "null"));
}
