import { TRACKS, type Alert } from "../domain/alert.ts";
import type { DeliveryAttempt } from "../domain/delivery.ts";
import { readDisposition, refusedAfter } from "../domain/disposition.ts";
import { AnhuError } from "../domain/errors.ts";
import { alertIdOf } from "../domain/ids.ts";
import { shifted, withinReach } from "./desk/clock-steps.ts";
import { Dispatcher } from "./desk/dispatcher.ts";
import { Holding } from "./desk/holding.ts";
import { Memory, type Entry } from "./desk/memory.ts";
import { recipientOf } from "./desk/recipient.ts";
import { Saver, type SaveOutcome } from "./desk/saver.ts";
import type { Desk, DeskOptions } from "./desk/desk-shape.ts";
import { Silences } from "./desk/silences.ts";
import { afterArrival, escalate, withStarts } from "./escalation/escalate.ts";
import { dispose, keepVisit, overdueVisit, visitArrived, willing } from "./life/disposition.ts";
import { evidenceOf, heard, raised } from "./life/hear.ts";
import { handOver, hasHandedOver } from "./life/hand-over.ts";
import { release } from "./life/hold.ts";
import { acknowledge, arrive, cleared, needDoctor, resolve } from "./life/lifecycle.ts";
import type { Evidence, OpenAlert, SilenceStore } from "./ports.ts";
import { routeOf } from "./escalation/route.ts";
import { DEFAULT_CATALOGUE } from "./rules/catalogue.ts";
import type { Signal } from "./signal.ts";
import { endSnooze, snooze, unsnooze } from "./life/snooze.ts";
import { andThen, type Step } from "./life/step.ts";
import { Timers } from "./escalation/timers.ts";
import { remind } from "./life/unresolved.ts";

/** Resolved alerts stay known this long: a replay of the journal reaches no further back. */
const KNOWN_FOR_MS = 48 * 3_600_000;
const PRUNE_EVERY_MS = 3_600_000;
/** How often due times are looked at while running; a simulated clock may run faster than the machine's. */
const LOOK_EVERY_MS = 50;
/** How often a person's step is tried on what other processes wrote meanwhile. */
const MOST_TRIES = 5;
const NOTHING = (): void => {};
const NO_SILENCES: SilenceStore = { running: async () => [], add: async () => {}, end: async () => true };

export type { Desk, DeskOptions } from "./desk/desk-shape.ts";

/** Opens the desk; it acts on signals at once, and on time after `start`. */
export function openAlertDesk(options: DeskOptions): Desk {
  const { care, clock } = options;
  const memory = new Memory();
  const timers = new Timers(clock);
  const dispatcher = new Dispatcher(options);
  const saver = new Saver({
    store: options.store,
    fallbackSend: options.fallbackSend,
    onKnown: (id) => forget(id),
    onLost: (now) => reload(now),
    retryMs: options.retryMs ?? 1_000,
  });
  const { onSilences = NOTHING } = options;
  const silences = new Silences(options.silences ?? NO_SILENCES, clock, DEFAULT_CATALOGUE.rule);
  const holding = new Holding({ memory, silences, care, clock, apply, onSilences });
  let look: NodeJS.Timeout | null = null;
  let prunedAtMs = clock.monotonic();

  function forget(alertId: string): void {
    memory.forget(alertId);
    plan(alertId, null);
    holding.endGroup({ id: alertId, outcome: null, onSite: null }, journalClosed);
  }
  function journalClosed(alert: Alert): void {
    for (const id of memory.idsOf(alert, alertIdOf)) options.journalResolved(id);
  }
  function plan(alertId: string, alert: Alert | null): void {
    timers.plan(`${alertId}/onSite`, alert?.onSite.owed === true ? alert.onSite.dueAtMs : null);
    timers.plan(`${alertId}/medical`, alert?.medical.owed === true ? alert.medical.dueAtMs : null);
    timers.plan(`${alertId}/hold`, alert === null || alert.hold === null || alert.hold.type === "group" ? null : alert.hold.untilMs);
  }
  /** Another process changed it: memory is what the records say, and what hangs on a person's answer follows. */
  function reload(now: OpenAlert): void {
    memory.forget(now.alert.id);
    const { alert, timeline } = memory.load(now);
    plan(alert.id, alert.state === "resolved" ? null : alert);
    for (const track of TRACKS) if (alert.state === "resolved" || alert[track].state !== "waiting") options.stopSending(alert.id, track);
    if (alert.state === "resolved") journalClosed(alert);
    options.onChange(alert, timeline);
    if (alert.state === "resolved") holding.endGroup(alert, journalClosed);
  }
  /** Writes a step, with whatever became due by it, as one change; and tells everybody. `redo`: as `Saver.save` has it. */
  function apply(entry: Entry, step: Step, evidence: readonly Evidence[], redo: (() => void) | null, isNew = false): Promise<SaveOutcome> {
    const nowMs = clock.now();
    const before = entry.alert;
    const refused = refusedAfter(entry.refused, step.timeline);
    const told = entry.told.after(step.timeline, refused);
    const route = willing(routeOf(care, step.alert, nowMs), refused);
    const reminder = remind(step.alert, route, told, nowMs);
    const escalation = escalate(reminder?.alert ?? step.alert, route, told, nowMs);
    const alert = keepVisit(escalation.alert, [...entry.timeline, ...step.timeline], nowMs);
    const lines = [...step.timeline, ...(reminder?.timeline ?? []), ...escalation.timeline];
    const tells = [...(reminder?.tells ?? []), ...escalation.tells];
    const deliveries = dispatcher.deliveries(alert, tells, nowMs);
    if (alert.state === "resolved" && before.state !== "resolved") deliveries.push(...dispatcher.endings(alert, entry.told, nowMs));
    memory.set(entry, alert, lines);
    plan(alert.id, alert.state === "resolved" ? null : alert);
    const attempts = dispatcher.tellScreens(alert, tells, nowMs);
    const routed = memory.newDecision(entry, escalation.routed);
    const saved = saver.save({ alert, isNew, evidence, timeline: lines, deliveries, attempts, ...routed }, redo);
    options.onChange(alert, entry.timeline);
    if (alert.state === "resolved") holding.endGroup(alert, journalClosed);
    return saved;
  }
  const withMedicalStart = (alert: Alert, signal: Signal, nowMs: number): Alert =>
    withStarts(alert, routeOf(care, alert, nowMs), signal.medicalGrade, nowMs);
  function onSignal(signal: Signal): void {
    if (signal.type === "clear") {
      const open = memory.open(signal.subjectId, signal.rule);
      if (open === undefined) return;
      const step = cleared(open.alert, signal);
      if (step.alert !== open.alert) void apply(open, step, [], () => onSignal(signal));
      return;
    }
    if (!memory.hasSeen(signal)) raiseOrAdd(signal);
  }
  function raiseOrAdd(signal: Signal): void {
    const nowMs = clock.now();
    const open = memory.open(signal.subjectId, signal.rule);
    const staffed = care.facility(signal.facilityId)?.staffed ?? false;
    if (open === undefined) {
      const step = raised(signal, staffed, holding.holdFor(signal), nowMs);
      const alert = withMedicalStart(step.alert, signal, nowMs);
      void apply(memory.add(alert, signal.identity), { ...step, alert }, evidenceOf(signal), NOTHING, true);
      return;
    }
    memory.see(open.alert, signal.identity);
    const { step, isMore } = heard(open.alert, signal, staffed, nowMs);
    const isAlone = !holding.passOn(open.alert, signal);
    const { alert, timeline } = isAlone ? andThen(step, (next) => release(next, staffed, "worse", null, nowMs)) : step;
    const started = isMore || isAlone ? withMedicalStart(alert, signal, nowMs) : alert;
    void apply(open, { alert: started, timeline }, evidenceOf(signal), () => raiseOrAdd(signal));
  }
  function entryOf(alertId: string, doing: string): Entry {
    const entry = memory.entries.get(alertId);
    if (entry === undefined) throw new AnhuError("NOT_FOUND", `${doing} alert ${alertId}: there is none with this id; read the list again`);
    return entry;
  }
  /** A person's step. Where another process was first it is tried on what that one wrote, which says who was first. */
  async function act(alertId: string, doing: string, take: (entry: Entry) => Step | null): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const entry = entryOf(alertId, doing);
      const step = take(entry);
      if (step === null || (await apply(entry, step, [], null)) === "kept") return;
    }
    throw new AnhuError("CONFLICT", `${doing} alert ${alertId}: others change it at the same moment; read it again`);
  }
  function attempted(attempt: DeliveryAttempt): void {
    const entry = memory.entries.get(attempt.alertId);
    if (entry === undefined || attempt.channel === "screen") return;
    const isDelivered = attempt.state === "accepted";
    if (!isDelivered && !(attempt.state === "failed" && attempt.attempt === 0)) return;
    const code = isDelivered ? "delivered" : "deliveryFailed";
    const { track, name } = recipientOf(care, attempt);
    const line = { at: attempt.at, code, track, who: name, detail: attempt.why } as const;
    void apply(entry, { alert: { ...entry.alert, version: entry.alert.version + 1 }, timeline: [line] }, [], () => attempted(attempt));
  }
  /** What is over ends; the ladders take their own steps. */
  function takeDue(entry: Entry, nowMs: number): void {
    const { alert } = entry;
    const isOver = alert.hold !== null && alert.hold.type !== "group" && alert.hold.untilMs <= nowMs;
    if (isOver && alert.hold?.type === "silence") return holding.release(entry, "over", null);
    const step = isOver
      ? endSnooze(alert, "over", null, nowMs)
      : (overdueVisit(entry, nowMs) ?? { alert: { ...alert, version: alert.version + 1 }, timeline: [] });
    void apply(entry, step, [], NOTHING);
  }
  function tick(): void {
    const stepMs = timers.stepMs();
    if (stepMs !== 0) {
      for (const entry of memory.entries.values()) {
        entry.alert = shifted(entry.alert, stepMs);
        entry.told.shift(stepMs);
      }
      silences.shift(stepMs);
    }
    const due = new Set(timers.take().map((key) => key.slice(0, key.indexOf("/"))));
    for (const alertId of due) {
      const entry = memory.entries.get(alertId);
      if (entry !== undefined) takeDue(entry, clock.now());
    }
    for (const { facilityId } of silences.takeEnded()) onSilences(facilityId);
    if (clock.monotonic() - prunedAtMs < PRUNE_EVERY_MS) return;
    prunedAtMs = clock.monotonic();
    memory.prune(clock.now() - KNOWN_FOR_MS);
  }
  return {
    signal: onSignal,
    tick,
    async start() {
      await silences.load();
      for (const loaded of await options.store.load(clock.now() - KNOWN_FOR_MS)) {
        // A signal of the event lane may have come before: memory is newer than the records.
        if (memory.entries.has(loaded.alert.id)) continue;
        const { alert } = memory.load({
          ...loaded,
          alert: withinReach(loaded.alert, routeOf(care, loaded.alert, clock.now()), clock.now()),
        });
        plan(alert.id, alert.state === "resolved" ? null : alert);
      }
      holding.endLostGroups(journalClosed);
      holding.endLostSilences();
      tick();
      look ??= setInterval(tick, LOOK_EVERY_MS);
    },
    attempted,
    open: (facilityId) => [...memory.entries.values()].filter(({ alert }) => alert.facilityId === facilityId && alert.state !== "resolved"),
    find: (alertId) => memory.entries.get(alertId),
    acknowledge: (alertId, track, by) =>
      act(alertId, "acknowledging", ({ alert }) => {
        const step = acknowledge(alert, track, by, clock.now());
        if (step !== null) options.stopSending(alertId, track);
        return step;
      }),
    arrive: (alertId, by, { notUrgent, byRoomCode = false }) =>
      act(alertId, "arriving at", ({ alert, told }) => {
        const step = arrive(alert, by, notUrgent, clock.now(), byRoomCode);
        if (step === null) return null;
        options.stopSending(alertId, notUrgent ? null : "onSite");
        return { ...step, alert: afterArrival(step.alert, told) };
      }),
    handOver: (alertId, by, to) =>
      act(alertId, "handing over", ({ alert, timeline }) =>
        hasHandedOver(alert, timeline, by) ? null : handOver(alert, by, to, clock.now()),
      ),
    needDoctor: (alertId, by) => act(alertId, "asking for a doctor for", ({ alert }) => needDoctor(alert, by, clock.now())),
    resolve: (alertId, by, input) =>
      act(alertId, "resolving", ({ alert }) => {
        const step = resolve(alert, by, input, clock.now());
        options.stopSending(alertId, null);
        journalClosed(alert);
        return step;
      }),
    dispose: (alertId, by, input) =>
      act(alertId, "noting a disposition of", (entry) => {
        const clinicName = by.clinicId === null ? "" : (care.clinic(by.clinicId)?.name ?? "");
        const step = dispose(
          entry,
          readDisposition(input),
          { by, clinicName, seen: input.seen ?? 0, pressedAt: input.pressedAt },
          clock.now(),
        );
        if (step !== null && input.type !== "refuse") options.stopSending(alertId, "medical");
        return step;
      }),
    visitArrived: (alertId, by, pressedAt) =>
      act(alertId, "noting an arrival at", (entry) => {
        const step = visitArrived(entry, by, clock.now(), pressedAt);
        if (step !== null) options.stopSending(alertId, "medical");
        return step;
      }),
    note: (alertId, timeline) =>
      act(alertId, "noting something of", ({ alert }) => ({ alert: { ...alert, version: alert.version + 1 }, timeline })),
    snooze: (alertId, by, input) => act(alertId, "snoozing", ({ alert }) => snooze(alert, by, input, clock.now())),
    unsnooze: (alertId, by, pressedAt) => act(alertId, "ending the snooze of", (entry) => unsnooze(entry, by, clock.now(), pressedAt)),
    silence: (input, by) => holding.silence(input, by),
    endSilence: (silenceId, by) => holding.endSilence(silenceId, by),
    silencesOf: (facilityId) => silences.inForce(facilityId),
    findSilence: (silenceId) => silences.find(silenceId),
    waiting: () => saver.waiting,
    drain(timeoutMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let looksLeft = Math.ceil(timeoutMs / LOOK_EVERY_MS);
      const wait = () => {
        if (saver.waiting === 0 || looksLeft-- <= 0) resolve();
        else setTimeout(wait, LOOK_EVERY_MS);
      };
      wait();
      return promise;
    },
    close() {
      if (look !== null) clearInterval(look);
      look = null;
      saver.close();
    },
  };
}
