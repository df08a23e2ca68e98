/** Invented people. Any likeness to living persons is chance. */
export const RESIDENT_NAMES: readonly string[] =
  "王秀英 李国强 张桂兰 刘德海 陈玉珍 杨振华 赵淑芬 黄志明 周凤英 吴永福 徐美玲 孙建国 胡秀兰 朱文斌 高玉兰 林长青 何桂英 郭庆生".split(
    " ",
  );
const FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".split("");
const GIVEN_NAMES = "秀英 国强 桂兰 德海 玉珍 振华 淑芬 志明 凤英 永福 美玲 建国 秀兰 文斌 玉兰 长青 桂英 庆生 素琴 福生".split(" ");

/** The name of resident `index` (0-based); after the eighteenth they are put together. */
export function residentName(index: number): string {
  const known = RESIDENT_NAMES[index];
  if (known !== undefined) return known;
  const family = FAMILY_NAMES[(index * 7) % FAMILY_NAMES.length] ?? "王";
  const given = GIVEN_NAMES[Math.floor(index / FAMILY_NAMES.length + index * 3) % GIVEN_NAMES.length] ?? "秀英";
  return family + given;
}
