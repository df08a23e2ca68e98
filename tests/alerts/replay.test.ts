import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ControlEvent } from "../../domain/publish.ts";
import { MINUTE, SECOND, startRun, T0, type MessageInput, type Run } from "./support.ts";

type Entry = { readonly at: number } & ({ readonly message: MessageInput } | { readonly control: ControlEvent });
const kinds = ["wristband", "bedsideMonitor", "watch", "oximeter", "bpCuff", "bedMat", "entry"] as const;
const sample = fc.record({
  heartRate: fc.constantFrom(0, 33, 38, 44, 70, 108, 120, 135, 155),
  spo2: fc.constantFrom(0, 84, 90, 92, 94, 97),
  systolicPressure: fc.constantFrom(85, 130, 165, 190),
  worn: fc.constantFrom(0, 1),
  charging: fc.constantFrom(0, 0, 0, 1),
  motion: fc.constantFrom(0, 0, 1),
  bedOccupied: fc.constantFrom(0, 1),
  battery: fc.constantFrom(3, 12, 50),
  respiratoryRate: fc.constantFrom(7, 15, 22, 26),
  bodyTemperature: fc.constantFrom(34.8, 36.8, 39.2),
  consciousness: fc.constantFrom(0, 0, 1, 4),
  oxygen: fc.constantFrom(0, 0, 2),
});
/** All that a NEWS2 needs: what a nurse types (the device `entry`) goes into the stream like any message. */
const BODY = ["heartRate", "spo2", "systolicPressure", "respiratoryRate", "bodyTemperature", "consciousness", "oxygen"] as const;
const step = fc.record({
  gap: fc.constantFrom(SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 4 * MINUTE, 40 * MINUTE),
  device: fc.nat(6),
  values: sample,
  keys: fc.subarray([...BODY, "worn", "charging", "motion", "bedOccupied", "battery"] as const, { minLength: 1 }),
  what: fc.constantFrom(
    "message",
    "message",
    "message",
    "message",
    "message",
    "event",
    "late",
    "alive",
    "restart",
    "assignment",
    "offline",
    "online",
  ),
});
const streams = fc.array(step, { minLength: 5, maxLength: 120 }).map((steps) => {
  let at = 0;
  return steps.flatMap(({ gap, device, values, keys, what }, index): Entry[] => {
    at += gap;
    const deviceId = `dev${device}`;
    const kind = kinds[device] ?? "wristband";
    const picked = Object.fromEntries(keys.map((key) => [key, values[key]]));
    const quality = picked["heartRate"] === 0 || picked["spo2"] === 0 ? "technical" : "good";
    const base = { at, deviceId, kind, gatewayId: device === 5 ? "gw" : undefined, identity: `m${index}` } as const;
    switch (what) {
      case "message":
        return [{ at, message: { ...base, gatewayId: base.gatewayId ?? "none", values: picked, quality } }];
      case "event":
        return [{ at, message: { ...base, gatewayId: base.gatewayId ?? "none", event: index % 2 === 0 ? "sos" : "fall" } }];
      case "late":
        return [
          {
            at,
            message: {
              ...base,
              gatewayId: base.gatewayId ?? "none",
              at: at - 30 * MINUTE,
              receivedAt: at,
              late: true,
              values: picked,
              quality,
            },
          },
        ];
      case "alive":
        return [{ at, control: { type: "alive" } }];
      case "restart":
        return [{ at, control: { type: "start" } }];
      case "assignment":
        return [
          { at, control: { type: "assignment", deviceId, residentId: index % 3 === 0 ? "res2" : "res", placeId: null, fromMs: T0 + at } },
        ];
      case "offline":
        return [{ at, control: { type: "presence", deviceId: "gw", online: false, reason: "will" } }];
      case "online":
        return [{ at, control: { type: "presence", deviceId: "gw", online: true, reason: "connected" } }];
    }
  });
});
function feed(run: Run, entries: readonly Entry[]): void {
  for (const entry of entries)
    if ("message" in entry) run.send(entry.message);
    else run.control(entry.control, entry.at);
}
const END = 10 * 60 * MINUTE;

describe("same journal, same signals", () => {
  it("states exported and loaded at any point change nothing", () => {
    fc.assert(
      fc.property(streams, fc.nat(), fc.nat(), (entries, one, two) => {
        const whole = startRun();
        feed(whole, entries);
        whole.tick(entries.at(-1)!.at + END);
        const cuts = [one % entries.length, two % entries.length].sort((a, b) => a - b);
        const states = new Map<string, string>();
        const pieces = [entries.slice(0, cuts[0]), entries.slice(cuts[0], cuts[1]), entries.slice(cuts[1])];
        const lines = pieces.flatMap((piece, index) => {
          const run = startRun({ states });
          feed(run, piece);
          if (index === pieces.length - 1) run.tick(entries.at(-1)!.at + END);
          for (const [key, text] of run.evaluator.changedStates())
            if (text === null) states.delete(key);
            else states.set(key, text);
          return run.signals;
        });
        expect(lines).toEqual(whole.signals);
      }),
      { numRuns: 300 },
    );
  });
  it("ticks by a timer in between change nothing", () => {
    fc.assert(
      fc.property(streams, (entries) => {
        const plain = startRun();
        feed(plain, entries);
        const ticked = startRun();
        for (const entry of entries) {
          const isStart = "control" in entry && entry.control.type === "start";
          if (!isStart) ticked.tick(entry.at);
          feed(ticked, [entry]);
        }
        expect(ticked.signals).toEqual(plain.signals);
      }),
      { numRuns: 150 },
    );
  });
  it("shuffled copies add nothing", () => {
    fc.assert(
      fc.property(streams, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40 }), (entries, picks) => {
        const plain = startRun();
        feed(plain, entries);
        const copied = startRun();
        entries.forEach((entry, index) => {
          feed(copied, [entry]);
          for (const [when, which] of picks) {
            const copy = entries[which % (index + 1)]!;
            if (when % entries.length !== index || !("message" in copy)) continue;
            copied.send({ ...copy.message, receivedAt: entry.at });
          }
        });
        expect(copied.signals).toEqual(plain.signals);
      }),
      { numRuns: 150 },
    );
  });
});
