import { describe, expect, it } from "vitest";
import { makeProgress, type ProgressOutput } from "../../app/long-work.ts";

/** Progress as it is written to a terminal or a file; the clock moves `stepMs` with every sign of it. */
function shown(isTTY: boolean, stepMs: number, done: readonly number[], total = 1_000): string[] {
  const written: string[] = [];
  const output: ProgressOutput = { isTTY, write: (text) => written.push(text) };
  let nowMs = 0;
  const { onProgress, end } = makeProgress(output, () => (nowMs += stepMs));
  for (const each of done) onProgress({ what: "moving", done: each, total, unit: "rows" });
  end();
  return written;
}

describe("the progress of a long command", () => {
  it("is a bar on a terminal, written over itself", () => {
    expect(shown(true, 1_000, [0, 500, 1_000])).toEqual([
      "\r\u001b[K[------------------------] moving: 0 rows of 1,000 rows (0 %)",
      "\r\u001b[K[############------------] moving: 500 rows of 1,000 rows (50 %)",
      "\r\u001b[K[########################] moving: 1,000 rows of 1,000 rows (100 %)",
      "\n",
    ]);
  });
  it("is a plain line every few seconds elsewhere, the first and the last of them in any case", () => {
    expect(shown(false, 2_000, [0, 100, 200, 300, 400, 1_000])).toEqual([
      "moving: 0 rows of 1,000 rows (0 %)\n",
      "moving: 300 rows of 1,000 rows (30 %)\n",
      "moving: 1,000 rows of 1,000 rows (100 %)\n",
    ]);
  });
  it("says how much was done where the whole is not known", () => {
    expect(shown(false, 1, [0, 17], 0)).toEqual(["moving: 0 rows\n"]);
  });
});
