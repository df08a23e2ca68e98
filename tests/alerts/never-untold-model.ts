import fc from "fast-check";
import { expect } from "vitest";
import type { Alert } from "../../domain/alert.ts";
import { Home, step, type HomeStep } from "./never-untold-home.ts";
import { MINUTE } from "./support.ts";

const isCritical = (value: number) => value <= 40 || value >= 131;
const ruleOf = (value: number) => (!isCritical(value) ? null : value < 60 ? "heartRate.low" : "heartRate.high");
/** The ladder's longest pause on site, and the step of a minute in which it is looked at. */
const LONGEST_PAUSE = 3 * MINUTE + MINUTE;
/** Of a critical alert; set back before a restart, the clock may make it twice as long. */
const LONGEST_SNOOZE = 2 * 10 * MINUTE + MINUTE;

/** Who pages for an alert: itself, or the head of its group. */
function headOf(home: Home, alert: Alert): Alert {
  return alert.hold?.type === "group" ? home.desk.find(alert.hold.alertId)!.alert : alert;
}
/** Somebody was paged, came, or put it off, since then. */
function isKnownSince(home: Home, alert: Alert, since: number): boolean {
  const ids = [alert.id, headOf(home, alert).id];
  return ids.some((id) => [home.paged, home.arrived, home.snoozed].some((times) => (times.get(id) ?? -1) >= since));
}
/** A critical condition holds since `onset`: it is an open alert, not muted, and since then somebody was told. */
function expectTold(home: Home, rule: string, onset: number): void {
  const alert = home.critical(rule)?.alert;
  expect(alert).toBeDefined();
  if (alert === undefined) return;
  expect(alert.hold?.type).not.toBe("silence");
  expect(headOf(home, alert).state).not.toBe("resolved");
  expect(isKnownSince(home, alert, onset)).toBe(true);
}
/** Whoever was told and has not come is told again, unless a person put it off, which ends. */
function expectRepaged(home: Home): void {
  const now = home.clock.monotonic();
  for (const { alert } of home.desk.open("fac")) {
    if (alert.severity !== "critical" || alert.class !== "physiological") continue;
    const head = headOf(home, alert);
    expect(head.state).not.toBe("resolved");
    if (head.onSite.state === "done") continue;
    expect(head.onSite.owed).toBe(true);
    const isSnoozed = head.hold?.type === "snooze";
    const since = isSnoozed ? home.snoozed : home.paged;
    expect(now - (since.get(head.id) ?? -Infinity)).toBeLessThanOrEqual(isSnoozed ? LONGEST_SNOOZE : LONGEST_PAUSE);
  }
}
/** Never three critical minutes of which nobody was told, or which nobody has closed; and whoever was told and has not come is told again. */
export async function live(steps: readonly HomeStep[]): Promise<void> {
  const home = new Home();
  // Whether a device has its own clock is fixed when it is made.
  const hasOwnTime = steps[0]?.hasOwnTime ?? true;
  let run = 0;
  let rule: string | null = null;
  let onset = 0;
  /** Rules that a person closed while they were critical, until a value was surely heard by which they are over. */
  const closed = new Set<string>();
  let isJustSet = false;
  try {
    for (const { heartRate, act, clockStep } of steps) {
      home.read(heartRate, hasOwnTime);
      const ruleNow = ruleOf(heartRate);
      if (ruleNow !== rule) run = 0;
      // Set back by less than the time since the last value, the clock makes one value look old, and it is not heard.
      const isHeard = !isJustSet;
      if (isHeard && ruleNow !== rule) onset = home.clock.monotonic();
      if (isHeard || ruleNow !== null) rule = ruleNow;
      if (rule !== null && isHeard) run += 1;
      if (isHeard) for (const one of closed) if (one !== rule) closed.delete(one);
      isJustSet = false;
      if (rule !== null && run >= 3 && !closed.has(rule)) expectTold(home, rule, onset);
      home.pass(30);
      const resolved = await home.act(act, clockStep);
      if (resolved !== null) closed.add(resolved);
      // The clock that was set breaks a run for whoever has no own time: it is counted anew.
      if (act === "clockForth" || act === "clockBack" || act === "restart") run = 0;
      isJustSet = act === "clockForth" || act === "clockBack";
      home.pass(30);
      expectRepaged(home);
    }
  } finally {
    home.desk.close();
  }
}
/** Seeded: a failure prints its seed and its shortest sequence. */
export async function neverUntold(sequences: number, seed?: number): Promise<void> {
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), live);
  await fc.assert(property, { numRuns: sequences, ...(seed === undefined ? {} : { seed }) });
}
