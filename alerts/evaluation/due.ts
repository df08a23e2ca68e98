import { deviceKindInfo } from "../../domain/device-kinds.ts";
import type { CareDirectory } from "../ports.ts";
import {
  absenceIdentity,
  CHARGING_PAUSE_MS,
  neverHeardLimits,
  nextSilence,
  signSilentMs,
  signUrgentMs,
  silenceLimits,
} from "../rules/absence.ts";
import { STILLNESS_RULE } from "../rules/catalogue/conditions.ts";
import { isStill, NO_STILLNESS, stillnessDueMs } from "../rules/stillness.ts";
import { normalState } from "../rules/threshold.ts";
import type { Applying } from "./applying.ts";
import type { Deadline } from "./deadlines.ts";
import { fireDue } from "./fire-due.ts";
import { childrenOf, isGatewayGone, isGatewaySilent, OFFLINE_FOR_MS } from "./gateways.ts";
import { pendingCritical, type Readings } from "./readings.ts";
import { settle, type DeviceState, type Slot, type SubjectState } from "./state.ts";
import { deadlineCause } from "./subjects.ts";
import type { Watching } from "./watching.ts";
import type { World } from "./world.ts";

/** What is due for devices and subjects, each at its own time. */
export class Due {
  readonly #world: World;
  readonly #applying: Applying;
  readonly #readings: Readings;
  readonly #watching: Watching;
  readonly #care: CareDirectory;
  readonly #onStuck: (deadline: Deadline) => void;
  constructor(
    world: World,
    applying: Applying,
    readings: Readings,
    watching: Watching,
    care: CareDirectory,
    onStuck: (deadline: Deadline) => void,
  ) {
    this.#world = world;
    this.#applying = applying;
    this.#readings = readings;
    this.#watching = watching;
    this.#care = care;
    this.#onStuck = onStuck;
  }
  /** Fires everything due up to `nowMs`, in due order, each at its due time. */
  fire(nowMs: number): void {
    const { deadlines, devices, subjects } = this.#world;
    if (deadlines.nextMs > nowMs) return;
    const look = ({ of, id, dueMs }: Deadline): number | null => {
      const device = of === "d" ? devices.get(id) : undefined;
      if (device !== undefined) this.#fireDevice(device, dueMs);
      const subject = of === "s" ? subjects.get(id) : undefined;
      if (subject !== undefined) this.#fireSubject(subject, dueMs);
      return device !== undefined ? this.deviceDueMs(device) : subject !== undefined ? this.#subjectDueMs(subject) : null;
    };
    fireDue(deadlines, nowMs, look, this.#onStuck);
  }
  /** Earliest time at which the device must be looked at. */
  deviceDueMs(device: DeviceState): number | null {
    let firstMs = Number.POSITIVE_INFINITY;
    const silence = this.#silence(device);
    if (silence !== null) firstMs = silence.dueMs;
    if (device.offlineSinceMs !== null && !device.isOfflineRaised) firstMs = Math.min(firstMs, device.offlineSinceMs + OFFLINE_FOR_MS);
    for (const slot of device.slots) {
      if (slot === undefined) continue;
      const signDueMs = this.#signDueMs(device, slot);
      if (signDueMs !== null && signDueMs < firstMs) firstMs = signDueMs;
      const askDueMs = this.#askDueMs(device, slot);
      if (askDueMs !== null && askDueMs < firstMs) firstMs = askDueMs;
    }
    return firstMs === Number.POSITIVE_INFINITY ? null : firstMs;
  }
  #isWatched(device: DeviceState): boolean {
    return device.residentId !== null || device.placeId !== null;
  }
  #fromMs(device: DeviceState): number {
    return Math.max(device.receivedMs + device.shiftMs, device.resumedMs);
  }
  #silence(device: DeviceState): { readonly dueMs: number; readonly severity: "warning" | "critical" } | null {
    const heardLimits = silenceLimits(deviceKindInfo(device.device.kind));
    if (heardLimits === null || !this.#isWatched(device)) return null;
    const limits = device.receivedMs < 0 ? neverHeardLimits(heardLimits) : heardLimits;
    const next = nextSilence(limits, { fromMs: this.#fromMs(device), chargingSinceMs: device.chargingSinceMs, raised: device.silence });
    if (next === null) return null;
    // A gateway that is down is one alert of its own; its children are judged when it is back.
    const { gatewayId } = device.device;
    if (gatewayId !== null && this.#world.gatewaysOffline.has(gatewayId)) return null;
    return { dueMs: next.dueMs, severity: next.severity === "critical" ? "critical" : "warning" };
  }
  /** When a missing sign is to be told, and when it becomes urgent. */
  #signDueMs(device: DeviceState, slot: Slot): number | null {
    if (slot.limitMs === null || device.isTakenOff || !this.#isWatched(device)) return null;
    const pausedUntil = device.chargingSinceMs === null ? 0 : device.chargingSinceMs + CHARGING_PAUSE_MS;
    if (!slot.isSilent) return Math.max(signSilentMs(slot, slot.limitMs, device.intervalMs), device.resumedMs + slot.limitMs, pausedUntil);
    // The device as a whole explains it, and is urgent by itself.
    if (device.silence !== null) return null;
    const said = device.subject?.firing.get(`absence.${slot.sign}`)?.get(device.device.id);
    const urgentMs = said === "warning" ? signUrgentMs(device.device.kind, slot.sign) : null;
    return urgentMs === null ? null : Math.max(slot.lastGoodMs + slot.shiftMs + urgentMs, device.resumedMs + urgentMs, pausedUntil);
  }
  /** A critical value that counts and then nothing more: after `holdMs` somebody is asked to measure (DOMAIN §5.3). */
  #askDueMs(device: DeviceState, slot: Slot): number | null {
    if (slot.isCalm) return null;
    const asking = slot.rules.find((ruleSlot) => ruleSlot.rule.measureWith !== null && pendingCritical(ruleSlot) >= 0);
    return asking === undefined ? null : slot.lastGoodMs + slot.shiftMs + asking.holdMs;
  }
  #fireDevice(device: DeviceState, nowMs: number): void {
    const subject = this.#world.subjectOf(device);
    this.#applying.sync(device, subject, nowMs);
    const { id, kind } = device.device;
    const { rules } = this.#world;
    for (const slot of device.slots) {
      if (slot === undefined) continue;
      const askDueMs = this.#askDueMs(device, slot);
      if (askDueMs !== null && askDueMs <= nowMs) this.#askForSilent(device, subject, slot, nowMs);
      const signDueMs = this.#signDueMs(device, slot);
      if (signDueMs === null || signDueMs > nowMs) continue;
      if (slot.isSilent) this.#signUrgent(device, subject, slot, nowMs);
      else this.#signSilent(device, subject, slot, nowMs);
    }
    if (device.offlineSinceMs !== null && !device.isOfflineRaised && device.offlineSinceMs + OFFLINE_FOR_MS <= nowMs) {
      device.isOfflineRaised = true;
      if (!isGatewayGone(this.#world, device, nowMs))
        rules.say(subject, "device.offline", id, "warning", deadlineCause(id, `offline:${device.offlineSinceMs}`, nowMs));
    }
    const silence = this.#silence(device);
    if (silence !== null && silence.dueMs <= nowMs && !isGatewaySilent(this.#world, device, nowMs)) {
      device.silence = silence.severity;
      const identity = absenceIdentity(device.receivedMs < 0 ? device.resumedMs : device.receivedMs, silence.severity);
      rules.say(subject, `absence.${kind}`, id, silence.severity, deadlineCause(id, identity, nowMs));
    }
    this.#world.touchDevice(device);
  }
  #askForSilent(device: DeviceState, subject: SubjectState, slot: Slot, nowMs: number): void {
    for (const ruleSlot of slot.rules) {
      const level = pendingCritical(ruleSlot);
      if (level < 0) continue;
      const cause = { ...deadlineCause(device.device.id, `held:${slot.lastObservedMs}`, nowMs), sign: slot.sign, value: slot.lastValue };
      const observed = { ...cause, observedAtMs: slot.lastObservedMs };
      this.#readings.ask(device, subject, ruleSlot, level, slot.lastValue, observed, nowMs + ruleSlot.rule.answerWithinMs);
      ruleSlot.state = { ...ruleSlot.state, since: normalState(ruleSlot.rule).since };
    }
  }
  /** The sign fell silent: what it said before holds no longer, and its silence is told unless the device as a whole explains it. */
  #signSilent(device: DeviceState, subject: SubjectState, slot: Slot, nowMs: number): void {
    const { rules } = this.#world;
    const { id } = device.device;
    slot.isSilent = true;
    for (const ruleSlot of slot.rules) {
      if (ruleSlot.state.firing < 0) continue;
      ruleSlot.state = normalState(ruleSlot.rule);
      rules.say(subject, ruleSlot.rule.id, id, null, deadlineCause(id, `expired:${slot.lastObservedMs}`, nowMs, "expired"));
    }
    settle(slot);
    const isExplained = device.silence !== null || this.#fromMs(device) <= slot.lastGoodMs + slot.shiftMs;
    if (isExplained) return;
    const identity = absenceIdentity(Math.max(slot.lastGoodMs, device.resumedMs));
    rules.say(subject, `absence.${slot.sign}`, id, "warning", deadlineCause(id, identity, nowMs));
  }
  #signUrgent(device: DeviceState, subject: SubjectState, slot: Slot, nowMs: number): void {
    const { id } = device.device;
    const identity = absenceIdentity(Math.max(slot.lastGoodMs, device.resumedMs), "critical");
    this.#world.rules.say(subject, `absence.${slot.sign}`, id, "critical", deadlineCause(id, identity, nowMs));
  }
  #subjectDueMs(subject: SubjectState): number | null {
    const times = [...subject.tasks.values()].flatMap((task) => (task.dueMs === null ? [] : [task.dueMs]));
    const stillMs = stillnessDueMs(subject.stillness, STILLNESS_RULE.forMs);
    if (stillMs !== null) times.push(stillMs);
    const offlineMs = this.#gatewayDueMs(subject);
    if (offlineMs !== null) times.push(offlineMs);
    const watchedMs = this.#watching.dueMs(subject);
    if (watchedMs !== null) times.push(watchedMs);
    return times.length === 0 ? null : Math.min(...times);
  }
  #fireSubject(subject: SubjectState, nowMs: number): void {
    this.#applying.begin(subject, nowMs);
    this.#watching.due(subject, nowMs);
    for (const task of [...subject.tasks.values()].sort((a, b) => (a.dueMs ?? 0) - (b.dueMs ?? 0))) {
      if (task.dueMs === null || task.dueMs > nowMs) continue;
      const { deviceId, sign, value, observedAtMs } = task;
      const cause = {
        deviceId,
        sign,
        value,
        observedAtMs,
        atMs: nowMs,
        identity: `unanswered:${task.identity}`,
        why: "confirmed",
      } as const;
      this.#hold(task.deviceId, task.ruleId, task.level);
      this.#world.rules.say(subject, task.ruleId, deviceId, "critical", cause, true);
      this.#world.rules.answered(subject, task, cause);
    }
    const offlineMs = this.#gatewayDueMs(subject);
    if (offlineMs !== null && offlineMs <= nowMs)
      this.#world.rules.say(subject, "device.offline", subject.id, "warning", {
        ...deadlineCause(null, `offline:${offlineMs - OFFLINE_FOR_MS}`, nowMs),
        devices: childrenOf(this.#world, subject.id),
      });
    const stillMs = stillnessDueMs(subject.stillness, STILLNESS_RULE.forMs);
    if (stillMs === null || stillMs > nowMs) return;
    this.#judgeStillness(subject, nowMs);
  }
  #gatewayDueMs(subject: SubjectState): number | null {
    const sinceMs = this.#world.gatewaysOffline.get(subject.id);
    return sinceMs === undefined || subject.firing.has("device.offline") ? null : sinceMs + OFFLINE_FOR_MS;
  }
  /** No answer counts as confirmed: the rule of the asking device now fires. */
  #hold(deviceId: string, ruleId: string, level: number): void {
    const device = this.#world.devices.get(deviceId);
    const ruleSlot = device?.slots.flatMap((slot) => slot?.rules ?? []).find(({ rule }) => rule.id === ruleId);
    if (device === undefined || ruleSlot === undefined) return;
    ruleSlot.state = { ...ruleSlot.state, firing: Math.max(ruleSlot.state.firing, level) };
    for (const slot of device.slots) if (slot !== undefined) settle(slot);
    this.#world.touchDevice(device);
  }
  #judgeStillness(subject: SubjectState, nowMs: number): void {
    const { stillness } = subject;
    const placeId = subject.residentId === null ? null : (this.#care.resident(subject.residentId)?.placeId ?? null);
    const roomLifeMs = placeId === null ? -1 : (this.#world.subjects.get(placeId)?.lifeMs ?? -1);
    this.#world.touchSubject(subject);
    if (!isStill(stillness, nowMs, roomLifeMs)) {
      subject.stillness = NO_STILLNESS;
      return;
    }
    subject.stillness = { ...stillness, raised: true };
    const severity = this.#care.facility(subject.facilityId)?.staffed === false ? "warning" : "critical";
    this.#world.rules.say(subject, "stillness", "stillness", severity, deadlineCause(null, `stillness:${stillness.sinceMs}`, nowMs));
  }
}
