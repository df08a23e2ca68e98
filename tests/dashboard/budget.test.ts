import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { weigh, type Chunk } from "../../dashboard/budget.ts";

/** Script that no compression makes smaller. */
const script = (kb: number): string => randomBytes(kb * 750).toString("base64");
const chunk = (kb: number, more: Partial<Chunk> = {}): Chunk => ({ code: script(kb), imports: [], isEntry: false, facade: null, ...more });

describe("the weight of a first load", () => {
  const chunks = new Map<string, Chunk>([
    ["entry", chunk(20, { isEntry: true, imports: ["vue"] })],
    ["vue", chunk(30, { imports: ["entry"] })],
    ["zh", chunk(10, { facade: "/x/locales/zh-CN.ts" })],
    ["en", chunk(15, { facade: "/x/locales/en.ts" })],
    ["desk-en", chunk(25, { facade: "/x/locales/desk-en.ts" })],
    ["frame", chunk(5, { facade: "/x/components/shell/DeskFrame.vue" })],
    ["wall", chunk(10, { facade: "/x/pages/WallPage.vue", imports: ["vue", "tiles"] })],
    ["tiles", chunk(40)],
    ["chart", chunk(400)],
    ["residents", chunk(10, { facade: "/x/pages/ResidentsPage.vue", imports: ["vue"] })],
  ]);
  const weights = weigh(chunks);
  const kbOf = (page: string): number => weights.find((one) => one.page === page)?.kb ?? Number.NaN;

  it("counts what is fetched at once, each chunk once, and the heavier language", () => {
    const gzipped = 0.765; // base64 of noise: 6 bits in 8, and a little
    expect(kbOf("WallPage") / (115 * gzipped)).toBeCloseTo(1, 1);
  });
  it("counts frame and texts of the desk for a page of the desk, and nothing that is lazy", () => {
    expect(kbOf("ResidentsPage") / kbOf("WallPage")).toBeCloseTo(105 / 115, 1);
  });
  it("holds wall and desk to their budgets", () => {
    expect(weights.map(({ page, budgetKb }) => `${page} ${budgetKb}`)).toEqual(["WallPage 150", "ResidentsPage 250"]);
  });
});
