import type { Alert, Outcome, PersonRef, TimelineEntry, Track } from "../../domain/alert.ts";
import type { Delivery, DeliveryAttempt } from "../../domain/delivery.ts";
import type { NewDisposition } from "../../domain/disposition.ts";
import type { Silence } from "../../domain/hold.ts";
import type { Clock } from "../../domain/time.ts";
import type { AlertLinks } from "../notify/body.ts";
import type { AlertStore, CareDirectory, Screens, SilenceStore } from "../ports.ts";
import type { Signal } from "../signal.ts";
import type { NewSilence } from "./silences.ts";

export interface DeskOptions {
  readonly store: AlertStore;
  readonly care: CareDirectory;
  readonly screens: Screens;
  readonly clock: Clock;
  /** For one push of the alert to one clinic. */
  readonly links: (alertId: string, clinicId: string, deliveryId: string) => AlertLinks;
  /** The alert for people of the home, or of a clinic, who sign in. */
  readonly page: (alertId: string, of: "home" | "clinic") => string;
  /** Sends without a row: the records did not confirm in time. */
  readonly fallbackSend: (deliveries: readonly Delivery[]) => void;
  /** A person took a track, or (`null`) closed the alert: the sending loops stop repeating it. */
  readonly stopSending: (alertId: string, track: Track | null) => void;
  /** Told once per id under which the rules may know the closed alert. */
  readonly journalResolved: (alertId: string) => void;
  readonly onChange: (alert: Alert, timeline: readonly TimelineEntry[]) => void;
  /** Where silences are kept; in memory alone unless told. */
  readonly silences?: SilenceStore;
  /** A silence of the facility began or ended. */
  readonly onSilences?: (facilityId: string) => void;
  /** Pause between attempts to write while the records fail, ms; 1,000 unless told. */
  readonly retryMs?: number;
}
type View = { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] };

/** Where alerts live: signals and people come in, transactions, screens and deliveries go out. Satisfies `AlertDesk` of api/ports.ts. */
export interface Desk {
  signal(signal: Signal): void;
  /** Loads what the records know and takes every step that is owed. @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  start(): Promise<void>;
  /** Takes the steps that are due now; called by the desk's own timer after `start`. */
  tick(): void;
  /** An attempt of a sending loop, for the timeline. */
  attempted(attempt: DeliveryAttempt): void;
  open(facilityId: string): readonly View[];
  find(alertId: string): View | undefined;
  acknowledge(alertId: string, track: Track, by: PersonRef): Promise<void>;
  arrive(alertId: string, by: PersonRef, options: { notUrgent: boolean; byRoomCode?: boolean }): Promise<void>;
  /** 我走不开转同事: waits again, and its next step is due at once. */
  handOver(alertId: string, by: PersonRef, to: string | null): Promise<void>;
  needDoctor(alertId: string, by: PersonRef): Promise<void>;
  resolve(alertId: string, by: PersonRef, input: { outcome: Outcome; reason: string | null }): Promise<void>;
  /** What a doctor decides, as `dispose` of life/disposition.ts says. */
  dispose(alertId: string, by: PersonRef, input: NewDisposition): Promise<void>;
  /** Somebody whom a clinic sent stands at the bed. */
  visitArrived(alertId: string, by: PersonRef, pressedAt?: number): Promise<void>;
  /** Lines that a person or the family's telling adds to the timeline; also after the end. @throws {AnhuError} `NOT_FOUND` */
  note(alertId: string, lines: readonly TimelineEntry[]): Promise<void>;
  /** Puts off the re-pages on site, as `snooze` of snooze.ts says. */
  snooze(alertId: string, by: PersonRef, input: { minutes: number; reason: string }): Promise<void>;
  /** Ends a snooze; whoever has not come is told again at once. */
  unsnooze(alertId: string, by: PersonRef, pressedAt?: number): Promise<void>;
  /** @throws {AnhuError} as `Silences.add` says */
  silence(input: NewSilence, by: PersonRef): Promise<Silence>;
  /** What it held is told at once. @throws {AnhuError} `NOT_FOUND`, `CONFLICT`, `RECORDS_UNAVAILABLE` */
  endSilence(silenceId: string, by: PersonRef): Promise<void>;
  silencesOf(facilityId: string): readonly Silence[];
  findSilence(silenceId: string): Silence | undefined;
  /** Changes that the records have not confirmed. */
  waiting(): number;
  /** Resolves when every change is written, or after `timeoutMs`. */
  drain(timeoutMs: number): Promise<void>;
  close(): void;
}
