import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replayRecording, type ReplayOptions, type ReplayResult } from "../../simulators/replay.ts";
import { parseColumnMap } from "../../simulators/replay-rows.ts";
import { splitLine } from "../../simulators/csv.ts";
import { startAedes } from "./aedes-fixture.ts";

const START_MS = Date.parse("2026-03-10T00:00:00Z");
const HEADER = "minute,HR_bpm,SpO2_pct,NBPSys_mmHg\n";
let folder = "";
let broker: Awaited<ReturnType<typeof startAedes>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anhu-replay-"));
  broker = await startAedes();
});
afterEach(async () => {
  await broker.close();
  await rm(folder, { recursive: true });
});
async function aFile(text: string, name = "recording.csv"): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, name.endsWith(".gz") ? gzipSync(text) : text);
  return file;
}
const MAP = parseColumnMap("HR_bpm=heartRate,SpO2_pct=spo2,NBPSys_mmHg=systolicPressure");
function replay(file: string, change: Partial<ReplayOptions> = {}, shape: Partial<ReplayOptions["shape"]> = {}): Promise<ReplayResult> {
  return replayRecording({
    file,
    shape: { map: MAP, timeColumn: "minute", timeUnit: "minute", startMs: START_MS, method: null, ...shape },
    mqttUrl: broker.mqttUrl,
    username: "d1",
    password: "p",
    topic: "anhu/v1/f/d1/observations",
    pace: { type: "fast" },
    ...change,
  });
}
const bodies = (): Record<string, unknown>[] => broker.heard.map(({ payload }) => JSON.parse(payload));
const rows = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, index) => `${from + index},${60 + (index % 9)},97,\n`).join("");

describe("replayRecording", () => {
  it("says each line at its time: empty cells are absent, 0 stays 0, a line of nothing is silence", async () => {
    const result = await replay(await aFile(`${HEADER}5,71,97,120\n6,0,,\n7,,,\n9,-,96.5,\n`));
    expect(bodies()).toEqual([
      { at: START_MS, seq: 1, heartRate: 71, spo2: 97, systolicPressure: 120 },
      { at: START_MS + 60_000, seq: 2, heartRate: 0 },
      { at: START_MS + 240_000, seq: 4, spo2: 96.5 },
    ]);
    expect(result).toEqual({ lines: 4, sent: 3, empty: 1, unreadable: 1, lastAtMs: START_MS + 240_000, isComplete: true });
  });
  it("reads packed files", async () => {
    expect(await replay(await aFile(HEADER + rows(120), "r.csv.gz"))).toMatchObject({ sent: 120, isComplete: true });
    expect(new Set(bodies().map(({ seq }) => seq)).size).toBe(120);
  });
  it("keeps the times of an ISO recording without a start, and moves it with one", async () => {
    const file = await aFile("minute,HR_bpm\n2026-01-02T03:04:05Z,70\n2026-01-02T03:04:15Z,71\n");
    const map = parseColumnMap("HR_bpm=heartRate");
    await replay(file, {}, { map, timeUnit: "iso", startMs: null });
    await replay(file, {}, { map, timeUnit: "iso" });
    expect(bodies().map(({ at }) => at)).toEqual([
      Date.parse("2026-01-02T03:04:05Z"),
      Date.parse("2026-01-02T03:04:15Z"),
      START_MS,
      START_MS + 10_000,
    ]);
  });
  it("names the method when it is told one", async () => {
    await replay(await aFile(`${HEADER}0,71,97,\n`), {}, { method: "fingertip" });
    expect(bodies()[0]).toMatchObject({ method: "fingertip" });
  });
  it("waits for the server's clock, which may run faster", async () => {
    const startedMs = performance.now();
    const clock = { now: () => START_MS + Math.floor((performance.now() - startedMs) * 600), monotonic: () => 0 };
    const aheadMs: number[] = [];
    broker.broker.authorizePublish = (_client, packet, done) => {
      aheadMs.push(JSON.parse(String(packet.payload)).at - clock.now());
      done(null);
    };
    await replay(await aFile(HEADER + rows(5)), { pace: { type: "paced", clock } });
    expect(aheadMs).toHaveLength(5);
    expect(Math.max(...aheadMs)).toBeLessThanOrEqual(0);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(400);
  });
  it("stops when told and goes on behind the last line that was acknowledged", async () => {
    const file = await aFile(HEADER + rows(300));
    const stateFile = join(folder, "state.json");
    const stop = new AbortController();
    const onProgress = ({ lines }: ReplayResult): void => void (lines >= 100 && stop.abort());
    const first = await replay(file, { stateFile, signal: stop.signal, onProgress });
    expect(first).toMatchObject({ isComplete: false, lines: 100, sent: 100 });
    const second = await replay(file, { stateFile }, { startMs: START_MS + 999 });
    expect(second).toMatchObject({ isComplete: true, lines: 300, sent: 200 });
    expect(bodies().map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
    expect(bodies().at(-1)).toMatchObject({ at: START_MS + 299 * 60_000 });
    await expect(replay(await aFile(HEADER + rows(1), "other.csv"), { stateFile })).rejects.toMatchObject({ code: "BAD_INPUT" });
  });
  it("loses nothing when the connection breaks on the way", async () => {
    let count = 0;
    const seen = new Set<unknown>();
    broker.broker.authorizePublish = (_client, packet, done) => {
      const fails = ++count % 40 === 0;
      if (!fails) seen.add(JSON.parse(String(packet.payload)).seq);
      done(fails ? new Error("disk") : null);
    };
    expect(await replay(await aFile(HEADER + rows(120)))).toMatchObject({ sent: 120, isComplete: true });
    expect(seen.size).toBe(120);
  });
  it.each([
    { name: "a column that is not there", text: "minute,HR\n0,70\n", says: 'no column "HR_bpm"' },
    { name: "a time that is none", text: `${HEADER}x,70,97,\n`, says: "the time of line 1 is not a minute" },
    { name: "an empty file", text: "", says: "no header" },
  ])("refuses $name in one sentence", async ({ text, says }) => {
    await expect(replay(await aFile(text))).rejects.toThrow(says);
  });
  it("refuses a file that is not there, and a sign-in that is refused", async () => {
    await expect(replay(join(folder, "none.csv"))).rejects.toMatchObject({ code: "BAD_INPUT" });
    broker.broker.authenticate = (_client, _name, _password, done) => done(null, false);
    await expect(replay(await aFile(HEADER + rows(1)))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
describe("a column map", () => {
  it.each(["HR=pulse", "HR", "=spo2", "A=spo2,B=spo2", "A=spo2,A=heartRate"])("refuses %s", (text) => {
    expect(() => parseColumnMap(text)).toThrow(/reading --map/);
  });
  it("splits quoted cells", () => {
    expect(splitLine('a, "b,c" ,"d ""e""",')).toEqual(["a", "b,c", 'd "e"', ""]);
  });
});
