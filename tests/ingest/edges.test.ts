import { describe, expect, it } from "vitest";
import type { EventType } from "../../domain/device-message.ts";
import { EventEdges } from "../../ingest/edges.ts";

const on = (type: EventType) => ({ event: { type, detail: {} }, isState: true, cleared: [] });
const off = (...cleared: EventType[]) => ({ event: null, isState: false, cleared });
const press = { event: { type: "sos" as const, detail: {} }, isState: false, cleared: [] };

describe("state-style alarms", () => {
  it("count when they come on, not while they stay on", () => {
    const edges = new EventEdges();
    expect([on("leak"), on("leak"), off("leak"), on("leak")].map((message) => edges.counts("dev_1", message))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
  it("are told apart by device and by type", () => {
    const edges = new EventEdges();
    edges.counts("dev_1", on("smoke"));
    expect(edges.counts("dev_2", on("smoke"))).toBe(true);
    expect(edges.counts("dev_1", on("gas"))).toBe(true);
    edges.counts("dev_1", off("gas"));
    expect(edges.counts("dev_1", on("smoke"))).toBe(false);
  });
  it("never hold back a press", () => {
    const edges = new EventEdges();
    expect([on("sos"), press, press].map((message) => edges.counts("dev_1", message))).toEqual([true, true, true]);
    expect(edges.export()).toEqual([["dev_1", "sos"]]);
  });
  it("say nothing where there is no event", () => {
    expect(new EventEdges().counts("dev_1", off())).toBe(false);
  });
  it("are remembered over a restart, and forgotten when all are off", () => {
    const before = new EventEdges();
    before.counts("dev_1", on("leak"));
    before.counts("dev_1", on("gas"));
    const after = new EventEdges(JSON.parse(JSON.stringify(before.export())));
    expect(after.counts("dev_1", on("leak"))).toBe(false);
    after.counts("dev_1", off("leak", "gas", "smoke"));
    expect(after.export()).toEqual([]);
  });
  it("count again after they were armed by hand", () => {
    const edges = new EventEdges();
    edges.counts("dev_1", on("sos"));
    edges.rearm("dev_1", "sos");
    expect(edges.counts("dev_1", on("sos"))).toBe(true);
  });
});
