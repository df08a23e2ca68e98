import { describe, it } from "vitest";
import { neverUntold } from "./never-untold-home.ts";

describe("fail open", () => {
  it("300 sequences: no critical condition that nobody was told of or has closed", { timeout: 120_000 }, () => neverUntold(300));
});
