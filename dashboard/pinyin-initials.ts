/**
 * The first letters under which a Chinese name is looked up: 王秀英 → "wxy". The browser's own collation by pinyin (CLDR) says where each
 * letter begins, so no dictionary is shipped. A character with several readings counts under the one that CLDR sorts it by: 单 and 曾 as
 * surnames are found by name and room only. Other scripts: the first letter of each word.
 */
const collator = new Intl.Collator("zh-CN-u-co-pinyin");
/** The first character of each letter in that order; no syllable begins with i, u or v. */
const FIRST = [
  ...["阿a", "八b", "嚓c", "哒d", "妸e", "发f", "旮g", "哈h", "讥j", "咔k", "垃l", "妈m"],
  ...["拏n", "噢o", "妑p", "七q", "呥r", "仨s", "他t", "屲w", "夕x", "丫y", "帀z"],
] as const;
const HAN = /\p{Script=Han}/u;

function initialOf(character: string): string {
  const found = FIRST.findLast((one) => collator.compare(one.charAt(0), character) <= 0);
  return found?.charAt(1) ?? "";
}
/** Lower case; empty where nothing can be said. */
export function pinyinInitials(name: string): string {
  return name
    .toLowerCase()
    .split(/\s+/)
    .map((word) => (HAN.test(word) ? Array.from(word, initialOf).join("") : word.charAt(0)))
    .join("");
}
