import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clinicCommand } from "../../simulators/commands/clinic.ts";
import { makeCommandIo } from "../../simulators/commands/command-io.ts";
import { replayCommand } from "../../simulators/commands/replay.ts";
import { simulateCommand } from "../../simulators/commands/simulate.ts";
import { swarmCommand } from "../../simulators/commands/swarm.ts";
import { makeHomeDocument } from "../../simulators/home-document.ts";
import { startAedes } from "./aedes-fixture.ts";
import { importedAs } from "./home-fixture.ts";

const clock = { now: Date.now, monotonic: () => performance.now() };
let folder = "";
let stop: AbortController;
let lines: string[];
let broker: Awaited<ReturnType<typeof startAedes>>;
const io = () => makeCommandIo((line) => void lines.push(line), stop.signal);
const home = makeHomeDocument({ residents: 1 });
async function aFile(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anhu-commands-"));
  stop = new AbortController();
  lines = [];
  broker = await startAedes();
});
afterEach(async () => {
  stop.abort();
  await broker.close();
  await rm(folder, { recursive: true });
});

describe("commands of the simulators", () => {
  it("clinic says where it listens, and counts at the end", async () => {
    const running = clinicCommand({ port: 0, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", behaviour: "503", afterS: 0 }, io());
    await expect.poll(() => lines[0]).toMatch(/^ready webhook=http:\/\/127\.0\.0\.1:\d+\/webhook$/);
    await fetch(String(lines[0]).slice("ready webhook=".length), { method: "POST", body: "{}" });
    stop.abort();
    await running;
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ requests: 1, messages: 0, refused: { missingHeader: 1 } });
    const input = { port: 0, secret: "x", behaviour: "sleepy", afterS: 0 };
    await expect(clinicCommand(input, io())).rejects.toThrow(/--behaviour: "sleepy"/);
  });
  it("simulate lives the home and prints the steps of a scenario until it is stopped", async () => {
    const homeFile = await aFile("home.json", home);
    const importedFile = await aFile("imported.json", importedAs(home));
    const running = simulateCommand({ mqttUrl: broker.mqttUrl, homeFile, importedFile, seed: 1, play: ["sos:r01"], clock }, io());
    await expect.poll(() => lines.map((line) => JSON.parse(line).en)).toContain("feels unwell");
    await expect.poll(() => broker.heard.length).toBeGreaterThan(5);
    stop.abort();
    await running;
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ links: expect.any(Number), sent: expect.any(Number) });
  });
  it("simulate says where a file has another shape", async () => {
    const homeFile = await aFile("home.json", { ...home, facility: { name: "x" } });
    const importedFile = await aFile("imported.json", {});
    const input = { mqttUrl: broker.mqttUrl, homeFile, importedFile, seed: 1, play: [], clock };
    await expect(simulateCommand(input, io())).rejects.toThrow(/a home document from .*home\.json: \/facility/);
    const good = {
      ...input,
      homeFile: await aFile("good.json", home),
      importedFile: await aFile("i.json", importedAs(home)),
      play: ["sos"],
    };
    await expect(simulateCommand(good, io())).rejects.toThrow(/--play: "sos"/);
  });
  it("swarm prints its result as JSON", async () => {
    const credentialsFile = await aFile("c.json", importedAs(home));
    await swarmCommand({ mqttUrl: broker.mqttUrl, credentialsFile, connections: 2, window: 3, messages: 20 }, io());
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ connections: 2, acknowledged: 40, failures: [] });
  });
  it("replay starts at the server's now unless told, and prints its progress", async () => {
    const file = await aFile("r.csv", "minute,HR\n0,70\n1,71\n");
    const input = {
      file,
      map: "HR=heartRate",
      timeColumn: "minute",
      timeUnit: "minute",
      mqttUrl: broker.mqttUrl,
      username: "d",
      password: "p",
    };
    const now = { now: () => 1_764_000_000_000, monotonic: () => 0 };
    await replayCommand({ ...input, topic: "t", fast: true, clock: now }, io());
    expect(broker.heard.map(({ payload }) => JSON.parse(payload).at)).toEqual([1_764_000_000_000, 1_764_000_060_000]);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ lines: 2, sent: 2, isComplete: true });
    await expect(replayCommand({ ...input, topic: "t", fast: true, clock: now, start: "soon" }, io())).rejects.toThrow(/--start: "soon"/);
    await expect(replayCommand({ ...input, topic: "t", fast: true, clock: now, timeUnit: "hours" }, io())).rejects.toThrow(/--time-unit/);
  });
});
