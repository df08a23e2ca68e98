import { expect, it } from "vitest";
import { daysOf, readFitbit } from "../../../bench/alarms/recordings.ts";
import { replay } from "../../../bench/alarms/replay.ts";
import { findShared } from "../../support/platform.ts";

const folder = findShared("fitbit-heartrate");
if (folder === undefined) process.stdout.write("baselines on recordings: not run, no recording fitbit-heartrate; set SHARED_DATA\n");

it.skipIf(folder === undefined)(
  "free-living people get a mark by their baseline at most every second day",
  { timeout: 120_000 },
  async () => {
    const people = await readFitbit(folder!);
    const days = people.reduce((sum, rows) => sum + daysOf(rows), 0);
    const told = people.flatMap((rows) => replay(rows.map((row) => ({ ...row, kind: "wristband" as const }))));
    const marks = told.filter(({ rule }) => rule.startsWith("baseline."));
    expect(days).toBeGreaterThan(80);
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.length / days).toBeLessThan(0.5);
  },
);
