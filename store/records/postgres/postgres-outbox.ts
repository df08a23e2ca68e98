import type { Delivery, DeliveryAttempt } from "../../../domain/delivery.ts";
import { AttemptWriter } from "../delivery-ledger.ts";
import type { Outbox } from "../engine.ts";
import type { WriteStatement } from "../records-protocol.ts";
import { ATTEMPT, SETTLE } from "./outbox-sql.ts";
import type { PostgresEngine } from "./postgres-engine.ts";

export class PostgresOutbox implements Outbox {
  readonly #engine: PostgresEngine;
  readonly #attempts: AttemptWriter;
  readonly ledger = {
    pending: (): readonly Delivery[] => [],
    record: (attempt: DeliveryAttempt, isLast?: boolean): void => this.#attempts.record(attempt, isLast),
  };
  constructor(engine: PostgresEngine, report: (message: string) => void) {
    this.#engine = engine;
    this.#attempts = new AttemptWriter(engine, { attempt: ATTEMPT, settle: SETTLE }, report);
  }
  claims(): readonly WriteStatement[] {
    return [];
  }
  claimed(deliveries: readonly Delivery[]): readonly Delivery[] {
    return deliveries;
  }
  started(): void {}
  async close(): Promise<void> {
    await this.#attempts.close();
  }
}
