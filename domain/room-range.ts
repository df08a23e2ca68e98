/** Rooms as people write them: `3 层, 301–320` or `301-312, 314`, several lines. */
export interface RoomsRead {
  /** In the order written, each once. */
  readonly rooms: readonly { readonly floor: string; readonly name: string }[];
  readonly problems: readonly RoomProblem[];
}
/** `part`: what was written. `words`: neither room nor floor; `backwards`: 320–301; `tooMany`: over `MOST_ROOMS`; `twice`: said before. */
export interface RoomProblem {
  readonly part: string;
  readonly why: "words" | "backwards" | "tooMany" | "twice";
}
export const MOST_ROOMS = 500;
const LONGEST_NAME = 20;
const FLOOR =
  /^(?:(?:第\s*)?(-?\d{1,3}|[一二三四五六七八九十]{1,3}|地下[一二三]?|B\d)\s*(?:层|楼|F)|(?:floor|level)\s*(-?\d{1,3}|B\d))\s*[:：]?\s*/i;
const RANGE = /^(\D*?)(\d{1,6})(\D*?)\s*(?:-|–|—|~|～|到|至|to)\s*(\D*?)(\d{1,6})(\D*?)$/i;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} .#·（）()-]*$/u;
const DIGITS = "一二三四五六七八九";

/** Total: whatever is written gives rooms and problems, never both for the same part. `fallback`: floor of rooms that tell none. */
export function readRooms(text: string, fallback = "1"): RoomsRead {
  const found = new Map<string, { floor: string; name: string }>();
  const problems: RoomProblem[] = [];
  let floor: string | null = null;
  function add(part: string, names: readonly string[]): void {
    const known = names.filter((name) => found.has(name));
    if (known.length > 0) problems.push({ part: known.join(" "), why: "twice" });
    const fresh = names.filter((name) => !found.has(name));
    if (found.size + fresh.length > MOST_ROOMS) return void problems.push({ part, why: "tooMany" });
    for (const name of fresh) found.set(name, { floor: floor ?? floorOf(name) ?? fallback, name });
  }
  for (const line of text.normalize("NFKC").split(/\n/)) {
    // A floor holds to the end of its line.
    floor = null;
    for (const written of line.split(/[,，、;；]+/)) {
      let part = written.trim();
      const said = FLOOR.exec(part);
      if (said !== null) {
        floor = floorName(said[1] ?? said[2] ?? "");
        part = part.slice(said[0].length).trim();
      }
      if (part === "") continue;
      const range = RANGE.exec(part);
      if (range !== null) {
        const names = rangeOf(range);
        if (typeof names === "string") problems.push({ part, why: names });
        else add(part, names);
      } else if (NAME.test(part) && part.length <= LONGEST_NAME) add(part, [part]);
      else problems.push({ part, why: "words" });
    }
  }
  return { rooms: [...found.values()], problems };
}
function rangeOf([, before = "", from = "", mid = "", again = "", to = "", after = ""]: RegExpExecArray):
  readonly string[] | RoomProblem["why"] {
  if ((again !== "" && again.trim() !== before.trim()) || (mid !== "" && mid.trim() !== after.trim())) return "words";
  // 301–20 means 301–320.
  const last = to.length < from.length ? from.slice(0, from.length - to.length) + to : to;
  const [first, end] = [Number(from), Number(last)];
  if (end < first) return "backwards";
  if (end - first >= MOST_ROOMS) return "tooMany";
  const name = (n: number): string => `${before}${String(n).padStart(from.length, "0")}${after}`.trim();
  const names = Array.from({ length: end - first + 1 }, (_, index) => name(first + index));
  return names.every((one) => one.length <= LONGEST_NAME) ? names : "words";
}
/** `302` lies on floor 3, `1204` on 12, `A-302` on 3; `null`: the name does not tell. */
export function floorOf(room: string): string | null {
  const floor = /^\D*?(\d{1,2})\d{2}\D*$/.exec(room)?.[1];
  return floor === undefined ? null : String(Number(floor));
}
/** 三 → 3, 十二 → 12, B1 and 地下一 → -1. */
function floorName(said: string): string {
  const cellar = /^(?:B(\d)|地下([一二三]?))$/i.exec(said);
  if (cellar !== null) return `-${cellar[1] ?? Math.max(1, DIGITS.indexOf(cellar[2] || "一") + 1)}`;
  if (/^-?\d/.test(said)) return String(Number(said));
  const [tens = "", ones = ""] = said.includes("十") ? said.split("十") : ["0", said];
  const ten = tens === "0" ? 0 : tens === "" ? 1 : DIGITS.indexOf(tens) + 1;
  return String(ten * 10 + (ones === "" ? 0 : DIGITS.indexOf(ones) + 1));
}
