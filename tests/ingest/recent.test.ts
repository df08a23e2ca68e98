import { describe, expect, it } from "vitest";
import type { Publish } from "../../domain/publish.ts";
import { COPY_WITHIN_MS, DuplicateWindow, EVENT_KEPT_MS, RecentEvents } from "../../ingest/recent.ts";
import { aPublish } from "../support/builders.ts";
import { MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";

const publish = (other: Partial<Publish> = {}): Publish => ({
  ...aPublish(),
  payload: Buffer.from('{"heartRate":71}'),
  packetId: 9,
  receivedAtMs: NOW,
  ...other,
});
const copy = (other: Partial<Publish> = {}) => publish({ dup: true, receivedAtMs: NOW + 1000, ...other });
const TIMELESS = [{ deviceAtMs: null }];

describe("copies of a publish without a time of its own", () => {
  const noted = () => {
    const window = new DuplicateWindow();
    window.note(publish(), TIMELESS);
    return window;
  };
  it.each([
    { name: "the same with DUP set", second: copy(), isCopy: true },
    { name: "the same at the end of ten minutes", second: copy({ receivedAtMs: NOW + COPY_WITHIN_MS }), isCopy: true },
    { name: "the same after ten minutes", second: copy({ receivedAtMs: NOW + COPY_WITHIN_MS + 1 }), isCopy: false },
    { name: "the same without DUP: measured again", second: copy({ dup: false }), isCopy: false },
    { name: "another packet id", second: copy({ packetId: 10 }), isCopy: false },
    { name: "another payload", second: copy({ payload: Buffer.from('{"heartRate":72}') }), isCopy: false },
    { name: "another topic", second: copy({ topic: "anhu/v1/fac_1/dev_1/events" }), isCopy: false },
    { name: "another device", second: copy({ principal: { id: "dev_2", facilityId: "fac_1", type: "device" } }), isCopy: false },
    { name: "QoS 0", second: copy({ packetId: null, qos: 0 }), isCopy: false },
  ])("$name: $isCopy", ({ second, isCopy }) => {
    expect(noted().isCopy(second)).toBe(isCopy);
  });
  it("is not asked for what carries its own time, and costs it nothing", () => {
    const window = new DuplicateWindow();
    window.note(publish(), [{ deviceAtMs: NOW }, { deviceAtMs: NOW + 1 }]);
    window.note(publish({ packetId: null, qos: 0 }), TIMELESS);
    expect(window.size).toBe(0);
    window.note(publish(), [{ deviceAtMs: NOW }, { deviceAtMs: null }]);
    expect(window.isCopy(copy())).toBe(true);
  });
  it("counts a clock of 1970 as no time", () => {
    const window = new DuplicateWindow();
    window.note(publish(), [{ deviceAtMs: 12_000 }]);
    expect(window.isCopy(copy())).toBe(true);
  });
  it("forgets the oldest when too many come, and everything that is too old", () => {
    const window = new DuplicateWindow(3);
    for (let id = 1; id <= 5; id++) window.note(publish({ packetId: id, receivedAtMs: NOW + id }), TIMELESS);
    expect(window.size).toBe(3);
    expect([2, 3].map((packetId) => window.isCopy(copy({ packetId })))).toEqual([false, true]);
    window.note(publish({ packetId: 6, receivedAtMs: NOW + 2 * COPY_WITHIN_MS }), TIMELESS);
    expect(window.size).toBe(1);
  });
});

describe("events that came before", () => {
  const event = (other: object = {}) => ({
    identity: "s:dev_1:1:5",
    receivedAtMs: NOW,
    event: { type: "sos", detail: {} } as const,
    ...other,
  });
  it("are new, then repeated, and conflicting when they say something else", () => {
    const recent = new RecentEvents();
    expect(recent.note(event())).toBe("new");
    expect(recent.note(event({ receivedAtMs: NOW + 1 }))).toBe("repeated");
    expect(recent.note(event({ event: { type: "fall", detail: {} } }))).toBe("conflicting");
    expect(recent.note(event())).toBe("repeated");
    expect(recent.note(event({ identity: "s:dev_1:2:5" }))).toBe("new");
  });
  it("are remembered for 24 h", () => {
    const recent = new RecentEvents();
    recent.note(event());
    expect(recent.note(event({ receivedAtMs: NOW + EVENT_KEPT_MS }))).toBe("repeated");
    expect(recent.note(event({ receivedAtMs: NOW + EVENT_KEPT_MS + 1 }))).toBe("new");
  });
  it("are still known after a restart with the state that was stored", () => {
    const before = new RecentEvents();
    before.note(event());
    const after = new RecentEvents(JSON.parse(JSON.stringify(before.export())));
    expect(after.note(event())).toBe("repeated");
    expect(after.note(event({ event: { type: "help", detail: {} } }))).toBe("conflicting");
  });
  it("are bounded", () => {
    const recent = new RecentEvents([], 2);
    for (const identity of ["a", "b", "c"]) recent.note(event({ identity }));
    expect(recent.export().map(([identity]) => identity)).toEqual(["b", "c"]);
  });
});
