import { holdsAt } from "../../domain/contract.ts";
import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { ReferralClosure } from "../../domain/clinic-console.ts";
import type { Alert, TimelineEntry } from "../../domain/alert.ts";
import { chained, CHAIN_START, completeNote, type AuditNote } from "../../domain/audit.ts";
import type { CareSetting } from "../../domain/care-settings.ts";
import type { DeliveryAttempt } from "../../domain/delivery.ts";
import type { Assignment, Clinic, Contact, Device, Facility, Gateway, Place, Resident } from "../../domain/directory.ts";
import type { Fence } from "../../domain/fence.ts";
import { PLAIN_PLACE } from "../../domain/place-use.ts";
import type { ResidentPhoto } from "../../domain/resident-photo.ts";
import type { RecordEntry } from "../../domain/resident-record.ts";
import type { RoundResult } from "../../domain/round-result.ts";
import type { SearchNote } from "../../domain/search.ts";
import type { SoftSignsNote } from "../../domain/soft-signs.ts";
import type { QuarantineEntry } from "../../domain/publish.ts";
import { FakeManage, type StoredUser } from "./fake-manage.ts";
import { fakeSetup } from "./fake-setup.ts";
import { fakeFamilyAccess } from "./fake-family-access.ts";
import type { LocalDirectory, Page, Records } from "../../api/ports.ts";

const page = <T>(all: readonly T[], cursor: string | null, limit: number): Page<T> => {
  const start = Number(cursor ?? 0);
  return { items: all.slice(start, start + limit), next: start + limit < all.length ? String(start + limit) : null };
};

/** The records in memory, for the tests of the API; `isDown` makes every call fail as a broken database does. */
export class FakeRecords extends FakeManage implements Records {
  readonly facilityRows: Facility[] = [];
  readonly placeRows: Place[] = [];
  readonly residentRows: Resident[] = [];
  readonly deviceRows: Device[] = [];
  readonly gatewayRows: Gateway[] = [];
  readonly assignmentRows: Assignment[] = [];
  readonly clinicRows: Clinic[] = [];
  readonly contactRows: Contact[] = [];
  readonly careSettingRows: CareSetting[] = [];
  readonly softSignRows: SoftSignsNote[] = [];
  readonly fenceRows: Fence[] = [];
  readonly searchNoteRows: SearchNote[] = [];
  readonly userRows: StoredUser[] = [];
  readonly revokedIds = new Set<string>();
  readonly sessionRows = new Map<string, { data: string; expiresAtMs: number }>();
  quarantineRows: (QuarantineEntry & { id: string })[] = [];
  readonly alertRows = new Map<string, { alert: Alert; timeline: TimelineEntry[] }>();
  readonly attempts: DeliveryAttempt[] = [];
  readonly audits: AuditNote[] = [];

  readonly #answer = <T>(make: () => T): Promise<T> => this.answer(make);
  #add<T>(rows: T[], row: T): Promise<T> {
    return this.#answer(() => {
      rows.push(row);
      return row;
    });
  }
  readonly familyAccess = fakeFamilyAccess(this.userRows, this.#answer);
  familyConsents = this.familyAccess.familyConsents;
  consentsOfRelative = this.familyAccess.consentsOfRelative;
  changeFamilyConsents = this.familyAccess.changeFamilyConsents;
  addRelative = this.familyAccess.addRelative;
  renewFamilyInvite = this.familyAccess.renewFamilyInvite;
  revokeFamilyInvites = this.familyAccess.revokeFamilyInvites;
  familyInvites = this.familyAccess.familyInvites;
  familyInvite = this.familyAccess.familyInvite;
  familyInviteOfDevice = this.familyAccess.familyInviteOfDevice;
  takeCodeTry = this.familyAccess.takeCodeTry;
  openFamilyInvite = this.familyAccess.openFamilyInvite;
  facilities = () => this.#answer(() => this.facilityRows);
  addFacility: Records["addFacility"] = (input) => this.#add(this.facilityRows, { id: newId("fac"), ...input });
  setFacilityDetail: Records["setFacilityDetail"] = ({ facilityId, ...detail }) =>
    this.#answer(() => {
      const index = this.facilityRows.findIndex(({ id }) => id === facilityId);
      const row = this.facilityRows[index];
      if (row === undefined) throw new AnhuError("NOT_FOUND", "changing a facility: there is none");
      const told = Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== null));
      this.facilityRows[index] = { id: row.id, name: row.name, staffed: row.staffed, ...told };
    });
  places = (facilityId: string) => this.#answer(() => this.placeRows.filter((row) => row.facilityId === facilityId));
  ensurePlace: Records["ensurePlace"] = (input) => {
    const same = ({ facilityId, building, floor, name }: Place) =>
      facilityId === input.facilityId && building === input.building && floor === input.floor && name === input.name;
    const known = this.placeRows.find(same);
    return known === undefined ? this.#add(this.placeRows, { id: newId("plc"), ...PLAIN_PLACE, ...input }) : this.#answer(() => known);
  };
  setPlace: Records["setPlace"] = ({ facilityId, placeId, ...detail }) =>
    this.#answer(() => {
      const index = this.placeRows.findIndex((row) => row.id === placeId && row.facilityId === facilityId);
      const row = this.placeRows[index];
      if (row === undefined) throw new AnhuError("NOT_FOUND", "changing a place: there is none");
      this.placeRows[index] = { ...row, ...detail };
    });
  addFence: Records["addFence"] = (input) => this.#add(this.fenceRows, { id: newId("fen"), ...input, toMs: null });
  endFence: Records["endFence"] = ({ facilityId, fenceId, atMs }) =>
    this.#answer(() => {
      const index = this.fenceRows.findIndex((row) => row.id === fenceId && row.facilityId === facilityId && row.toMs === null);
      const row = this.fenceRows[index];
      if (row === undefined) throw new AnhuError("NOT_FOUND", "ending a fence: there is none");
      this.fenceRows[index] = { ...row, toMs: atMs };
    });
  addSearchNote: Records["addSearchNote"] = (input) => this.#add(this.searchNoteRows, { id: newId("sno"), ...input });
  searchNotes = (alertId: string) => this.#answer(() => this.searchNoteRows.filter((row) => row.alertId === alertId));
  residents: Records["residents"] = ({ facilityId, query, cursor, limit }) =>
    this.#answer(() => {
      const rows = this.residentRows.filter((row) => row.facilityId === facilityId && (query === null || row.name.includes(query)));
      return page(rows, cursor, limit);
    });
  resident = (id: string) => this.#answer(() => this.residentRows.find((row) => row.id === id));
  addResident: Records["addResident"] = (input) => this.#add(this.residentRows, { id: newId("res"), ...input });
  #held = (deviceId: string) => this.assignmentRows.find((row) => row.deviceId === deviceId && row.toMs === null) ?? null;
  devices = (facilityId: string) =>
    this.#answer(() =>
      this.deviceRows
        .filter((row) => row.facilityId === facilityId)
        .map((row) => ({ ...row, assignment: this.#held(row.id), revoked: this.revokedIds.has(row.id) })),
    );
  addDevice: Records["addDevice"] = async ({ residentId, placeId, atMs, secretHash: _hash, serial = null, ...device }) => {
    const row = { id: newId("dev"), ...device };
    if (serial !== null) await this.labelDevice({ deviceId: row.id, facilityId: row.facilityId, serial, simulatedUntilMs: null });
    return this.#answer(() => {
      this.deviceRows.push(row);
      if (residentId !== null || placeId !== null) {
        this.assignmentRows.push({ id: newId("asg"), deviceId: row.id, residentId, placeId, fromMs: atMs, toMs: null });
      }
      return row;
    });
  };
  gateways = (facilityId: string) =>
    this.#answer(() =>
      this.gatewayRows.filter((row) => row.facilityId === facilityId).map((row) => ({ ...row, revoked: this.revokedIds.has(row.id) })),
    );
  addGateway: Records["addGateway"] = ({ facilityId, dialect }) => this.#add(this.gatewayRows, { id: newId("gtw"), facilityId, dialect });
  assignDevice: Records["assignDevice"] = ({ deviceId, residentId, placeId, atMs }) =>
    this.#answer(() => {
      const index = this.assignmentRows.findIndex((row) => row.deviceId === deviceId && row.toMs === null);
      const before = this.assignmentRows[index];
      if (before !== undefined) this.assignmentRows[index] = { ...before, toMs: atMs };
      const row = { id: newId("asg"), deviceId, residentId, placeId, fromMs: atMs, toMs: null };
      this.assignmentRows.push(row);
      return row;
    });
  revokeCredential = (id: string) => this.#answer(() => void this.revokedIds.add(id));
  clinics = () => this.#answer(() => this.clinicRows);
  addClinic: Records["addClinic"] = (input) => this.#add(this.clinicRows, { id: newId("cli"), ...input });
  contacts = (facilityId: string) => this.#answer(() => this.contactRows.filter((row) => row.facilityId === facilityId));
  addContact: Records["addContact"] = (input) => this.#add(this.contactRows, { id: newId("cnt"), ...input });
  addCareSettings: Records["addCareSettings"] = (inputs) =>
    this.#answer(() => {
      const rows = inputs.map((input) => ({ id: newId("set"), ...input }));
      this.careSettingRows.push(...rows);
      return rows;
    });
  addSoftSigns: Records["addSoftSigns"] = (input) =>
    this.#answer(() => {
      if (this.softSignRows.every(({ id }) => id !== input.id)) this.softSignRows.push(input);
      return input;
    });
  softSignsHeardAt: Records["softSignsHeardAt"] = (noteId) =>
    this.#answer(() => this.softSignRows.find(({ id }) => id === noteId)?.heardAtMs);
  softSigns: Records["softSigns"] = ({ residentId, fromMs, toMs }) =>
    this.#answer(() => this.softSignRows.filter((row) => row.residentId === residentId && row.atMs >= fromMs && row.atMs < toMs));
  readonly photoRows = new Map<string, ResidentPhoto>();
  setResidentPhoto: Records["setResidentPhoto"] = (photo) => this.#answer(() => void this.photoRows.set(photo.residentId, photo));
  residentPhoto = (id: string) => this.#answer(() => this.photoRows.get(id));
  removeResidentPhoto = (id: string) => this.#answer(() => this.photoRows.delete(id));
  readonly recordEntryRows: RecordEntry[] = [];
  readonly roundResultRows: RoundResult[] = [];
  addRecordEntry: Records["addRecordEntry"] = (input) => this.#add(this.recordEntryRows, { id: newId("ent"), ...input, ended: null });
  endRecordEntry: Records["endRecordEntry"] = ({ residentId, entryId, end }) =>
    this.#answer(() => {
      const index = this.recordEntryRows.findIndex((row) => row.id === entryId && row.residentId === residentId && row.ended === null);
      const row = this.recordEntryRows[index];
      if (row !== undefined) this.recordEntryRows[index] = { ...row, ended: end };
      return row !== undefined;
    });
  addRoundResult: Records["addRoundResult"] = (input) => this.#add(this.roundResultRows, { id: newId("rnd"), ...input });
  roundResults: Records["roundResults"] = ({ facilityIds, residentId, fromMs }) =>
    this.#answer(() =>
      this.roundResultRows
        .filter((row) => facilityIds.includes(row.facilityId) && row.atMs >= fromMs && (residentId ?? row.residentId) === row.residentId)
        .toSorted((a, b) => b.atMs - a.atMs),
    );
  users = () => this.#answer(() => this.userRows);
  userRoles: Records["userRoles"] = () => this.#answer(() => [...new Set(this.userRows.map(({ role }) => role))]);
  staffOf: Records["staffOf"] = (facilityId) => this.#answer(() => this.userRows.filter((row) => row.facilityId === facilityId));
  userNames: Records["userNames"] = (userIds) =>
    this.#answer(() => new Map(this.userRows.filter(({ id }) => userIds.includes(id)).map(({ id, name }) => [id, name])));
  userByName = (name: string) => this.#answer(() => this.userRows.find((row) => row.username === name));
  user = (id: string) => this.#answer(() => this.userRows.find((row) => row.id === id));
  addUser: Records["addUser"] = (input) => this.#add(this.userRows, { id: newId("usr"), disabled: false, ...input });
  readonly #setup = fakeSetup({
    ...{ facilityRows: this.facilityRows, placeRows: this.placeRows, residentRows: this.residentRows, userRows: this.userRows },
    answer: this.#answer,
  });
  setupState = this.#setup.setupState;
  setSetupCode = this.#setup.setSetupCode;
  saveSetupProgress = this.#setup.saveSetupProgress;
  addFirstAdministrator = this.#setup.addFirstAdministrator;
  setUpFacility = this.#setup.setUpFacility;
  addRooms = this.#setup.addRooms;
  removeRoom = this.#setup.removeRoom;
  knownResidents = this.#setup.knownResidents;
  addResidents = this.#setup.addResidents;
  deviceLabels = this.#setup.deviceLabels;
  labelDevice = this.#setup.labelDevice;
  session = (id: string) => this.#answer(() => this.sessionRows.get(id)?.data);
  saveSession = (id: string, data: string, expiresAtMs: number) => this.#answer(() => void this.sessionRows.set(id, { data, expiresAtMs }));
  renewSession = (id: string, data: string, expiresAtMs: number) =>
    this.#answer(() => this.sessionRows.has(id) && this.sessionRows.set(id, { data, expiresAtMs }).has(id));
  sessionsOf = (userId: string) =>
    this.#answer(() => [...this.sessionRows].flatMap(([id, { data }]) => (data.includes(userId) ? [{ id, data }] : [])));
  removeSession = (id: string) => this.#answer(() => void this.sessionRows.delete(id));
  removeSessionsOf = (userId: string) =>
    this.#answer(() => {
      for (const [id, { data }] of this.sessionRows) if (data.includes(userId)) this.sessionRows.delete(id);
    });
  quarantine: Records["quarantine"] = ({ facilityId, cursor, limit }) =>
    this.#answer(() => {
      const rows = this.quarantineRows.filter((row) => facilityId === null || row.facilityId === facilityId);
      return page(rows, cursor, limit);
    });
  removeQuarantine = (ids: readonly string[]) =>
    this.#answer(() => void (this.quarantineRows = this.quarantineRows.filter((row) => !ids.includes(row.id))));
  alerts: Records["alerts"] = ({ facilityIds, residentId, openOnly, cursor, limit }) =>
    this.#answer(() => {
      const rows = [...this.alertRows.values()]
        .map(({ alert }) => alert)
        .filter((row) => facilityIds === null || facilityIds.includes(row.facilityId))
        .filter((row) => residentId === null || row.residentId === residentId)
        .filter((row) => !openOnly || row.state !== "resolved")
        .toSorted((a, b) => b.raisedAtMs - a.raisedAtMs);
      return page(rows, cursor, limit);
    });
  alert = (id: string) => this.#answer(() => this.alertRows.get(id));
  readonly referralClosureRows: ReferralClosure[] = [];
  clinicAlerts: Records["clinicAlerts"] = ({ clinicId, facilityIds, fromMs, toMs }) =>
    this.#answer(() =>
      [...this.alertRows.values()]
        .filter(({ alert }) => facilityIds?.includes(alert.facilityId) ?? true)
        .filter(({ timeline }) =>
          timeline.some(({ code, detail, at }) => code === "told" && detail === clinicId && at >= fromMs && at < toMs),
        )
        .toSorted((a, b) => a.alert.raisedAtMs - b.alert.raisedAtMs),
    );
  referredAlerts: Records["referredAlerts"] = ({ clinicId, fromMs }) =>
    this.#answer(() =>
      [...this.alertRows.values()].filter(({ timeline }) =>
        timeline.some(
          ({ code, detail, at }) =>
            (code === "ambulance" || code === "admitting") && detail?.startsWith(`${clinicId}: `) === true && at >= fromMs,
        ),
      ),
    );
  referralClosures: Records["referralClosures"] = (ids) =>
    this.#answer(() => this.referralClosureRows.filter(({ alertId }) => ids.includes(alertId)));
  closeReferral: Records["closeReferral"] = (closure) =>
    this.#answer(() => {
      const isThere = this.referralClosureRows.some((row) => row.alertId === closure.alertId && row.referredAtMs === closure.referredAtMs);
      if (!isThere) this.referralClosureRows.push(closure);
      return !isThere;
    });
  deliveryAttempts = (alertId: string) => this.#answer(() => this.attempts.filter((row) => row.alertId === alertId));
  audit: Records["audit"] = (...notes) => this.#answer(() => void this.audits.push(...notes));
  readonly fhirRows: (Awaited<ReturnType<Records["addFhirCredential"]>> & { tokenHash: string })[] = [];
  addFhirCredential: Records["addFhirCredential"] = (input) =>
    this.#add(this.fhirRows, { id: newId("fhc"), ...input, lastUsedAtMs: null, revokedAtMs: null });
  fhirCredentialUsed: Records["fhirCredentialUsed"] = (credentialId, atMs) =>
    this.#answer(() => {
      const index = this.fhirRows.findIndex((row) => row.id === credentialId);
      const row = this.fhirRows[index];
      if (row !== undefined) this.fhirRows[index] = { ...row, lastUsedAtMs: atMs };
    });
  fhirCredentials: Records["fhirCredentials"] = (clinicId) => this.#answer(() => this.fhirRows.filter((row) => row.clinicId === clinicId));
  fhirCredential: Records["fhirCredential"] = (tokenHash) =>
    this.#answer(() => this.fhirRows.find((row) => row.tokenHash === tokenHash && row.revokedAtMs === null));
  revokeFhirCredential: Records["revokeFhirCredential"] = ({ credentialId, atMs }) =>
    this.#answer(() => {
      const index = this.fhirRows.findIndex((row) => row.id === credentialId);
      const row = this.fhirRows[index];
      if (row === undefined) throw new AnhuError("NOT_FOUND", "there is none");
      this.fhirRows[index] = { ...row, revokedAtMs: atMs };
    });
  custodyHistory: Records["custodyHistory"] = (facilityId, fromMs, toMs) =>
    this.#answer(() =>
      [...this.alertRows.values()]
        .filter(({ alert }) => alert.facilityId === facilityId && alert.raisedAtMs >= fromMs && alert.raisedAtMs < toMs)
        .map((row) => ({ ...row, attempts: this.attempts.filter(({ alertId }) => alertId === row.alert.id) })),
    );
  auditEntries: Records["auditEntries"] = ({ facilityId, residentId, alertId, actor, action = null, fromMs, toMs, cursor, limit }) =>
    this.#answer(() => {
      const all = chained(CHAIN_START, this.audits.map(completeNote)).toReversed();
      const wanted = all.filter(
        (entry) =>
          (facilityId === null || entry.facilityId === facilityId) &&
          (residentId === null || entry.residentId === residentId) &&
          (alertId === null || entry.alertId === alertId) &&
          (actor === null || entry.actor === actor) &&
          (action === null || entry.action === action) &&
          entry.atMs >= (fromMs ?? 0) &&
          entry.atMs < (toMs ?? Infinity),
      );
      return page(wanted, cursor, limit);
    });

  /** The same rows as the local directory, which stays readable while the records are down. */
  directory(nowMs: () => number): LocalDirectory & { holds(deviceId: string): Assignment | undefined } {
    const placeOf = (id: string) => this.placeRows.find((row) => row.id === id);
    return {
      facilities: () => this.facilityRows,
      facility: (id) => this.facilityRows.find((row) => row.id === id),
      place: placeOf,
      places: (facilityId) => this.placeRows.filter((row) => row.facilityId === facilityId),
      fences: (facilityId) => this.fenceRows.filter((row) => row.facilityId === facilityId),
      resident: (id) => this.residentRows.find((row) => row.id === id),
      residents: (facilityId) => this.residentRows.filter((row) => row.facilityId === facilityId),
      device: (id) => this.deviceRows.find((row) => row.id === id),
      gateway: (id) => this.gatewayRows.find((row) => row.id === id),
      roomName: (residentId, placeId) => {
        const id = this.residentRows.find((row) => row.id === residentId)?.placeId ?? placeId;
        return (id === null ? undefined : placeOf(id))?.name ?? null;
      },
      contracts: (facilityId) => this.contractRows.filter((row) => row.facilityId === facilityId && row.isDraft !== true),
      clinic: (id) => this.clinicRows.find((row) => row.id === id),
      contacts: (facilityId, residentId) =>
        this.contactRows.filter((row) => row.facilityId === facilityId && (row.residentId === null || row.residentId === residentId)),
      recordOf: (residentId) => this.recordEntryRows.filter((row) => row.residentId === residentId),
      careSettings: (residentId) => this.careSettingRows.filter((row) => row.residentId === residentId),
      holds: (deviceId) => this.assignmentRows.find((row) => row.deviceId === deviceId && holdsAt(row, nowMs())),
    };
  }
}
