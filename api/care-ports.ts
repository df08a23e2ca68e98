import type { RecordEnd, RecordEntry } from "../domain/resident-record.ts";
import type { RoundResult } from "../domain/round-result.ts";

/** Records of what nurses and physicians write about residents. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface CareRecords {
  addRecordEntry(input: Omit<RecordEntry, "id" | "ended">): Promise<RecordEntry>;
  /** `false`: the resident has no such entry that still holds. */
  endRecordEntry(input: { residentId: string; entryId: string; end: RecordEnd }): Promise<boolean>;
  addRoundResult(input: Omit<RoundResult, "id">): Promise<RoundResult>;
  /** Newest first, at most 500. `residentId` null: of everybody in the facilities. */
  roundResults(input: { facilityIds: readonly string[]; residentId: string | null; fromMs: number }): Promise<readonly RoundResult[]>;
}
