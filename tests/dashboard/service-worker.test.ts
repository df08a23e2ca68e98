import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shellOf, workerFor, type Piece } from "../../dashboard/service-worker.ts";

const SOURCE = readFileSync(join(import.meta.dirname, "../../dashboard/worker.js"), "utf8");
const aPiece = (more: Partial<Piece> = {}): Piece => ({ imports: [], css: [], isEntry: false, facade: null, ...more });
const PIECES = new Map<string, Piece>([
  ["assets/index.js", aPiece({ isEntry: true, imports: ["assets/vue.js"], css: ["assets/index.css"] })],
  ["assets/vue.js", aPiece({ imports: ["assets/index.js"] })],
  ["assets/ClinicPage.js", aPiece({ facade: "/x/pages/ClinicPage.vue", imports: ["assets/call.js"], css: ["assets/clinic.css"] })],
  ["assets/call.js", aPiece()],
  ["assets/en.js", aPiece({ facade: "/x/locales/en.ts" })],
  ["assets/WallPage.js", aPiece({ facade: "/x/pages/WallPage.vue", css: ["assets/wall.css"] })],
]);

it("the shell is what the console needs at once, and nothing of other pages", () => {
  expect(shellOf(PIECES)).toEqual(
    ["ClinicPage.js", "call.js", "clinic.css", "en.js", "index.css", "index.js", "vue.js"].map((name) => `assets/${name}`),
  );
});
it("another set of files or another index is another worker, and the same is the same", () => {
  const files = shellOf(PIECES);
  const worker = workerFor(SOURCE, files, "<html>");
  expect(worker).toContain('"/assets/ClinicPage.js"');
  expect(worker).not.toContain('version: "dev"');
  expect(workerFor(SOURCE, files, "<html>")).toBe(worker);
  expect(workerFor(SOURCE, files, "<html lang>")).not.toBe(worker);
  expect(workerFor(SOURCE, files.slice(1), "<html>")).not.toBe(worker);
  expect(() => workerFor("", files, "")).toThrow("worker.js has no line");
});
