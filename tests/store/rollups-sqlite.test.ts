import fc from "fast-check";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import type { DeviceMessage } from "../../domain/device-message.ts";
import type { HistorianSettings } from "../../store/historian/historian-protocol.ts";
import { MessageWriter } from "../../store/historian/message-writer.ts";
import { combineRollups, HOUR_MS, rollUpMinutes, type Rollup } from "../../store/historian/rollups.ts";
import { DirtyHours } from "../../store/historian/sqlite/dirty-hours.ts";
import { decodeMinutes } from "../../store/historian/sqlite/minute-block.ts";
import { openSqliteReader } from "../../store/historian/sqlite/queries.ts";
import { SqliteWriter } from "../../store/historian/sqlite/sqlite-writer.ts";
import { aMessage, removeAll, rollUpAll } from "../contract/historian-builders.ts";
import { anyPeriods, anyRequest, anyTime, anyValues, firstOfEach, naivePoints, START, type Value } from "../contract/rollup-model.ts";
import { tempDir } from "./temp-dir.ts";
import { HISTORIAN_WORKER } from "./workers.ts";

const LATER = START + 1_000 * HOUR_MS;
const SIGN = "heartRate";
const INTERVAL_MS = 10_000;
const hourOf = (ms: number) => ms - (ms % HOUR_MS);

function openWriter(file: string) {
  const writer = new SqliteWriter(file);
  writer.open();
  const encoder = new MessageWriter(0, 1);
  const close = () => writer.close();
  onTestFinished(close);
  return {
    rollUp: async (request: Parameters<typeof writer.rollUp>[0]) => writer.rollUp(request),
    removeBefore: async (request: Parameters<typeof writer.removeBefore>[0]) => writer.removeBefore(request),
    stats: () => writer.stats(),
    close,
    append(messages: readonly DeviceMessage[], row: number) {
      for (const message of messages) encoder.add(message);
      const taken = encoder.take();
      return writer.append(taken.messages.subarray(0, taken.length), taken.devices, { row, index: 0 });
    },
  };
}
function openReader(file: string) {
  const reader = openSqliteReader(file);
  onTestFinished(() => reader.close());
  return reader;
}
const toMessages = (values: readonly Value[]) => values.map((v) => aMessage(`d${v.device}`, v.atMs, [[SIGN, v.value, v.quality]]));

/** Every roll-up in the file: [device, start, count, min, max, sum, last, covered]. */
function stored(file: string, table: "minutes" | "hours"): unknown[][] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    if (table === "minutes") {
      const blocks = db.prepare("SELECT id, hour, block FROM minute_blocks JOIN devices ON number = device ORDER BY id, hour").all();
      return blocks.flatMap(({ id, hour, block }) =>
        decodeMinutes(block as Uint8Array, Number(hour) * HOUR_MS).map((minute) => [id, ...rowOf(minute)]),
      );
    }
    const hours = db.prepare(
      `SELECT id, hour * ${HOUR_MS}, count, min, max, sum, last, covered FROM hours JOIN devices ON number = device ORDER BY id, hour`,
    );
    return hours.all().map((row) => Object.values(row));
  } finally {
    db.close();
  }
}
const rowOf = ({ atMs, count, min, max, sum, last, coveredMs }: Rollup) => [atMs, count, min, max, sum, last, coveredMs];
/** What they must be, from the readings themselves. */
function expected(values: readonly Value[], table: "minutes" | "hours", fromMs: number): unknown[][] {
  return [0, 1, 2].flatMap((device) => {
    const readings = firstOfEach(values)
      .filter((value) => value.device === device)
      .map(({ atMs, value, quality }) => ({ atMs, value, isGood: quality === "good" }))
      .toSorted((a, b) => a.atMs - b.atMs);
    const minutes = rollUpMinutes(readings, INTERVAL_MS);
    return (table === "minutes" ? minutes : combineRollups(minutes, HOUR_MS))
      .filter(({ atMs }) => atMs >= fromMs)
      .map((rollup) => [`d${device}`, ...rowOf(rollup)]);
  });
}

it(
  "roll-ups are what a naive recomputation gives, after any arrivals, restarts and retention at any moment, and so is every series",
  { timeout: 120_000 },
  async () => {
    const step = fc.oneof(
      fc.record({ append: anyValues }),
      fc.record({ append: anyValues }),
      fc.record({ rollUpTo: anyTime }),
      fc.record({ removeRaw: anyTime }),
      fc.record({ removeMinutes: anyTime }),
      fc.constant("restart" as const),
    );
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 10 }),
      anyPeriods,
      fc.array(anyRequest, { minLength: 1, maxLength: 4 }),
      async (steps, periods, requests) => {
        const file = join(tempDir(), "historian.db");
        let writer = openWriter(file);
        const counted: Value[] = [];
        const dirty = new Set<string>();
        const kept = { rawFromMs: 0, minutesFromMs: 0 };
        for (const [row, each] of steps.entries()) {
          if (each === "restart") {
            writer.close();
            writer = openWriter(file);
          } else if ("append" in each) {
            writer.append(toMessages(each.append), row);
            const inTime = each.append.filter(({ atMs }) => atMs >= kept.rawFromMs);
            counted.push(...inTime);
            for (const { device, atMs } of inTime) dirty.add(`${device} ${hourOf(atMs)}`);
          } else if ("rollUpTo" in each) {
            await rollUpAll(writer, each.rollUpTo);
            for (const key of dirty) if (Number(key.split(" ")[1]) + HOUR_MS <= hourOf(each.rollUpTo - 60_000)) dirty.delete(key);
          } else if ("removeRaw" in each) {
            await removeAll(writer, { resolution: "raw", beforeMs: each.removeRaw });
            const oldestDirty = Math.min(...[...dirty].map((key) => Number(key.split(" ")[1])));
            kept.rawFromMs = Math.max(kept.rawFromMs, Math.min(hourOf(each.removeRaw), oldestDirty));
          } else {
            await removeAll(writer, { resolution: "1m", beforeMs: each.removeMinutes });
            kept.minutesFromMs = Math.max(kept.minutesFromMs, hourOf(each.removeMinutes));
          }
          expect(writer.stats().dirtyHours).toBe(dirty.size);
        }
        const reader = openReader(file);
        for (const request of requests) {
          const asked = periods.map(({ device, ...period }) => ({ ...period, deviceId: `d${device}` }));
          const answer = await reader.series({ periods: asked, sign: SIGN, ...request });
          expect(answer.points).toEqual(naivePoints(firstOfEach(counted), periods, request, answer, kept));
        }
        await rollUpAll(writer, LATER);
        await removeAll(writer, { resolution: "1m", beforeMs: kept.minutesFromMs });
        expect(stored(file, "hours")).toEqual(expected(counted, "hours", 0));
        expect(stored(file, "minutes")).toEqual(expected(counted, "minutes", kept.minutesFromMs));
        await reader.close();
        writer.close();
      },
    );
    await fc.assert(property, { numRuns: 60 });
  },
);

it("rows from before there were roll-ups are marked once, device after device, and shown meanwhile", async () => {
  const file = join(tempDir(), "historian.db");
  const devices = 200;
  const values = Array.from({ length: devices }, (_, device) =>
    (device === 0 ? [5] : [0, 1, 5]).map((hour) => aMessage(`d${device}`, START + hour * HOUR_MS, [[SIGN, 60 + (device % 9)]])),
  ).flat();
  const first = openWriter(file);
  first.append(values, 1);
  first.close();
  const before = new DatabaseSync(file);
  before.exec("DROP TABLE dirty; DROP TABLE minute_blocks; DROP TABLE hours; DROP TABLE rollup_state");
  before.close();

  const reader = openReader(file);
  const seen = async () => {
    const periods = Array.from({ length: devices }, (_, device) => ({ deviceId: `d${device}`, fromMs: 0, toMs: null }));
    const answer = await reader.series({ periods, sign: SIGN, fromMs: START, toMs: START + 8 * HOUR_MS, points: 8 });
    return answer.points.map(({ count }) => count);
  };
  openWriter(file).close();
  const killed = new DatabaseSync(file);
  new DirtyHours(killed).markOneOld();
  killed.close();
  const early = openWriter(file);
  expect(await removeAll(early, { resolution: "raw", beforeMs: LATER })).toBe(0);
  early.close();
  const pieces: boolean[] = [];
  for (let more = true; more;) {
    const writer = openWriter(file);
    expect(await seen()).toEqual([devices - 1, devices - 1, devices]);
    ({ more } = await writer.rollUp({ nowMs: LATER }));
    pieces.push(more);
    writer.close();
  }
  expect(pieces.length).toBeGreaterThan(2);
  const last = openWriter(file);
  expect(await seen()).toEqual([devices - 1, devices - 1, devices]);
  expect(last.stats().dirtyHours).toBe(0);
  expect(stored(file, "hours")).toHaveLength(3 * devices - 2);
});

it("a batch that fails half-way and comes again is rolled up", async () => {
  const file = join(tempDir(), "historian.db");
  const writer = new SqliteWriter(file);
  onTestFinished(() => writer.close());
  const encoder = new MessageWriter(0, 1);
  for (const id of ["a", "b"]) encoder.add(aMessage(id, START, [[SIGN, 60]]));
  const { messages, length, devices } = encoder.take();
  const batch = messages.subarray(0, length);
  expect(() => writer.append(batch, devices.slice(0, 1), { row: 1, index: 0 })).toThrow("a device that the writer was not told");
  writer.append(batch, devices, { row: 1, index: 0 });
  expect(writer.rollUp({ nowMs: LATER })).toEqual({ rebuilt: 2, more: false });
});

it("a writer that is killed between and within pieces leaves nothing out and counts nothing twice", { timeout: 120_000 }, async () => {
  const file = join(tempDir(), "historian.db");
  const values: Value[] = Array.from({ length: 6_000 }, (_, n) => ({
    device: n % 3,
    atMs: START + Math.floor(n / 3) * 10_000 + (n % 7),
    value: 60 + (n % 40) / 4,
    quality: n % 11 === 0 ? "technical" : "good",
  }));
  for (let batch = 0; batch < 6; batch++) {
    const { worker, ask } = await startWriter(file);
    // Every batch comes twice, as after a crash, and the later one with a part of the one before.
    const encoder = new MessageWriter(0, 1);
    for (const message of toMessages(values.slice(Math.max(0, batch - 1) * 1_000, (batch + 1) * 1_000))) encoder.add(message);
    const taken = encoder.take();
    await ask("append", { ...taken, cursor: { row: batch, index: 0 } });
    for (let piece = 0; piece < batch % 3; piece++) await ask("rollUp", { nowMs: LATER });
    // One more is asked for, and it is killed at that.
    worker.postMessage({ id: 0, type: "rollUp", body: { nowMs: LATER } });
    await worker.terminate();
  }
  const writer = openWriter(file);
  await rollUpAll(writer, LATER);
  expect(stored(file, "minutes")).toEqual(expected(values, "minutes", 0));
  expect(stored(file, "hours")).toEqual(expected(values, "hours", 0));
});
async function startWriter(file: string) {
  const settings: HistorianSettings = { engine: { type: "sqlite", file }, role: "writer" };
  const worker = new Worker(HISTORIAN_WORKER, { workerData: settings });
  onTestFinished(async () => void (await worker.terminate()));
  expect(await once(worker, "message")).toMatchObject([{ type: "opened" }]);
  let id = 0;
  const ask = async (type: string, body: unknown) => {
    worker.postMessage({ id: (id += 1), type, body });
    expect(await once(worker, "message")).toMatchObject([{ type: "answer", id }]);
  };
  return { worker, ask };
}
