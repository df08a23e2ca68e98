import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readSettings } from "../../app/config.ts";
import { startHistorianJobs, type HistorianJobParts } from "../../app/historian-jobs.ts";
import { Lifecycle } from "../../app/lifecycle.ts";
import { retentionOf } from "../../app/retention.ts";
import { openHistorian } from "../../store/historian/historian.ts";
import { aMessage } from "../contract/historian-builders.ts";
import { tempDir } from "../store/temp-dir.ts";
import { HISTORIAN_WORKER } from "../store/workers.ts";
import { ManualClock, MONDAY_MORNING_MS as NOW } from "../support/manual-clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Jobs that go round every few milliseconds, and what they said. */
function startJobs(over: Partial<HistorianJobParts> & Pick<HistorianJobParts, "historian">) {
  const clock = new ManualClock();
  const lifecycle = new Lifecycle();
  onTestFinished(() => lifecycle.close());
  const told = { removed: { raw: 0, "1m": 0 }, rolledUp: 0, infos: [] as unknown[], warnings: [] as unknown[] };
  startHistorianJobs(
    {
      clock,
      retention: { rawDays: 14, minuteDays: 730 },
      log: { info: (...line: unknown[]) => void told.infos.push(line[0]), warn: (...line: unknown[]) => void told.warnings.push(line[0]) },
      isBehind: () => false,
      onRemoved: (resolution, rows) => void (told.removed[resolution] += rows),
      onRolledUp: (hours) => void (told.rolledUp += hours),
      roundEveryMs: 5,
      ...over,
    },
    lifecycle,
  );
  return { clock, lifecycle, told };
}
async function historianWith(...daysAgo: number[]) {
  const historian = await openHistorian({ engine: { type: "sqlite", file: join(tempDir(), "historian.db") }, worker: HISTORIAN_WORKER });
  onTestFinished(() => historian.close());
  const messages = daysAgo.map((days) => aMessage("a", NOW - days * DAY, [["heartRate", 70]]));
  await historian.append(messages, { row: 1, index: 0 });
  return historian;
}

it("everything is rolled up, then what is older than it is kept goes, and both are told", async () => {
  const historian = await historianWith(800, 20, 15, 13, 1);
  const { told } = startJobs({ historian });
  await expect.poll(() => told.infos).toMatchObject([{ rawRows: 3, minuteRows: 1, rawDays: 14, minuteDays: 730 }]);
  expect(told).toMatchObject({ removed: { raw: 3, "1m": 1 }, rolledUp: 5, warnings: [] });
  const request = { periods: [{ deviceId: "a", fromMs: 0, toMs: null }], sign: "heartRate", points: 1_000 } as const;
  const series = await historian.series({ ...request, fromMs: NOW - 900 * DAY, toMs: NOW });
  expect(series.points.reduce((sum, point) => sum + point.count, 0)).toBe(5);
});

it("retention comes again after an hour of the server's clock, roll-ups with every round", async () => {
  const historian = await historianWith(15);
  const { told, clock } = startJobs({ historian });
  await expect.poll(() => told.infos).toHaveLength(1);
  await historian.append([aMessage("a", NOW - 14 * DAY + HOUR, [["heartRate", 70]])], { row: 2, index: 0 });
  await expect.poll(() => told.rolledUp).toBe(2);
  expect(told.infos).toHaveLength(1);
  clock.advance(2 * HOUR);
  await expect.poll(() => told.infos).toHaveLength(2);
  expect(told.removed.raw).toBe(2);
});

it("nothing is removed where nothing is to be, as in a simulation", async () => {
  const historian = await historianWith(800, 20);
  const { told, lifecycle } = startJobs({ historian, retention: null });
  await expect.poll(() => told.rolledUp).toBe(2);
  await lifecycle.close();
  expect(told).toMatchObject({ removed: { raw: 0, "1m": 0 }, infos: [] });
});

/** A historian that has more to remove for ever. */
const endless = {
  rollUp: async () => ({ rebuilt: 0, more: false }),
  removeBefore: async () => ({ removed: 5_000, more: true }),
  stats: async () => ({ fileBytes: 1, walBytes: 1, dirtyHours: 0, walAlarm: false }),
};
it("while the write-ahead log does not come back, removing waits for the next hour", async () => {
  const { told } = startJobs({ historian: { ...endless, stats: async () => ({ ...(await endless.stats()), walAlarm: true }) } });
  await expect.poll(() => told.infos).toMatchObject([{ rawRows: 5_000, isWalLong: true }]);
});
it("a job that is not done is ended by the close, between two pieces", async () => {
  const { told, lifecycle } = startJobs({ historian: endless });
  await expect.poll(() => told.removed.raw).toBeGreaterThan(10_000);
  await lifecycle.close();
  const { raw } = told.removed;
  await new Promise((resolve) => setImmediate(resolve));
  expect(told.removed.raw).toBe(raw);
});
it("a round that fails is told and tried again", async () => {
  let calls = 0;
  const rollUp = async () => {
    calls += 1;
    if (calls === 1) throw new Error("disk is away");
    return { rebuilt: 1, more: false };
  };
  const { told } = startJobs({ historian: { ...endless, rollUp, removeBefore: async () => ({ removed: 0, more: false }) } });
  await expect.poll(() => told.rolledUp).toBeGreaterThan(0);
  expect(told.warnings).toEqual([{ reason: "disk is away" }]);
});

it.each([
  { name: "embedded", env: {}, expected: { rawDays: 14, minuteDays: 730 } },
  { name: "InfluxDB", env: { ANHU_HISTORIAN_URL: "http://127.0.0.1:8086" }, expected: { rawDays: 90, minuteDays: 730 } },
  { name: "as set", env: { ANHU_RETENTION_RAW_DAYS: "3", ANHU_RETENTION_MINUTE_DAYS: "60" }, expected: { rawDays: 3, minuteDays: 60 } },
])("readings are kept for so many days: $name", ({ env, expected }) => {
  expect(retentionOf(readSettings(env))).toEqual(expected);
});
it("minutes that would go before their readings are refused", () => {
  const settings = readSettings({ ANHU_RETENTION_RAW_DAYS: "30", ANHU_RETENTION_MINUTE_DAYS: "20" });
  expect(() => retentionOf(settings)).toThrow("ANHU_RETENTION_MINUTE_DAYS (20) is less than ANHU_RETENTION_RAW_DAYS (30)");
});
