import fc from "fast-check";
import { expect } from "vitest";
import type { Alert } from "../../domain/alert.ts";
import { Home, step, type HomeStep } from "./never-untold-home.ts";
import { MINUTE } from "./support.ts";

const isCritical = (value: number) => value <= 40 || value >= 131;
const ruleOf = (value: number) => (!isCritical(value) ? null : value < 60 ? "heartRate.low" : "heartRate.high");
/** The ladder's longest pause on site, and the step of a minute in which it is looked at. */
const LONGEST_PAUSE = 3 * MINUTE + MINUTE;
/** Of a critical alert, and the step in which it is looked at. */
const LONGEST_SNOOZE = 10 * MINUTE + MINUTE;

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
  const head = headOf(home, alert);
  expect(head.state).not.toBe("resolved");
  // Where nobody has come, pages go on: the last one may lie before the onset.
  const isPaging = head.onSite.state !== "done" && head.hold === null;
  expect(isKnownSince(home, alert, isPaging ? onset - LONGEST_PAUSE : onset)).toBe(true);
}
/** Whoever was told and has not come is told again, unless a person put it off, which ends. */
function expectRepaged(home: Home, wasSetBack: boolean): void {
  const now = home.clock.monotonic();
  for (const { alert } of home.desk.open("fac")) {
    if (alert.severity !== "critical" || alert.class !== "physiological") continue;
    const head = headOf(home, alert);
    expect(head.state).not.toBe("resolved");
    if (head.onSite.state === "done") continue;
    expect(head.onSite.owed).toBe(true);
    const isSnoozed = head.hold?.type === "snooze";
    const since = isSnoozed ? home.snoozed : home.paged;
    // A clock that was set back before a restart may make a snooze twice as long.
    const longest = isSnoozed ? LONGEST_SNOOZE * (wasSetBack ? 2 : 1) : LONGEST_PAUSE;
    expect(now - (since.get(head.id) ?? -Infinity)).toBeLessThanOrEqual(longest);
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
  let wasSetBack = false;
  /** Set back by less than the time since the last value, the clock makes one value look old, and it is not heard. */
  function read(heartRate: number): void {
    home.read(heartRate, hasOwnTime);
    const isHeard = !isJustSet;
    const ruleNow = ruleOf(heartRate);
    if (ruleNow !== rule) run = 0;
    if (isHeard && ruleNow !== rule) onset = home.clock.monotonic();
    if (isHeard || ruleNow !== null) rule = ruleNow;
    if (rule !== null && isHeard) run += 1;
    if (isHeard) for (const one of closed) if (one !== rule) closed.delete(one);
    isJustSet = false;
    if (rule !== null && run >= 3 && !closed.has(rule)) expectTold(home, rule, onset);
  }
  try {
    for (const { heartRate, minutes, act, clockStep } of steps) {
      for (let minute = 1; minute <= minutes; minute += 1) {
        read(heartRate);
        home.pass(30);
        if (minute < minutes) home.pass(30);
      }
      const resolved = await home.act(act, clockStep);
      if (resolved !== null) closed.add(resolved);
      // The clock that was set, or silence, breaks a run for whoever has no own time: it is counted anew.
      if (act === "clockForth" || act === "clockBack" || act === "restart" || act === "pause") run = 0;
      isJustSet = act === "clockForth" || act === "clockBack";
      wasSetBack ||= act === "clockBack";
      home.pass(30);
      expectRepaged(home, wasSetBack);
    }
  } finally {
    home.desk.close();
  }
}
/** Seeded: a failure prints its seed and its shortest sequence. */
export async function neverUntold(sequences: number, seed?: number): Promise<void> {
  const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), live);
  await fc.assert(property, { numRuns: sequences, ...(seed === undefined ? {} : { seed }) });
}
