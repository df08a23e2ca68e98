import type { CareSetting } from "../../domain/care-settings.ts";
import type { Contract } from "../../domain/contract.ts";
import type { Assignment, Clinic, Contact, Credential, Device, Facility, Gateway, Place, Resident } from "../../domain/directory.ts";
import { loadAnnunciating, type AnnunciatingSnapshot } from "./annunciators.ts";
import { toCareSetting } from "./care-settings.ts";
import type { RuleChange } from "../../domain/rule-change.ts";
import type { Channel } from "../../domain/channel.ts";
import { toChannel } from "./channels.ts";
import { toClinic } from "./clinics.ts";
import { toContract } from "./contracts.ts";
import { loadEscalation, type EscalationSnapshot } from "./escalation.ts";
import type { Fence } from "../../domain/fence.ts";
import { toFacility } from "./facilities.ts";
import { toFence } from "./fences.ts";
import type { RecordEntry } from "../../domain/resident-record.ts";
import { toRecordEntry } from "./resident-record.ts";
import type { RecordsDatabase } from "./records-database.ts";
import { toRuleChange } from "./rule-changes.ts";

/** What devices, alerts and rights need while the records are down: read at the start and after every change. */
export interface RecordsSnapshot extends EscalationSnapshot, AnnunciatingSnapshot {
  readonly facilities: readonly Facility[];
  readonly places: readonly Place[];
  readonly residents: readonly Resident[];
  readonly devices: readonly Device[];
  readonly gateways: readonly Gateway[];
  /** All of them, ended ones too, oldest first. */
  readonly assignments: readonly Assignment[];
  readonly clinics: readonly Clinic[];
  /** Without drafts. */
  readonly contracts: readonly Contract[];
  readonly contacts: readonly Contact[];
  readonly credentials: readonly Credential[];
  /** In the order in which they are tried. */
  readonly channels: readonly Channel[];
  /** Oldest first. */
  readonly careSettings: readonly CareSetting[];
  /** Oldest first. */
  readonly ruleChanges: readonly RuleChange[];
  /** Oldest first. */
  readonly fences: readonly Fence[];
  /** Ended ones too, oldest first. */
  readonly recordEntries: readonly RecordEntry[];
}

export async function loadSnapshot(database: RecordsDatabase): Promise<RecordsSnapshot> {
  const { db } = database;
  const [
    facilities,
    places,
    residents,
    devices,
    gateways,
    assignments,
    clinics,
    contracts,
    contacts,
    credentials,
    channels,
    careSettings,
    ruleChanges,
    fences,
    recordEntries,
    escalation,
    annunciating,
  ] = await Promise.all([
    db.selectFrom("facilities").selectAll().execute(),
    db.selectFrom("places").selectAll().execute(),
    db.selectFrom("residents").selectAll().execute(),
    db.selectFrom("devices").selectAll().execute(),
    db.selectFrom("gateways").select(["id", "facilityId", "dialect"]).execute(),
    db.selectFrom("assignments").selectAll().orderBy("fromMs").orderBy("id").execute(),
    db.selectFrom("clinics").selectAll().execute(),
    // A draft routes nothing, and gives no clinic a right.
    db.selectFrom("contracts").selectAll().where("isDraft", "=", 0).orderBy("fromMs").execute(),
    db.selectFrom("contacts").selectAll().execute(),
    db.selectFrom("credentials").selectAll().execute(),
    db.selectFrom("channels").selectAll().orderBy("rank").orderBy("id").execute(),
    db.selectFrom("careSettings").selectAll().orderBy("fromMs").orderBy("id").execute(),
    db.selectFrom("ruleChanges").selectAll().orderBy("fromMs").orderBy("id").execute(),
    db.selectFrom("fences").selectAll().orderBy("fromMs").orderBy("id").execute(),
    db.selectFrom("recordEntries").selectAll().orderBy("enteredMs").orderBy("id").execute(),
    // Among them: a promise that waits beside the others would end the process when the records go away.
    loadEscalation(database),
    loadAnnunciating(database),
  ]);
  return {
    ...escalation,
    ...annunciating,
    facilities: facilities.map(toFacility),
    places,
    residents,
    devices,
    gateways,
    assignments,
    clinics: clinics.map(toClinic),
    contracts: contracts.map(toContract),
    contacts,
    credentials: credentials.map((row) => ({ ...row, revoked: row.revoked === 1 })),
    channels: channels.map(toChannel),
    careSettings: careSettings.map(toCareSetting),
    ruleChanges: ruleChanges.map(toRuleChange),
    fences: fences.map(toFence),
    recordEntries: recordEntries.map(toRecordEntry),
  };
}
