import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openAlertDesk, type Desk } from "../../alerts/desk.ts";
import { makeEvaluator, type Evaluator } from "../../alerts/evaluate.ts";
import { DEFAULT_CATALOGUE } from "../../alerts/rules/catalogue.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { aContract, caregiver, doctor, MemoryAlertStore } from "./desk-fakes.ts";
import { aMessage, careOf, MINUTE, T0 } from "./support.ts";

const step = fc.record({
  heartRate: fc.constantFrom(30, 38, 70, 70, 120, 140, 140, 160),
  act: fc.constantFrom("none", "none", "none", "acknowledge", "doctor", "arrive", "resolve", "restart", "recordsDown", "recordsUp"),
});
/** One minute a step: a reading of a bedside monitor, then perhaps a person, a restart or a failure of the records. */
class Home {
  readonly clock = new ManualClock(T0);
  readonly store = new MemoryAlertStore();
  readonly states = new Map<string, string>();
  /** Times of every page or webhook, ms after T0. */
  readonly told: number[] = [];
  desk: Desk;
  evaluator: Evaluator;
  at = 0;
  constructor() {
    this.desk = this.#openDesk();
    this.evaluator = this.#openEvaluator();
  }
  #openDesk(): Desk {
    const tell = () => this.told.push(this.clock.now() - T0);
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
  async act(act: string): Promise<void> {
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

describe("fail open", () => {
  it("never three critical minutes that nobody was told of or has closed", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        const home = new Home();
        let run: number[] = [];
        let isClosedByPerson = false;
        try {
          for (const { heartRate, act } of steps) {
            home.evaluator.message(aMessage({ deviceId: "mon", kind: "bedsideMonitor", at: home.clock.now() - T0, values: { heartRate } }));
            const isSameSide = run.length > 0 && isCritical(run.at(-1)!) && run.at(-1)! < 60 === heartRate < 60;
            if (!isCritical(heartRate)) [run, isClosedByPerson] = [[], false];
            else if (isSameSide) run.push(heartRate);
            else [run, isClosedByPerson] = [[heartRate], false];
            const rule = heartRate < 60 ? "heartRate.low" : "heartRate.high";
            const isOpen = home.desk.open("fac").some(({ alert }) => alert.rule === rule && alert.severity === "critical");
            if (run.length >= 3 && !isClosedByPerson) {
              expect(isOpen).toBe(true);
              expect(home.told.some((at) => at <= home.clock.now() - T0)).toBe(true);
            }
            home.pass(30);
            if (act === "resolve" && isOpen) isClosedByPerson = true;
            await home.act(act);
            home.pass(30);
          }
          // Whatever is open, critical, taken by nobody and not arrived at has its next step planned.
          for (const { alert } of home.desk.open("fac"))
            if (alert.severity === "critical" && alert.onSite.owed && alert.onSite.state !== "done")
              expect(alert.onSite.dueAtMs).toBeLessThanOrEqual(home.clock.now() + 3 * MINUTE);
        } finally {
          home.desk.close();
        }
      }),
      { numRuns: 300 },
    );
  });
});
