import type { Client } from "pg";
import type { Delivery, DeliveryAttempt } from "../../../domain/delivery.ts";
import { errorText } from "../../../domain/errors.ts";
import { newId } from "../../../domain/ids.ts";
import { AttemptWriter, isFinal, ROUTINE_UNTIL_MS, type SendingLoopHandle } from "../delivery-ledger.ts";
import type { Outbox } from "../engine.ts";
import type { WriteStatement } from "../records-protocol.ts";
import { SentElsewhere } from "../sent-elsewhere.ts";
import { connectAlone } from "./connections.ts";
import { ATTEMPT, CHANNEL, CLAIM, LEASE_MS, LOST, MOST_TAKEN, NOTIFY, RELEASE, RENEW, SETTLE, TAKE } from "./outbox-sql.ts";
import type { PostgresEngine } from "./postgres-engine.ts";

const RENEW_EVERY_MS = 2_000;
const TRY_AGAIN_MS = 500;

/**
 * The outbox that several processes share. A delivery is claimed in the transaction that writes it, by the process that will send it;
 * claims are renewed while it is owed. What nobody claims, or a process that ended left behind, is taken over: at a notification of the
 * transaction that wrote it, and every few seconds.
 */
export class PostgresOutbox implements Outbox {
  readonly #engine: PostgresEngine;
  readonly #report: (message: string) => void;
  readonly #attempts: AttemptWriter;
  readonly #owner = newId("own");
  /** Claimed and not yet settled. */
  readonly #held = new Set<string>();
  readonly #elsewhere = new SentElsewhere();
  /** What the loop's clock said at its start, and what ran by since, ms. */
  #clock = { atMs: 0, elapsedMs: 0 };
  readonly ledger = {
    // What is pending comes later, through `send`: the loop never waits for a server.
    pending: (nowMs: number): readonly Delivery[] => {
      this.#clock = { atMs: nowMs, elapsedMs: performance.now() };
      return [];
    },
    record: (attempt: DeliveryAttempt, isLast = false): void => {
      if (isFinal(attempt, isLast)) this.#held.delete(attempt.deliveryId);
      this.#attempts.record(attempt, isLast);
    },
  };
  #loop: SendingLoopHandle | null = null;
  #listener: Client | null = null;
  #isConnecting = false;
  #round: Promise<void> | null = null;
  #isAskedAgain = false;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Elapsed ms before which claims of others are left alone, however old: their processes may have just found the server again. */
  #patientUntilMs = 0;

  constructor(engine: PostgresEngine, report: (message: string) => void) {
    this.#engine = engine;
    this.#report = report;
    this.#attempts = new AttemptWriter(engine, { attempt: ATTEMPT, settle: SETTLE }, report);
  }
  claims(deliveries: readonly Delivery[]): readonly WriteStatement[] {
    return [
      ...deliveries.map(({ id }): WriteStatement => ({ sql: CLAIM, each: [[this.#owner, id]], rows: null })),
      this.#elsewhere.settling(deliveries, SETTLE),
      { sql: NOTIFY, each: [[this.#owner]], rows: null },
    ];
  }
  /** A row that was there before and is another process's, or settled, is not sent. */
  claimed(deliveries: readonly Delivery[], changes: readonly number[], isHere: boolean): readonly Delivery[] {
    const mine = deliveries.filter((_, index) => changes[index] === 1);
    this.#hold(mine);
    return isHere ? this.#elsewhere.take(mine) : this.#elsewhere.leave(mine);
  }
  attempted(attempt: DeliveryAttempt, isLast: boolean): boolean {
    const isElsewhere = this.#elsewhere.note(attempt, isFinal(attempt, isLast));
    if (!isElsewhere) return false;
    // Its row may be there: a transaction whose end nobody heard of.
    if (attempt.channel !== "screen") this.#held.add(attempt.deliveryId);
    this.ledger.record(attempt, isLast);
    return true;
  }
  started(loop: SendingLoopHandle): void {
    this.#loop = loop;
    if (this.#engine.wasAway) this.#patientUntilMs = Number.POSITIVE_INFINITY;
    this.#wake();
  }
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#round;
    await this.#attempts.close();
    await this.#listener?.end();
    if (this.#held.size === 0) return;
    try {
      // Another process, or the next start, goes on at once.
      await this.#engine.write([RELEASE, NOTIFY].map((sql) => ({ sql, each: [[this.#owner]], rows: null })));
    } catch (error) {
      this.#report(`giving claimed deliveries back, which run out in ${LEASE_MS / 1_000} s: ${errorText(error)}`);
    }
  }

  #hold(deliveries: readonly Delivery[]): void {
    for (const { id, channel } of deliveries) if (channel !== "screen" && !this.#elsewhere.isDone(id)) this.#held.add(id);
  }
  /** Begins a round, or another one right after the one that runs. */
  #wake(): void {
    if (this.#isClosed) return;
    this.#isAskedAgain = true;
    if (this.#round !== null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#round = this.#rounds().then((pauseMs) => {
      this.#round = null;
      if (!this.#isClosed) this.#timer = setTimeout(() => this.#wake(), pauseMs);
    });
  }
  /** Resolves with the pause until the next round. */
  async #rounds(): Promise<number> {
    try {
      while (this.#isAskedAgain && !this.#isClosed) {
        this.#isAskedAgain = false;
        this.#listen();
        await this.#renew();
        await this.#take();
      }
      return RENEW_EVERY_MS;
    } catch {
      // The engine says what is wrong where somebody waits for an answer; here the next round tries again.
      this.#patientUntilMs = Number.POSITIVE_INFINITY;
      return TRY_AGAIN_MS;
    }
  }
  /** Beside the rounds: claims are renewed however long it takes to connect, and each round tries again. */
  #listen(): void {
    if (this.#listener !== null || this.#isConnecting) return;
    this.#isConnecting = true;
    this.#connectListener()
      .catch(() => undefined)
      .finally(() => (this.#isConnecting = false));
  }
  async #connectListener(): Promise<void> {
    const client = await connectAlone(this.#engine.url);
    if (this.#isClosed) return client.end();
    client.on("notification", ({ payload }) => {
      if (payload !== this.#owner) this.#wake();
    });
    client.once("end", () => {
      this.#listener = null;
      this.#wake();
    });
    this.#listener = client;
    await client.query(`LISTEN ${CHANNEL}`).catch(() => client.end());
    // What was written before it listened.
    this.#wake();
  }
  async #renew(): Promise<void> {
    if (this.#patientUntilMs === Number.POSITIVE_INFINITY) this.#patientUntilMs = performance.now() + LEASE_MS;
    if (this.#held.size === 0) return;
    const ids = [...this.#held].join(",");
    await this.#engine.query(RENEW, [this.#owner, ids]);
    // Rows of our own table.
    const lost = (await this.#engine.query(LOST, [this.#owner, ids])).rows as { readonly id: string }[];
    for (const { id } of lost) this.#held.delete(id);
    this.#loop?.release(lost.map(({ id }) => id));
  }
  async #take(): Promise<void> {
    const isPatient = performance.now() < this.#patientUntilMs;
    const nowMs = this.#clock.atMs + performance.now() - this.#clock.elapsedMs;
    const { rows } = await this.#engine.query(TAKE, [this.#owner, Math.floor(nowMs) - ROUTINE_UNTIL_MS, isPatient ? 0 : 1]);
    // Rows of our own table, typed by the RETURNING of the statement.
    const taken = (rows as (Omit<Delivery, "urgent"> & { urgent: number })[])
      .map((row): Delivery => ({ ...row, urgent: row.urgent === 1 }))
      .sort((a, b) => a.createdAtMs - b.createdAtMs);
    this.#hold(taken);
    this.#loop?.send(this.#elsewhere.take(taken));
    if (taken.length === MOST_TAKEN) this.#isAskedAgain = true;
  }
}
