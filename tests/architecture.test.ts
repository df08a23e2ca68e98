import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  FOLDERS,
  LIMITS,
  leftOutTests,
  readsEnvironment,
  sizes,
  specifiersOf,
  tooLong,
  wrongArrows,
  wrongNames,
} from "./support/architecture.ts";

const ROOT = join(import.meta.dirname, "..");
const sources = globSync(
  [...FOLDERS, "tests", "bench"].flatMap((folder) => [`${folder}/**/*.ts`, `${folder}/**/*.vue`]),
  { cwd: ROOT, exclude: (path) => /(^|\/)(node_modules|dist)(\/|$)/.test(path) },
).map((path) => ({ file: path.replaceAll("\\", "/"), text: readFileSync(join(ROOT, path), "utf8") }));

describe("the house", () => {
  it("has files to check in the folders that everything else stands on", () => {
    const seen = new Set(sources.map(({ file }) => file.split("/")[0]));
    expect([...seen]).toEqual(expect.arrayContaining(["domain", "tests"]));
  });
  it("follows the arrows of the architecture", () => expect(sources.flatMap(wrongArrows)).toEqual([]));
  it("keeps every file within its limit", () => expect(sources.flatMap(tooLong)).toEqual([]));
  it("keeps most files short", () => {
    const { median, p90 } = sizes(sources);
    expect(median).toBeLessThanOrEqual(LIMITS.median);
    expect(p90).toBeLessThanOrEqual(LIMITS.p90);
  });
  it("names files in kebab-case and components in PascalCase", () => expect(sources.flatMap(({ file }) => wrongNames(file))).toEqual([]));
  it("reads the environment in app/config.ts only", () => expect(sources.flatMap(readsEnvironment)).toEqual([]));
  it("leaves no test out by hand", () => expect(sources.flatMap(leftOutTests)).toEqual([]));
});

describe("the checks themselves", () => {
  it.each([
    ["an import", "domain/x.ts", 'import { start } from "../app/start.ts";'],
    ["an import of a type", "alerts/x.ts", 'import type { Journal } from "../store/journal.ts";'],
    ["an import inside a type", "alerts/x.ts", 'let j: import("../store/journal.ts").Journal;'],
    ["a re-export", "api/rights.ts", 'export * from "../alerts/desk.ts";'],
    ["a dynamic import", "broker/x.ts", 'await import("../ingest/accept.ts");'],
    ["a worker's address", "store/x.ts", 'new Worker(new URL("../app/workers/journal.ts", import.meta.url));'],
    ["a path that is joined", "store/x.ts", 'join(import.meta.dirname, "../alerts/rules");'],
    ["a path with a hole", "store/x.ts", "join(import.meta.dirname, `../alerts/${name}`);"],
    ["an import in a component", "dashboard/App.vue", '<script setup lang="ts">\nimport { x } from "../api/ports.ts";\n</script>'],
    ["a hidden name", "store/x.ts", 'import { x } from "#alerts/desk.ts";'],
    ["an alias", "dashboard/x.ts", 'import { x } from "@/stores/wall.ts";'],
    ["a way out of the repository", "app/x.ts", 'import { x } from "../../other/x.ts";'],
    ["SQL outside store/", "api/x.ts", 'import { DatabaseSync } from "node:sqlite";'],
    ["the broker's library elsewhere", "ingest/x.ts", 'import { Aedes } from "aedes";'],
    ["I/O in domain/", "domain/x.ts", 'import { readFileSync } from "node:fs";'],
  ])("see %s", (_what, file, text) => expect(wrongArrows({ file, text })).toHaveLength(1));
  it("allow the arrows of the table", () => {
    const text = 'import type { Alert } from "../../domain/alert.ts";\nimport { x } from "./x.ts";\nawait import("mqtt");';
    expect(wrongArrows({ file: "simulators/devices/y.ts", text })).toEqual([]);
    expect(wrongArrows({ file: "app/workers/records.ts", text: 'import { x } from "../../store/x.ts";' })).toEqual([]);
  });
  it("do not take a comment for an import", () =>
    expect(specifiersOf({ file: "domain/x.ts", text: '// import "../app/start.ts"' })).toEqual({ imports: [], paths: [] }));

  it.each([["process.env.HOME"], ["process['env'].HOME"], ["const { env } = process;"], ['import { env } from "node:process";']])(
    "see the environment read by %s",
    (text) => {
      expect(readsEnvironment({ file: "api/x.ts", text })).toHaveLength(1);
      expect(readsEnvironment({ file: "app/config.ts", text })).toEqual([]);
    },
  );

  it.each([
    ["it.skip('x', () => {});"],
    ["describe.only('x', () => {});"],
    ["test.todo('x');"],
    ["it.skipIf(true)('x', () => {});"],
    ["it.each([1]).only('x', () => {});"],
    ["it('x', { skip: true }, () => {});"],
    ["xit('x', () => {});"],
  ])("see a test left out by %s", (text) => expect(leftOutTests({ file: "tests/x.test.ts", text })).not.toEqual([]));

  it("see a file one line too long, and only then", () => {
    const lines = (count: number) => "x;\n".repeat(count);
    expect(tooLong({ file: "api/x.ts", text: lines(300) })).toEqual([]);
    expect(tooLong({ file: "api/x.ts", text: lines(301) })).toHaveLength(1);
    expect(tooLong({ file: "dashboard/X.vue", text: lines(201) })).toHaveLength(1);
    expect(tooLong({ file: "tests/x.test.ts", text: lines(401) })).toHaveLength(1);
    expect(tooLong({ file: "store/records/migrations/0001-start.ts", text: lines(900) })).toEqual([]);
  });
  it("know the median and the 90th percentile", () => {
    const ten = [10, 20, 30, 40, 50, 60, 70, 80, 250, 260].map((count, index) => ({
      file: `api/x${index}.ts`,
      text: "x;\n".repeat(count),
    }));
    expect(sizes(ten)).toEqual({ median: 50, p90: 250 });
  });
  it("see a wrong name", () => {
    expect(["api/errorHandler.ts", "api/Error.ts", "dashboard/alertCard.vue", "dashboard/alert-card.vue"].flatMap(wrongNames)).toHaveLength(
      4,
    );
    expect(
      [
        "api/error-handler.ts",
        "dashboard/AlertCard.vue",
        "tests/x.test.ts",
        "dashboard/vite.config.ts",
        "dashboard/locales/zh-CN.ts",
      ].flatMap(wrongNames),
    ).toEqual([]);
  });
});
