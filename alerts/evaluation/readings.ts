import { methodOf } from "../../domain/device-kinds.ts";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { Sample } from "../../domain/observation.ts";
import { isLimited, isTrendOnly, judge, stepSparse, worstCritical } from "../rules/measure-now.ts";
import { stepThreshold, type ThresholdState } from "../rules/threshold.ts";
import type { Deadlines } from "./deadlines.ts";
import { settle, type DeviceState, type RuleSlot, type Slot, type SubjectState } from "./state.ts";
import type { Cause, SubjectRules } from "./subjects.ts";

interface Reading {
  readonly cause: Cause;
  readonly value: number;
  readonly limited: boolean;
  readonly medical: boolean;
}
/** Steps the rules of one sign with one good, new reading; everything that is not plainly normal comes here. */
export class Readings {
  readonly #rules: SubjectRules;
  readonly #deadlines: Deadlines;
  constructor(rules: SubjectRules, deadlines: Deadlines) {
    this.#rules = rules;
    this.#deadlines = deadlines;
  }
  step(device: DeviceState, subject: SubjectState, slot: Slot, sample: Sample, message: DeviceMessage): void {
    const method = message.method ?? methodOf(message.device.kind, slot.sign);
    const medical = message.grade === "medical";
    const reading: Reading = {
      value: sample.value,
      limited: isLimited(slot.sign, method, message.grade),
      medical,
      cause: {
        deviceId: device.device.id,
        identity: message.identity,
        sign: slot.sign,
        value: sample.value,
        observedAtMs: message.observedAtMs,
        atMs: message.receivedAtMs,
        late: message.late,
        medicalGrade: medical,
      },
    };
    slot.lastValue = sample.value;
    for (const ruleSlot of slot.rules) {
      if (isTrendOnly(ruleSlot.rule, method, message.grade)) continue;
      if (message.late) this.#late(device, subject, ruleSlot, reading);
      else this.#live(device, subject, ruleSlot, reading);
    }
    settle(slot);
  }
  /** A late value pages nobody; a critical one asks what is true now (DESIGN, Time). Silence does not confirm it. */
  #late(device: DeviceState, subject: SubjectState, slot: RuleSlot, reading: Reading): void {
    const { rule } = slot;
    if (rule.measureWith !== null) this.#ask(device, subject, slot, worstCritical(rule, reading.value), reading, null);
  }
  #live(device: DeviceState, subject: SubjectState, slot: RuleSlot, reading: Reading): void {
    const { rule } = slot;
    const task = subject.tasks.get(rule.id);
    const verdict =
      task === undefined
        ? "none"
        : judge(rule, task, {
            value: reading.value,
            observedAtMs: reading.cause.observedAtMs,
            deviceId: device.device.id,
            limited: reading.limited,
          });
    const confirms = verdict === "confirmed";
    const before = slot.state;
    if (slot.isSparse) {
      const { state, asks } = stepSparse(rule, before, { ...reading, atMs: reading.cause.observedAtMs, confirms });
      slot.state = state;
      const dueMs = reading.limited ? null : reading.cause.atMs + rule.answerWithinMs;
      if (task === undefined) this.#ask(device, subject, slot, asks, reading, dueMs);
    } else {
      const stepped = stepThreshold(rule, before, {
        value: reading.value,
        atMs: reading.cause.observedAtMs,
        holdMs: slot.holdMs,
        deepHeard: reading.medical || reading.limited,
        moving: reading.cause.observedAtMs < device.movingUntilMs,
      });
      slot.state = confirms ? { ...stepped, firing: Math.max(stepped.firing, worstCritical(rule, reading.value)) } : stepped;
      if (pendingCritical(slot) >= 0 && rule.measureWith !== null)
        this.#deadlines.add({ dueMs: reading.cause.atMs + slot.holdMs, of: "d", id: device.device.id });
    }
    this.#fire(device, subject, slot, before, reading);
    if (task !== undefined && verdict !== "none")
      this.#rules.answered(subject, task, { ...reading.cause, why: confirms ? "confirmed" : "over" });
  }
  #fire(device: DeviceState, subject: SubjectState, slot: RuleSlot, before: ThresholdState, reading: Reading): void {
    const { firing } = slot.state;
    if (firing === before.firing) return;
    // A mark asks nobody to measure.
    const asks = reading.limited && firing > before.firing && slot.rule.levels[firing]?.severity !== "info";
    if (asks) this.#ask(device, subject, slot, firing, reading, null);
    if (reading.limited && firing >= 0) return;
    const severity = slot.rule.levels[firing]?.severity ?? null;
    this.#rules.say(subject, slot.rule.id, device.device.id, severity, reading.cause, firing > before.firing);
  }
  #ask(device: DeviceState, subject: SubjectState, slot: RuleSlot, level: number, reading: Reading, dueMs: number | null): void {
    if (level >= 0) this.ask(device, subject, slot, level, reading.value, reading.cause, dueMs);
  }
  ask(
    device: DeviceState,
    subject: SubjectState,
    { rule }: RuleSlot,
    level: number,
    value: number,
    cause: Cause,
    dueMs: number | null,
  ): void {
    if (rule.measureWith === null) return;
    const { id } = device.device;
    const { identity, observedAtMs } = cause;
    const task = {
      ruleId: rule.id,
      sign: rule.sign,
      deviceId: id,
      level,
      value,
      identity,
      observedAtMs,
      dueMs,
      measureWith: rule.measureWith,
    };
    if (this.#rules.ask(subject, task, cause) && dueMs !== null) this.#deadlines.add({ dueMs, of: "s", id: subject.id });
  }
}
/** Worst critical level that counts but does not fire yet, -1 for none. */
export function pendingCritical(slot: RuleSlot): number {
  if (slot.rule.levels[slot.state.firing]?.severity === "critical") return -1;
  return slot.rule.levels.findLastIndex((level, index) => level.severity === "critical" && (slot.state.since[index] ?? -1) >= 0);
}
