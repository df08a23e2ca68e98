import type { Device } from "../../domain/directory.ts";
import type { CareDirectory } from "../ports.ts";
import type { Catalogue } from "../rules/catalogue.ts";
import { groupsOf, keyOf, layersOf, makeApplies, nextChangeMs, stampOf, type Applies } from "./applies.ts";
import { makeSlot, settle, type DeviceState, type Slot, type SubjectState } from "./state.ts";
import { deadlineCause } from "./subjects.ts";
import type { World } from "./world.ts";

/**
 * Keeps what applies to each subject, and the compiled slots of its devices, as the settings of that server time say. Looked at only when the
 * directory changed, and when a dated setting begins: a deadline of the subject, at that very time, live and in a replay.
 */
export class Applying {
  readonly #world: World;
  readonly #care: CareDirectory;
  /** Residents of whom nothing is laid down share one. */
  readonly #shared = new Map<string, Applies>();
  /** What was known of each subject at the last look: most changes of the directory change nothing of it. */
  readonly #stamps = new Map<string, number>();
  #revision = -1;
  constructor(world: World, care: CareDirectory) {
    this.#world = world;
    this.#care = care;
  }
  /** The directory is not the one that was looked at last. */
  get isStale(): boolean {
    return this.#care.revision !== this.#revision;
  }
  /** Everybody is looked at under the directory as it is now. */
  notice(atMs: number): void {
    this.#revision = this.#care.revision;
    const nowMs = Math.max(atMs, this.#world.heardMs);
    for (const subject of this.#world.subjects.values()) {
      const stamp = stampOf(this.#care, subject);
      if (subject.applies !== null && nowMs < subject.appliesUntilMs && this.#stamps.get(subject.id) === stamp) continue;
      this.#stamps.set(subject.id, stamp);
      this.#refresh(subject, nowMs);
    }
  }
  of(subject: SubjectState): Applies {
    return subject.applies ?? this.#refresh(subject, this.#world.heardMs);
  }
  /** A setting that begins by now does so. */
  begin(subject: SubjectState, atMs: number): void {
    if (subject.applies !== null && atMs >= subject.appliesUntilMs) this.#refresh(subject, atMs);
  }
  /** Compiles the slots of a device for its subject. What a rule knows stays known: its next reading is judged by the limits that hold. */
  sync(device: DeviceState, subject: SubjectState, atMs: number): void {
    const applies = this.of(subject);
    if (device.applies === applies) return;
    device.applies = applies;
    for (const [index, slot] of device.slots.entries()) {
      if (slot === undefined || isCompiledFor(slot, applies)) continue;
      const { made, dropped } = recompiled(slot, device.device, applies);
      device.slots[index] = made;
      for (const ruleId of dropped)
        this.#world.rules.say(subject, ruleId, device.device.id, null, deadlineCause(device.device.id, `limits:${atMs}`, atMs));
      this.#world.touchDevice(device);
    }
  }
  #refresh(subject: SubjectState, atMs: number): Applies {
    const layers = layersOf(this.#care, subject);
    const groups = groupsOf(layers, atMs);
    const key = keyOf(subject, layers, groups, atMs);
    const untilMs = nextChangeMs(layers, atMs);
    if (untilMs !== subject.appliesUntilMs && untilMs < Number.POSITIVE_INFINITY)
      this.#world.deadlines.add({ dueMs: untilMs, of: "s", id: subject.id });
    subject.appliesUntilMs = untilMs;
    if (subject.applies !== null && subject.appliesKey === key) return subject.applies;
    const before = subject.applies;
    const isOwn = layers.settings.length > 0;
    const applies = (isOwn ? undefined : this.#shared.get(key)) ?? makeApplies(this.#world.catalogue, layers, groups, atMs);
    if (!isOwn) this.#shared.set(key, applies);
    subject.applies = applies;
    subject.appliesKey = key;
    if (before === null) return applies;
    // What watchers wait for may be due earlier.
    this.#world.deadlines.add({ dueMs: atMs, of: "s", id: subject.id });
    this.#world.rules.applied(subject, before, deadlineCause(null, `applies:${atMs}`, atMs));
    return applies;
  }
}
function isCompiledFor({ sign, rules }: Slot, applies: Applies): boolean {
  const now = applies.thresholds(sign);
  return now.length === rules.length && rules.every(({ rule }, index) => rule === now[index]);
}
/** `dropped`: rules that fired and are switched off now. */
function recompiled(slot: Slot, device: Device, applies: Pick<Catalogue, "thresholds">) {
  const { lastObservedMs, lastGoodMs, shiftMs, lastValue, isSilent } = slot;
  const made: Slot = { ...makeSlot(applies, device, slot.sign), lastObservedMs, lastGoodMs, shiftMs, lastValue, isSilent };
  const dropped: string[] = [];
  for (const { rule, state } of slot.rules) {
    const next = made.rules.find((one) => one.rule.id === rule.id && one.rule.levels.length === rule.levels.length);
    if (next !== undefined) next.state = state;
    else if (state.firing >= 0) dropped.push(rule.id);
  }
  settle(made);
  return { made, dropped };
}
