import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertIdOf } from "../../../domain/ids.ts";
import { baselineName, baselineOf, type BaselineSign } from "../../../alerts/watchers/baseline.ts";
import type { Signal } from "../../../alerts/signal.ts";
import { HOUR, MINUTE, SECOND, startRun, T0, type MessageInput, type Run } from "../support.ts";

const DAY = 24 * HOUR;
const usual = (at: number): number => 70 + (Math.floor(at / HOUR) % 5);
function monitor(run: Run, from: number, to: number, heartRate = usual, more: Partial<MessageInput> = {}): void {
  for (let at = from; at < to; at += MINUTE)
    run.send({ at, kind: "bedsideMonitor", deviceId: "monitor", values: { heartRate: heartRate(at) }, ...more });
}
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));
const baseline = (run: Run, sign: BaselineSign = "heartRate") => baselineOf(sign, run.evaluator.watched(baselineName(sign), "res"));
/** Days that were learned at the hour of the most. */
const days = (run: Run, sign: BaselineSign = "heartRate"): number =>
  Math.max(0, ...(baseline(run, sign)?.places ?? []).map((place) => place.days));

describe("a baseline learns", () => {
  it("the median of each hour, from seven days on, and remembers four weeks", () => {
    const run = startRun();
    monitor(run, 0, 3 * DAY);
    expect(days(run)).toBe(3);
    expect(baseline(run)!.places.every(({ median }) => median === null)).toBe(true);
    monitor(run, 3 * DAY, 40 * DAY);
    expect(baseline(run)!.places.map((place) => place.days)).toEqual(new Array(24).fill(28));
    expect(
      baseline(run)!.places.every(({ median, low, high }) => median! >= 70 && median! <= 74 && low! < median! && high! > median!),
    ).toBe(true);
  });
  it("nothing while an SOS is open, and goes on when a person has closed it", () => {
    const run = startRun();
    run.send({ at: 0, deviceId: "button", kind: "sosButton", values: { battery: 90 } });
    run.send({ at: SECOND, deviceId: "button", kind: "sosButton", event: "sos", identity: "press" });
    monitor(run, MINUTE, 10 * HOUR);
    expect(days(run)).toBe(0);
    run.control({ type: "resolved", alertId: alertIdOf("res", "sos", "press") }, 10 * HOUR);
    monitor(run, 10 * HOUR + MINUTE, 20 * HOUR);
    expect(days(run)).toBe(1);
  });
  it("nothing while a fixed limit is passed, and no value that a fixed limit marks", () => {
    const run = startRun();
    monitor(run, 0, 10 * HOUR, () => 115);
    expect(days(run)).toBe(0);
    const silent = startRun();
    for (let at = 0; at < 5 * HOUR; at += 4 * MINUTE) monitor(silent, at, at + 1, () => (at % (8 * MINUTE) === 0 ? 112 : 70));
    expect(baseline(silent)!.places.every(({ days: count }) => count <= 1)).toBe(true);
  });
  it("nothing of a wrist's SpO2 or a skin's temperature", () => {
    const run = startRun();
    for (let at = 0; at < 5 * HOUR; at += 10 * SECOND) run.send({ at, values: { spo2: 97, bodyTemperature: 33.4 } });
    expect([days(run, "spo2"), days(run, "bodyTemperature")]).toEqual([0, 0]);
  });
  it("anew when another way of measuring took over, two days after the first was heard last", () => {
    const run = startRun();
    monitor(run, 0, 8 * DAY);
    const band = (from: number, to: number) => {
      for (let at = from; at < to; at += MINUTE) run.send({ at, deviceId: "band", values: { heartRate: 80 } });
    };
    band(8 * DAY, 9 * DAY);
    expect([baseline(run)!.method, days(run)]).toEqual(["chest", 8]);
    band(9 * DAY, 11 * DAY);
    expect([baseline(run)!.method, days(run)]).toEqual(["wrist", 1]);
  });
});
describe("a temperature of the ear", () => {
  const ear = (run: Run, at: number, bodyTemperature: number) =>
    run.send({ at, kind: "thermometer", deviceId: "ear", values: { bodyTemperature } });
  it("1.1 over the own level is a mark, and a warning when the next one confirms it", () => {
    const run = startRun();
    for (let day = 0; day < 8; day++) ear(run, day * DAY, 35.9 + (day % 2) / 10);
    ear(run, 8 * DAY, 37.1);
    expect(run.linesOf("baseline.bodyTemperature")).toEqual([`raise baseline.bodyTemperature.high info @${8 * DAY}`]);
    ear(run, 8 * DAY + 5 * MINUTE, 37.1);
    expect(run.linesOf("baseline.bodyTemperature").at(-1)).toBe(`update baseline.bodyTemperature.high warning @${8 * DAY + 5 * MINUTE}`);
    ear(run, 8 * DAY + HOUR, 36.1);
    expect(run.linesOf("baseline.bodyTemperature").at(-1)).toBe(`clear baseline.bodyTemperature.high warning @${8 * DAY + HOUR}`);
  });
});
describe("what is kept of a resident", () => {
  it("does not grow with the months, and is a few thousand characters", () => {
    const run = startRun();
    const bytes = () => {
      run.evaluator.changedStates();
      return run.evaluator.size().watchedBytes;
    };
    const wear = (from: number, to: number) => {
      for (let at = from; at < to; at += 10 * SECOND)
        run.send({ at, values: { heartRate: usual(at), spo2: 97, respiratoryRate: 15, bodyTemperature: 33.5, steps: 0 } });
    };
    wear(0, 30 * DAY);
    const first = bytes();
    wear(30 * DAY, 35 * DAY);
    expect(bytes()).toBeLessThan(first * 1.02);
    expect(bytes()).toBeLessThan(6_000);
  });
});
const segment = fc.record({
  minutes: fc.constantFrom(1, 7, 20, 45, 100),
  heartRate: fc.constantFrom(70, 72, 90, 96, 118),
  respiratoryRate: fc.constantFrom(14, 15, 23, 30),
  quality: fc.constantFrom("good", "good", "good", "suspect"),
  what: fc.constantFrom("speak", "speak", "speak", "silent", "restart", "move"),
});
describe("same journal, same signals, with what was learned", () => {
  const learned = startRun();
  for (let at = 0; at < 8 * DAY; at += MINUTE)
    learned.send({ at, kind: "bedsideMonitor", deviceId: "monitor", values: { heartRate: usual(at), respiratoryRate: 15 } });
  const known = rowsOf(learned);
  /** Plays the segments; after each the states may be stored and loaded in a new evaluator. */
  function play(
    segments: readonly (typeof segment extends fc.Arbitrary<infer T> ? T : never)[],
    cuts: ReadonlySet<number>,
    copies: boolean,
  ) {
    let run = startRun({ states: known });
    const signals: Signal[] = [];
    const sent: MessageInput[] = [];
    const states = new Map(known);
    let at = 8 * DAY;
    for (const [index, { minutes, heartRate, respiratoryRate, quality, what }] of segments.entries()) {
      if (what === "restart") run.control({ type: "start" }, at + minutes * MINUTE);
      for (const end = at + minutes * MINUTE; at < end; at += MINUTE) {
        if (what === "move") run.send({ at: at - SECOND, deviceId: "band", values: { motion: 1 } });
        if (what !== "speak" && what !== "move") continue;
        const message = { at, kind: "bedsideMonitor", deviceId: "monitor", values: { heartRate, respiratoryRate }, quality } as const;
        run.send(message);
        const copy = sent[(at / MINUTE) % 7 === 0 ? sent.length >> 1 : sent.length - 1];
        if (copies && copy !== undefined) run.send({ ...copy, receivedAt: at });
        sent.push(message);
      }
      if (!cuts.has(index)) continue;
      for (const [key, text] of run.evaluator.changedStates())
        if (text === null) states.delete(key);
        else states.set(key, text);
      signals.push(...run.signals);
      run = startRun({ states });
    }
    run.tick(at + 5 * HOUR);
    return [...signals, ...run.signals].map(
      ({ type, rule, severity, atMs, usual: of }) => `${type} ${rule} ${severity} ${atMs - T0} ${of?.high ?? ""}`,
    );
  }
  it("states exported and loaded at any point, and copies, change nothing", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 2, maxLength: 14 }), fc.uniqueArray(fc.nat(13), { maxLength: 4 }), (segments, cuts) => {
        const whole = play(segments, new Set(), false);
        expect(play(segments, new Set(cuts), false)).toEqual(whole);
        expect(play(segments, new Set(), true)).toEqual(whole);
      }),
      { numRuns: 120 },
    );
  });
});
