/**
 * `npm run soak [-- file …]`: the fault tests, or those of these names, with many rounds (ROUNDS, 20 unless set). Prints one JSON object;
 * everything else goes to the error stream.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, countVitest, linesOfFile, removeFiles, runStep } from "./support/steps.ts";

const OUTPUT = join(ROOT, "output");
const REPORT = join(OUTPUT, "soak.json");
const MISSING = join(OUTPUT, "soak-missing.txt");
const MEASURED = join(OUTPUT, "soak-measured.jsonl");
const asked = Number(process.env["ROUNDS"] ?? 20);
const names = process.argv.slice(2);
const rounds = Number.isInteger(asked) && asked > 0 ? asked : 20;

mkdirSync(OUTPUT, { recursive: true });
removeFiles(REPORT, MISSING, MEASURED);
const startedMs = performance.now();
const exitCode = await runStep({
  name: "soak",
  command: [
    "vitest",
    "run",
    ...["--project", "alone", "--project", "processes", "--no-file-parallelism"],
    ...(names.length === 0 ? ["tests/faults/"] : names.map((name) => `tests/faults/${name}`)),
    "--testTimeout=3600000",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${REPORT}`,
  ],
  environment: { ROUNDS: String(rounds), TEST_MISSING_FILE: MISSING, TEST_MEASURED_FILE: MEASURED },
  limitMs: 6 * 3_600_000,
  output: "quiet",
});
const count = countVitest(REPORT, exitCode);
const seconds = Math.round((performance.now() - startedMs) / 1000);
const measured: unknown[] = linesOfFile(MEASURED).map((line) => JSON.parse(line));
console.log(JSON.stringify({ rounds, ...count, seconds, couldNotRun: linesOfFile(MISSING), measured }, null, 2));
process.exitCode = count.failed === 0 ? 0 : 1;
