import type { Annunciator } from "../domain/annunciator.ts";
import type { CareSetting } from "../domain/care-settings.ts";
import type { Channel } from "../domain/channel.ts";
import { holdsAt, type Contract } from "../domain/contract.ts";
import { deviceKindInfo, ENTRY_KIND } from "../domain/device-kinds.ts";
import type { Assignment, Clinic, Contact, Credential, Device, Facility, Gateway, Place, Resident } from "../domain/directory.ts";
import type { DrillPlan } from "../domain/drill.ts";
import type { PolicyVersion } from "../domain/escalation.ts";
import type { Staff } from "../domain/people.ts";
import type { Rota } from "../domain/rota.ts";
import type { RuleChange } from "../domain/rule-change.ts";
import type { Fence } from "../domain/fence.ts";
import type { RecordEntry } from "../domain/resident-record.ts";
import type { SignKey } from "../domain/signs.ts";
import type { Snapshot } from "../domain/snapshot.ts";

const byId = <T extends { readonly id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]));
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Indexes of one snapshot of the records. Replaced as a whole when the records change, so that nobody sees half a change. */
class Indexes {
  readonly facilities;
  readonly places;
  readonly residents;
  readonly gateways;
  readonly devices;
  readonly credentials;
  readonly clinics;
  readonly children;
  readonly devicesOfGateway;
  readonly assignments;
  readonly residentsOfFacility;
  readonly residentsOfPlace;
  readonly assignmentsOfResident;
  readonly assignmentsOfPlace;
  readonly contractsOfFacility;
  readonly channels;
  readonly channelsOfOwner;
  readonly contactsOfFacility;
  readonly careSettingsOfResident;
  readonly recordOfResident;
  readonly placesOfFacility;
  readonly placesServing;
  readonly placeOfBeacon;
  readonly fencesOfFacility;
  readonly ruleChangesOfFacility;
  readonly policiesOfFacility;
  readonly shiftsOfFacility;
  readonly overridesOfFacility;
  readonly annunciatorsOfFacility;
  readonly drillPlansOfFacility;
  readonly drillPlanOfDevice;
  readonly staff;
  readonly peopleOfClinic;

  constructor(snapshot: Snapshot) {
    this.facilities = byId(snapshot.facilities);
    this.places = byId(snapshot.places);
    this.residents = byId(snapshot.residents);
    this.gateways = byId(snapshot.gateways);
    this.devices = byId(snapshot.devices);
    this.credentials = byId(snapshot.credentials);
    this.clinics = byId(snapshot.clinics);
    this.children = new Map(
      snapshot.devices.flatMap((device) => (device.gatewayId === null ? [] : [[`${device.gatewayId} ${device.address ?? ""}`, device]])),
    );
    this.devicesOfGateway = new Map(
      [...groupBy(snapshot.devices, ({ gatewayId }) => gatewayId)].map(([id, devices]) => [id, devices.map((device) => device.id)]),
    );
    this.assignments = groupBy(
      snapshot.assignments.toSorted((a, b) => b.fromMs - a.fromMs),
      (item) => item.deviceId,
    );
    this.residentsOfFacility = groupBy(snapshot.residents, (item) => item.facilityId);
    this.residentsOfPlace = groupBy(snapshot.residents, (item) => item.placeId);
    this.assignmentsOfResident = groupBy(snapshot.assignments, (item) => item.residentId);
    this.assignmentsOfPlace = groupBy(snapshot.assignments, (item) => item.placeId);
    this.contractsOfFacility = groupBy(snapshot.contracts, (item) => item.facilityId);
    this.channels = byId(snapshot.channels);
    this.channelsOfOwner = groupBy(snapshot.channels, (item) => item.ownerId);
    this.contactsOfFacility = groupBy(snapshot.contacts, (item) => item.facilityId);
    this.placesServing = groupBy(snapshot.places, (item) => item.servesPlaceId);
    this.placesOfFacility = groupBy(snapshot.places, (item) => item.facilityId);
    this.placeOfBeacon = new Map(
      snapshot.places.flatMap((place) => (place.beacon === null ? [] : [[`${place.facilityId} ${place.beacon}`, place]])),
    );
    this.fencesOfFacility = groupBy(snapshot.fences, (item) => item.facilityId);
    this.careSettingsOfResident = groupBy(snapshot.careSettings, (item) => item.residentId);
    this.recordOfResident = groupBy(snapshot.recordEntries, (item) => item.residentId);
    this.policiesOfFacility = groupBy(snapshot.escalationPolicies, (item) => item.facilityId);
    this.shiftsOfFacility = groupBy(snapshot.rotaShifts, (item) => item.facilityId);
    this.overridesOfFacility = groupBy(snapshot.rotaOverrides, (item) => item.facilityId);
    this.annunciatorsOfFacility = groupBy(snapshot.annunciators, (item) => item.facilityId);
    this.drillPlansOfFacility = groupBy(snapshot.drillPlans, (item) => item.facilityId);
    this.drillPlanOfDevice = new Map(snapshot.drillPlans.map((plan) => [plan.deviceId, plan]));
    this.staff = byId(snapshot.staff);
    this.peopleOfClinic = groupBy(snapshot.clinicPeople, (item) => item.clinicId);
    this.ruleChangesOfFacility = groupBy(snapshot.ruleChanges, (item) => item.facilityId);
  }
}

/** Who is who and who holds what, in memory: the object behind the `Directory`, `CareDirectory` and `Holdings` ports. */
export class HomeDirectory {
  #now: Indexes;
  #revision = 0;
  readonly #nowMs: () => number;

  constructor(snapshot: Snapshot, nowMs: () => number) {
    this.#now = new Indexes(snapshot);
    this.#nowMs = nowMs;
  }
  replace(snapshot: Snapshot): void {
    this.#now = new Indexes(snapshot);
    this.#revision += 1;
  }
  get revision(): number {
    return this.#revision;
  }
  readonly credential = (username: string): Credential | undefined => this.#now.credentials.get(username);
  readonly facility = (facilityId: string): Facility | undefined => this.#now.facilities.get(facilityId);
  readonly place = (placeId: string): Place | undefined => this.#now.places.get(placeId);
  readonly places = (facilityId: string): readonly Place[] => this.#now.placesOfFacility.get(facilityId) ?? [];
  readonly placeOfBeacon = (facilityId: string, beacon: number): Place | undefined =>
    this.#now.placeOfBeacon.get(`${facilityId} ${beacon}`);
  readonly fences = (facilityId: string): readonly Fence[] => this.#now.fencesOfFacility.get(facilityId) ?? [];
  readonly resident = (residentId: string): Resident | undefined => this.#now.residents.get(residentId);
  readonly residents = (facilityId: string): readonly Resident[] => this.#now.residentsOfFacility.get(facilityId) ?? [];
  readonly gateway = (gatewayId: string): Gateway | undefined => this.#now.gateways.get(gatewayId);
  readonly device = (deviceId: string): Device | undefined => this.#now.devices.get(deviceId);
  readonly child = (gatewayId: string, address: string): Device | undefined => this.#now.children.get(`${gatewayId} ${address}`);
  readonly clinic = (clinicId: string): Clinic | undefined => this.#now.clinics.get(clinicId);
  /** In the order in which they are tried; disabled ones too. */
  readonly channels = (ownerId: string): readonly Channel[] => this.#now.channelsOfOwner.get(ownerId) ?? [];
  /** Ids of those who sign in for the clinic. */
  readonly clinicPeople = (clinicId: string): readonly string[] => (this.#now.peopleOfClinic.get(clinicId) ?? []).map(({ id }) => id);
  readonly channel = (channelId: string): Channel | undefined => this.#now.channels.get(channelId);
  readonly allChannels = (): readonly Channel[] => [...this.#now.channels.values()];
  readonly contracts = (facilityId: string): readonly Contract[] => this.#now.contractsOfFacility.get(facilityId) ?? [];
  readonly clinics = (): readonly Clinic[] => [...this.#now.clinics.values()];
  readonly allDevices = (): readonly Device[] => [...this.#now.devices.values()];
  readonly facilities = (): readonly Facility[] => [...this.#now.facilities.values()];

  readonly assignmentAt = (deviceId: string, atMs: number): Assignment | undefined =>
    this.#now.assignments.get(deviceId)?.find((assignment) => holdsAt(assignment, atMs));

  readonly residentsOf = (placeId: string): readonly Resident[] => this.#now.residentsOfPlace.get(placeId) ?? [];
  readonly roomName = (residentId: string | null, placeId: string | null): string | null => {
    const place = residentId === null ? placeId : (this.resident(residentId)?.placeId ?? placeId);
    return place === null ? null : (this.place(place)?.name ?? null);
  };
  readonly contacts = (facilityId: string, residentId: string | null): readonly Contact[] =>
    (this.#now.contactsOfFacility.get(facilityId) ?? []).filter(
      (contact) => contact.residentId === null || contact.residentId === residentId,
    );
  /** All of them, oldest first. */
  readonly careSettings = (residentId: string): readonly CareSetting[] => this.#now.careSettingsOfResident.get(residentId) ?? [];
  /** Lines of the resident's record, ended ones too, oldest first. */
  readonly recordOf = (residentId: string): readonly RecordEntry[] => this.#now.recordOfResident.get(residentId) ?? [];
  readonly escalationPolicies = (facilityId: string): readonly PolicyVersion[] => this.#now.policiesOfFacility.get(facilityId) ?? [];
  readonly rota = (facilityId: string): Rota => ({
    shifts: this.#now.shiftsOfFacility.get(facilityId) ?? [],
    overrides: this.#now.overridesOfFacility.get(facilityId) ?? [],
  });
  readonly annunciators = (facilityId: string): readonly Annunciator[] => this.#now.annunciatorsOfFacility.get(facilityId) ?? [];
  readonly drillPlans = (facilityId: string): readonly DrillPlan[] => this.#now.drillPlansOfFacility.get(facilityId) ?? [];
  /** Which clinic a drill device is for. */
  readonly drilledClinic = (deviceId: string): string | undefined => this.#now.drillPlanOfDevice.get(deviceId)?.clinicId;
  readonly staff = (userId: string): Staff | undefined => this.#now.staff.get(userId);
  /** How the facility changed rules of the catalogue, oldest first. */
  readonly ruleChanges = (facilityId: string): readonly RuleChange[] => this.#now.ruleChangesOfFacility.get(facilityId) ?? [];
  /** Under which device id typed values of the resident are kept; `undefined`: none was ever typed. */
  readonly entryDevice = (residentId: string): Device | undefined =>
    (this.#now.assignmentsOfResident.get(residentId) ?? [])
      .map(({ deviceId }) => this.device(deviceId))
      .find((device) => device?.kind === ENTRY_KIND);

  /** Devices that the resident holds now, and those that watch the resident's room, or what belongs to it. */
  readonly devicesOf = (residentId: string): readonly string[] => {
    const placeId = this.resident(residentId)?.placeId;
    const held = this.#now.assignmentsOfResident.get(residentId) ?? [];
    const around = placeId === undefined ? [] : (this.#now.assignmentsOfPlace.get(placeId) ?? []);
    const serving = (placeId === undefined ? undefined : this.#now.placesServing.get(placeId)) ?? [];
    const served = serving
      .flatMap(({ id }) => this.#now.assignmentsOfPlace.get(id) ?? [])
      .filter(({ deviceId }) => this.#isOfRoom(deviceId));
    return [...held, ...around, ...served]
      .filter((assignment) => holdsAt(assignment, this.#nowMs()))
      .map((assignment) => assignment.deviceId);
  };
  /** A bathroom's sensors tell of whose room it is; its door does not tell who goes out. */
  #isOfRoom(deviceId: string): boolean {
    return this.device(deviceId)?.kind !== "doorSensor";
  }
  readonly heldBy = (deviceId: string, residentId: string): boolean =>
    this.assignmentAt(deviceId, this.#nowMs())?.residentId === residentId;
  /** Devices that hang in a place now. */
  readonly devicesIn = (placeId: string): readonly string[] =>
    (this.#now.assignmentsOfPlace.get(placeId) ?? []).filter((one) => holdsAt(one, this.#nowMs())).map(({ deviceId }) => deviceId);
  /** Devices behind a gateway. */
  readonly devicesBehind = (gatewayId: string): readonly string[] => this.#now.devicesOfGateway.get(gatewayId) ?? [];
  /** Residents whose tile a device belongs to: its holder, or everybody in its room. */
  readonly holderOf = (deviceId: string): readonly string[] => {
    const assignment = this.assignmentAt(deviceId, this.#nowMs());
    if (assignment === undefined) return [];
    if (assignment.residentId !== null) return [assignment.residentId];
    if (assignment.placeId === null) return [];
    const served = this.#isOfRoom(deviceId) ? this.place(assignment.placeId)?.servesPlaceId : null;
    return (this.#now.residentsOfPlace.get(served ?? assignment.placeId) ?? []).map((resident) => resident.id);
  };
  /** Periods in which the resident held devices that measure this sign. */
  readonly periods = (residentId: string, sign: SignKey) =>
    (this.#now.assignmentsOfResident.get(residentId) ?? []).filter(({ deviceId }) => {
      const device = this.device(deviceId);
      return device !== undefined && deviceKindInfo(device.kind).signs.includes(sign);
    });
}
