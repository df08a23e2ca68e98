import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort, makeTempDir, tempDir, until } from "./machine.ts";
import { ManualClock } from "./manual-clock.ts";
import { countVitest, linesOfFile, runStep } from "./steps.ts";

describe("the manual clock", () => {
  it("moves both counts when time goes by, and the wall alone when somebody sets it", () => {
    const clock = new ManualClock(1_000);
    clock.advance(500);
    clock.step(-3_600_000);
    expect([clock.now(), clock.monotonic()]).toEqual([1_500 - 3_600_000, 500]);
    expect(() => clock.advance(-1)).toThrow("does not run back");
  });
});

describe("waiting", () => {
  it("answers with the first value that is there", async () => {
    let asked = 0;
    expect(await until(() => (++asked < 3 ? undefined : asked))).toBe(3);
  });
  it("names what it waited for, with the last error as the cause", async () => {
    const never = until(() => Promise.reject(new Error("not yet")), { deadlineMs: 30, what: "the wall" });
    await expect(never).rejects.toMatchObject({ message: "waiting 30 ms for the wall", cause: { message: "not yet" } });
  });
});

describe("things borrowed from the machine", () => {
  it("a free port can be listened on", async () => {
    const port = await freePort();
    const server = createServer().listen(port, "127.0.0.1");
    await until(() => server.listening);
    server.close();
  });
  it("an own directory is there, and gone when removed", () => {
    const { path, remove } = makeTempDir();
    writeFileSync(join(path, "x"), "x");
    remove();
    expect([existsSync(path), existsSync(tempDir())]).toEqual([false, true]);
  });
});

describe("a step of npm test", () => {
  it("answers with the exit code of its command", async () => {
    expect(await runStep({ name: "three", command: ["node", "-e", "process.exit(3)"], limitMs: 25_000 })).toBe(3);
  });
  it("runs on the Node of the repository, whatever the machine has", async () => {
    const command = ["node", "-e", "process.exit(process.version.startsWith('v26') ? 0 : 1)"] as const;
    expect(await runStep({ name: "version", command, limitMs: 25_000 })).toBe(0);
  });
  it("fails when it does not end in time", async () => {
    expect(await runStep({ name: "for ever", command: ["node", "-e", "setInterval(() => {}, 1000)"], limitMs: 200 })).toBe(1);
  });
  it("counts a run without a report, or one that failed outside a test, as one failure", () => {
    const folder = tempDir();
    expect(countVitest(join(folder, "none.json"), 1)).toEqual({ passed: 0, failed: 1 });
    const report = join(folder, "report.json");
    writeFileSync(report, JSON.stringify({ numPassedTests: 7, numFailedTests: 0 }));
    expect(countVitest(report, 0)).toEqual({ passed: 7, failed: 0 });
    expect(countVitest(report, 1)).toEqual({ passed: 7, failed: 1 });
    const testResults = [{ status: "failed", assertionResults: [] }];
    writeFileSync(report, JSON.stringify({ numPassedTests: 7, numFailedTests: 2, testResults }));
    expect(countVitest(report, 1)).toEqual({ passed: 7, failed: 3 });
  });
  it("lists what was missing once", () => {
    const file = join(tempDir(), "missing.txt");
    writeFileSync(file, "strace\nchromium\nstrace\n");
    expect(linesOfFile(file)).toEqual(["strace", "chromium"]);
  });
});
