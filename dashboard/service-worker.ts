import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Pages whose files make the shell. */
const PAGES = /\/pages\/(ClinicPage|SignInPage)\.vue$/;
const TEXTS = /\/locales\/(phone-)?(zh-CN|en)\.ts$/;
const PLACE = 'const SHELL = { version: "dev", files: [] };';

export interface Piece {
  readonly imports: readonly string[];
  readonly css: readonly string[];
  readonly isEntry: boolean;
  /** File that it was made for, if one. */
  readonly facade: string | null;
}
/** The files that the shell needs, scripts and styles, sorted: the entry, its pages, the texts of both languages, and all that they import at once. */
export function shellOf(pieces: ReadonlyMap<string, Piece>): readonly string[] {
  const found = new Set<string>();
  function take(name: string): void {
    const piece = pieces.get(name);
    if (piece === undefined || found.has(name)) return;
    found.add(name);
    for (const style of piece.css) found.add(style);
    for (const next of piece.imports) take(next);
  }
  for (const [name, { isEntry, facade }] of pieces) if (isEntry || PAGES.test(facade ?? "") || TEXTS.test(facade ?? "")) take(name);
  return [...found].toSorted();
}
/** The text of the worker for these files; another set of files, or another index, is another worker. */
export function workerFor(source: string, files: readonly string[], index: string): string {
  if (!source.includes(PLACE)) throw new Error(`making the service worker: worker.js has no line "${PLACE}"`);
  const hash = createHash("sha256");
  for (const part of [source, index, ...files]) hash.update(part).update("\n");
  const shell = { version: hash.digest("hex").slice(0, 12), files: files.map((file) => `/${file}`) };
  return source.replace(PLACE, `const SHELL = ${JSON.stringify(shell)};`);
}
/** Writes `worker.js` beside index.html, with the list of its shell. */
export function serviceWorker(): Plugin {
  return {
    name: "anhu-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const pieces = new Map<string, Piece>();
        let index = "";
        for (const [name, file] of Object.entries(bundle)) {
          if (file.type === "asset") {
            if (name === "index.html") index = String(file.source);
            continue;
          }
          const css = [...(file.viteMetadata?.importedCss ?? [])];
          pieces.set(name, { imports: file.imports, css, isEntry: file.isEntry, facade: file.facadeModuleId });
        }
        const files = shellOf(pieces);
        if (!files.some((file) => file.includes("ClinicPage"))) this.error("the service worker has no shell: ClinicPage was not found");
        const source = workerFor(readFileSync(join(import.meta.dirname, "worker.js"), "utf8"), files, index);
        this.emitFile({ type: "asset", fileName: "worker.js", source });
      },
    },
  };
}
