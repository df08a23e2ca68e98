/** `npm test`: every check of the repository, one after the other, and one plain line of counts at the end. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../app/free-port.ts";
import { ROOT, type Step, countVitest, linesOfFile, removeFiles, runStep } from "./support/steps.ts";

const OUTPUT = join(ROOT, "output");
const REPORT = join(OUTPUT, "vitest.json");
const MISSING = join(OUTPUT, "missing.txt");
const MINUTE_MS = 60_000;

mkdirSync(OUTPUT, { recursive: true });
removeFiles(REPORT, MISSING);

const steps: readonly Step[] = [
  { name: "format", command: ["prettier", "--check", "--log-level", "warn", "."], limitMs: 2 * MINUTE_MS },
  { name: "lint", command: ["eslint", "."], limitMs: 3 * MINUTE_MS },
  { name: "types of the server", command: ["tsc", "-p", "."], limitMs: 3 * MINUTE_MS },
  { name: "types of the dashboard", command: ["vue-tsc", "--noEmit", "-p", "dashboard/tsconfig.json"], limitMs: 3 * MINUTE_MS },
  { name: "build of the dashboard", command: ["vite", "build", "dashboard", "--logLevel", "warn"], limitMs: 3 * MINUTE_MS },
  {
    name: "tests",
    command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`],
    environment: { TEST_MISSING_FILE: MISSING },
    limitMs: 48 * MINUTE_MS,
  },
  {
    name: "demo, once",
    command: ["node", "app/main.ts", "demo", "--once"],
    environment: { ANHU_HTTP_PORT: String(await freePort()), ANHU_MQTT_PORT: String(await freePort()) },
    limitMs: 3 * MINUTE_MS,
  },
];

let passed = 0;
let failed = 0;
for (const step of steps) {
  const startedMs = performance.now();
  console.log(`\n── ${step.name}: ${step.command.slice(0, 3).join(" ")}`);
  const exitCode = await runStep(step);
  const count = step.name === "tests" ? countVitest(REPORT, exitCode) : { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1 };
  passed += count.passed;
  failed += count.failed;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`── ${step.name}: ${count.failed === 0 ? "passed" : "FAILED"} in ${seconds} s`);
}

const missing = linesOfFile(MISSING);
if (missing.length > 0) {
  console.log(`\nCould not run on this machine${process.env["CI"] === "true" ? " (each counts as failed: CI=true)" : ""}:`);
  for (const line of missing) console.log(`- ${line}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
