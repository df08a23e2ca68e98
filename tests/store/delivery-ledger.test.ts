import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Alert, TrackState } from "../../domain/alert.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { openRecords } from "../../store/records/records.ts";
import { RecordsFile } from "../../store/records/sqlite/records-file.ts";
import { SqliteOutbox } from "../../store/records/sqlite/sqlite-outbox.ts";
import { aDelivery, anAlert } from "../contract/records-builders.ts";
import { openRecordingRecords, raiseWith } from "./open-records.ts";
import { tempDir } from "./temp-dir.ts";

const WORKER = new URL("./recording-records-worker.ts", import.meta.url);
const DAY = 86_400_000;
const { createdAtMs: T } = aDelivery();
const track = (over: Partial<TrackState>): TrackState => ({ ...anAlert().medical, ...over });

/** Saves one alert with one delivery as the desk does, and gives the ledger that a restarted worker opens. */
async function stored(over: { alert?: Partial<Alert>; delivery?: Partial<Delivery> } = {}) {
  const file = join(tempDir(), "records.db");
  const records = await openRecords({
    engine: { type: "sqlite", file },
    worker: WORKER,
    clock: { now: () => T, monotonic: () => performance.now() },
    onAttempt: () => {},
    onTrouble: () => {},
  });
  const alert = anAlert(over.alert);
  const delivery = aDelivery({ alertId: alert.id, ...over.delivery });
  await records.alertStore.save({ alert, isNew: true, evidence: [], timeline: [], deliveries: [delivery] });
  await records.close();
  const open = new RecordsFile(file);
  const outbox = new SqliteOutbox(open, (message) => expect.fail(message));
  const { ledger } = outbox;
  onTestFinished(() => open.close());
  const attempt = (state: DeliveryAttempt["state"], at = T + 1): DeliveryAttempt => ({
    deliveryId: delivery.id,
    alertId: alert.id,
    channel: "webhook",
    channelId: null,
    nextAt: null,
    recipientId: "cli_1",
    attempt: 0,
    at,
    state,
    why: null,
  });
  return { ledger, close: () => outbox.close(), attempt, open, pendingAt: (nowMs: number) => ledger.pending(nowMs).map(({ id }) => id) };
}
const resolved = { state: "resolved", resolvedAtMs: T + 5 } as const;
const answered = { medical: track({ state: "acknowledged", acknowledgedAtMs: T + 5, dueAtMs: null }) };

it.each([
  ["an urgent one of an open alert resumes, also after days", {}, 3 * DAY, 1],
  ["one of a resolved alert does not", { alert: resolved }, 10, 0],
  ["that it is resolved is told all the same", { alert: resolved, delivery: { eventType: "alert.resolved", urgent: false } }, 10, 1],
  ["one that a person answered does not", { alert: answered }, 10, 0],
  ["one made after the answer does", { alert: answered, delivery: { createdAtMs: T + 6 } }, 10, 1],
  ["one of a medical track that an arrival ended does not", { alert: { medical: track({ state: "done", doneAtMs: T + 5 }) } }, 10, 0],
  ["what can wait resumes within a day", { delivery: { urgent: false } }, DAY - 1, 1],
  ["what can wait is given up after a day", { delivery: { urgent: false } }, DAY, 0],
  ["a screen never does", { delivery: { channel: "screen" } }, 10, 0],
] as const)("pending: %s", async (_name, over, afterMs, count) => {
  const { pendingAt } = await stored(over);
  expect(pendingAt(T + afterMs)).toHaveLength(count);
});
it.each([
  ["accepted", false, 0],
  ["acknowledged", false, 0],
  ["failed", false, 1],
  ["failed", true, 0],
] as const)("pending: after an attempt that is %s, the last one %s, %d resume", async (state, isLast, count) => {
  const { ledger, close, attempt, pendingAt } = await stored();
  ledger.record(attempt(state), isLast);
  await expect.poll(() => pendingAt(T + 10)).toHaveLength(count);
  await close();
  expect(pendingAt(T + 10)).toHaveLength(count);
});
it("pending: one that was sent from memory and accepted before its row was written does not resume", async () => {
  const { ledger, close, attempt, pendingAt, open } = await stored();
  ledger.record(attempt("accepted"));
  await close();
  open.query("UPDATE deliveries SET settled_at_ms = NULL", []);
  expect(pendingAt(T + 10)).toEqual([]);
});
it("of the two loops of a process one has a delivery: whichever had it first, and only that one's attempts are rows", async () => {
  const records = await openRecordingRecords({ type: "sqlite", file: join(tempDir(), "records.db") });
  const attempt = (id: string) =>
    ({
      deliveryId: id,
      alertId: "a",
      channel: "webhook",
      channelId: null,
      nextAt: null,
      recipientId: "cli_1",
      attempt: 0,
      at: T,
      state: "sent",
      why: null,
    }) as const;
  const [here, there] = [raiseWith(), raiseWith()];
  const idOf = (change: typeof here) => `msg_${change.alert.id}`;
  await records.alertStore.save(here);
  expect(await records.sending.attempted(attempt(idOf(here)), false)).toBe(false);
  expect(await records.sending.attempted(attempt(idOf(there)), false)).toBe(true);
  await records.alertStore.save(there);
  expect(records.sent().map(({ id }) => id)).toEqual([idOf(here)]);
  await expect.poll(async () => (await records.alertStore.attempts("a")).map(({ deliveryId }) => deliveryId)).toEqual([idOf(there)]);
});
