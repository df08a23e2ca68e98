import { isAnnunciatorKind } from "../../domain/annunciator.ts";
import { alertIdOf } from "../../domain/ids.ts";
import type { Device } from "../../domain/directory.ts";
import type { ControlEvent } from "../../domain/publish.ts";
import { DENSE_INTERVAL_MS } from "../rules/absence.ts";
import { NO_STILLNESS } from "../rules/stillness.ts";
import { normalState } from "../rules/threshold.ts";
import { settle, type DeviceState } from "./state.ts";
import { deadlineCause } from "./subjects.ts";
import type { Watching } from "./watching.ts";
import type { World } from "./world.ts";

type Presence = Extract<ControlEvent, { type: "presence" }>;
type Holder = Pick<DeviceState, "residentId" | "placeId">;

/** What the journal's control entries do to the rules. */
export class Controls {
  readonly #world: World;
  readonly #watching: Watching;
  readonly #device: (deviceId: string) => Device | undefined;
  readonly #gatewayFacility: (gatewayId: string) => string | undefined;
  constructor(
    world: World,
    watching: Watching,
    device: (id: string) => Device | undefined,
    gatewayFacility: (id: string) => string | undefined,
  ) {
    this.#world = world;
    this.#watching = watching;
    this.#device = device;
    this.#gatewayFacility = gatewayFacility;
  }
  take(control: ControlEvent, atMs: number): void {
    if (this.#world.waiting.size > 0) this.#assignWaiting();
    switch (control.type) {
      case "start":
      case "stop":
      case "alive":
        return;
      case "presence":
        return this.#presence(control, atMs);
      case "assignment": {
        const { deviceId, residentId, placeId, fromMs } = control;
        this.#world.setWaiting(deviceId, { residentId, placeId, fromMs, atMs });
        return this.#assignWaiting();
      }
      case "resolved":
        return this.#resolved(control.alertId, atMs);
    }
  }
  /** The journal may know of an assignment before the snapshot knows its device: it waits, and counts from its own time. */
  #assignWaiting(): void {
    for (const deviceId of [...this.#world.waiting.keys()]) {
      const device = this.#device(deviceId) ?? this.#world.devices.get(deviceId)?.device;
      if (device !== undefined) this.meet(device);
    }
  }
  /** A device that may be new here, with the assignment that waited for it. */
  meet(device: Device): DeviceState {
    const state = this.#world.device(device);
    const waiting = this.#world.waiting.get(device.id);
    if (waiting === undefined) return state;
    this.#world.setWaiting(device.id, null);
    this.assign(state, waiting, waiting.fromMs, waiting.atMs);
    return state;
  }
  /** `start` at `atMs`: deadlines of silence move on by the time since the last entry; stillness is counted anew. */
  shift(atMs: number): void {
    const { heardMs, devices, subjects, waiting } = this.#world;
    if (heardMs < 0 || atMs <= heardMs) return;
    this.#watching.shift(atMs - heardMs);
    for (const [deviceId, one] of [...waiting]) this.#world.setWaiting(deviceId, { ...one, atMs: one.atMs + atMs - heardMs });
    for (const device of devices.values()) {
      device.shiftMs += atMs - heardMs;
      for (const slot of device.slots) if (slot !== undefined) slot.shiftMs += atMs - heardMs;
      if (device.resumedMs >= 0) device.resumedMs += atMs - heardMs;
      this.#world.touchDevice(device);
    }
    for (const subject of subjects.values()) {
      if (subject.stillness.raised) continue;
      subject.stillness = NO_STILLNESS;
      this.#world.touchSubject(subject);
    }
  }
  /** A new holder: what the device said about the old one ends, and silence counts from now. */
  assign(state: DeviceState, holder: Holder, fromMs: number, atMs: number): void {
    if (state.residentId === holder.residentId && state.placeId === holder.placeId && state.subject !== null) {
      if (fromMs > state.assignedFromMs) state.assignedFromMs = fromMs;
      this.#watching.assigned({ deviceId: state.device.id, isConfirmed: true }, state.subject, atMs);
      return;
    }
    const { id } = state.device;
    const old = state.subject;
    if (old !== null)
      for (const [ruleId, sources] of [...old.firing])
        if (sources.has(id)) this.#world.rules.say(old, ruleId, id, null, deadlineCause(id, `unassigned:${atMs}`, atMs, "unassigned"));
    for (const slot of state.slots) {
      if (slot === undefined) continue;
      for (const ruleSlot of slot.rules) ruleSlot.state = normalState(ruleSlot.rule);
      settle(slot);
    }
    state.residentId = holder.residentId;
    state.placeId = holder.placeId;
    state.assignedFromMs = fromMs;
    state.subject = null;
    state.silence = null;
    state.isOfflineRaised = false;
    state.hasClockFault = false;
    this.resume(state, atMs);
    const given = { deviceId: id, isConfirmed: false };
    if (old !== null) this.#watching.assigned(given, old, atMs);
    this.#watching.assigned(given, this.#world.subjectOf(state), atMs);
  }
  /** Silence counts from `atMs`, also that of single signs; what was told of a sign stays told until its next value. */
  resume(state: DeviceState, atMs: number): void {
    state.resumedMs = Math.max(state.resumedMs, atMs);
    for (const slot of state.slots) {
      if (slot === undefined || slot.lastGoodMs < 0) continue;
      if (state.subject?.firing.get(`absence.${slot.sign}`)?.has(state.device.id) === true) continue;
      slot.isSilent = false;
      settle(slot);
    }
    this.#world.deadlines.add({ dueMs: atMs, of: "d", id: state.device.id });
    this.#world.touchDevice(state);
  }
  #presence({ deviceId, online, reason }: Presence, atMs: number): void {
    const facilityId = this.#gatewayFacility(deviceId);
    if (facilityId !== undefined) return this.#gatewayPresence(deviceId, facilityId, online, atMs);
    const device = this.#device(deviceId) ?? this.#world.devices.get(deviceId)?.device;
    if (device === undefined) return;
    const state = this.#world.device(device);
    if (online) {
      this.#online(state, atMs);
      if (reason === "status" && isAnnunciatorKind(device.kind)) this.#spoke(state, atMs);
    }
    // A sleepy sensor disconnects after every message; only a will or a status says that something is wrong.
    else if ((reason === "will" || reason === "status") && (state.intervalMs === null || state.intervalMs > DENSE_INTERVAL_MS)) {
      if (state.offlineSinceMs !== null || (state.residentId === null && state.placeId === null)) return;
      state.offlineSinceMs = atMs;
      this.#world.deadlines.add({ dueMs: atMs, of: "d", id: deviceId });
      this.#world.touchDevice(state);
    }
  }
  /** A light or siren measures nothing: that it is there, and what it shows, is all it ever says. */
  #spoke(state: DeviceState, atMs: number): void {
    const { id, kind } = state.device;
    state.receivedMs = atMs;
    state.shiftMs = 0;
    this.#world.deadlines.add({ dueMs: atMs, of: "d", id });
    this.#world.touchDevice(state);
    if (state.silence === null) return;
    state.silence = null;
    this.#world.rules.say(this.#world.subjectOf(state), `absence.${kind}`, id, null, deadlineCause(id, `online:${atMs}`, atMs));
  }
  #online(state: DeviceState, atMs: number): void {
    if (state.device.gatewayId !== null) this.gatewayHeard(state.device.gatewayId, atMs);
    if (state.offlineSinceMs === null) return;
    const { id } = state.device;
    state.offlineSinceMs = null;
    state.isOfflineRaised = false;
    this.#world.rules.say(this.#world.subjectOf(state), "device.offline", id, null, deadlineCause(id, `online:${atMs}`, atMs));
    this.#world.touchDevice(state);
  }
  /** A dead gateway is one alert; the silence of its children is judged when it is back. */
  #gatewayPresence(gatewayId: string, facilityId: string, online: boolean, atMs: number): void {
    const { gatewaysOffline, deadlines } = this.#world;
    const subject = this.#world.subject({ id: gatewayId, facilityId, residentId: null, placeId: null });
    this.#world.touchSubject(subject);
    if (!online) {
      if (!gatewaysOffline.has(gatewayId)) this.#world.setGateway(gatewayId, atMs);
      deadlines.add({ dueMs: atMs, of: "s", id: gatewayId });
      return;
    }
    this.gatewayHeard(gatewayId, atMs);
  }
  /** The gateway is back: its alert is over, and each of its children has its own limit again to speak. */
  gatewayHeard(gatewayId: string, atMs: number): void {
    const { devices, rules, subjects } = this.#world;
    if (!this.#world.gatewaysOffline.has(gatewayId)) return;
    this.#world.setGateway(gatewayId, null);
    const subject = subjects.get(gatewayId);
    if (subject !== undefined) rules.say(subject, "device.offline", gatewayId, null, deadlineCause(null, `online:${atMs}`, atMs));
    for (const state of devices.values()) {
      if (state.device.gatewayId !== gatewayId) continue;
      const isUntold = state.isOfflineRaised && state.subject?.firing.get("device.offline")?.has(state.device.id) !== true;
      if (state.offlineSinceMs !== null && isUntold) {
        state.isOfflineRaised = false;
        state.offlineSinceMs = atMs;
      }
      this.resume(state, atMs);
    }
  }
  /** A person closed an alert: a question that it asked is answered, and silence does not confirm it any more. */
  #resolved(alertId: string, atMs: number): void {
    this.#watching.resolved(alertId, atMs);
    for (const subject of this.#world.subjects.values()) {
      this.#world.rules.closed(subject, alertId);
      for (const task of [...subject.tasks.values()])
        if (alertIdOf(subject.id, `measureNow.${task.sign}`, task.identity) === alertId)
          this.#world.rules.answered(subject, task, deadlineCause(task.deviceId, task.identity, atMs, "answered"));
    }
  }
}
