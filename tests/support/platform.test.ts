import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { tempDir } from "./machine.ts";
import { findProgram, findShared } from "./platform.ts";
import { ROOT } from "./steps.ts";

function aProgram(folder: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
  return path;
}

describe("looking for what the machine has", () => {
  it("takes the browser that ANHU_CHROMIUM names before any on the PATH", () => {
    const folder = tempDir();
    const onPath = aProgram(folder, "chromium");
    const chosen = aProgram(folder, "another-browser");
    aProgram(folder, "chromium-headless-shell");
    expect(findProgram("chromium", { PATH: folder, ANHU_CHROMIUM: chosen })).toBe(chosen);
    expect(findProgram("headlessShell", { PATH: folder, ANHU_CHROMIUM: chosen })).toBeUndefined();
    expect(findProgram("headlessShell", { PATH: folder })).toBe(join(folder, "chromium-headless-shell"));
    expect(findProgram("chromium", { PATH: `:${folder}` })).toBe(onPath);
  });
  it("finds nothing where ANHU_CHROMIUM names nothing", () => {
    expect(findProgram("chromium", { PATH: process.env["PATH"], ANHU_CHROMIUM: "/nowhere/chromium" })).toBeUndefined();
    expect(findProgram("strace", { PATH: "" })).toBeUndefined();
  });
  it("finds PostgreSQL's server where Debian puts it, beside the PATH", () => {
    const found = findProgram("postgres", { PATH: "" });
    expect(found === undefined || /\/lib\/postgresql\/\d+\/bin\/postgres$/.test(found)).toBe(true);
    const onPath = aProgram(tempDir(), "postgres");
    expect(findProgram("postgres", { PATH: dirname(onPath) })).toBe(onPath);
  });
  it("takes a recording from the folder that SHARED_DATA names, unless it is empty", () => {
    const folder = tempDir();
    mkdirSync(join(folder, "monitor"));
    expect(findShared("monitor", { SHARED_DATA: folder })).toBeUndefined();
    writeFileSync(join(folder, "monitor/minutes.csv"), "minute\n");
    expect(findShared("monitor", { SHARED_DATA: folder })).toBe(join(folder, "monitor"));
  });
});

describe("a suite that needs what the machine has not", { timeout: 120_000 }, () => {
  const run = async (environment: Record<string, string>) => {
    const folder = tempDir();
    const missing = join(folder, "missing.txt");
    const platform = join(import.meta.dirname, "platform.ts");
    writeFileSync(
      join(folder, "wall.test.ts"),
      `import { need } from ${JSON.stringify(platform)};
       need("strace")("the fsync before the PUBACK", () => it("is seen", () => {}));
       it("always runs", () => {});`,
    );
    const report = join(folder, "report.json");
    const command = ["run", "--root", folder, "--globals", "--reporter=json", `--outputFile.json=${report}`];
    const bin = join(ROOT, "node_modules/vitest/vitest.mjs");
    const env = { ...process.env, PATH: "/nowhere", TEST_MISSING_FILE: missing, CI: "", ...environment };
    try {
      await promisify(execFile)(process.execPath, [bin, ...command], { env });
    } catch (error) {
      expect(error).toMatchObject({ code: 1 });
    }
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests, leftOut: numPendingTests, listed: readFileSync(missing, "utf8") };
  };
  it("is left out and listed", async () => {
    expect(await run({})).toMatchObject({
      passed: 1,
      failed: 0,
      leftOut: 1,
      listed: expect.stringContaining("the fsync before the PUBACK — strace"),
    });
  });
  it("fails where CI=true", async () => {
    expect(await run({ CI: "true" })).toMatchObject({ passed: 1, failed: 1, leftOut: 0, listed: expect.stringContaining("strace") });
  });
});
