import type { AlertClass, AlertKind, AlertState, Outcome, Severity, TimelineEntry, Track } from "../../domain/alert.ts";
import type { Annunciator, AnnunciatorSettings } from "../../domain/annunciator.ts";
import type { AuditEntry } from "../../domain/audit.ts";
import type { CareSettingKind } from "../../domain/care-settings.ts";
import type { ChannelTables } from "./channel-tables.ts";
import type { ContractTables } from "./contract-tables.ts";
import type { ContentTables } from "./contents.ts";
import type { FloorPlanTables } from "./floor-plans.ts";
import type { FhirCredentialRow } from "./fhir-credentials.ts";
import type { PlaceTables } from "./place-tables.ts";
import type { HandsetTables } from "./handsets.ts";
import type { ManageTables } from "./manage.ts";
import type { SetupTables } from "./setup.ts";
import type { SoftSignTables } from "./soft-signs.ts";
import type { PhotoTables } from "./resident-photos.ts";
import type { AlertEventType, DeliveryChannel, DeliveryState } from "../../domain/delivery.ts";
import type { DeviceKind, Dialect } from "../../domain/device-kinds.ts";
import type { CareLevel, Contact } from "../../domain/directory.ts";
import type { Drill, DrillPlan, DrillSettings } from "../../domain/drill.ts";
import type { PolicyVersion } from "../../domain/escalation.ts";
import type { FamilyInvite } from "../../domain/family-consent.ts";
import type { ContactCall, ContactCallTry, FamilyNotice } from "../../domain/family-notice.ts";
import type { ReferralOutcome } from "../../domain/clinic-console.ts";
import type { FamilyScope, Role } from "../../domain/people.ts";
import type { RecordEntry } from "../../domain/resident-record.ts";
import type { RoundResult } from "../../domain/round-result.ts";
import type { RotaOverride, RotaShift } from "../../domain/rota.ts";
import type { QuarantineReason, SecurityEntry } from "../../domain/publish.ts";
import type { WallPairing, WallScreen } from "../../domain/wall-screen.ts";

/** A boolean: 0 or 1. Times end in `Ms` and are milliseconds since the epoch; `Json` columns hold JSON text. */
export type Flag = number;

/** Columns are snake_case in the database (`CamelCasePlugin`). */
export interface Tables
  extends
    ChannelTables,
    ContractTables,
    PhotoTables,
    HandsetTables,
    FloorPlanTables,
    ContentTables,
    PlaceTables,
    SetupTables,
    SoftSignTables,
    ManageTables {
  facilities: {
    id: string;
    name: string;
    staffed: Flag;
    addedAtMs: number | null;
    address: string | null;
    callbackPhone: string | null;
    familyAfterMs: number | null;
  };
  residents: { id: string; facilityId: string; name: string; placeId: string; level: CareLevel; birthYear: number | null };
  devices: { id: string; facilityId: string; kind: DeviceKind; gatewayId: string | null; address: string | null };
  gateways: { id: string; facilityId: string; dialect: Dialect; placeId: string | null };
  assignments: { id: string; deviceId: string; residentId: string | null; placeId: string | null; fromMs: number; toMs: number | null };
  credentials: {
    id: string;
    facilityId: string;
    type: "device" | "gateway";
    dialect: Dialect | null;
    secretHash: Uint8Array;
    revoked: Flag;
  };
  clinics: { id: string; name: string; webhookUrl: string; webhookSecret: string; loopbackAllowed: Flag };
  contacts: { id: string; facilityId: string; residentId: string | null; role: Contact["role"]; name: string; phone: string };
  /** Only added: the newest that has begun holds. */
  careSettings: {
    id: string;
    residentId: string;
    kind: CareSettingKind;
    about: string;
    value: number;
    detailJson: string | null;
    fromMs: number;
    reviewMs: number | null;
    byUserId: string;
    byName: string;
    byRole: Role;
  };
  /** Only added: of each rule the newest that has begun holds. */
  ruleChanges: {
    id: string;
    facilityId: string;
    ruleId: string;
    parametersJson: string;
    fromMs: number;
    reason: string;
    byUserId: string;
    byName: string;
    byRole: Role;
    backtestId: string | null;
  };
  backtests: { id: string; facilityId: string; atMs: number; resultJson: string };
  loadSettings: { facilityId: string; carers: number | null; pagesGood: number; pagesBad: number };
  /** Only ended. */
  recordEntries: Omit<RecordEntry, "detail" | "ended"> & { detailJson: string | null; endedJson: string | null };
  /** Only added. */
  roundResults: RoundResult;
  /** Only added: the newest that has begun holds. */
  escalationPolicies: Omit<PolicyVersion, "policy"> & { policyJson: string };
  rotaShifts: Omit<RotaShift, "window"> & { windowJson: string };
  rotaOverrides: RotaOverride;
  /** `settingsJson`: `AnnunciatorSettings`. */
  annunciators: Omit<Annunciator, keyof AnnunciatorSettings> & { settingsJson: string };
  /** `settingsJson`: `DrillSettings`. */
  drillPlans: Omit<DrillPlan, keyof DrillSettings> & { settingsJson: string };
  drills: Omit<Drill, "hops"> & { hopsJson: string };
  users: {
    id: string;
    username: string;
    name: string;
    role: Role;
    facilityId: string | null;
    clinicId: string | null;
    disabled: Flag;
    passwordHash: string;
  };
  /** Only ended. `givenJson`, `endedJson`: `ConsentAct`. */
  familyConsents: {
    id: string;
    userId: string;
    residentId: string;
    scope: FamilyScope;
    givenAtMs: number;
    givenJson: string;
    reviewMs: number | null;
    endedAtMs: number | null;
    endedJson: string | null;
  };
  familyInvites: FamilyInvite;
  sessions: { id: string; userId: string | null; data: string; expiresAtMs: number };
  quarantine: {
    id: string;
    facilityId: string;
    principalId: string;
    topic: string;
    reason: QuarantineReason;
    detail: string;
    payload: Uint8Array;
    receivedAtMs: number;
  };
  security: {
    id: string;
    atMs: number;
    principalId: string | null;
    address: string;
    action: SecurityEntry["action"];
    topic: string | null;
    detail: string;
  };
  wallScreens: Omit<WallScreen, "floors" | "hasNames"> & { floorsJson: string; hasNames: number; tokenHash: string };
  wallPairings: WallPairing;
  fhirCredentials: FhirCredentialRow;
  /** Only added to: triggers refuse the rest (docs/audit.md). */
  audit: AuditEntry;
  alerts: AlertRow;
  /** What the routing decided when it decided anew; `decisionJson`: `RouteDecision` without its time. */
  alertRoutes: { alertId: string; version: number; atMs: number; decisionJson: string };
  /** Sentences for the family of a resident, about one alert. */
  familyNotices: Omit<FamilyNotice, "text"> & { zh: string; en: string };
  /** Somebody whom staff must ring about one alert, and what became of it. */
  contactCalls: ContactCall;
  /** Only added. */
  contactCallTries: ContactCallTry & { id: string; callId: string };
  evidence: { alertId: string; identity: string; atMs: number; deviceId: string | null; sign: string | null; value: number | null };
  /** In the order of (version, position): the change of the alert that wrote it, and its place there. */
  /** An ambulance or an admission of the alert that came to its end; `referredAtMs`: when it was said. */
  referralClosures: {
    alertId: string;
    referredAtMs: number;
    closedAtMs: number;
    outcome: ReferralOutcome;
    note: string;
    byUserId: string;
    byName: string;
    byRole: Role;
  };
  timeline: {
    alertId: string;
    version: number;
    position: number;
    atMs: number;
    code: TimelineEntry["code"];
    track: Track | null;
    who: string | null;
    detail: string | null;
  };
  /** The outbox. `settledAtMs`: accepted or given up; until then the sending loop of `claimedBy` has it (one process: of that one). */
  deliveries: {
    id: string;
    alertId: string;
    facilityId: string;
    track: Track;
    channel: DeliveryChannel;
    channelId: string | null;
    recipientId: string;
    afterId: string | null;
    waitMs: number;
    eventType: AlertEventType;
    step: number;
    urgent: Flag;
    body: string;
    createdAtMs: number;
    settledAtMs: number | null;
    claimedBy: string | null;
    claimedUntilMs: number | null;
  };
  deliveryAttempts: {
    id: string;
    deliveryId: string;
    alertId: string;
    channel: DeliveryChannel;
    channelId: string | null;
    recipientId: string;
    attempt: number;
    atMs: number;
    state: DeliveryState;
    why: string | null;
    nextAtMs: number | null;
  };
  /** Over when `endedMs` is set or `untilMs` is past. */
  silences: {
    id: string;
    facilityId: string;
    residentId: string;
    rule: string;
    deviceId: string | null;
    reason: string;
    byJson: string;
    fromMs: number;
    untilMs: number;
    endedMs: number | null;
    endedByJson: string | null;
  };
  ruleStates: { key: string; state: string };
  /** Positions in the journal, by what has come that far. */
  cursors: { name: string; journalRow: number; journalIndex: number };
}
export interface AlertRow {
  id: string;
  facilityId: string;
  subjectId: string;
  residentId: string | null;
  placeId: string | null;
  deviceId: string | null;
  rule: string;
  kind: AlertKind;
  class: AlertClass;
  severity: Severity;
  state: AlertState;
  latched: Flag;
  conditionActive: Flag;
  late: Flag;
  sign: string | null;
  value: number | null;
  observedAtMs: number;
  raisedAtMs: number;
  resolvedAtMs: number | null;
  outcome: Outcome | null;
  prompt120: Flag;
  onSiteJson: string;
  medicalJson: string;
  evidenceCount: number;
  holdJson: string | null;
  version: number;
}
/** Tables of the local snapshot: a change of one is told to `onChange`. */
export type SnapshotTable =
  | "facilities"
  | "places"
  | "residents"
  | "devices"
  | "gateways"
  | "assignments"
  | "clinics"
  | "contracts"
  | "contacts"
  | "channels"
  | "credentials"
  | "careSettings"
  | "fences"
  | "recordEntries"
  | "ruleChanges"
  | "escalationPolicies"
  | "rotaShifts"
  | "rotaOverrides"
  | "annunciators"
  | "drillPlans";
