import type { PersonRef } from "../../domain/alert.ts";
import { AnhuError } from "../../domain/errors.ts";
import { LONGEST_SILENCE, maySilence, type Silence } from "../../domain/hold.ts";
import { newId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/time.ts";
import type { SilenceStore } from "../ports.ts";
import type { Rule } from "../rules/types.ts";
import type { Signal } from "../signal.ts";

const MINUTE_MS = 60_000;

export interface NewSilence {
  readonly facilityId: string;
  readonly residentId: string;
  readonly rule: string;
  readonly deviceId: string | null;
  readonly minutes: number;
  readonly reason: string;
}
interface Running {
  readonly silence: Silence;
  /** On the monotonic clock: setting the wall clock makes it neither longer nor shorter. */
  readonly endsMonotonic: number;
}
/** Silences that run, in memory; the records have them all. */
export class Silences {
  readonly #store: SilenceStore;
  readonly #clock: Clock;
  readonly #rule: (ruleId: string) => Pick<Rule, "kind" | "class"> | undefined;
  readonly #running = new Map<string, Running>();
  constructor(store: SilenceStore, clock: Clock, rule: (ruleId: string) => Pick<Rule, "kind" | "class"> | undefined) {
    this.#store = store;
    this.#clock = clock;
    this.#rule = rule;
  }
  /** @throws {AnhuError} `RECORDS_UNAVAILABLE` */
  async load(): Promise<void> {
    const nowMs = this.#clock.now();
    // One that would begin in the future was laid down before the clock was set back: it is over rather than long.
    for (const silence of await this.#store.running(nowMs)) if (silence.fromMs <= nowMs) this.#keep(silence);
  }
  #keep(silence: Silence): void {
    this.#running.set(silence.id, { silence, endsMonotonic: this.#clock.monotonic() + silence.untilMs - this.#clock.now() });
  }
  /**
   * Written before it holds.
   * @throws {AnhuError} `MUST_PAGE`, `NOT_FOUND` (no such rule), `BAD_INPUT` (too long), `CONFLICT` (it is silenced already), `RECORDS_UNAVAILABLE`
   */
  async add(input: NewSilence, by: PersonRef): Promise<Silence> {
    const { facilityId, residentId, rule, deviceId, minutes, reason } = input;
    const doing = `silencing ${rule} for resident ${residentId}`;
    const known = this.#rule(rule);
    if (known === undefined) throw new AnhuError("NOT_FOUND", `${doing}: there is no such rule; see the rules of the resident`);
    if (!maySilence(known.kind)) throw new AnhuError("MUST_PAGE", `${doing}: ${known.kind} is never silenced; mend what raises it`);
    const longest = LONGEST_SILENCE.ms[known.class] / MINUTE_MS;
    if (minutes > longest) throw new AnhuError("BAD_INPUT", `${doing}: ${minutes} minutes are too long; at most ${longest}`);
    const first = this.#matching(residentId, rule, deviceId);
    if (first !== undefined)
      throw new AnhuError("CONFLICT", `${doing}: a ${first.by.role} was first; end silence ${first.id} to make another`);
    const fromMs = this.#clock.now();
    const silence: Silence = {
      ...{ id: newId("sil"), facilityId, residentId, rule, deviceId, reason, by },
      ...{ fromMs, untilMs: fromMs + minutes * MINUTE_MS, endedMs: null, endedBy: null },
    };
    await this.#store.add(silence);
    this.#keep(silence);
    return silence;
  }
  /** @throws {AnhuError} `NOT_FOUND`, `CONFLICT` (somebody has ended it), `RECORDS_UNAVAILABLE` */
  async end(silenceId: string, by: PersonRef): Promise<Silence> {
    const silence = this.find(silenceId);
    if (silence === undefined) throw new AnhuError("NOT_FOUND", `ending silence ${silenceId}: none with this id runs; read the list again`);
    const isFirst = await this.#store.end(silenceId, this.#clock.now(), by);
    this.#running.delete(silenceId);
    if (!isFirst) throw new AnhuError("CONFLICT", `ending silence ${silenceId}: somebody has ended it; read the list again`);
    return silence;
  }
  find(silenceId: string): Silence | undefined {
    const running = this.#running.get(silenceId);
    return running !== undefined && this.#holds(running) ? running.silence : undefined;
  }
  inForce(facilityId: string): readonly Silence[] {
    const all = [...this.#running.values()].filter((running) => running.silence.facilityId === facilityId && this.#holds(running));
    return all.map(({ silence }) => silence);
  }
  /** The silence that keeps this from paging; what is critical or must page is kept by none. */
  of({
    residentId,
    rule,
    deviceId,
    kind,
    severity,
  }: Pick<Signal, "residentId" | "rule" | "deviceId" | "kind" | "severity">): Silence | undefined {
    if (severity === "critical" || residentId === null || !maySilence(kind)) return undefined;
    return this.#matching(residentId, rule, null) ?? (deviceId === null ? undefined : this.#matching(residentId, rule, deviceId));
  }
  #matching(residentId: string, rule: string, deviceId: string | null): Silence | undefined {
    for (const running of this.#running.values()) {
      const { silence } = running;
      if (silence.residentId !== residentId || silence.rule !== rule || silence.deviceId !== deviceId) continue;
      if (this.#holds(running)) return silence;
    }
    return undefined;
  }
  #holds({ endsMonotonic }: Running): boolean {
    return endsMonotonic > this.#clock.monotonic();
  }
  /** The wall clock was set: their times on the screens move with it. */
  shift(stepMs: number): void {
    for (const [id, { silence, endsMonotonic }] of this.#running)
      this.#running.set(id, {
        silence: { ...silence, fromMs: silence.fromMs + stepMs, untilMs: silence.untilMs + stepMs },
        endsMonotonic,
      });
  }
  /** Those that ended by themselves since the last call. */
  takeEnded(): readonly Silence[] {
    const ended: Silence[] = [];
    for (const [id, running] of this.#running)
      if (!this.#holds(running)) {
        this.#running.delete(id);
        ended.push(running.silence);
      }
    return ended;
  }
}
