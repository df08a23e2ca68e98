import type { Receipts } from "./receipt-port.ts";
import type { Alert, TimelineEntry } from "../domain/alert.ts";
import type { OrderSetView } from "../domain/care-plan.ts";
import type { CareSetting } from "../domain/care-settings.ts";
import type { CareRecords } from "./care-ports.ts";
import type { CoverageItem } from "../domain/coverage.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import type { DeviceKind, Dialect } from "../domain/device-kinds.ts";
import type { Assignment, CareLevel, Clinic, Contact, Device, Facility, FacilityDetail, Gateway, Resident } from "../domain/directory.ts";
import type { Tile } from "../domain/live-events.ts";
import type { SignBaseline } from "../domain/baseline-view.ts";
import type { News2Readings } from "../domain/news2-set.ts";
import type { ObservationView } from "../domain/observation.ts";
import type { QuarantineEntry } from "../domain/publish.ts";
import type { LevelChange } from "../domain/rule-change.ts";
import type { LimitView, Resolution, SeriesPoint } from "../domain/series.ts";
import type { SoftSignsNote } from "../domain/soft-signs.ts";
import type { SignKey } from "../domain/signs.ts";
import type { Clock } from "../domain/time.ts";
import type { ClinicRecords } from "./clinic-ports.ts";
import type { AlertDesk, AlertHolds } from "./desk-ports.ts";
import type { LocalDirectory } from "./local-directory.ts";
import type { ContractRecords, ContractSituation } from "./contract-ports.ts";
import type { AuditHeads, AuditRecords, CustodyRecords } from "./audit-ports.ts";
import type { DrillPort } from "./drill-ports.ts";
import type { AnnunciatorPort } from "./annunciator-ports.ts";
import type { FhirRecords } from "./fhir-ports.ts";
import type { SetupRecords, SetupSimulator } from "./setup-ports.ts";
import type { MqttAddress } from "../domain/setup.ts";
import type { FloorPlanRecords } from "./floor-plan-ports.ts";
import type { PlaceRecords } from "./place-ports.ts";
import type { HandsetRecords } from "./handset-ports.ts";
import type { WallScreenRecords } from "./wall-screen-ports.ts";
import type { Governor } from "./governor-ports.ts";
import type { LastSeen } from "./last-seen.ts";
import type { ManageRecords } from "./manage-ports.ts";
import type { Registry } from "prom-client";
import type { Channels } from "./channel-ports.ts";
import type { Escalations } from "./escalation-ports.ts";
import type { SignOfLife } from "../domain/family-state.ts";
import type { FamilyAccessRecords } from "./family-access-ports.ts";
import type { FamilyDesk } from "./family-ports.ts";
import type { PhotoRecords } from "./photo-ports.ts";
import type { UserRecords } from "./user-ports.ts";

/** A page of a list; `next` goes into `?cursor=` of the next request, `null` at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
export interface NewCredential {
  readonly id: string;
  /** Shown once. */
  readonly password: string;
}
/** The records of the home. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface Records
  extends
    UserRecords,
    CareRecords,
    PhotoRecords,
    AuditRecords,
    ContractRecords,
    ClinicRecords,
    CustodyRecords,
    FhirRecords,
    FamilyAccessRecords,
    HandsetRecords,
    PlaceRecords,
    FloorPlanRecords,
    SetupRecords,
    WallScreenRecords,
    ManageRecords {
  facilities(): Promise<readonly Facility[]>;
  addFacility(input: Omit<Facility, "id">): Promise<Facility>;
  /** @throws {AnhuError} `NOT_FOUND` */
  setFacilityDetail(input: FacilityDetail & { readonly facilityId: string }): Promise<void>;
  residents(input: { facilityId: string; query: string | null; cursor: string | null; limit: number }): Promise<Page<Resident>>;
  resident(residentId: string): Promise<Resident | undefined>;
  addResident(input: { facilityId: string; name: string; placeId: string; level: CareLevel; birthYear: number | null }): Promise<Resident>;
  devices(facilityId: string): Promise<readonly (Device & { readonly assignment: Assignment | null; readonly revoked: boolean })[]>;
  /** `secretHash` null: a device behind a gateway, without a credential of its own. */
  addDevice(input: {
    facilityId: string;
    kind: DeviceKind;
    gatewayId: string | null;
    address: string | null;
    secretHash: Uint8Array | null;
    residentId: string | null;
    placeId: string | null;
    /** The maker's number on its label. @throws {AnhuError} `CONFLICT` another device of the facility has it: nothing is added */
    serial?: string | null;
    atMs: number;
  }): Promise<Device>;
  gateways(facilityId: string): Promise<readonly (Gateway & { readonly revoked: boolean })[]>;
  addGateway(input: { facilityId: string; dialect: Dialect; secretHash: Uint8Array; placeId: string | null }): Promise<Gateway>;
  /** Ends the running assignment at `atMs` and starts a new one (neither resident nor place: the device rests in the cupboard). @throws {AnhuError} `CONFLICT` it is out of use */
  assignDevice(input: { deviceId: string; residentId: string | null; placeId: string | null; atMs: number }): Promise<Assignment>;
  revokeCredential(deviceOrGatewayId: string): Promise<void>;
  clinics(): Promise<readonly Clinic[]>;
  addClinic(input: { name: string; webhookUrl: string; webhookSecret: string; loopbackAllowed: boolean }): Promise<Clinic>;
  contacts(facilityId: string): Promise<readonly Contact[]>;
  addContact(input: Omit<Contact, "id">): Promise<Contact>;
  /** Only added: the newest that has begun holds. */
  /** All of them or none, in the order of the list. */
  addCareSettings(inputs: readonly Omit<CareSetting, "id">[]): Promise<readonly CareSetting[]>;
  /** What carers said of a resident; only added. The same `id` again is the same note. */
  addSoftSigns(input: SoftSignsNote): Promise<SoftSignsNote>;
  /** When a note that is kept was heard of first. */
  softSignsHeardAt(noteId: string): Promise<number | undefined>;
  /** Newest first, at most 200. */
  softSigns(input: { residentId: string; fromMs: number; toMs: number }): Promise<readonly SoftSignsNote[]>;
  quarantine(input: {
    facilityId: string | null;
    cursor: string | null;
    limit: number;
  }): Promise<Page<QuarantineEntry & { readonly id: string }>>;
  removeQuarantine(ids: readonly string[]): Promise<void>;
  alerts(input: {
    facilityIds: readonly string[] | null;
    residentId: string | null;
    openOnly: boolean;
    cursor: string | null;
    limit: number;
  }): Promise<Page<Alert>>;
  alert(alertId: string): Promise<{ readonly alert: Alert; readonly timeline: readonly TimelineEntry[] } | undefined>;
  deliveryAttempts(alertId: string): Promise<readonly DeliveryAttempt[]>;
}
/** Time series. Every method may throw `HISTORIAN_UNAVAILABLE`. */
export interface HistorianQueries {
  /** min / max / mean per bucket over the devices' periods; at most `points` (≤ 2,000) buckets, and what they are made of. */
  series(input: {
    periods: readonly DevicePeriod[];
    sign: SignKey;
    fromMs: number;
    toMs: number;
    points: number;
  }): Promise<{ resolution: Resolution; bucketMs: number; points: readonly SeriesPoint[] }>;
  observations(input: {
    periods: readonly DevicePeriod[];
    sign: SignKey;
    fromMs: number;
    toMs: number;
    limit: number;
    afterMs: number | null;
  }): Promise<readonly Omit<ObservationView, "unit">[]>;
}
/** A device while a resident held it. */
export interface DevicePeriod {
  readonly deviceId: string;
  readonly fromMs: number;
  readonly toMs: number | null;
}
export type { AlertDesk, AlertHolds } from "./desk-ports.ts";
export type { LocalDirectory } from "./local-directory.ts";
/** How a device is, as it said last; `null` where it never said so. */
export interface DeviceHealth {
  readonly isOnline: boolean | null;
  readonly lastReceivedAtMs: number | null;
  /** Percent. */
  readonly battery: number | null;
  readonly isWorn: boolean | null;
  readonly isCharging: boolean | null;
  /** Percent. */
  readonly signal: number | null;
  /** When it said its battery last. */
  readonly batteryAtMs: number | null;
}
/** The live picture of the home, in memory. */
export interface LiveView {
  tiles(facilityId: string): readonly Tile[];
  tile(residentId: string): Tile | undefined;
  /** Signs of life that only this resident can have given, the newest of each kind. */
  signsOfLife(residentId: string): readonly SignOfLife[];
  /** Where devices that the resident holds say that they are. */
  lastSeen(residentId: string): LastSeen;
  /** `undefined`: a device that nothing is known of. */
  health(deviceId: string): DeviceHealth | undefined;
  /** Tiles that changed since the last call, per facility; called once a second. */
  takeChanged(): ReadonlyMap<string, readonly Tile[]>;
}
/** Periods in which the resident held devices that measure this sign. */
export interface Holdings {
  periods(residentId: string, sign: SignKey): readonly DevicePeriod[];
}
/** Readiness of one part; `detail` for an engineer. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}
/** What a person measured and typed, in the units of `SIGNS`; states by their index. */
export interface TypedEntry {
  readonly residentId: string;
  readonly facilityId: string;
  /** When it was measured. */
  readonly atMs: number;
  readonly values: Readonly<Partial<Record<SignKey, number>>>;
}
/** What was changed in the records; the local directory and whoever depends on it follow. */
export type ChangedRecords =
  | "facilities"
  | "places"
  | "residents"
  | "devices"
  | "clinics"
  | "contracts"
  | "contacts"
  | "channels"
  | "users"
  | "careSettings"
  | "fences"
  | "recordEntries";
/** What a physician is about to sign for one resident. `ended`: the rule whose limit is taken back. */
export interface SignedLimits {
  readonly limits: readonly { readonly rule: string; readonly levels: readonly LevelChange[] }[];
  readonly spo2Scale?: 1 | 2;
  readonly ended?: string;
}
/** The rules' word on what may be signed. */
export interface LimitRules {
  /**
   * @throws {AnhuError} `BAD_INPUT`: implausible, out of order, or in contradiction to what else was signed; `NOT_FOUND`: no such rule;
   * `CONFLICT`: no limit to end
   */
  check(residentId: string, signed: SignedLimits): void;
  /** @throws {AnhuError} `BAD_INPUT`: not all of them are rules about numbers */
  checkPages(rules: readonly string[]): void;
  readonly orderSets: readonly OrderSetView[];
}
/** Everything that the API needs from the rest of the platform. */
export interface ApiPorts {
  /** The server's time: simulated when the server runs on a simulated clock. */
  readonly clock: Clock;
  readonly records: Records;
  readonly historian: HistorianQueries;
  readonly annunciators: AnnunciatorPort;
  readonly drills: DrillPort;
  readonly desk: AlertDesk & AlertHolds;
  /** Calls the listener when a silence of a facility began or ended; the returned function ends that. */
  onSilences(listener: (facilityId: string) => void): () => void;
  readonly live: LiveView;
  readonly holdings: Holdings;
  /** The newest readings that may enter a NEWS2, as the rules see them. */
  news2(residentId: string): News2Readings;
  /** What the rules learned to be usual for a resident; signs of which nothing was heard are missing. */
  baseline(residentId: string): readonly SignBaseline[];
  /** For each emergency: would it be noticed right now. */
  coverage(residentId: string): readonly CoverageItem[];
  /** Limits of vital signs as they hold for the resident at `atMs`, mildest first within a rule. */
  limits(residentId: string, atMs: number): readonly LimitView[];
  readonly limitRules: LimitRules;
  readonly directory: LocalDirectory;
  readonly receipts: Receipts;
  readonly metrics: Registry;
  /** Who is told when, and who is on duty. */
  readonly escalation: Escalations;
  /** What families are told, and whom staff ring. */
  readonly family: FamilyDesk;
  /** Ways to reach somebody outside the screens. */
  readonly channels: Channels;
  /** What is missing or runs out among the contracts. */
  readonly contracts: ContractSituation;
  /** Where the audit chain ends, signed. */
  readonly auditHeads: AuditHeads;
  /** Alarm load, rules and back-tests. */
  readonly governor: Governor;
  /** A simulated device for the set-up. */
  readonly simulator: SetupSimulator;
  /** Where devices connect. */
  mqttAddress(): MqttAddress;
  checks(): Promise<readonly Check[]> | readonly Check[];
  /** Resolves when the local directory shows the change: a device that was just added can then sign in. */
  changed(what: ChangedRecords): Promise<void>;
  /** A device was given to a resident or place, or taken back: to be journalled. Called after the records were written. */
  assigned(assignment: Pick<Assignment, "deviceId" | "residentId" | "placeId" | "fromMs">): Promise<void>;
  /** Journalled like a message of a device; resolves with the device that it stands under. @throws {AnhuError} `JOURNAL_UNAVAILABLE` */
  enter(entry: TypedEntry): Promise<{ readonly deviceId: string }>;
  /** A credential was revoked: its live connection must end. */
  revoked(deviceOrGatewayId: string): Promise<void>;
  /** Decodes quarantined publishes again; what can be read now leaves the quarantine. */
  replayQuarantine(ids: readonly string[]): Promise<{ readonly replayed: number; readonly kept: number }>;
  /** Calls the listener after every change of an alert; the returned function ends that. */
  onAlertChange(listener: (change: { readonly alert: Alert; readonly timeline: readonly TimelineEntry[] }) => void): () => void;
}
