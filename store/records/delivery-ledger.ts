import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { newId } from "../../domain/ids.ts";
import { errorText } from "../../domain/errors.ts";
import type { RecordsFile } from "./records-file.ts";
import type { WriteStatement } from "./records-protocol.ts";

const RETRY_MS = 1_000;
/** Attempts kept in memory while the records cannot be written; the oldest go first. */
const LONGEST_QUEUE = 20_000;

/** What is not urgent is given up after a day of attempts (Standard Webhooks). */
const ROUTINE_UNTIL_MS = 86_400_000;

/** A person took the medical track or ended it: what was made before that is answered. */
const ANSWERED_AT_MS = `max(coalesce(json_extract(a.medical_json, '$.acknowledgedAtMs'), 0), coalesce(json_extract(a.medical_json, '$.doneAtMs'), 0))`;
const PENDING = `SELECT id, alert_id AS "alertId", facility_id AS "facilityId", channel, recipient_id AS "recipientId",
  event_type AS "eventType", step, urgent, body, created_at_ms AS "createdAtMs"
  FROM deliveries d WHERE settled_at_ms IS NULL AND channel = 'webhook' AND (urgent = 1 OR created_at_ms > ?)
  AND (event_type = 'alert.resolved' OR NOT EXISTS (SELECT 1 FROM alerts a
    WHERE a.id = d.alert_id AND (a.state = 'resolved' OR d.created_at_ms < ${ANSWERED_AT_MS})))
  AND NOT EXISTS (SELECT 1 FROM delivery_attempts t
    WHERE t.alert_id = d.alert_id AND t.delivery_id = d.id AND t.state IN ('accepted', 'acknowledged'))
  ORDER BY created_at_ms, id`;
const ATTEMPT = `INSERT INTO delivery_attempts (id, delivery_id, alert_id, channel, recipient_id, attempt, at_ms, state, why)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const SETTLE = "UPDATE deliveries SET settled_at_ms = ? WHERE id = ? AND settled_at_ms IS NULL";

interface Row {
  readonly attempt: DeliveryAttempt;
  readonly isSettled: boolean;
}
/**
 * The sending loop's ledger, in the records worker. Attempts of one turn are written together; when the write fails they
 * wait and sending goes on.
 */
export class WorkerDeliveryLedger {
  readonly #file: RecordsFile;
  readonly #report: (message: string) => void;
  #queue: Row[] = [];
  #isFlushDue = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(file: RecordsFile, report: (message: string) => void) {
    this.#file = file;
    this.#report = report;
  }

  /**
   * What is still owed at `nowMs`: neither accepted, answered nor given up, and of an alert that is open (or its `alert.resolved`).
   * Empty when the records cannot be read: sending what is new goes first.
   */
  pending(nowMs: number): readonly Delivery[] {
    try {
      return this.#pending(nowMs);
    } catch (error) {
      this.#report(`reading what was pending: ${errorText(error)}`);
      return [];
    }
  }

  #pending(nowMs: number): readonly Delivery[] {
    // Rows of our own table, typed by the SELECT above.
    const rows = this.#file.query(PENDING, [nowMs - ROUTINE_UNTIL_MS]).rows as (Omit<Delivery, "urgent"> & { urgent: number })[];
    return rows.map((row) => ({ ...row, urgent: row.urgent === 1 }));
  }

  /** `isLast`: given up, no start tries it again. */
  record(attempt: DeliveryAttempt, isLast = false): void {
    const isSettled = isLast || attempt.state === "accepted" || attempt.state === "acknowledged";
    this.#queue.push({ attempt, isSettled });
    if (this.#queue.length > LONGEST_QUEUE) this.#queue.shift();
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => this.#flush());
  }

  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#queue.length > 0) this.#flush();
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  #flush(): void {
    this.#isFlushDue = false;
    if (this.#queue.length === 0) return;
    const attempts = this.#queue.map(({ attempt }) => attempt);
    const settled = this.#queue.flatMap(({ attempt, isSettled }) => (isSettled ? [attempt] : []));
    const statements: WriteStatement[] = [
      {
        sql: ATTEMPT,
        each: attempts.map((a) => [newId("att"), a.deliveryId, a.alertId, a.channel, a.recipientId, a.attempt, a.at, a.state, a.why]),
        rows: null,
      },
      { sql: SETTLE, each: settled.map((a) => [a.at, a.deliveryId]), rows: null },
    ];
    try {
      this.#file.write(statements);
      this.#queue = [];
    } catch (error) {
      this.#report(errorText(error));
      this.#isFlushDue = true;
      this.#retry = setTimeout(() => this.#flush(), RETRY_MS);
    }
  }
}
