import type { Alert, OUTCOMES, PersonRef, TimelineEntry, Track } from "../domain/alert.ts";
import type { NewDisposition } from "../domain/disposition.ts";
import type { Silence } from "../domain/hold.ts";

/** People acting on alerts. All throw `NOT_FOUND`, `ALERT_CLOSED` or `CONFLICT` (somebody was first: the message says in which role). */
export interface AlertDesk {
  open(facilityId: string): readonly { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] }[];
  find(alertId: string): { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] } | undefined;
  /** Acknowledging the on-site track means 我去: "I am on the way". */
  acknowledge(alertId: string, track: Track, by: PersonRef): Promise<void>;
  /** Ends the on-site track. `notUrgent`: 非紧急, the clinic is then not told (practice §5.5). */
  arrive(alertId: string, by: PersonRef, options: { notUrgent: boolean; byRoomCode?: boolean }): Promise<void>;
  /** 我走不开转同事: waits again, and its next step is due at once. */
  handOver(alertId: string, by: PersonRef, to: string | null): Promise<void>;
  /** @throws {AnhuError} `CONFLICT` another was first, `REASON_REQUIRED`, `BAD_INPUT` what the type of disposition needs is missing */
  dispose(alertId: string, by: PersonRef, input: NewDisposition): Promise<void>;
  /** Whom a clinic sent stands at the bed. @throws {AnhuError} `BAD_INPUT` nobody was to come, `PRESSED_TOO_LONG_AGO` */
  visitArrived(alertId: string, by: PersonRef, pressedAt?: number): Promise<void>;
  /** 需要医生: tells the clinic at once. */
  needDoctor(alertId: string, by: PersonRef): Promise<void>;
  /** Lines that are no step: also after the end. */
  note(alertId: string, lines: readonly TimelineEntry[]): Promise<void>;
  /** `reason` is required (`REASON_REQUIRED`) while the condition still holds. */
  resolve(alertId: string, by: PersonRef, input: { outcome: (typeof OUTCOMES)[number]; reason: string | null }): Promise<void>;
}
/** Putting off and muting (docs/alerts.md). */
export interface AlertHolds {
  /** @throws {AnhuError} `MUST_PAGE`, `BAD_INPUT` (too long), `CONFLICT`, `ALERT_CLOSED`, `NOT_FOUND` */
  snooze(alertId: string, by: PersonRef, input: { minutes: number; reason: string }): Promise<void>;
  /** Ends a snooze early: told again at once. @throws {AnhuError} `PRESSED_TOO_LONG_AGO` somebody put it off since */
  unsnooze(alertId: string, by: PersonRef, pressedAt?: number): Promise<void>;
  /** @throws {AnhuError} `MUST_PAGE`, `BAD_INPUT` (too long), `CONFLICT` (silenced already), `NOT_FOUND` (no such rule), `RECORDS_UNAVAILABLE` */
  silence(
    input: { facilityId: string; residentId: string; rule: string; deviceId: string | null; minutes: number; reason: string },
    by: PersonRef,
  ): Promise<Silence>;
  /** What it held and still holds is told at once. @throws {AnhuError} `NOT_FOUND`, `CONFLICT`, `RECORDS_UNAVAILABLE` */
  endSilence(silenceId: string, by: PersonRef): Promise<void>;
  silencesOf(facilityId: string): readonly Silence[];
  findSilence(silenceId: string): Silence | undefined;
}
