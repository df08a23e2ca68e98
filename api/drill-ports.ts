import type { Drill, DrillSettings } from "../domain/drill.ts";

/** What holds for one clinic under contract. */
export interface DrillPlanNow extends DrillSettings {
  readonly facilityId: string;
  readonly clinicId: string;
  /** Nobody laid anything down for it. */
  readonly byDefault: boolean;
  /** Not before; `null`: switched off. */
  readonly nextAtMs: number | null;
}
/** Drills of clinics. */
export interface DrillPort {
  /** One for each clinic under a contract that holds, and for each that something was laid down for. */
  plans(facilityId: string): readonly DrillPlanNow[];
  /** @throws {AnhuError} `NOT_FOUND`: no contract joins the two; `RECORDS_UNAVAILABLE` */
  setPlan(facilityId: string, clinicId: string, settings: DrillSettings): Promise<void>;
  /**
   * Starts one now. @throws {AnhuError} `NOT_FOUND`: no contract joins the two; `CONFLICT`: one is running, or a critical alert is open there;
   * `RECORDS_UNAVAILABLE`
   */
  start(facilityId: string, clinicId: string, byUserId: string | null): Promise<Drill>;
  /** Newest first, at most 200. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  list(facilityId: string, fromMs: number, toMs: number): Promise<readonly Drill[]>;
}
