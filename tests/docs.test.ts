import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Settings } from "../app/config.ts";
import { ERROR_CODES } from "../domain/errors.ts";
import { FOLDERS, linesOf } from "./support/architecture.ts";
import { ROOT } from "./support/steps.ts";

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const pages = globSync(["*.md", "docs/**/*.md", "*/README.md"], { cwd: ROOT, exclude: ["node_modules/**"] });

/** Files of the repository that the page names in backticks. */
function namedFiles(text: string): string[] {
  const named = new RegExp(`\`((?:${[...FOLDERS, "tests", "bench", "docs"].join("|")})/[\\w./-]+\\.(?:ts|vue|md|json))\``, "g");
  return [...text.matchAll(named)].map(([, path]) => path!);
}
/** Targets of links and pictures inside the repository, without their anchors. */
function linkTargets(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!.split("#")[0]!)
    .filter((target) => target !== "" && !/^\w+:/.test(target));
}

describe("the pages", () => {
  it("name only files that exist", () => {
    const missing = pages.flatMap((page) =>
      namedFiles(read(page))
        .filter((file) => !existsSync(join(ROOT, file)))
        .map((file) => `${page}: ${file}`),
    );
    expect(missing).toEqual([]);
  });
  it("link only to what exists", () => {
    const missing = pages.flatMap((page) =>
      linkTargets(read(page))
        .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(missing).toEqual([]);
  });
  it("list every setting in docs/operations.md", () => {
    const text = read("docs/operations.md");
    expect(Object.keys(Settings.properties).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
  it("explain every error code in docs/errors.md", () => {
    const text = read("docs/errors.md");
    expect(Object.keys(ERROR_CODES).filter((code) => !text.includes(code))).toEqual([]);
  });
  it("introduce every folder in at most 30 lines", () => {
    const wrong = FOLDERS.filter((folder) => !existsSync(join(ROOT, folder, "README.md")) || linesOf(read(join(folder, "README.md"))) > 30);
    expect(wrong).toEqual([]);
  });
  it("keep decisions to 60 lines", () => {
    const long = globSync("docs/adr/*.md", { cwd: ROOT }).filter((page) => linesOf(read(page)) > 60);
    expect(long).toEqual([]);
  });
});

describe("the checks of the pages", () => {
  it("see a file that a page names and a link that it gives", () => {
    expect(namedFiles("see `broker/nothing.ts` and `npm test`")).toEqual(["broker/nothing.ts"]);
    expect(linkTargets("[a](docs/a.md#b) ![p](docs/p.png) [w](https://example.org)")).toEqual(["docs/a.md", "docs/p.png"]);
  });
});
