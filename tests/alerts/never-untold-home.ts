import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect } from "vitest";
import { openAlertDesk, type Desk } from "../../alerts/desk.ts";
import { makeEvaluator, type Evaluator } from "../../alerts/evaluate.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { eventSignals } from "../../alerts/rules/event.ts";
import type { Alert } from "../../domain/alert.ts";
import { longestSnoozeMs } from "../../domain/hold.ts";
import { LATEST_DEVICE_LEAD_MS } from "../../domain/time.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { aContract, caregiver, doctor, MemoryAlertStore, MemorySilences, nurse } from "./desk-fakes.ts";
import { aMessage, careOf, HOUR, MINUTE, SECOND, T0 } from "./support.ts";

export const step = fc.record({
  clockStep: fc.constantFrom(5 * SECOND, MINUTE, 10 * MINUTE, HOUR, 30 * HOUR),
  hasOwnTime: fc.boolean(),
  heartRate: fc.constantFrom(30, 38, 70, 70, 120, 140, 140, 160),
  /** So many readings of it, a minute apart; the act follows the last. */
  minutes: fc.integer({ min: 1, max: 4 }),
  act: fc.constantFrom(
    "none",
    "none",
    "none",
    "acknowledge",
    "doctor",
    "arrive",
    "resolve",
    "restart",
    "recordsDown",
    "recordsUp",
    "clockBack",
    "clockForth",
    "snooze",
    "unsnooze",
    "silence",
    "endSilence",
    "fall",
    "sos",
    "arriveAtFall",
    "resolveFall",
    "pause",
  ),
});
const SEEN = { outcome: "true", reason: "seen" } as const;
type Act = typeof step extends fc.Arbitrary<{ act: infer A }> ? A : never;
export interface HomeStep {
  readonly clockStep: number;
  readonly hasOwnTime: boolean;
  readonly heartRate: number;
  readonly minutes: number;
  readonly act: Act;
}
/** A bedside monitor reads every minute; then perhaps a person, a restart, a failure of the records, or twelve minutes without a reading. */
export class Home {
  readonly clock = new ManualClock(T0);
  readonly store = new MemoryAlertStore();
  readonly states = new Map<string, string>();
  readonly silences = new MemorySilences();
  /** Last page, arrival and snooze of each alert, on the monotonic clock. */
  readonly paged = new Map<string, number>();
  readonly arrived = new Map<string, number>();
  readonly snoozed = new Map<string, number>();
  desk: Desk;
  evaluator: Evaluator;
  constructor() {
    this.desk = this.#openDesk();
    this.evaluator = this.#openEvaluator();
  }
  #openDesk(): Desk {
    return openAlertDesk({
      store: this.store,
      clock: this.clock,
      care: careOf({
        contracts: () => [aContract("c1")],
        clinic: (id) => ({ id, name: id, webhookUrl: "", webhookSecret: "", loopbackAllowed: true }),
      }),
      screens: {
        tell: (_facility, _role, alertId) => {
          this.paged.set(alertId, this.clock.monotonic());
          return 1;
        },
      },
      silences: this.silences,
      links: () => ({ acknowledgeUrl: "", handoverUrl: "" }),
      page: () => "",
      fallbackSend: () => {},
      stopSending: () => {},
      journalResolved: (alertId) => this.evaluator.control({ type: "resolved", alertId }, this.clock.now()),
      onChange: () => {},
      retryMs: 0,
    });
  }
  #openEvaluator(): Evaluator {
    const evaluator = makeEvaluator({
      catalogue: DEFAULT_CATALOGUE,
      care: careOf(),
      device: () => undefined,
      gatewayFacility: () => undefined,
      emit: (signal) => this.desk.signal(signal),
    });
    evaluator.load(this.states);
    return evaluator;
  }
  /** In steps of five seconds. */
  pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 5) {
      this.clock.advance(5 * SECOND);
      this.desk.tick();
    }
  }
  /** kill -9: what the records and the journal's states hold is all that is left. */
  async restart(): Promise<void> {
    this.store.isDown = false;
    while (this.desk.waiting() > 0) await setImmediate();
    for (const [key, text] of this.evaluator.changedStates()) if (text !== null) this.states.set(key, text);
    this.desk.close();
    this.desk = this.#openDesk();
    this.evaluator = this.#openEvaluator();
    await this.desk.start();
    this.evaluator.control({ type: "start" }, this.clock.now());
  }
  /** A value of a device with a right clock of its own, or with none; ingest uses the server's time for one that seems far ahead. */
  read(heartRate: number, hasOwnTime: boolean): void {
    const receivedAt = this.clock.now() - T0;
    const own = this.clock.monotonic();
    const isAhead = own - receivedAt > LATEST_DEVICE_LEAD_MS;
    const at = hasOwnTime && !isAhead ? own : receivedAt;
    const clockFault = hasOwnTime && isAhead ? ("future" as const) : undefined;
    const values = { heartRate };
    const base = { deviceId: "mon", kind: "bedsideMonitor", at, receivedAt, values, identity: `own${own}` } as const;
    this.evaluator.message(aMessage(clockFault === undefined ? base : { ...base, clockFault }));
  }
  critical(rule: string) {
    return this.desk.open("fac").find(({ alert }) => alert.rule === rule && alert.severity === "critical");
  }
  /** @returns the rule whose critical alert a person closed */
  async act(act: Act, clockStep: number): Promise<string | null> {
    if (act === "clockBack") this.clock.step(-clockStep);
    if (act === "clockForth") this.clock.step(clockStep);
    if (act === "restart") await this.restart();
    if (act === "pause") this.pass(12 * 60);
    if (act === "recordsDown") this.store.isDown = true;
    if (act === "recordsUp") this.store.isDown = false;
    if (act === "fall" || act === "sos") this.press(act);
    if (act === "silence") await this.#silence();
    if (act === "endSilence") for (const { id } of this.desk.silencesOf("fac")) await this.desk.endSilence(id, nurse);
    const open = this.desk.open("fac").map(({ alert }) => alert);
    const event = open.find(({ kind, hold }) => (kind === "fall" || kind === "sos") && hold === null);
    if (event !== undefined && act === "arriveAtFall" && event.onSite.state !== "done") await this.#arrive(event);
    if (event !== undefined && act === "resolveFall") await this.#answered(this.desk.resolve(event.id, nurse, SEEN));
    if (event !== undefined && act === "snooze")
      await expect(this.desk.snooze(event.id, nurse, { minutes: 1, reason: "no" })).rejects.toMatchObject({ code: "MUST_PAGE" });
    const first = open.find(({ kind }) => kind === "vital");
    return first === undefined ? null : this.#actOn(first, act);
  }
  async #actOn(alert: Alert, act: Act): Promise<string | null> {
    const { id, rule, severity } = alert;
    if (act === "acknowledge" && alert.onSite.state === "waiting") await this.#answered(this.desk.acknowledge(id, "onSite", caregiver));
    if (act === "doctor" && alert.medical.state === "waiting") await this.#answered(this.desk.acknowledge(id, "medical", doctor));
    if (act === "arrive" && alert.onSite.state !== "done") await this.#arrive(alert);
    if (act === "snooze" && alert.hold === null && alert.onSite.owed) {
      this.snoozed.set(id, this.clock.monotonic());
      await this.#answered(this.desk.snooze(id, nurse, { minutes: longestSnoozeMs(alert) / MINUTE, reason: "fever" }));
    }
    if (act === "unsnooze") await this.#answered(this.desk.unsnooze(id, nurse));
    if (act !== "resolve") return null;
    await this.#answered(this.desk.resolve(id, caregiver, SEEN));
    return severity === "critical" ? rule : null;
  }
  async #arrive({ id }: Alert): Promise<void> {
    this.arrived.set(id, this.clock.monotonic());
    await this.#answered(this.desk.arrive(id, caregiver, { notUrgent: false }));
  }
  async #silence(): Promise<void> {
    if (this.desk.silencesOf("fac").length > 0) return;
    const wanted = { facilityId: "fac", residentId: "res", deviceId: null, minutes: 720, reason: "noise" };
    for (const rule of ["heartRate.high", "heartRate.low"]) await this.desk.silence({ ...wanted, rule }, nurse);
  }
  /** A press or a fall of the band, at the server's time. */
  press(event: "fall" | "sos"): void {
    const at = this.clock.now() - T0;
    const message = aMessage({ deviceId: "band", at, event, identity: `${event}${this.clock.monotonic()}` });
    for (const signal of eventSignals(DEFAULT_CATALOGUE, message)) this.desk.signal(signal);
    this.evaluator.message(message);
  }
  /** While the records are down nobody waits for them. */
  async #answered(step: Promise<void>): Promise<void> {
    if (!this.store.isDown) await step;
  }
}
