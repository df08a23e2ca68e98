import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shellOf, workerFor, type Piece } from "../../dashboard/service-worker.ts";

const SOURCE = readFileSync(join(import.meta.dirname, "../../dashboard/worker.js"), "utf8");
const aPiece = (more: Partial<Piece> = {}): Piece => ({ imports: [], later: [], css: [], isEntry: false, facade: null, ...more });
const PIECES = new Map<string, Piece>([
  ["assets/index.js", aPiece({ isEntry: true, imports: ["assets/vue.js"], later: ["assets/LoadPage.js"], css: ["assets/index.css"] })],
  ["assets/vue.js", aPiece({ imports: ["assets/index.js"] })],
  ["assets/ClinicPage.js", aPiece({ facade: "/x/pages/ClinicPage.vue", imports: ["assets/call.js"], css: ["assets/clinic.css"] })],
  ["assets/call.js", aPiece({ later: ["assets/sheet.js", "assets/desk-en.js"] })],
  ["assets/desk-en.js", aPiece({ facade: "/x/locales/desk-en.ts" })],
  ["assets/sheet.js", aPiece({ imports: ["assets/index.js"], css: ["assets/sheet.css"] })],
  ["assets/en.js", aPiece({ facade: "/x/locales/en.ts" })],
  ["assets/ShiftPage.js", aPiece({ facade: "/x/pages/ShiftPage.vue" })],
  ["assets/WallPage.js", aPiece({ facade: "/x/pages/WallPage.vue", css: ["assets/wall.css"] })],
  ["assets/LoadPage.js", aPiece({ facade: "/x/pages/LoadPage.vue", css: ["assets/load.css"] })],
]);

it("the shell is what clinic, shift and wall need, at once or when a sheet is opened, and nothing of other pages", () => {
  const scripts = ["ClinicPage.js", "ShiftPage.js", "WallPage.js", "call.js", "clinic.css", "en.js", "index.css", "index.js"];
  expect(shellOf(PIECES)).toEqual([...scripts, "sheet.css", "sheet.js", "vue.js", "wall.css"].map((name) => `assets/${name}`));
});
it("another set of files, or another text of those that keep their name, is another worker, and the same is the same", () => {
  const files = shellOf(PIECES);
  const worker = workerFor(SOURCE, files, ["<html>", "start"]);
  expect(worker).toContain('"/assets/ClinicPage.js"');
  expect(worker).not.toContain('version: "dev"');
  expect(workerFor(SOURCE, files, ["<html>", "start"])).toBe(worker);
  expect(workerFor(SOURCE, files, ["<html lang>", "start"])).not.toBe(worker);
  expect(workerFor(SOURCE, files, ["<html>", "other start"])).not.toBe(worker);
  expect(workerFor(SOURCE, files.slice(1), ["<html>", "start"])).not.toBe(worker);
  expect(() => workerFor("", files, [])).toThrow("worker.js has no line");
});
