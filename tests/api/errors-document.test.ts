import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ERROR_CODES } from "../../domain/errors.ts";

const ROOT = join(import.meta.dirname, "../..");

it("docs/errors.md explains every code with its status", () => {
  const text = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  const missing = Object.entries(ERROR_CODES).filter(([code, status]) => !new RegExp(`\\| \`${code}\` +\\| ${status}\\b`).test(text));
  expect(missing).toEqual([]);
});
