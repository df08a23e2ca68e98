import type { DeviceMessage } from "../domain/device-message.ts";
import type { ControlEvent, Kept, Publish } from "../domain/publish.ts";
import type { Clock } from "../domain/time.ts";
import { ControlEntry, PublishEntry, type LiveEntry, type Reading } from "./entry.ts";
import type { EventLane, Journal } from "./ports.ts";

/** A publish is answered within 2 s whatever the disk does; the rest is room for the answer's way. */
export const ANSWER_WITHIN_MS = 1_800;
const WATCH_EVERY_MS = 100;
/** While the journal stalls, this many entries wait for it in memory; more are judged, not kept and not acknowledged. */
const MAX_WAITING = 20_000;

export interface AcceptPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Real milliseconds, also when the server's clock is simulated: devices wait in real time. */
  elapsedMs(): number;
  readonly lane: EventLane;
  /** A copy of a publish that was kept: acknowledged again, kept once. */
  isCopy(publish: Publish): boolean;
  read(publish: Publish): Reading;
  /** Rules see it from memory, since its commit failed or is late. */
  evaluateUncommitted(entry: LiveEntry): void;
}
interface Waiting {
  readonly entry: LiveEntry;
  readonly answer: (kept: Kept) => void;
}
/** What waits for the same commit. */
interface Group {
  readonly sinceMs: number;
  readonly waiting: Waiting[];
  /** So many of them, from the first on, were answered before the commit: it took too long. */
  answered: number;
}

/**
 * Takes a publish in: events to the event lane at once, everything to the journal, and an answer within 2 s.
 * `kept` only after the fsync; what was not kept has been judged by the rules all the same, and the device sends it again.
 */
export class Acceptor {
  readonly #ports: AcceptPorts;
  readonly #groups = new Set<Group>();
  /** The commit that gathers entries now, and who waits for it: one promise serves a whole group commit. */
  #gathering: { readonly committed: Promise<void>; readonly group: Group } | null = null;
  #waiting = 0;
  readonly #timer: NodeJS.Timeout;
  /** How many publishes were answered, and how. */
  readonly answers = { kept: 0, notKept: 0 };
  /** The journal failed to answer in time and has not answered since. */
  #stalled = false;

  constructor(ports: AcceptPorts) {
    this.#ports = ports;
    this.#timer = setInterval(() => this.#watch(), WATCH_EVERY_MS);
  }
  get isStalled(): boolean {
    return this.#stalled;
  }
  /** `answer` is called once, within `ANSWER_WITHIN_MS`. */
  accept(publish: Publish, answer: (kept: Kept) => void): void {
    if (this.#ports.isCopy(publish)) return answer("kept");
    const reading = this.#ports.read(publish);
    const hasEvent = this.#raiseEvents(reading.messages);
    this.#append(new PublishEntry(publish, reading), hasEvent, answer);
  }
  /** Control events are journalled like publishes, and answered in the same time; most callers need not wait. */
  control(control: ControlEvent): Promise<Kept> {
    return new Promise((answer) => this.#append(new ControlEntry(control, this.#ports.clock.now()), false, answer));
  }
  close(): void {
    clearInterval(this.#timer);
  }

  #raiseEvents(messages: readonly DeviceMessage[]): boolean {
    let hasEvent = false;
    for (const message of messages) {
      if (message.event === null) continue;
      hasEvent = true;
      this.#ports.lane.event(message);
    }
    return hasEvent;
  }
  #append(entry: LiveEntry, head: boolean, answer: (kept: Kept) => void): void {
    if (this.#waiting >= MAX_WAITING) {
      this.#ports.evaluateUncommitted(entry);
      this.#answer({ entry, answer }, "notKept");
      return;
    }
    const group = this.#groupOf(this.#ports.journal.append(entry, { head }));
    group.waiting.push({ entry, answer });
    this.#waiting++;
    if (this.#stalled) this.#giveUp(group);
  }
  #groupOf(committed: Promise<void>): Group {
    if (this.#gathering?.committed === committed) return this.#gathering.group;
    const group: Group = { sinceMs: this.#ports.elapsedMs(), waiting: [], answered: 0 };
    this.#gathering = { committed, group };
    this.#groups.add(group);
    committed.then(
      () => this.#settle(group, "kept"),
      () => this.#settle(group, "notKept"),
    );
    return group;
  }
  #settle(group: Group, kept: Kept): void {
    this.#groups.delete(group);
    this.#waiting -= group.waiting.length;
    this.#stalled = false;
    if (kept === "notKept") this.#giveUp(group);
    else for (let index = group.answered; index < group.waiting.length; index++) this.#answer(group.waiting[index], kept);
  }
  /** Groups are in order of arrival: the first that is young enough ends the walk. */
  #watch(): void {
    const latest = this.#ports.elapsedMs() - ANSWER_WITHIN_MS;
    for (const group of this.#groups) {
      if (group.sinceMs > latest) break;
      this.#stalled = true;
    }
    if (this.#stalled) for (const group of this.#groups) this.#giveUp(group);
  }
  #giveUp(group: Group): void {
    for (; group.answered < group.waiting.length; group.answered++) {
      const waiting = group.waiting[group.answered];
      if (waiting !== undefined) this.#ports.evaluateUncommitted(waiting.entry);
      this.#answer(waiting, "notKept");
    }
  }
  #answer(waiting: Waiting | undefined, kept: Kept): void {
    if (waiting === undefined) return;
    if (waiting.entry.kind === "publish") this.answers[kept]++;
    waiting.answer(kept);
  }
}
