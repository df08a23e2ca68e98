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
      retryMs: 5,
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
    await this.desk.drain(3_000);
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
  async act(act: string, clockStep: number): Promise<void> {
    if (act === "clockBack") this.clock.step(-clockStep);
    if (act === "clockForth") this.clock.step(clockStep);
    const first = this.desk.open("fac").find(({ alert }) => alert.kind === "vital")?.alert;
    if (act === "restart") return this.restart();
    if (act === "recordsDown") this.store.isDown = true;
    if (act === "recordsUp") this.store.isDown = false;
    if (first === undefined) return;
    const { id } = first;
    if (act === "acknowledge" && first.onSite.state === "waiting") await this.desk.acknowledge(id, "onSite", caregiver);
    if (act === "doctor" && first.medical.state === "waiting") await this.desk.acknowledge(id, "medical", doctor);
    if (act === "arrive" && first.onSite.state !== "done") await this.desk.arrive(id, caregiver, { notUrgent: false });
    if (act === "resolve") await this.desk.resolve(id, caregiver, { outcome: "true", reason: "seen" });
  }
}
const isCritical = (value: number) => value <= 40 || value >= 131;

/**
 * Never three critical minutes of which nobody was told, or which nobody has closed; and whoever was told and has not come is told again.
 * Seeded: a failure prints its seed and its shortest sequence.
 */
export async function neverUntold(sequences: number, seed?: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const home = new Home();
      // Whether a device has its own clock is fixed when it is made.
      const hasOwnTime = steps[0]?.hasOwnTime ?? true;
      let run = 0;
      let side: "low" | "high" | null = null;
      let isClosedByPerson = false;
      let isJustSet = false;
      try {
        for (const { heartRate, act, clockStep } of steps) {
          home.read(heartRate, hasOwnTime);
          const sideNow = !isCritical(heartRate) ? null : heartRate < 60 ? "low" : "high";
          if (sideNow !== side) [run, isClosedByPerson] = [0, false];
          side = sideNow;
          // Set back by less than the time since the last value, the clock makes one value look old.
          if (side !== null && !isJustSet) run += 1;
          isJustSet = false;
          const rule = heartRate < 60 ? "heartRate.low" : "heartRate.high";
          const open = home.desk.open("fac").find((one) => one.alert.rule === rule && one.alert.severity === "critical");
          if (run >= 3 && !isClosedByPerson) {
            expect(open).toBeDefined();
            expect(home.told.length).toBeGreaterThan(0);
            // Somebody was told of this alert: it stands in its own timeline.
            expect(open!.timeline.some(({ code }) => code === "told")).toBe(true);
          }
          home.pass(30);
          if (act === "resolve" && open !== undefined) isClosedByPerson = true;
          await home.act(act, clockStep);
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
    }),
    { numRuns: sequences, ...(seed === undefined ? {} : { seed }) },
  );
}
