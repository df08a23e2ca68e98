import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { CURSOR_START, type JournalEntry } from "../../domain/publish.ts";
import { EntryWriter, ENTRY_FORMAT } from "../../store/journal/entry-writer.ts";
import { readEntries } from "../../store/journal/entry-reader.ts";
import { openJournal, type CommittedBatch, type JournalOptions } from "../../store/journal/journal.ts";
import { tempDir } from "./temp-dir.ts";
import { JOURNAL_WORKER } from "./workers.ts";

const AT = 1_764_000_000_000;
function aPublish(n: number, over: { topic?: string; payload?: Uint8Array; atMs?: number } = {}): JournalEntry {
  return {
    kind: "publish",
    publish: {
      principal: { id: `dev_${n % 200}`, facilityId: "fac_1", type: n % 7 === 0 ? "gateway" : "device" },
      topic: over.topic ?? `anhu/v1/fac_1/dev_${n % 200}/observations`,
      payload: over.payload ?? Buffer.from(`{"seq":${n}}`),
      qos: 1,
      dup: n % 3 === 0,
      retain: n % 5 === 0,
      packetId: n % 11 === 0 ? null : n & 0xffff,
      receivedAtMs: over.atMs ?? AT + n,
    },
  };
}
async function open(file: string, options: Partial<JournalOptions> = {}) {
  const journal = await openJournal({ file, worker: JOURNAL_WORKER, ...options });
  onTestFinished(() => journal.close());
  const batches: CommittedBatch[] = [];
  journal.onCommitted((batch) => batches.push(batch));
  return { journal, batches };
}
const flat = (batches: readonly CommittedBatch[]) => batches.flatMap((batch) => batch.entries);
const payloadOf = (entry: JournalEntry | undefined) =>
  entry?.kind === "publish" ? Buffer.from(entry.publish.payload).toString() : entry?.control.type;

const anEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant("publish" as const),
      publish: fc.record({
        principal: fc.record({
          id: fc.string({ unit: "binary" }),
          facilityId: fc.string(),
          type: fc.constantFrom("device" as const, "gateway" as const),
        }),
        topic: fc.string({ unit: "binary", maxLength: 200 }),
        payload: fc.uint8Array({ maxLength: 300 }),
        qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
        dup: fc.boolean(),
        retain: fc.boolean(),
        packetId: fc.option(fc.integer({ min: 0, max: 65_535 })),
        receivedAtMs: fc.integer({ min: 0, max: 4e12 }),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("control" as const),
      receivedAtMs: fc.integer({ min: 0, max: 4e12 }),
      control: fc.oneof(
        fc.record({ type: fc.constantFrom("start" as const, "stop" as const, "alive" as const) }),
        fc.record({ type: fc.constant("resolved" as const), alertId: fc.string({ unit: "binary" }) }),
      ),
    }),
  },
);
const plain = (entry: JournalEntry) =>
  entry.kind === "control"
    ? { kind: entry.kind, control: { ...entry.control }, receivedAtMs: entry.receivedAtMs }
    : {
        kind: entry.kind,
        publish: {
          ...entry.publish,
          principal: { ...entry.publish.principal },
          payload: Buffer.from(entry.publish.payload).toString("hex"),
        },
      };

it("any entries come back from the bytes as they were, whatever their topics and payloads hold", () => {
  fc.assert(
    fc.property(fc.array(anEntry, { maxLength: 40 }), (entries) => {
      const writer = new EntryWriter();
      for (const entry of entries) writer.write(entry);
      const { buffer, length } = writer.take();
      expect(readEntries(new Uint8Array(buffer, 0, length), ENTRY_FORMAT).map(plain)).toEqual(entries.map(plain));
    }),
  );
});

it("100,000 entries are read back equal and in the order of their commits, control entries among them", async () => {
  const file = join(tempDir(), "journal.db");
  const { journal, batches } = await open(file);
  const entries = Array.from({ length: 100_000 }, (_, n): JournalEntry =>
    n % 1_000 === 0
      ? { kind: "control", control: { type: "presence", deviceId: `dev_${n}`, online: true, reason: "connected" }, receivedAtMs: AT + n }
      : aPublish(n, n % 100 === 1 ? { topic: `anhu/v1/安护/设备${n}/raw/卧室 🛏`, payload: Buffer.from(`心率${n}`) } : {}),
  );
  await Promise.all(entries.map((entry) => journal.append(entry)));
  await expect.poll(() => flat(batches).length).toBe(100_000);
  const read: CommittedBatch[] = [];
  for (let cursor = CURSOR_START; ;) {
    const page = await journal.read(cursor, 3);
    const last = page.at(-1);
    if (last === undefined) break;
    read.push(...page);
    cursor = { row: last.row, index: last.firstIndex + last.entries.length - 1 };
  }
  expect(flat(batches).every((entry, n) => entry === entries[n])).toBe(true);
  expect(flat(read).map(plain)).toEqual(entries.map(plain));
  expect(read.length).toBeLessThan(100);
});

it("what gathers while one commit runs is the next row, and head entries stand first in it", async () => {
  const { journal, batches } = await open(join(tempDir(), "journal.db"));
  const appended = [0, 1, 2, 3].map((n) => journal.append(aPublish(n, { payload: Buffer.from(`t${n}`) })));
  appended.push(journal.append(aPublish(4, { payload: Buffer.from("sos") }), { head: true }));
  await Promise.all(appended);
  await expect.poll(() => batches.length).toBe(2);
  expect(batches.map((batch) => batch.entries.map(payloadOf))).toEqual([["t0"], ["sos", "t1", "t2", "t3"]]);
  const read = await journal.read({ row: 1, index: 0 }, 10);
  expect(read.map((batch) => batch.entries.map(payloadOf))).toEqual([["sos", "t1", "t2", "t3"]]);
  const middle = await journal.read({ row: 2, index: 1 }, 10);
  expect(middle.map(({ row, firstIndex, entries }) => [row, firstIndex, entries.map(payloadOf)])).toEqual([[2, 2, ["t2", "t3"]]]);
});

it("acknowledgements leave before the listeners of the same commit run", async () => {
  const { journal } = await open(join(tempDir(), "journal.db"));
  const order: string[] = [];
  const heard = new Promise<void>((resolve) =>
    journal.onCommitted(() => {
      order.push("listener");
      resolve();
    }),
  );
  await journal.append(aPublish(1)).then(async () => {
    await Promise.resolve();
    order.push("acknowledged");
  });
  await heard;
  expect(order).toEqual(["acknowledged", "listener"]);
});

it("a commit that meets another process's lock fails its appends, and the next works once the lock is gone", async () => {
  const file = join(tempDir(), "journal.db");
  const { journal, batches } = await open(file);
  const failed: (readonly JournalEntry[])[] = [];
  journal.onFailed((entries) => failed.push(entries));
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec("BEGIN IMMEDIATE");
  const entry = aPublish(1);
  await expect(journal.append(entry)).rejects.toMatchObject({ code: "JOURNAL_UNAVAILABLE", retryable: true });
  other.exec("COMMIT");
  await journal.append(aPublish(2));
  await expect.poll(() => flat(batches).length).toBe(1);
  expect(failed).toEqual([[entry]]);
  expect(await journal.stats()).toMatchObject({ commits: 1, failedCommits: 1, waitingEntries: 0, walAlarm: false });
});

it("a full file refuses, keeps what it has, and takes more when there is room again", async () => {
  const file = join(tempDir(), "journal.db");
  // A 64 KiB payload does not fit behind a limit of a few pages.
  const limited = await open(file, { maxPages: 8 });
  await limited.journal.append(aPublish(1));
  const big = aPublish(2, { payload: new Uint8Array(64 * 1024) });
  await expect(limited.journal.append(big)).rejects.toMatchObject({ code: "JOURNAL_UNAVAILABLE" });
  await limited.journal.append(aPublish(3));
  await limited.journal.close();
  const { journal } = await open(file);
  await journal.append(big);
  expect(flat(await journal.read(CURSOR_START, 10)).map(payloadOf)).toEqual(['{"seq":1}', '{"seq":3}', payloadOf(big)]);
});

it("trim keeps the newest ten minutes and row numbers never start again", async () => {
  const file = join(tempDir(), "journal.db");
  // A hundred commits one after the other; what the disk keeps at a power cut is not asked.
  const { journal } = await open(file, { synchronous: "OFF" });
  for (let minute = 0; minute < 100; minute += 1) await journal.append(aPublish(minute, { atMs: AT + minute * 60_000 }));
  expect(await journal.trim(1_000)).toBe(89);
  expect((await journal.read(CURSOR_START, 100)).map((batch) => batch.row)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
  await journal.close();
  const again = await open(file);
  expect(again.journal.lastRowAtOpen).toBe(100);
  await again.journal.append(aPublish(1));
  await expect.poll(() => again.batches.map((batch) => batch.row)).toEqual([101]);
});

it("a journal that was lost goes on behind the rows that stored cursors name", async () => {
  const { journal, batches } = await open(join(tempDir(), "journal.db"), { startAfterRow: 5_000 });
  await journal.append(aPublish(1));
  await expect.poll(() => batches.map((batch) => batch.row)).toEqual([5_001]);
});

it("close answers what was appended before", async () => {
  const { journal } = await open(join(tempDir(), "journal.db"));
  const appended = Array.from({ length: 50 }, (_, n) => journal.append(aPublish(n)));
  await journal.close();
  await Promise.all(appended);
  await expect(journal.append(aPublish(1))).rejects.toMatchObject({ code: "JOURNAL_UNAVAILABLE" });
});

it("a directory that does not exist is one clear failure", async () => {
  await expect(openJournal({ file: "/nonexistent/journal.db", worker: JOURNAL_WORKER })).rejects.toMatchObject({
    code: "JOURNAL_UNAVAILABLE",
  });
});

const FAILING_WORKER = new URL("./failing-journal-worker.ts", import.meta.url);

it("a worker that dies rejects what was under way, is started again and goes on behind the last row", async () => {
  const crashes: string[] = [];
  const { journal, batches } = await open(join(tempDir(), "journal.db"), {
    worker: FAILING_WORKER,
    onCrash: (reason) => crashes.push(reason),
  });
  await journal.append(aPublish(1));
  await expect(journal.append(aPublish(2, { atMs: 666 }))).rejects.toMatchObject({ code: "JOURNAL_UNAVAILABLE", retryable: true });
  await expect
    .poll(() =>
      journal.append(aPublish(3)).then(
        () => "kept",
        () => "not yet",
      ),
    )
    .toBe("kept");
  await expect
    .poll(() => batches.map((batch) => [batch.row, batch.entries.map(payloadOf)]))
    .toEqual([
      [1, ['{"seq":1}']],
      [2, ['{"seq":3}']],
    ]);
  expect(crashes).toHaveLength(1);
});

it("entries that gathered while a commit stood still are committed late, heads first, and heard in order", async () => {
  const { journal, batches } = await open(join(tempDir(), "journal.db"), { worker: FAILING_WORKER });
  const stalled = [journal.append(aPublish(0, { atMs: 777 })), ...[1, 2, 3].map((n) => journal.append(aPublish(n)))];
  stalled.push(journal.append(aPublish(4), { head: true }));
  expect((await journal.stats()).waitingEntries).toBeGreaterThanOrEqual(4);
  await Promise.all(stalled);
  await expect.poll(() => flat(batches).map(payloadOf)).toEqual([0, 4, 1, 2, 3].map((n) => `{"seq":${n}}`));
});
