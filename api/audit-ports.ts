import type { Alert, TimelineEntry } from "../domain/alert.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { AuditEntry, AuditNote } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-head.ts";
import type { Page } from "./ports.ts";

/** The audit log in the records. */
export interface AuditRecords {
  /** Who did what: ids only. Resolves when it is kept; it stands in the chain when the records can be written. */
  audit(...notes: readonly AuditNote[]): Promise<void>;
  /** Newest first. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  auditEntries(query: {
    readonly facilityId: string | null;
    readonly residentId: string | null;
    readonly alertId: string | null;
    readonly actor: string | null;
    /** Left out: every action, from the beginning, until now. */
    readonly action?: string | null;
    readonly fromMs?: number | null;
    readonly toMs?: number | null;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<Page<AuditEntry>>;
}
/** What the custody of alerts is made of. */
export interface CustodyRecords {
  /** Alerts raised in [fromMs, toMs), oldest first, at most so many. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  custodyHistory(
    facilityId: string,
    fromMs: number,
    toMs: number,
    most: number,
  ): Promise<
    readonly { readonly alert: Alert; readonly timeline: readonly TimelineEntry[]; readonly attempts: readonly DeliveryAttempt[] }[]
  >;
}
/** Signed heads of the audit chain. */
export interface AuditHeads {
  /** Signed now. `isContinuous` false: the chain is no longer the one whose head was written last. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  head(): Promise<{ readonly head: AuditHead; readonly isContinuous: boolean }>;
  /** Those that were written outside the database, oldest first. */
  written(): readonly AuditHead[];
}
