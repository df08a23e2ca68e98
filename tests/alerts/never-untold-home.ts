import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect } from "vitest";
import { openAlertDesk, type Desk } from "../../alerts/desk.ts";
import { makeEvaluator, type Evaluator } from "../../alerts/evaluate.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { LATEST_DEVICE_LEAD_MS } from "../../domain/time.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { aContract, caregiver, doctor, MemoryAlertStore } from "./desk-fakes.ts";
import { aMessage, careOf, HOUR, MINUTE, SECOND, T0 } from "./support.ts";

/** Snoozes are left out: the desk has none. */
const step = fc.record({
  clockStep: fc.constantFrom(5 * SECOND, MINUTE, 10 * MINUTE, HOUR, 30 * HOUR),
  hasOwnTime: fc.boolean(),
  heartRate: fc.constantFrom(30, 38, 70, 70, 120, 140, 140, 160),
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
  ),
});
type Act = typeof step extends fc.Arbitrary<{ act: infer A }> ? A : never;
export interface HomeStep {
  readonly clockStep: number;
  readonly hasOwnTime: boolean;
  readonly heartRate: number;
  readonly act: Act;
}
/** One minute a step: a reading of a bedside monitor, then perhaps a person, a restart or a failure of the records. */
export class Home {
  readonly clock = new ManualClock(T0);
  readonly store = new MemoryAlertStore();
  readonly states = new Map<string, string>();
  /** Times of every page or webhook, on the monotonic clock. */
  readonly told: number[] = [];
  desk: Desk;
  evaluator: Evaluator;
  constructor() {
    this.desk = this.#openDesk();
    this.evaluator = this.#openEvaluator();
  }
  #openDesk(): Desk {
    const tell = () => this.told.push(this.clock.monotonic());
    return openAlertDesk({
      store: this.store,
      clock: this.clock,
      care: careOf({
        contracts: () => [aContract("c1")],
        clinic: (id) => ({ id, name: id, webhookUrl: "", webhookSecret: "", loopbackAllowed: true }),
      }),
      screens: { tell },
      links: () => ({ acknowledgeUrl: "", handoverUrl: "" }),
      fallbackSend: tell,
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
  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1000);
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
    const first = this.desk.open("fac").find(({ alert }) => alert.kind === "vital")?.alert;
    if (act === "restart") await this.restart();
    if (act === "recordsDown") this.store.isDown = true;
    if (act === "recordsUp") this.store.isDown = false;
    if (first === undefined) return null;
    const { id } = first;
    if (act === "acknowledge" && first.onSite.state === "waiting") await this.#answered(this.desk.acknowledge(id, "onSite", caregiver));
    if (act === "doctor" && first.medical.state === "waiting") await this.#answered(this.desk.acknowledge(id, "medical", doctor));
    if (act === "arrive" && first.onSite.state !== "done") await this.#answered(this.desk.arrive(id, caregiver, { notUrgent: false }));
    if (act !== "resolve") return null;
    await this.#answered(this.desk.resolve(id, caregiver, { outcome: "true", reason: "seen" }));
    return first.severity === "critical" ? first.rule : null;
  }
  /** While the records are down nobody waits for them. */
  async #answered(step: Promise<void>): Promise<void> {
    if (!this.store.isDown) await step;
  }
}
const isCritical = (value: number) => value <= 40 || value >= 131;
const ruleOf = (value: number) => (!isCritical(value) ? null : value < 60 ? "heartRate.low" : "heartRate.high");

/** Never three critical minutes of which nobody was told, or which nobody has closed; and whoever was told and has not come is told again. */
export async function live(steps: readonly HomeStep[]): Promise<void> {
  const home = new Home();
  // Whether a device has its own clock is fixed when it is made.
  const hasOwnTime = steps[0]?.hasOwnTime ?? true;
  let run = 0;
  let rule: string | null = null;
  /** Rules that a person closed while they were critical, until a value was surely heard by which they are over. */
  const closed = new Set<string>();
  let isJustSet = false;
  try {
    for (const { heartRate, act, clockStep } of steps) {
      home.read(heartRate, hasOwnTime);
      const ruleNow = ruleOf(heartRate);
      if (ruleNow !== rule) run = 0;
      rule = ruleNow;
      // Set back by less than the time since the last value, the clock makes one value look old, and it is not heard.
      if (rule !== null && !isJustSet) run += 1;
      if (!isJustSet) for (const one of closed) if (one !== rule) closed.delete(one);
      isJustSet = false;
      if (rule !== null && run >= 3 && !closed.has(rule)) {
        const open = home.critical(rule);
        expect(open).toBeDefined();
        // Somebody was told of this alert: it stands in its own timeline.
        expect(open!.timeline.some(({ code }) => code === "told")).toBe(true);
      }
      home.pass(30);
      const resolved = await home.act(act, clockStep);
      if (resolved !== null) closed.add(resolved);
      // The clock that was set breaks a run for whoever has no own time: it is counted anew.
      if (act === "clockForth" || act === "clockBack" || act === "restart") run = 0;
      isJustSet = act === "clockForth" || act === "clockBack";
      home.pass(30);
    }
    for (const { alert } of home.desk.open("fac"))
      if (alert.severity === "critical" && alert.onSite.owed && alert.onSite.state !== "done")
        expect(alert.onSite.dueAtMs).toBeLessThanOrEqual(home.clock.now() + 3 * MINUTE);
  } finally {
    home.desk.close();
  }
}
/** Seeded: a failure prints its seed and its shortest sequence. */
export async function neverUntold(sequences: number, seed?: number): Promise<void> {
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), live);
  await fc.assert(property, { numRuns: sequences, ...(seed === undefined ? {} : { seed }) });
}
