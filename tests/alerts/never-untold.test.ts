import { describe, it } from "vitest";
import type { HomeStep } from "./never-untold-home.ts";
import { live, neverUntold } from "./never-untold-model.ts";
import { MINUTE, SECOND } from "./support.ts";

const minute = (heartRate: number, act: HomeStep["act"] = "none", clockStep = 5 * SECOND): HomeStep => ({
  ...{ heartRate, act, clockStep, minutes: 1, hasOwnTime: false },
});
describe("fail open", () => {
  it("300 sequences: no critical condition that nobody was told of or has closed", { timeout: 120_000 }, () => neverUntold(300));
  it("a value of the same millisecond as the one before it, the clock set back, is not heard: what was closed stays closed", () =>
    live([
      ...[minute(160), minute(140), minute(140, "clockBack", MINUTE), minute(30, "resolve")],
      ...[minute(140), minute(140), minute(140)],
    ]));
  it("a mark that somebody came for and a doctor took, and that becomes critical later, is told anew", () =>
    live([
      ...[minute(160), minute(120), minute(140), minute(160), minute(120), minute(140, "doctor"), minute(30, "arrive")],
      ...[minute(160), minute(140), minute(140)],
    ]));
});
