import type { Alert, PersonRef, TimelineEntry } from "../domain/alert.ts";
import type { Channel, ChannelType } from "../domain/channel.ts";
import type { CareSetting } from "../domain/care-settings.ts";
import type { Clinic, Contact, Facility, Place, Resident } from "../domain/directory.ts";
import type { Contract } from "../domain/contract.ts";
import type { Silence } from "../domain/hold.ts";
import type { Delivery, DeliveryAttempt } from "../domain/delivery.ts";
import type { SendClaim } from "../domain/send-claim.ts";
import type { PolicyVersion } from "../domain/escalation.ts";
import type { Staff } from "../domain/people.ts";
import type { RuleChange } from "../domain/rule-change.ts";
import type { Fence } from "../domain/fence.ts";
import type { Cursor } from "../domain/publish.ts";
import type { Rota, ScreenRole } from "../domain/rota.ts";
import type { RouteDecision } from "../domain/tell-reason.ts";

/** One change of one alert, written in one transaction together with what it makes others know. */
export interface AlertChange {
  readonly alert: Alert;
  /** `true`: insert-or-ignore (also against resolved alerts); `false`: update where version = alert.version - 1. */
  readonly isNew: boolean;
  /** Observations that belong to it; insert-or-ignore by (alertId, identity). */
  readonly evidence: readonly Evidence[];
  readonly timeline: readonly TimelineEntry[];
  /** Outbox: written with the alert and handed to the sending loop after the commit, only if the alert was inserted or updated. */
  readonly deliveries: readonly Delivery[];
  /** What became of telling the screens, which happens before the transaction. */
  readonly attempts?: readonly DeliveryAttempt[];
  /** Whose it is to send them; without it the records'. */
  readonly claim?: SendClaim;
  /** What the routing decided, when it is another decision than the last one. */
  readonly routed?: RouteDecision;
}
export interface Evidence {
  readonly identity: string;
  readonly atMs: number;
  readonly deviceId: string | null;
  readonly sign: string | null;
  readonly value: number | null;
}
/** What the life cycle has in memory for an alert. */
export interface OpenAlert {
  readonly alert: Alert;
  readonly timeline: readonly TimelineEntry[];
  readonly evidenceIdentities: readonly string[];
}
export interface AlertStore {
  /** All alerts not resolved, and those resolved since `sinceMs`. */
  load(sinceMs: number): Promise<readonly OpenAlert[]>;
  /** As it is now: another process may have changed it. */
  find(alertId: string): Promise<OpenAlert | undefined>;
  /**
   * One transaction. `written: false`: the alert existed already (insert) or somebody was first (update); nothing was sent.
   * After it the deliveries are sent, unless the change's claim was taken for the memory meanwhile.
   * @throws {AnhuError} `RECORDS_UNAVAILABLE` (retryable) when the transaction failed
   */
  save(change: AlertChange): Promise<{ readonly written: boolean }>;
  attempts(alertId: string): Promise<readonly DeliveryAttempt[]>;
}
/** Planned silences, with who laid them down and who ended them. Every method may throw `RECORDS_UNAVAILABLE`. */
export interface SilenceStore {
  /** Neither ended nor over at `nowMs`. */
  running(nowMs: number): Promise<readonly Silence[]>;
  add(silence: Silence): Promise<void>;
  /** `false`: it was ended before. */
  end(silenceId: string, endedMs: number, by: PersonRef): Promise<boolean>;
}
/** Evaluated cursor and rule states, stored together in one transaction. */
export interface EvaluationStore {
  load(): Promise<{ readonly cursor: Cursor; readonly states: ReadonlyMap<string, string> }>;
  save(cursor: Cursor, changed: ReadonlyMap<string, string | null>): Promise<void>;
}
/** The sending loop's ledger: a row per attempt. */
export interface DeliveryLedger {
  /** Deliveries of open alerts (and their ends) neither accepted, answered nor given up, for the start after a crash. */
  pending(nowMs: number): readonly Delivery[];
  /** `isLast`: given up with this attempt. */
  record(attempt: DeliveryAttempt, isLast?: boolean): void;
}
/** From the local snapshot. */
export interface CareDirectory {
  /** Another number after every change of anything in it. */
  readonly revision: number;
  facility(facilityId: string): Facility | undefined;
  resident(residentId: string): Resident | undefined;
  place(placeId: string): Place | undefined;
  /** Who lives in a room. */
  residentsOf(placeId: string): readonly Resident[];
  /** Room name of a resident or place. */
  roomName(residentId: string | null, placeId: string | null): string | null;
  contracts(facilityId: string): readonly Contract[];
  clinic(clinicId: string): Clinic | undefined;
  /** Channels of a clinic, facility or user, beside a clinic's own webhook, in the order in which they are tried; disabled ones too. */
  channels(ownerId: string): readonly Channel[];
  contacts(facilityId: string, residentId: string | null): readonly Contact[];
  /** The place where the beacon of that number hangs. */
  placeOfBeacon(facilityId: string, beacon: number): Place | undefined;
  /** All geofences of the facility, ended ones too. */
  fences(facilityId: string): readonly Fence[];
  /** Dated settings of a resident, oldest first. */
  careSettings(residentId: string): readonly CareSetting[];
  /** Escalation policies of a facility, in no order. */
  escalationPolicies(facilityId: string): readonly PolicyVersion[];
  rota(facilityId: string): Rota;
  /** Somebody of a home who signs in; `undefined`: removed. */
  staff(userId: string): Staff | undefined;
  /** Ids of those who sign in for a clinic: their own browsers are told with it. */
  clinicPeople(clinicId: string): readonly string[];
  /** How the facility changed rules of the catalogue, oldest first. */
  ruleChanges(facilityId: string): readonly RuleChange[];
  /** Which clinic a drill device is for. */
  drilledClinic(deviceId: string): string | undefined;
}
/** Screens of staff (wall, shift): told over the live link. Returns how many screens are connected in that facility for that role. */
export interface Screens {
  tell(facilityId: string, role: ScreenRole, alertId: string): number;
}
/** A clinic's machine that takes Standard Webhooks. */
export interface WebhookEndpoint {
  readonly type: "webhook";
  readonly url: string;
  readonly secret: string;
  /** `http://` on a loopback address is allowed: the administrator added it so. */
  readonly loopbackAllowed?: boolean;
}
/** Any other channel; `config` has the shape of its type (alerts/notify/), read again before it is used. */
export interface ChannelEndpoint {
  readonly type: Exclude<ChannelType, "webhook">;
  readonly channelId: string;
  /** The facility allows more than a room and an opaque id over it. */
  readonly trusted: boolean;
  readonly config: unknown;
}
/** Addresses and secrets for the sending loop, refreshed on every change. */
export type Endpoint = WebhookEndpoint | ChannelEndpoint;
/**
 * What became of one attempt. `accepted`: the provider took it and says so; a person has not. `providerId`: its own number of the message,
 * by which it may tell later that it was delivered or opened. `retryAfterMs`: the provider asks for so long a pause, or the robot's
 * allowance is used up until then. `isGone`: trying again changes nothing before somebody changes the channel; an urgent one is tried all the same.
 */
export type Answer =
  | { readonly state: "accepted"; readonly providerId?: string }
  | { readonly state: "failed"; readonly why: string; readonly retryAfterMs: number | null; readonly isGone: boolean };
/** Reaches somebody outside the screens, over whichever channel `endpoint` names. */
export interface Notifier {
  /** One attempt; never rejects. `body`: the text of alerts/notify/body.ts. */
  send(delivery: Pick<Delivery, "id" | "body" | "urgent" | "eventType">, endpoint: Endpoint): Promise<Answer>;
  close(): void;
}
