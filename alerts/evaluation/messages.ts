import { deviceKindInfo } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Sample } from "../../domain/observation.ts";
import { SIGN_INDEX } from "../../domain/signs.ts";
import { DENSE_INTERVAL_MS } from "../rules/absence.ts";
import { eventSignals } from "../rules/event.ts";
import { STILLNESS_RULE } from "../rules/catalogue/conditions.ts";
import { NO_STILLNESS, noSignOfLife } from "../rules/stillness.ts";
import { normalState } from "../rules/threshold.ts";
import type { Signal } from "../signal.ts";
import type { Applying } from "./applying.ts";
import type { Controls } from "./controls.ts";
import type { Readings } from "./readings.ts";
import { makeSlot, settle, type DeviceState, type Slot, type SubjectState } from "./state.ts";
import { deadlineCause, type Cause } from "./subjects.ts";
import type { Watching } from "./watching.ts";
import type { World } from "./world.ts";

const EVENTS_REMEMBERED = 32;
/** A movement stands for a minute: a heart rate taken then is not at rest. */
const MOVING_FOR_MS = 60_000;

/** Takes device messages. The path of a normal reading allocates nothing. */
export class Messages {
  readonly #world: World;
  readonly #applying: Applying;
  readonly #readings: Readings;
  readonly #watching: Watching;
  readonly #controls: Controls;
  readonly #emit: (signal: Signal) => void;
  constructor(
    world: World,
    applying: Applying,
    readings: Readings,
    watching: Watching,
    controls: Controls,
    emit: (signal: Signal) => void,
  ) {
    this.#world = world;
    this.#applying = applying;
    this.#readings = readings;
    this.#watching = watching;
    this.#controls = controls;
    this.#emit = emit;
  }
  take(message: DeviceMessage): void {
    const world = this.#world;
    if (message.receivedAtMs > world.heardMs) world.heardMs = message.receivedAtMs;
    const device = world.devices.get(message.device.id) ?? this.#controls.meet(message.device);
    const isNewEvent = message.event !== null && this.#event(device, message);
    if (device.residentId !== message.residentId || device.placeId !== message.placeId || device.subject === null) {
      // A reading from before the present holder took the device is stored, and judged for nobody.
      if (message.observedAtMs < device.assignedFromMs) return;
      this.#controls.assign(device, message, message.observedAtMs, message.receivedAtMs);
    }
    const subject = device.subject ?? world.subjectOf(device);
    if (device.applies === null || device.applies !== subject.applies) this.#applying.sync(device, subject, message.receivedAtMs);
    const { samples, observedAtMs, receivedAtMs, late } = message;
    const isUsual = message.method === null;
    const hearing = this.#watching.hearing(message.grade);
    let heard = 0;
    let isNew = isNewEvent || (samples.length === 0 && message.event === null);
    let isAlive = false;
    for (let index = 0; index < samples.length; index++) {
      const sample = samples[index];
      if (sample === undefined) continue;
      const signIndex = SIGN_INDEX[sample.sign];
      heard |= hearing[signIndex] ?? 0;
      const slot = device.slots[signIndex] ?? this.#makeSlot(device, sample);
      if (observedAtMs <= slot.lastObservedMs) continue;
      isNew = true;
      slot.lastObservedMs = observedAtMs;
      if (sample.quality !== "good") continue;
      if (!late) {
        slot.lastGoodMs = receivedAtMs;
        slot.shiftMs = 0;
        if (slot.isLife) isAlive = true;
        if (slot.isCalm && isUsual && subject.tasks.size === 0 && sample.value > slot.low && sample.value < slot.high) continue;
      }
      if (this.#special(device, subject, slot, sample, message)) isAlive = true;
    }
    if (!isNew) return;
    this.#heard(device, subject, message, isAlive);
    if (heard !== 0) this.#watching.message(subject, message, device.intervalMs !== null && device.intervalMs <= DENSE_INTERVAL_MS, heard);
  }
  #makeSlot(device: DeviceState, { sign }: Sample): Slot {
    const slot = makeSlot(device.applies ?? this.#world.catalogue, device.device, sign);
    device.slots[SIGN_INDEX[sign]] = slot;
    return slot;
  }
  /** Everything that is not plainly normal. @returns true when it is a sign of life */
  #special(device: DeviceState, subject: SubjectState, slot: Slot, sample: Sample, message: DeviceMessage): boolean {
    let isAlive = false;
    if (!message.late) {
      if (slot.isSilent) this.#arm(device, subject, slot, message);
      if (slot.isSpecial) isAlive = this.#noteState(device, subject, sample, message);
    }
    const isUnwatched = device.residentId === null && device.placeId === null;
    const isExplained = slot.sign === "worn" && device.chargingSinceMs !== null;
    if (!isUnwatched && !isExplained && slot.rules.length > 0) this.#readings.step(device, subject, slot, sample, message);
    else settle(slot);
    return isAlive;
  }
  /** The sign is back: its silence is over and watched again. */
  #arm(device: DeviceState, subject: SubjectState, slot: Slot, message: DeviceMessage): void {
    slot.isSilent = false;
    if (slot.limitMs !== null) this.#world.deadlines.add({ dueMs: message.receivedAtMs, of: "d", id: device.device.id });
    this.#world.rules.say(subject, `absence.${slot.sign}`, device.device.id, null, causeOf(device, message));
  }
  #noteState(device: DeviceState, subject: SubjectState, { sign, value }: Sample, message: DeviceMessage): boolean {
    switch (sign) {
      case "motion":
        if (value === 0) return false;
        device.movingUntilMs = message.observedAtMs + MOVING_FOR_MS;
        this.#moves(device, subject, device.movingUntilMs);
        return true;
      case "steps": {
        const hasWalked = device.steps >= 0 && value > device.steps;
        device.steps = value;
        if (hasWalked) this.#moves(device, subject, message.observedAtMs + MOVING_FOR_MS);
        return hasWalked;
      }
      case "bedOccupied":
        device.isInBed = value === 1;
        this.#touches(device, subject, value === 1, message);
        return false;
      case "worn":
        device.isWorn = value === 1;
        this.#touches(device, subject, value === 1, message);
        return false;
      case "charging":
        this.#charging(device, value === 1, message);
        return false;
      default:
        return false;
    }
  }
  /** What is worn moves with its wearer: what another device measures meanwhile is not at rest either. */
  #moves(device: DeviceState, subject: SubjectState, untilMs: number): void {
    if (subject.residentId === null || deviceKindInfo(device.device.kind).method !== "wrist" || untilMs <= subject.movingUntilMs) return;
    subject.movingUntilMs = untilMs;
    this.#world.touchSubject(subject);
  }
  /** Put on or lain upon: its signs are due again. Taken off, or the bed is empty: no sign of a body can be missing. */
  #touches(device: DeviceState, subject: SubjectState, isBody: boolean, message: DeviceMessage): void {
    if (device.isTakenOff !== isBody) return;
    device.isTakenOff = !isBody;
    if (isBody) return this.#controls.resume(device, message.receivedAtMs);
    for (const slot of device.slots)
      if (slot !== undefined && slot.limitMs !== null)
        this.#world.rules.say(subject, `absence.${slot.sign}`, device.device.id, null, causeOf(device, message));
  }
  #charging(device: DeviceState, isCharging: boolean, message: DeviceMessage): void {
    if (!isCharging && device.chargingSinceMs !== null) {
      device.chargingSinceMs = null;
      this.#controls.resume(device, message.receivedAtMs);
    } else if (isCharging && device.chargingSinceMs === null) {
      device.chargingSinceMs = message.receivedAtMs;
      const worn = device.slots[SIGN_INDEX.worn];
      if (worn === undefined || device.subject === null) return;
      for (const ruleSlot of worn.rules) {
        ruleSlot.state = normalState(ruleSlot.rule);
        this.#world.rules.say(device.subject, ruleSlot.rule.id, device.device.id, null, causeOf(device, message));
      }
    }
  }
  /** The device spoke: its silence is over, its clock is judged, and life or stillness noted. */
  #heard(device: DeviceState, subject: SubjectState, message: DeviceMessage, isAlive: boolean): void {
    const { receivedAtMs } = message;
    const { gatewayId } = device.device;
    const gatewaySinceMs = gatewayId === null ? undefined : this.#world.gatewaysOffline.get(gatewayId);
    // What came before the link broke may be judged after it.
    if (gatewayId !== null && gatewaySinceMs !== undefined && receivedAtMs > gatewaySinceMs)
      this.#controls.gatewayHeard(gatewayId, receivedAtMs);
    if (device.receivedMs < 0) this.#world.deadlines.add({ dueMs: receivedAtMs, of: "d", id: device.device.id });
    device.receivedMs = receivedAtMs;
    device.shiftMs = 0;
    if (!device.isDirty) this.#world.touchDevice(device);
    if (device.silence !== null) {
      device.silence = null;
      this.#world.rules.say(subject, `absence.${device.device.kind}`, device.device.id, null, causeOf(device, message));
      this.#controls.resume(device, receivedAtMs);
    }
    if (device.hasClockFault !== (message.clockFault !== null)) this.#clock(device, subject, message);
    if (isAlive) this.#life(subject, device, message);
    else if (device.isWorn || device.isInBed) this.#noLife(device, subject, message);
  }
  #clock(device: DeviceState, subject: SubjectState, message: DeviceMessage): void {
    device.hasClockFault = message.clockFault !== null;
    this.#world.rules.say(subject, "device.clock", device.device.id, device.hasClockFault ? "info" : null, causeOf(device, message));
  }
  #life(subject: SubjectState, device: DeviceState, message: DeviceMessage): void {
    subject.lifeMs = message.receivedAtMs;
    if (!subject.isDirty) this.#world.touchSubject(subject);
    if (subject.stillness === NO_STILLNESS) return;
    if (subject.stillness.raised) this.#world.rules.say(subject, "stillness", "stillness", null, causeOf(device, message));
    subject.stillness = NO_STILLNESS;
  }
  /** Only a sensor that can feel a pulse or a breath, and speaks often enough, says anything by not feeling one. */
  #noLife(device: DeviceState, subject: SubjectState, message: DeviceMessage): void {
    const { intervalMs } = device;
    if (intervalMs === null || intervalMs > DENSE_INTERVAL_MS || device.chargingSinceMs !== null || message.late) return;
    if (!device.slots.some((slot) => slot?.isLife === true && slot.lastObservedMs >= 0) || subject.stillness.raised) return;
    const isFirst = subject.stillness.sinceMs < 0;
    subject.stillness = noSignOfLife(subject.stillness, message.receivedAtMs, intervalMs);
    this.#world.touchSubject(subject);
    if (isFirst) this.#world.deadlines.add({ dueMs: message.receivedAtMs + STILLNESS_RULE.forMs, of: "s", id: subject.id });
  }
  /** @returns false for a copy */
  #event(device: DeviceState, message: DeviceMessage): boolean {
    if (device.events.includes(message.identity)) return false;
    device.events.push(message.identity);
    if (device.events.length > EVENTS_REMEMBERED) device.events.shift();
    this.#world.touchDevice(device);
    if (device.subject !== null && message.residentId === device.residentId && message.event?.type !== "fall")
      this.#life(device.subject, device, message);
    for (const signal of eventSignals(this.#world.catalogue, message)) {
      if (message.residentId !== null && device.subject?.residentId === message.residentId)
        this.#world.rules.opened(device.subject, signal);
      this.#emit(signal);
    }
    return true;
  }
}
function causeOf(device: DeviceState, message: DeviceMessage): Cause {
  return { ...deadlineCause(device.device.id, message.identity, message.receivedAtMs), observedAtMs: message.observedAtMs };
}
