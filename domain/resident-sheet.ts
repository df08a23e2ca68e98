/** Residents as a home writes them down: a table with headings in Chinese or English, in any order. Pure: nothing is written here. */
export const RESIDENT_COLUMNS = ["name", "room", "building", "floor", "level", "birthYear"] as const;
export type ResidentColumn = (typeof RESIDENT_COLUMNS)[number];
/** One line, as it was written. */
export type WrittenResident = Readonly<Record<ResidentColumn, string>>;
/** A line that can be added. */
export interface ReadResident {
  readonly name: string;
  readonly placeId: string;
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly birthYear: number | null;
}
export type CellProblem =
  "missingName" | "longName" | "missingRoom" | "unknownRoom" | "severalRooms" | "twice" | "livesThere" | "badLevel" | "badBirthYear";
export interface RowProblem {
  /** Index of the line. */
  readonly row: number;
  readonly column: ResidentColumn;
  readonly why: CellProblem;
}
export interface SheetHome {
  readonly places: readonly { readonly id: string; readonly building: string; readonly floor: string; readonly name: string }[];
  readonly residents: readonly { readonly name: string; readonly placeId: string }[];
  /** Year now, Asia/Shanghai. */
  readonly year: number;
}
export const MOST_RESIDENTS = 500;
const LONGEST_NAME = 60;
const OLDEST_YEARS = 125;

const HEADINGS: Readonly<Record<ResidentColumn, readonly string[]>> = {
  name: ["姓名", "名字", "老人姓名", "住户", "住户姓名", "name", "fullname", "resident"],
  room: ["房间", "房号", "房间号", "室", "room", "roomno", "roomnumber"],
  building: ["楼栋", "楼号", "栋", "building"],
  floor: ["楼层", "层", "floor"],
  level: ["照护等级", "护理等级", "能力等级", "失能等级", "等级", "level", "carelevel"],
  birthYear: ["出生年份", "出生年", "出生日期", "出生年月", "生日", "birthyear", "yearofbirth", "birthday", "birthdate", "dateofbirth"],
};
/** GB/T 42195-2022: 能力完好 … 完全失能. */
const LEVELS: readonly (readonly string[])[] = [
  ["0", "能力完好", "完好", "自理", "intact", "independent"],
  ["1", "轻度失能", "轻度", "mild"],
  ["2", "中度失能", "中度", "moderate"],
  ["3", "重度失能", "重度", "severe"],
  ["4", "完全失能", "完全", "全护", "complete", "total"],
];

/** `noHeading`: no line names both 姓名 and 房间; `empty`: nothing below it; `tooMany`: over `MOST_RESIDENTS`. */
export type SheetRead =
  | { readonly ok: true; readonly rows: readonly WrittenResident[]; readonly ignored: readonly string[] }
  | { readonly ok: false; readonly why: "noHeading" | "empty" | "tooMany" };

/** The lines of a table. Its heading is among the first five lines: a title above it is passed over. */
export function readSheet(table: readonly (readonly unknown[])[]): SheetRead {
  const cells = table.map((line) => line.map(textOf));
  const at = cells.slice(0, 5).findIndex((line) => ["name", "room"].every((wanted) => line.some((cell) => columnOf(cell) === wanted)));
  const heading = cells[at];
  if (heading === undefined) return { ok: false, why: "noHeading" };
  const columns = heading.map(columnOf);
  const rows = cells
    .slice(at + 1)
    .filter((line) => line.some((cell) => cell !== ""))
    .map((line) => {
      const take = (column: ResidentColumn): string => line[columns.indexOf(column)] ?? "";
      return writtenResident(Object.fromEntries(RESIDENT_COLUMNS.map((column) => [column, columns.includes(column) ? take(column) : ""])));
    });
  if (rows.length === 0) return { ok: false, why: "empty" };
  if (rows.length > MOST_RESIDENTS) return { ok: false, why: "tooMany" };
  return { ok: true, rows, ignored: heading.filter((cell, index) => cell !== "" && columns[index] === null) };
}
export function writtenResident(given: Partial<Record<string, string>>): WrittenResident {
  const { name = "", room = "", building = "", floor = "", level = "", birthYear = "" } = given;
  return { name, room, building, floor, level, birthYear };
}
function columnOf(heading: string): ResidentColumn | null {
  const compact = heading
    .toLowerCase()
    .replace(/[（(].*$/, "")
    .replace(/[\s_*:：-]/g, "");
  return RESIDENT_COLUMNS.find((column) => HEADINGS[column].includes(compact)) ?? null;
}
/** Dates of a spreadsheet are midnight UTC. A leading apostrophe is a guard against formulas, and no part of the text. */
function textOf(cell: unknown): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString().slice(0, 10);
  if (typeof cell !== "string" && typeof cell !== "number") return "";
  return String(cell)
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\uFEFF]/gu, " ")
    .trim()
    .replace(/^'/, "")
    .trim();
}

/**
 * Every line, and every mistake at its cell. A line that has none is in `ready`, at its index.
 */
export function checkResidents(
  rows: readonly WrittenResident[],
  home: SheetHome,
): { readonly ready: ReadonlyMap<number, ReadResident>; readonly problems: readonly RowProblem[] } {
  const ready = new Map<number, ReadResident>();
  const problems: RowProblem[] = [];
  const said = new Set<string>();
  const living = new Set(home.residents.map(({ name, placeId }) => `${placeId}\n${name}`));
  for (const [row, written] of rows.entries()) {
    const found: RowProblem[] = [];
    const note = (column: ResidentColumn, why: CellProblem): null => {
      found.push({ row, column, why });
      return null;
    };
    const { name } = written;
    if (name === "") note("name", "missingName");
    else if (name.length > LONGEST_NAME) note("name", "longName");
    const places = placesOf(written, home);
    const [place, second] = places;
    if (written.room === "") note("room", "missingRoom");
    else if (place === undefined) note("room", "unknownRoom");
    else if (second !== undefined) note("room", "severalRooms");
    const level = levelOf(written.level) ?? note("level", "badLevel");
    const year = birthYearOf(written.birthYear, home.year);
    if (year === undefined) note("birthYear", "badBirthYear");
    if (place !== undefined && second === undefined && name !== "") {
      const who = `${place.id}\n${name}`;
      if (living.has(who)) note("name", "livesThere");
      else if (said.has(who)) note("name", "twice");
      said.add(who);
    }
    problems.push(...found);
    if (found.length === 0 && place !== undefined && level !== null)
      ready.set(row, { name, placeId: place.id, level, birthYear: year ?? null });
  }
  return { ready, problems };
}
function placesOf({ room, building, floor }: WrittenResident, { places }: SheetHome) {
  const plain = (text: string): string =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/(层|楼|室|号|f)$/, "")
      .trim();
  return places.filter(
    (place) =>
      plain(place.name) === plain(room) &&
      (building === "" || plain(place.building) === plain(building)) &&
      (floor === "" || plain(place.floor) === plain(floor)),
  );
}
/** Nothing written: 0. `null`: a word that is no level. */
function levelOf(text: string): ReadResident["level"] | null {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(级|level)/g, "")
    .trim();
  if (plain === "") return 0;
  const index = LEVELS.findIndex((words) => words.includes(plain));
  return index === 0 || index === 1 || index === 2 || index === 3 || index === 4 ? index : null;
}
/** Nothing written: `null`. `undefined`: no year that somebody alive was born in. */
function birthYearOf(text: string, year: number): number | null | undefined {
  if (text === "") return null;
  const found = /^(\d{4})(?:\D.*)?$/.exec(text.normalize("NFKC"))?.[1] ?? /(?:^|\D)(\d{4})$/.exec(text)?.[1];
  const born = Number(found);
  return Number.isInteger(born) && born > year - OLDEST_YEARS && born <= year ? born : undefined;
}
