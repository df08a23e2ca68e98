import { describe, expect, it } from "vitest";
import { nextLocal } from "../../../domain/local-time.ts";
import { PLAIN_PLACE } from "../../../domain/place-use.ts";
import { careOf, HOUR, MINUTE, SECOND, startRun, T0, type Run } from "../support.ts";

const about = (run: Run) => run.linesOf("device.wearer");
const rowsOf = (run: Run) => new Map([...run.evaluator.changedStates()].flatMap(([key, text]) => (text === null ? [] : [[key, text]])));
/** Watch every 10 s and mat every 30 s, with these pulses. */
function lie(run: Run, residentId: string, fromMs: number, toMs: number, wrist: (at: number) => number, mat: (at: number) => number): void {
  for (let at = fromMs; at < toMs; at += 10 * SECOND) {
    run.send({ at, residentId, deviceId: `watch_${residentId}`, values: { heartRate: wrist(at), worn: 1 } });
    if (at % (30 * SECOND) === 0)
      run.send({ at: at + 1, residentId, deviceId: `mat_${residentId}`, kind: "bedMat", values: { heartRate: mat(at), bedOccupied: 1 } });
  }
}
/** A pulse that breathes and is measured with an error. */
const pulse = (mean: number, seed: number) => (at: number) =>
  Math.round(mean + 3 * Math.sin(at / 40_000 + seed) + 2 * Math.sin(at / 7_000 + 5 * seed));

describe("the watch of one on the wrist of another", () => {
  it("two swapped watches are noticed within 30 min, each as a technical alert about its holder", () => {
    const run = startRun();
    lie(run, "r1", 0, 30 * MINUTE, pulse(84, 1), pulse(62, 2));
    lie(run, "r2", 30 * MINUTE, 60 * MINUTE, pulse(62, 3), pulse(84, 4));
    const found = run.signals.filter(({ rule }) => rule === "device.wearer");
    expect(found.map(({ type, residentId, deviceId }) => `${type} ${residentId} ${deviceId}`)).toEqual([
      "raise r1 watch_r1",
      "raise r2 watch_r2",
    ]);
    expect(found).toMatchObject([{ class: "technical", kind: "device", severity: "warning" }, {}]);
  });
  it.each([
    { name: "its own wrist", wrist: pulse(66, 1), mat: pulse(66, 2) },
    { name: "a watch that is eight beats high", wrist: pulse(72, 1), mat: pulse(66, 1) },
    { name: "a few wild values", wrist: (at: number) => (at % (10 * MINUTE) < 2 * MINUTE ? 110 : 66), mat: pulse(66, 2) },
  ])("says nothing of $name", ({ wrist, mat }) => {
    const run = startRun();
    lie(run, "r1", 0, 2 * HOUR, wrist, mat);
    expect(about(run)).toEqual([]);
  });
  it("says nothing without a mat, or with an empty bed", () => {
    const run = startRun();
    for (let at = 0; at < HOUR; at += 10 * SECOND) run.send({ at, deviceId: "watch", values: { heartRate: 90, worn: 1 } });
    for (let at = 0; at < HOUR; at += 30 * SECOND) run.send({ at, deviceId: "mat", kind: "bedMat", values: { bedOccupied: 0 } });
    expect(about(run)).toEqual([]);
  });
  it("is over when the watch is on the right wrist again", () => {
    const run = startRun();
    lie(run, "r1", 0, 30 * MINUTE, pulse(84, 1), pulse(62, 2));
    lie(run, "r1", 30 * MINUTE, 60 * MINUTE, pulse(62, 1), pulse(62, 2));
    expect(about(run).map((line) => line.split(" ")[0])).toEqual(["raise", "clear"]);
  });
  it.each([
    { name: "confirmed by a scan", residentId: "r1", again: 0 },
    { name: "given to another", residentId: "r2", again: 0 },
  ])("is over when $name; a confirmed wearer stays so", ({ residentId }) => {
    const device = (id: string) => ({ id, facilityId: "fac", kind: "wristband" as const, gatewayId: null, address: null });
    const run = startRun({ device });
    lie(run, "r1", 0, 30 * MINUTE, pulse(84, 1), pulse(62, 2));
    run.control({ type: "assignment", deviceId: "watch_r1", residentId, placeId: null, fromMs: T0 }, 31 * MINUTE);
    expect(about(run).at(-1)).toBe(`clear device.wearer warning @${31 * MINUTE}`);
    if (residentId === "r1") lie(run, "r1", 32 * MINUTE, 3 * HOUR, pulse(84, 1), pulse(62, 2));
    expect(about(run)).toHaveLength(2);
  });
  it("a restart in the middle changes nothing", () => {
    const whole = startRun();
    lie(whole, "r1", 0, 12 * MINUTE, pulse(84, 1), pulse(62, 2));
    const later = startRun({ states: rowsOf(whole) });
    for (const run of [whole, later]) lie(run, "r1", 12 * MINUTE, 30 * MINUTE, pulse(84, 1), pulse(62, 2));
    expect(about(later)).toEqual(about(whole));
    expect(about(later)).toHaveLength(1);
  });
});
describe("a device that stays in another's room", () => {
  const places = { 7: "other", 8: "own", 9: "hall" } as const;
  const care = careOf({
    resident: (id) => ({ id, facilityId: "fac", name: "Wang", placeId: "own", level: 2, birthYear: 1940 }),
    placeOfBeacon: (_facility, beacon) => {
      const id = beacon === 7 || beacon === 8 || beacon === 9 ? places[beacon] : null;
      if (id === null) return undefined;
      return {
        id,
        facilityId: "fac",
        building: "A",
        floor: "3",
        name: id,
        ...PLAIN_PLACE,
        use: id === "hall" ? "common" : "bedroom",
        beacon,
      };
    },
  });
  const midnight = nextLocal(T0, 0) - T0;
  const noon = nextLocal(T0, 12 * 60) - T0;
  const see = (run: Run, at: number, beacon: number) => run.send({ at, deviceId: "tag", kind: "tag", values: { beacon } });
  it.each([
    { name: "all night", at: midnight, seen: 7, isTold: true },
    { name: "by day, on a visit", at: noon, seen: 7, isTold: false },
    { name: "in its own room", at: midnight, seen: 8, isTold: false },
    { name: "in the hall", at: midnight, seen: 9, isTold: false },
  ])("$name: told $isTold", ({ at, seen, isTold }) => {
    const run = startRun({ care });
    for (let minute = 0; minute <= 30; minute += 5) see(run, at + minute * MINUTE, seen);
    run.tick(at + 31 * MINUTE);
    expect(about(run)).toEqual(isTold ? [`raise device.wearerRoom warning @${at + 20 * MINUTE}`] : []);
    see(run, at + 40 * MINUTE, 8);
    expect(about(run)).toHaveLength(isTold ? 2 : 0);
  });
});
