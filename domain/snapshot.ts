import type { Annunciator } from "./annunciator.ts";
import type { CareSetting } from "./care-settings.ts";
import type { Channel } from "./channel.ts";
import type { Contract } from "./contract.ts";
import type { DrillPlan } from "./drill.ts";
import type { PolicyVersion } from "./escalation.ts";
import type { Staff } from "./people.ts";
import type { RotaOverride, RotaShift } from "./rota.ts";
import type { RuleChange } from "./rule-change.ts";
import type { Assignment, Clinic, Contact, Credential, Device, Facility, Gateway, Place, Resident } from "./directory.ts";
import type { Fence } from "./fence.ts";
import type { RecordEntry } from "./resident-record.ts";

/** Everything of the records that must be at hand in memory: devices log in and alerts go out from it while the records are down. */
export interface Snapshot {
  readonly facilities: readonly Facility[];
  readonly places: readonly Place[];
  readonly residents: readonly Resident[];
  readonly gateways: readonly Gateway[];
  readonly devices: readonly Device[];
  /** All periods, also ended ones: a late observation belongs to whoever held the device then. */
  readonly assignments: readonly Assignment[];
  readonly credentials: readonly Credential[];
  readonly clinics: readonly Clinic[];
  /** Without drafts. */
  readonly contracts: readonly Contract[];
  readonly contacts: readonly Contact[];
  /** In the order in which they are tried; disabled ones too. */
  readonly channels: readonly Channel[];
  /** All of them, oldest first. */
  readonly careSettings: readonly CareSetting[];
  /** All of them, ended ones too, oldest first. */
  readonly fences: readonly Fence[];
  /** All of them, ended ones too, oldest first. */
  readonly recordEntries: readonly RecordEntry[];
  /** All of them, oldest first. */
  readonly ruleChanges: readonly RuleChange[];
  readonly escalationPolicies: readonly PolicyVersion[];
  readonly annunciators: readonly Annunciator[];
  readonly drillPlans: readonly DrillPlan[];
  readonly rotaShifts: readonly RotaShift[];
  /** In the order in which they were laid down. */
  readonly rotaOverrides: readonly RotaOverride[];
  /** Everybody who signs in and works in a home, disabled ones too. */
  readonly staff: readonly Staff[];
  /** Who signs in for a clinic; those who were disabled are left out. */
  readonly clinicPeople: readonly { readonly id: string; readonly clinicId: string }[];
}
