import { describe, it } from "vitest";
import { neverUntold } from "../alerts/never-untold-model.ts";
import { measured, rounds } from "../support/platform.ts";

/** Of each round; the soak's twenty rounds make 10,000. */
const SEQUENCES = 500;

describe("readings, falls, people, snoozes, silences, restarts, failing records and clocks that are set", () => {
  it("leave no critical condition that nobody was told of or has closed", { timeout: 3_600_000 }, async () => {
    const sequences = SEQUENCES * rounds(1);
    await neverUntold(sequences);
    measured("neverUntold", { sequences, untold: 0 });
  });
});
