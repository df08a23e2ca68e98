import { describe, expect, it } from "vitest";
import type { Publish } from "../../domain/publish.ts";
import { eventHash, identityOf } from "../../ingest/identity.ts";
import { aPublish } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";

const publish = (other: Partial<Publish> = {}): Publish => ({
  ...aPublish(),
  payload: Buffer.from('{"heartRate":71}'),
  packetId: 9,
  receivedAtMs: NOW,
  ...other,
});
/** The same message, sent again: another packet id, other bytes around it, later. */
const again = publish({ payload: Buffer.from('{"heartRate":72}'), packetId: 10, receivedAtMs: NOW + 5_000, dup: true });

describe("identity of a message", () => {
  it("is sender, sequence and time, whatever else is sent with them", () => {
    const message = { seq: 17, atMs: NOW };
    expect(identityOf(publish(), "dev_1", message, 0)).toBe(identityOf(again, "dev_1", message, 3));
    expect(identityOf(publish(), "dev_1", { ...message, seq: 18 }, 0)).not.toBe(identityOf(publish(), "dev_1", message, 0));
    expect(identityOf(publish(), "dev_2", message, 0)).not.toBe(identityOf(publish(), "dev_1", message, 0));
  });
  it("is sender, time and payload without a sequence, however often it comes", () => {
    const message = { seq: null, atMs: NOW };
    expect(identityOf(publish(), "dev_1", message, 0)).toBe(
      identityOf(publish({ packetId: 2, receivedAtMs: NOW + 9 }), "dev_1", message, 0),
    );
    expect(identityOf(publish(), "dev_1", message, 0)).not.toBe(identityOf(again, "dev_1", message, 0));
  });
  it.each([{ atMs: NOW }, { atMs: null }])("tells the messages of one batch apart by position, at $atMs", ({ atMs }) => {
    const all = [0, 1, 2].map((position) => identityOf(publish(), "dev_1", { seq: null, atMs }, position));
    expect(new Set(all).size).toBe(3);
  });
  it.each([
    { name: "no time", atMs: null, seq: null },
    { name: "a sequence without time", atMs: null, seq: 17 },
    { name: "a clock that starts in 1970 at every boot", atMs: 0, seq: 1 },
  ])("is the publish's own with $name, so that a later press is another one", ({ atMs, seq }) => {
    const first = identityOf(publish(), "dev_1", { atMs, seq }, 0);
    expect(identityOf(publish(), "dev_1", { atMs, seq }, 0)).toBe(first);
    expect(identityOf(publish({ receivedAtMs: NOW + 1 }), "dev_1", { atMs, seq }, 0)).not.toBe(first);
    expect(identityOf(publish({ packetId: null }), "dev_1", { atMs, seq }, 0)).not.toBe(first);
  });
});

describe("content of an event", () => {
  it("is its type and detail", () => {
    const event = { type: "sos", detail: { button: 1 } } as const;
    expect(eventHash({ ...event })).toBe(eventHash(event));
    expect(eventHash({ ...event, type: "help" })).not.toBe(eventHash(event));
    expect(eventHash({ ...event, detail: { button: 2 } })).not.toBe(eventHash(event));
  });
});
