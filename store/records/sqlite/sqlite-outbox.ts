import type { Delivery, DeliveryAttempt } from "../../../domain/delivery.ts";
import { errorText } from "../../../domain/errors.ts";
import { AttemptWriter, isFinal, ROUTINE_UNTIL_MS } from "../delivery-ledger.ts";
import type { Outbox } from "../engine.ts";
import type { WriteStatement } from "../records-protocol.ts";
import { deliveryColumns, owedSql } from "../owed-sql.ts";
import { SentElsewhere } from "../sent-elsewhere.ts";
import type { RecordsFile } from "./records-file.ts";

const PENDING = `SELECT ${deliveryColumns("d")} FROM deliveries d WHERE ${owedSql("?", answeredAtMs)} ORDER BY d.created_at_ms, d.id`;
const ATTEMPT = `INSERT INTO delivery_attempts
  (id, delivery_id, alert_id, channel, channel_id, recipient_id, attempt, at_ms, state, why, next_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`;
const SETTLE = "UPDATE deliveries SET settled_at_ms = ? WHERE id = ? AND settled_at_ms IS NULL";

/** The outbox in the file of one process: all of it is this process's, so nothing is claimed. */
export class SqliteOutbox implements Outbox {
  readonly #file: RecordsFile;
  readonly #report: (message: string) => void;
  readonly #attempts: AttemptWriter;
  readonly #elsewhere = new SentElsewhere();
  readonly ledger = {
    pending: (nowMs: number): readonly Delivery[] => this.#pendingOrNone(nowMs),
    record: (attempt: DeliveryAttempt, isLast?: boolean): void => this.#attempts.record(attempt, isLast),
  };

  constructor(file: RecordsFile, report: (message: string) => void) {
    this.#file = file;
    this.#report = report;
    this.#attempts = new AttemptWriter(file, { attempt: ATTEMPT, settle: SETTLE }, report);
  }
  claims(deliveries: readonly Delivery[]): readonly WriteStatement[] {
    return [this.#elsewhere.settling(deliveries, SETTLE)];
  }
  claimed(deliveries: readonly Delivery[], _changes: readonly number[], isHere: boolean): readonly Delivery[] {
    return isHere ? this.#elsewhere.take(deliveries) : this.#elsewhere.leave(deliveries);
  }
  attempted(attempt: DeliveryAttempt, isLast: boolean): boolean {
    const isElsewhere = this.#elsewhere.note(attempt, isFinal(attempt, isLast));
    if (isElsewhere) this.#attempts.record(attempt, isLast);
    return isElsewhere;
  }
  started(): void {}
  close(): Promise<void> {
    return this.#attempts.close();
  }

  /**
   * What is still owed at `nowMs`: neither accepted, answered nor given up, and of an alert that is open (or its `alert.resolved`).
   * Empty when the records cannot be read: sending what is new goes first.
   */
  #pendingOrNone(nowMs: number): readonly Delivery[] {
    try {
      // Rows of our own table, typed by the SELECT above.
      const rows = this.#file.query(PENDING, [nowMs - ROUTINE_UNTIL_MS]).rows as (Omit<Delivery, "urgent"> & { urgent: number })[];
      return rows.map((row) => ({ ...row, urgent: row.urgent === 1 }));
    } catch (error) {
      this.#report(`reading what was pending: ${errorText(error)}`);
      return [];
    }
  }
}
function answeredAtMs(json: string): string {
  const at = (key: string) => `coalesce(json_extract(${json}, '$.${key}'), 0)`;
  return `max(${at("acknowledgedAtMs")}, ${at("doneAtMs")})`;
}
