import type { Receipt, Undelivered } from "../domain/delivery.ts";

/** What becomes of pushes after a machine took them, and of those that none took. */
export interface Receipts {
  /** Of a provider, or of whoever opened or answered a push. Never waits and never fails; the same a second time changes nothing. */
  note(receipt: Receipt): void;
  /** Pushes of the facility made since then that failed and that no machine took, newest first. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  undelivered(facilityId: string, sinceMs: number): Promise<readonly Undelivered[]>;
}
