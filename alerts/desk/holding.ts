import type { Alert, PersonRef } from "../../domain/alert.ts";
import type { Hold, Silence } from "../../domain/hold.ts";
import type { Clock } from "../../domain/time.ts";
import { withStarts } from "../escalation/escalate.ts";
import { headsFor, isTelling, join, mayJoin } from "../life/grouping.ts";
import { evidenceOf } from "../life/hear.ts";
import { endGroup, held, release, type GroupHead } from "../life/hold.ts";
import type { CareDirectory, Evidence } from "../ports.ts";
import { routeOf } from "../escalation/route.ts";
import type { Signal } from "../signal.ts";
import { isMoment, type Step } from "../life/step.ts";
import type { Entry, Memory } from "./memory.ts";
import type { NewSilence, Silences } from "./silences.ts";

export interface HoldingParts {
  readonly memory: Memory;
  readonly silences: Silences;
  readonly care: CareDirectory;
  readonly clock: Clock;
  readonly apply: (entry: Entry, step: Step, evidence: readonly Evidence[], redo: () => void) => unknown;
  readonly onSilences: (facilityId: string) => void;
}
const NOTHING = (): void => {};

/** Groups and silences over the open alerts: what they hold, and that it is told when they end. */
export class Holding {
  readonly #parts: HoldingParts;
  constructor(parts: HoldingParts) {
    this.#parts = parts;
  }
  /** What holds a new alert: a group whose head gets it as evidence, or a silence. */
  holdFor(signal: Signal): Exclude<Hold, { type: "snooze" }> | null {
    for (const grouping of headsFor(signal)) {
      const head = this.#parts.memory.open(signal.subjectId, grouping.head);
      if (head === undefined || !mayJoin(head.alert, grouping, signal)) continue;
      this.#join(head.alert.id, signal);
      return { type: "group", alertId: head.alert.id };
    }
    const silence = this.#parts.silences.of(signal);
    return silence === undefined ? null : holdOf(silence);
  }
  /** A critical signal or a further press of a child is told through its head. `false`: nobody would hear it there, the child stands alone. */
  passOn({ hold }: Alert, signal: Signal): boolean {
    if (hold?.type !== "group" || (signal.severity !== "critical" && !isMoment(signal))) return true;
    const head = this.#parts.memory.entries.get(hold.alertId);
    if (head === undefined || !isTelling(head.alert)) return false;
    this.#join(head.alert.id, signal);
    return true;
  }
  #join(headId: string, signal: Signal): void {
    const { memory, clock, apply } = this.#parts;
    const head = memory.entries.get(headId);
    if (head === undefined || head.alert.state === "resolved") return;
    apply(head, join(head.alert, signal, clock.now()), evidenceOf(signal), () => this.#join(headId, signal));
  }
  /** The head of a group is over, or was never ours: what still holds is told on its own. */
  endGroup(head: GroupHead, onClosed: (alert: Alert) => void): void {
    const { clock } = this.#parts;
    for (const entry of this.#heldBy((hold) => hold.type === "group" && hold.alertId === head.id)) {
      const { alert } = this.#told(entry, endGroup(entry.alert, this.#isStaffed(entry), head, clock.now()));
      if (alert.state === "resolved") onClosed(alert);
    }
  }
  /** After a start: heads that closed, or are not known, hold nobody. */
  endLostGroups(onClosed: (alert: Alert) => void): void {
    const { memory } = this.#parts;
    for (const { alert } of this.#heldBy((hold) => hold.type === "group")) {
      if (alert.hold?.type !== "group") continue;
      const head = memory.entries.get(alert.hold.alertId)?.alert;
      if (head === undefined || head.state === "resolved")
        this.endGroup(head ?? { id: alert.hold.alertId, outcome: null, onSite: null }, onClosed);
    }
  }
  /** After a start: a silence that somebody ended meanwhile holds nothing. */
  endLostSilences(): void {
    const { silences } = this.#parts;
    for (const entry of this.#heldBy((hold) => hold.type === "silence" && silences.find(hold.silenceId) === undefined))
      this.release(entry, "over", null);
  }
  async silence(input: NewSilence, by: PersonRef): Promise<Silence> {
    const { memory, silences, clock, apply, onSilences } = this.#parts;
    const silence = await silences.add(input, by);
    for (const entry of memory.entries.values()) {
      const { alert } = entry;
      const isFree = alert.state !== "resolved" && (alert.hold === null || alert.hold.type === "snooze");
      if (isFree && silences.of(alert)?.id === silence.id) apply(entry, held(alert, holdOf(silence), clock.now(), by.name), [], NOTHING);
    }
    onSilences(silence.facilityId);
    return silence;
  }
  async endSilence(silenceId: string, by: PersonRef): Promise<void> {
    const { silences, onSilences } = this.#parts;
    const silence = await silences.end(silenceId, by);
    for (const entry of this.#heldBy((hold) => hold.type === "silence" && hold.silenceId === silenceId)) this.release(entry, "person", by);
    onSilences(silence.facilityId);
  }
  /** The alert is told on its own from now on. */
  release(entry: Entry, why: "over" | "person", by: PersonRef | null): void {
    this.#told(entry, release(entry.alert, this.#isStaffed(entry), why, by?.name ?? null, this.#parts.clock.now()));
  }
  #isStaffed({ alert }: Entry): boolean {
    return this.#parts.care.facility(alert.facilityId)?.staffed ?? false;
  }
  #told(entry: Entry, step: Step): Step {
    const { care, clock, apply } = this.#parts;
    const nowMs = clock.now();
    // Whatever it was measured with, it has waited long enough.
    apply(entry, { ...step, alert: withStarts(step.alert, routeOf(care, step.alert, nowMs), true, nowMs) }, [], NOTHING);
    return step;
  }
  #heldBy(isHeld: (hold: Hold) => boolean): readonly Entry[] {
    return [...this.#parts.memory.entries.values()].filter(
      ({ alert }) => alert.hold !== null && alert.state !== "resolved" && isHeld(alert.hold),
    );
  }
}
function holdOf({ id, fromMs, untilMs }: Silence): Exclude<Hold, { type: "snooze" }> {
  return { type: "silence", silenceId: id, sinceMs: fromMs, untilMs };
}
