import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Pages whose files make the shell: those that open without a network, and what stands behind a session that ended. */
const PAGES = /\/pages\/(ClinicPage|ShiftPage|WallPage|SignInPage)\.vue$/;
/** Beside index.html, under their own names: what stands there until the page's own script comes. */
const STARTING = ["start.css", "start.js"];
/** Texts that another page asks for. */
const LAYER = /\/locales\/desk-/;
const TEXTS = /\/locales\/(phone-)?(zh-CN|en)\.ts$/;
const PLACE = 'const SHELL = { version: "dev", files: [] };';

export interface Piece {
  readonly imports: readonly string[];
  /** What it fetches when it is needed. */
  readonly later: readonly string[];
  readonly css: readonly string[];
  readonly isEntry: boolean;
  /** File that it was made for, if one. */
  readonly facade: string | null;
}
/**
 * The files that the shell needs, scripts and styles, sorted: the entry, its pages, the texts of both languages, and all that they import, at once
 * or later: when a sheet is opened, its file may be gone from the server. What the entry imports later are all other pages.
 */
export function shellOf(pieces: ReadonlyMap<string, Piece>): readonly string[] {
  const found = new Set<string>();
  function take(name: string): void {
    const piece = pieces.get(name);
    if (piece === undefined || found.has(name)) return;
    found.add(name);
    for (const style of piece.css) found.add(style);
    for (const next of piece.imports) take(next);
    for (const next of piece.isEntry ? [] : piece.later) if (!LAYER.test(pieces.get(next)?.facade ?? "")) take(next);
  }
  for (const [name, { isEntry, facade }] of pieces) if (isEntry || PAGES.test(facade ?? "") || TEXTS.test(facade ?? "")) take(name);
  return [...found].toSorted();
}
/** The text of the worker for these files; another set of files, or another text of those that keep their name, is another worker. */
export function workerFor(source: string, files: readonly string[], texts: readonly string[]): string {
  if (!source.includes(PLACE)) throw new Error(`making the service worker: worker.js has no line "${PLACE}"`);
  const hash = createHash("sha256");
  for (const part of [source, ...texts, ...files]) hash.update(part).update("\n");
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
          pieces.set(name, { imports: file.imports, later: file.dynamicImports, css, isEntry: file.isEntry, facade: file.facadeModuleId });
        }
        const shell = shellOf(pieces);
        for (const page of ["ClinicPage", "ShiftPage", "WallPage"])
          if (!shell.some((file) => file.includes(page))) this.error(`the service worker has no shell: ${page} was not found`);
        const textOf = (path: string): string => readFileSync(join(import.meta.dirname, path), "utf8");
        const starting = STARTING.map((file) => textOf(`public/${file}`));
        const source = workerFor(textOf("worker.js"), [...STARTING, ...shell], [index, ...starting]);
        this.emitFile({ type: "asset", fileName: "worker.js", source });
      },
    },
  };
}
