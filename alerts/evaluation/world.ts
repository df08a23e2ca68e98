import type { Device } from "../../domain/directory.ts";
import type { Catalogue } from "../rules/catalogue.ts";
import type { Signal } from "../signal.ts";
import { Deadlines } from "./deadlines.ts";
import { deviceText, readAssignment, readDevice, readSubject, subjectText } from "./rows.ts";
import { makeDeviceState, makeSubjectState, type DeviceState, type SubjectState, type WaitingAssignment } from "./state.ts";
import { SubjectRules } from "./subjects.ts";

const HEARD = "heard";
/** All devices and subjects that the evaluator knows, what is due, and what changed since it was last written. */
export class World {
  readonly devices = new Map<string, DeviceState>();
  readonly subjects = new Map<string, SubjectState>();
  readonly gatewaysOffline = new Map<string, number>();
  /** Assignments of devices that the snapshot does not know yet, by device. */
  readonly waiting = new Map<string, WaitingAssignment>();
  readonly deadlines = new Deadlines();
  readonly rules: SubjectRules;
  readonly catalogue: Catalogue;
  /** Server time of the last entry: after it nobody listened until the next `start`. */
  heardMs = -1;
  #dirtyDevices: DeviceState[] = [];
  #dirtySubjects: SubjectState[] = [];
  #dirtyGateways = new Set<string>();
  #dirtyWaiting = new Set<string>();

  constructor(catalogue: Catalogue, emit: (signal: Signal) => void) {
    this.catalogue = catalogue;
    this.rules = new SubjectRules(catalogue, emit, (subject) => this.touchSubject(subject));
  }
  device(device: Device): DeviceState {
    const known = this.devices.get(device.id);
    if (known !== undefined) return known;
    const state = makeDeviceState(device);
    this.devices.set(device.id, state);
    return state;
  }
  subjectOf(state: DeviceState): SubjectState {
    if (state.subject !== null) return state.subject;
    const { residentId, placeId } = state;
    const id = residentId ?? placeId ?? state.device.id;
    state.subject = this.subject({ id, facilityId: state.device.facilityId, residentId, placeId });
    return state.subject;
  }
  /** The known one of this id, else a new one. */
  subject(from: Pick<SubjectState, "id" | "facilityId" | "residentId" | "placeId">): SubjectState {
    const known = this.subjects.get(from.id);
    if (known !== undefined) return known;
    const made = makeSubjectState(from);
    this.subjects.set(from.id, made);
    return made;
  }
  touchDevice(state: DeviceState): void {
    if (state.isDirty) return;
    state.isDirty = true;
    this.#dirtyDevices.push(state);
  }
  touchSubject(state: SubjectState): void {
    if (state.isDirty) return;
    state.isDirty = true;
    this.#dirtySubjects.push(state);
  }
  setGateway(gatewayId: string, offlineSinceMs: number | null): void {
    if (offlineSinceMs === null) this.gatewaysOffline.delete(gatewayId);
    else this.gatewaysOffline.set(gatewayId, offlineSinceMs);
    this.#dirtyGateways.add(gatewayId);
  }
  setWaiting(deviceId: string, assignment: WaitingAssignment | null): void {
    if (assignment === null) this.waiting.delete(deviceId);
    else this.waiting.set(deviceId, assignment);
    this.#dirtyWaiting.add(deviceId);
  }
  /** Rows that changed since the last call; `null` deletes. */
  takeChanged(): Map<string, string | null> {
    const changed = new Map<string, string | null>([[HEARD, String(this.heardMs)]]);
    for (const state of this.#dirtyDevices) {
      state.isDirty = false;
      changed.set(`d:${state.device.id}`, deviceText(state));
    }
    for (const state of this.#dirtySubjects) {
      state.isDirty = false;
      changed.set(`s:${state.id}`, subjectText(state));
    }
    for (const id of this.#dirtyGateways) {
      const since = this.gatewaysOffline.get(id);
      changed.set(`g:${id}`, since === undefined ? null : String(since));
    }
    for (const id of this.#dirtyWaiting) {
      const assignment = this.waiting.get(id);
      changed.set(`a:${id}`, assignment === undefined ? null : JSON.stringify(assignment));
    }
    this.#dirtyDevices = [];
    this.#dirtySubjects = [];
    this.#dirtyGateways = new Set();
    this.#dirtyWaiting = new Set();
    return changed;
  }
  /** @returns keys of rows that could not be read */
  load(rows: ReadonlyMap<string, string>): readonly string[] {
    const unread: string[] = [];
    for (const [key, text] of rows) {
      if (key === HEARD) this.heardMs = Number(text);
      else if (key.startsWith("g:")) this.gatewaysOffline.set(key.slice(2), Number(text));
      else if (key.startsWith("a:")) {
        const assignment = readAssignment(text);
        if (assignment === null) unread.push(key);
        else this.waiting.set(key.slice(2), assignment);
      } else if (key.startsWith("s:")) {
        const subject = readSubject(text);
        if (subject === null) unread.push(key);
        else this.subjects.set(subject.id, subject);
      } else {
        const device = readDevice(text, this.catalogue);
        if (device === null) unread.push(key);
        else this.devices.set(device.device.id, device);
      }
    }
    for (const device of this.devices.values()) this.subjectOf(device);
    for (const id of this.devices.keys()) this.deadlines.add({ dueMs: 0, of: "d", id });
    for (const id of this.subjects.keys()) this.deadlines.add({ dueMs: 0, of: "s", id });
    return unread;
  }
}
