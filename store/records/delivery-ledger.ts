import type { Track } from "../../domain/alert.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import { newId } from "../../domain/ids.ts";
import { errorText } from "../../domain/errors.ts";
import type { RecordsEngine } from "./engine.ts";
import type { WriteStatement } from "./records-protocol.ts";

const RETRY_MS = 1_000;
/** Attempts kept in memory while the records cannot be written; the oldest go first. */
const LONGEST_QUEUE = 20_000;
const MOST_AT_ONCE = 1_000;
/** What is not urgent is given up after a day of attempts (Standard Webhooks). */
export const ROUTINE_UNTIL_MS = 86_400_000;

/** What the store needs of the loop that sends; `alerts/` has one of this shape. */
export interface SendingLoopHandle {
  send(deliveries: readonly Delivery[]): void;
  acknowledged(alertId: string, track?: Track): void;
  /** Another process sends these from now on. */
  release(deliveryIds: readonly string[]): void;
  close(): void | Promise<void>;
}
/** What that loop is given. */
export interface DeliveryLedger {
  /** What is owed at its start. */
  pending(nowMs: number): readonly Delivery[];
  /** Never waits for the records. `isLast`: given up with this attempt. */
  record(attempt: DeliveryAttempt, isLast?: boolean): void;
}
/** The two statements of the ledger, as the engine numbers its parameters. */
export interface AttemptSql {
  /** id, delivery, alert, channel, channel's id, recipient, attempt, at, state, why, next; a second time it changes nothing. */
  readonly attempt: string;
  /** at, delivery. */
  readonly settle: string;
}
interface Row {
  readonly id: string;
  readonly attempt: DeliveryAttempt;
  readonly isSettled: boolean;
}
/** Writes a row for every attempt: those of one turn together. When the write fails they wait, and sending goes on. */
export class AttemptWriter {
  readonly #engine: Pick<RecordsEngine, "write">;
  readonly #sql: AttemptSql;
  readonly #report: (message: string) => void;
  #queue: Row[] = [];
  #writing: Promise<void> | null = null;
  #isDue = false;
  #isFailing = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(engine: Pick<RecordsEngine, "write">, sql: AttemptSql, report: (message: string) => void) {
    this.#engine = engine;
    this.#sql = sql;
    this.#report = report;
  }

  /** `isLast`: given up, no start tries it again. */
  record(attempt: DeliveryAttempt, isLast = false): void {
    this.#queue.push({ id: newId("att"), attempt, isSettled: isFinal(attempt, isLast) });
    if (this.#queue.length > LONGEST_QUEUE) this.#queue.shift();
    if (this.#isDue || this.#writing !== null) return;
    this.#isDue = true;
    setImmediate(() => this.#flush());
  }

  async close(): Promise<void> {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#writing === null) this.#flush();
    await this.#writing;
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  #flush(): void {
    this.#isDue = false;
    if (this.#writing !== null || this.#queue.length === 0) return;
    const rows = this.#queue.splice(0, MOST_AT_ONCE);
    this.#writing = this.#write(rows).then(
      () => {
        this.#isFailing = false;
        this.#writing = null;
        this.#flush();
      },
      (error: unknown) => {
        this.#queue.unshift(...rows);
        this.#writing = null;
        this.#isDue = true;
        this.#retry = setTimeout(() => this.#flush(), RETRY_MS);
        if (!this.#isFailing) this.#report(`writing attempts, which wait and are written later: ${errorText(error)}`);
        this.#isFailing = true;
      },
    );
  }

  async #write(rows: readonly Row[]): Promise<void> {
    const settled = rows.flatMap(({ attempt, isSettled }) => (isSettled ? [attempt] : []));
    const statements: WriteStatement[] = [
      {
        sql: this.#sql.attempt,
        each: rows.map(({ id, attempt: a }) => valuesOf(id, a)),
        rows: null,
      },
      { sql: this.#sql.settle, each: settled.map((a) => [a.at, a.deliveryId]), rows: null },
    ];
    await this.#engine.write(statements);
  }
}
/** After this attempt nobody sends the delivery again. */
export function isFinal({ state }: Pick<DeliveryAttempt, "state">, isLast: boolean): boolean {
  return isLast || state === "accepted" || state === "acknowledged" || state === "spared";
}
function valuesOf(id: string, a: DeliveryAttempt) {
  return [id, a.deliveryId, a.alertId, a.channel, a.channelId, a.recipientId, a.attempt, a.at, a.state, a.why, a.nextAt];
}
