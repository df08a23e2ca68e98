import { expect, it } from "vitest";
import { daysOf, readFitbit } from "../../../bench/alarms/recordings.ts";
import { replay } from "../../../bench/alarms/replay.ts";
import { needShared, sharedPath } from "../../support/platform.ts";

needShared("fitbit-heartrate")("baselines on recordings", () => {
  it("free-living people get a mark by their baseline at most every second day", { timeout: 120_000 }, async () => {
    const people = await readFitbit(sharedPath("fitbit-heartrate"));
    const days = people.reduce((sum, rows) => sum + daysOf(rows), 0);
    const told = people.flatMap((rows) => replay(rows.map((row) => ({ ...row, kind: "wristband" as const }))));
    const marks = told.filter(({ rule }) => rule.startsWith("baseline."));
    expect(days).toBeGreaterThan(80);
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.length / days).toBeLessThan(0.5);
  });
});
