import { afterEach, describe, expect, it } from "vitest";
import type { DeviceMessage } from "../../domain/device-message.ts";
import { CURSOR_START, type Cursor } from "../../domain/publish.ts";
import { PublishEntry } from "../../ingest/entry.ts";
import { HistorianFeed } from "../../ingest/historian-feed.ts";
import type { JournalBatch } from "../../ingest/pipeline.ts";
import { anObservation, aPublish } from "../support/builders.ts";
import { until } from "../support/machine.ts";

/** A journal in memory and a historian that can be slow or down. */
function setUp() {
  const rows: JournalBatch[] = [];
  const stored: { messages: DeviceMessage[]; cursor: Cursor } = { messages: [], cursor: CURSOR_START };
  const historian = { isDown: false, held: null as Promise<void> | null, calls: 0, reads: 0 };
  const failures: unknown[] = [];
  const gathered: DeviceMessage[] = [];
  const feed = new HistorianFeed(
    {
      journal: {
        async read(after, limit) {
          historian.reads++;
          return rows.filter(({ row }) => row > after.row).slice(0, limit);
        },
        get lastRow() {
          return rows.at(-1)?.row ?? 0;
        },
      },
      historian: {
        gather: (message) => gathered.push(message),
        gathered: () => gathered.length,
        forget: () => gathered.splice(0),
        async store(cursor) {
          historian.calls++;
          const messages = gathered.splice(0);
          await historian.held;
          if (historian.isDown) throw new Error("historian is down");
          stored.messages.push(...messages);
          stored.cursor = cursor;
        },
      },
      read: () => ({ messages: [], presence: [], quarantined: [] }),
      onFailure: (error) => failures.push(error),
    },
    CURSOR_START,
  );
  open.push(feed);
  let next = 1;
  const commit = (count: number) => {
    const entries = Array.from({ length: count }, (_, index) => {
      const message = anObservation({ observedAtMs: next * 1_000_000 + index });
      return new PublishEntry(aPublish(), { messages: [message], presence: [], quarantined: [] });
    });
    const batch = { row: next++, firstIndex: 0, entries };
    rows.push(batch);
    feed.committed(batch);
  };
  const times = () => stored.messages.map((message) => message.observedAtMs);
  return { feed, commit, stored, historian, failures, times, lastRow: () => rows.at(-1)?.row ?? 0 };
}
const open: HistorianFeed[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((feed) => feed.close()));
});

describe("the historian's feed", () => {
  it("stores what is committed, in order, and moves its cursor", async () => {
    const { commit, stored, times, feed } = setUp();
    for (let count = 0; count < 20; count++) commit(5);
    await until(() => stored.cursor.row === 20, { what: "all rows to be stored" });
    expect(new Set(times()).size).toBe(100);
    expect(feed.lagRows).toBe(0);
  });
  it("asks a historian that is down with empty batches, and reads nothing from the journal for it", async () => {
    const { commit, stored, historian, failures } = setUp();
    historian.isDown = true;
    commit(3);
    await until(() => failures.length > 0, { what: "the failure to be told" });
    const { reads } = historian;
    for (let count = 0; count < 30; count++) commit(3);
    await until(() => failures.length > 2, { what: "it to be asked again" });
    expect(historian.reads).toBe(reads);
    historian.isDown = false;
    await until(() => stored.cursor.row === 31, { what: "all rows to be stored" });
  });
  it("reads the journal again after the historian was down, and loses nothing", async () => {
    const { commit, stored, historian, failures, times } = setUp();
    historian.isDown = true;
    for (let count = 0; count < 30; count++) commit(3);
    await until(() => failures.length > 0, { what: "the failure to be told" });
    historian.isDown = false;
    await until(() => stored.cursor.row === 30, { what: "all rows to be stored" });
    expect(new Set(times()).size).toBe(90);
  });
  it("lets memory go when it falls far behind, and still stores everything", async () => {
    const { commit, stored, historian, times } = setUp();
    commit(1);
    await until(() => stored.cursor.row === 1, { what: "the first row to be stored" });
    const gate = Promise.withResolvers<void>();
    historian.held = gate.promise;
    for (let count = 0; count < 70; count++) commit(1_000);
    gate.resolve();
    await until(() => stored.cursor.row === 71, { what: "all rows to be stored", deadlineMs: 20_000 });
    expect(new Set(times()).size).toBe(70_001);
  });
});
