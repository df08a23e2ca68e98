import type { Alert, TimelineEntry } from "../domain/alert.ts";
import type { ReferralClosure } from "../domain/clinic-console.ts";

interface Found {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
}
/** What the console of a clinic asks of the records. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface ClinicRecords {
  /** Alerts of which the clinic was told in [fromMs, toMs), with their timelines; oldest first. `facilityIds` null: of all. */
  clinicAlerts(input: { clinicId: string; facilityIds: readonly string[] | null; fromMs: number; toMs: number }): Promise<readonly Found[]>;
  /** Alerts with an ambulance or an admission since `fromMs`, by this clinic. */
  referredAlerts(input: { clinicId: string; fromMs: number }): Promise<readonly Found[]>;
  referralClosures(alertIds: readonly string[]): Promise<readonly ReferralClosure[]>;
  /** `false`: somebody closed it before. */
  closeReferral(closure: ReferralClosure): Promise<boolean>;
}
