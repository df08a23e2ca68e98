import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deskEn } from "../../dashboard/locales/desk-en.ts";
import { deskZhCN } from "../../dashboard/locales/desk-zh-CN.ts";
import { en } from "../../dashboard/locales/en.ts";
import { phoneEn } from "../../dashboard/locales/phone-en.ts";
import { phoneZhCN } from "../../dashboard/locales/phone-zh-CN.ts";
import { zhCN } from "../../dashboard/locales/zh-CN.ts";
import { hardCodedTexts, keysOf, missingIn, pagesOfLayer, reachOf, unusedIn } from "../support/texts.ts";

const ROOT = join(import.meta.dirname, "../../dashboard");
const sources = new Map(
  globSync("**/*.{ts,vue}", { cwd: ROOT, exclude: (path) => /(^|\/)(dist|node_modules)(\/|$)/.test(path) }).map((path) => [
    path.replaceAll("\\", "/"),
    readFileSync(join(ROOT, path), "utf8"),
  ]),
);
const onPhone = { ...zhCN, ...phoneZhCN };
const whole = { ...onPhone, ...deskZhCN };

/** Every key with its placeholders, so that a translation cannot drop one. */
function shapeOf(messages: object, path = ""): string[] {
  return Object.entries(messages).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null
      ? shapeOf(value, `${path}${key}.`)
      : [`${path}${key} ${(String(value).match(/\{\w+\}/g) ?? []).sort().join("")}`],
  );
}

describe("the texts of the screens", () => {
  it("have the same keys with the same placeholders in both languages", () => {
    expect(shapeOf(en)).toEqual(shapeOf(zhCN));
    expect(shapeOf(phoneEn)).toEqual(shapeOf(phoneZhCN));
    expect(shapeOf(deskEn)).toEqual(shapeOf(deskZhCN));
  });
  it("stand under one name only: no layer hides a text of another", () => {
    const names = [zhCN, phoneZhCN, deskZhCN].flatMap((layer) => Object.keys(layer));
    expect(names).toHaveLength(new Set(names).size);
  });
  it("are all there: every key that a component asks for", () => {
    expect([...sources].flatMap(([file, text]) => missingIn(whole, keysOf(text)).map((key) => `${file}: ${key}`))).toEqual([]);
  });
  it.each([
    ["core", "pages/WallPage.vue", zhCN],
    ["phone", "pages/ShiftPage.vue", onPhone],
  ])("are all there on a page that loads them up to %s only", (layer, one, texts) => {
    const pages = pagesOfLayer(sources.get("router.ts") ?? "", layer);
    expect(pages).toContain(one);
    const files = new Set(pages.flatMap((page) => [...reachOf(page, sources)]));
    expect([...files].flatMap((file) => missingIn(texts, keysOf(sources.get(file) ?? "")).map((key) => `${file}: ${key}`))).toEqual([]);
  });
  it("are all used", () => {
    const asking = [...sources].flatMap(([file, text]) => (file.startsWith("locales/") ? [] : [text]));
    expect(unusedIn(whole, asking)).toEqual([]);
  });
  it("are never written into a component or a script", () => {
    // The syllables that Chinese is sorted by are data, not text.
    const elsewhere = [...sources].filter(([file]) => !file.startsWith("locales/") && file !== "pinyin-initials.ts");
    expect(elsewhere.flatMap(([file, text]) => hardCodedTexts(file, text).map((found) => `${file}: ${found}`))).toEqual([]);
  });
});

describe("the checks themselves", () => {
  it.each([
    ["a word in a template", "X.vue", "<template><p>Hello there</p></template>"],
    ["a Chinese word in a template", "X.vue", "<template><p>你好</p></template>"],
    ["a label for screen readers", "X.vue", '<template><i aria-label="Close it"></i></template>'],
    ["a text in an expression", "X.vue", "<template><p>{{ isOn ? '开' : '关' }}</p></template>"],
    ["a Chinese text in a script", "x.ts", 'export const word = "你好";'],
  ])("see %s", (_what, file, text) => expect(hardCodedTexts(file, text)).not.toEqual([]));
  it.each([
    ["a comment", "x.ts", "/** 我去 */\nexport const go = 1; // 到场"],
    ["a unit and a figure", "X.vue", "<template><p>120 · {{ n }} %</p></template>"],
  ])("let %s be", (_what, file, text) => expect(hardCodedTexts(file, text)).toEqual([]));
  it("see a key that is missing, whole or begun, and one that nothing asks for", () => {
    const texts = { a: { b: "x" } };
    expect(unusedIn({ a: { b: "x", c: { d: "x", e: "x" }, f: "x" }, g: "x" }, ["t(`${t(`a.c.${x({ y })}`)} ${t('a.b')}`)"])).toEqual([
      "a.f",
      "g",
    ]);
    expect(missingIn(texts, keysOf('t("a.b") + t("a.c") + t(`a.${x}`) + te(`z.${x}`)'))).toEqual(["a.c", "z."]);
  });
});
