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

const PENDING = `SELECT id, alert_id AS "alertId", facility_id AS "facilityId", channel, recipient_id AS "recipientId",
  event_type AS "eventType", step, urgent, body, created_at_ms AS "createdAtMs"
  FROM deliveries d WHERE settled_at_ms IS NULL AND channel = 'webhook' AND (urgent = 1 OR NOT EXISTS (SELECT 1 FROM delivery_attempts a
    WHERE a.alert_id = d.alert_id AND a.delivery_id = d.id AND a.at_ms >= d.created_at_ms + ${ROUTINE_UNTIL_MS}))
  ORDER BY created_at_ms, id`;
const ATTEMPT = `INSERT INTO delivery_attempts (id, delivery_id, alert_id, channel, recipient_id, attempt, at_ms, state, why)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const SETTLE = "UPDATE deliveries SET settled_at_ms = ? WHERE id = ? AND settled_at_ms IS NULL";

/**
 * The sending loop's ledger, in the records worker. Attempts of one turn are written together; when the write fails they
 * wait and sending goes on.
 */
export class WorkerDeliveryLedger {
  readonly #file: RecordsFile;
  readonly #report: (message: string) => void;
  #queue: DeliveryAttempt[] = [];
  #isFlushDue = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(file: RecordsFile, report: (message: string) => void) {
    this.#file = file;
    this.#report = report;
  }

  /** Empty when the records cannot be read: sending what is new goes first. */
  pending(): readonly Delivery[] {
    try {
      return this.#pending();
    } catch (error) {
      this.#report(`reading what was pending: ${errorText(error)}`);
      return [];
    }
  }

  #pending(): readonly Delivery[] {
    // Rows of our own table, typed by the SELECT above.
    const rows = this.#file.query(PENDING, []).rows as (Omit<Delivery, "urgent"> & { urgent: number })[];
    return rows.map((row) => ({ ...row, urgent: row.urgent === 1 }));
  }

  record(attempt: DeliveryAttempt): void {
    this.#queue.push(attempt);
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
    const attempts = this.#queue;
    const settled = attempts.filter((attempt) => attempt.state === "accepted" || attempt.state === "acknowledged");
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
