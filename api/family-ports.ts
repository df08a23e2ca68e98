import type { Alert, PersonRef } from "../domain/alert.ts";
import type { ContactCallTry, FamilyNotice, Happened, TriedCall } from "../domain/family-notice.ts";

/** Telling families. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface FamilyDesk {
  /** Staff say that 120 was called, or what became of the resident: emergency contacts are to be rung at once. @throws {AnhuError} `NOT_FOUND` */
  happened(alertId: string, what: Happened, by: PersonRef): Promise<void>;
  /** Oldest first; drafts too. */
  notices(alertId: string): Promise<readonly FamilyNotice[]>;
  /** Newest first, released ones. */
  releasedNotices(residentId: string): Promise<readonly FamilyNotice[]>;
  /** A sentence that a person wrote; released at once, or a draft. */
  write(alert: Alert, text: string, by: Writer, isReleased: boolean): Promise<FamilyNotice>;
  /** `false`: there is no such draft. */
  release(alertId: string, noticeId: string, by: Writer): Promise<boolean>;
  /** Oldest first. */
  calls(alertId: string): Promise<readonly TriedCall[]>;
  openCalls(facilityId: string): Promise<readonly TriedCall[]>;
  /** `false`: there is no such call of the alert, or somebody was reached before. */
  tried(alertId: string, callId: string, result: ContactCallTry["result"], by: Writer): Promise<boolean>;
}
export type Writer = Pick<PersonRef, "name" | "role">;
