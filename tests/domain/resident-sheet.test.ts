import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkResidents, MOST_RESIDENTS, readSheet, writtenResident, type SheetHome } from "../../domain/resident-sheet.ts";

const place = (id: string, name: string, building = "A", floor = "3") => ({ id, building, floor, name });
const HOME: SheetHome = {
  places: [place("p301", "301"), place("p302", "302"), place("pA1", "101", "A", "1"), place("pB1", "101", "B", "1")],
  residents: [{ name: "王秀英", placeId: "p301" }],
  year: 2026,
};
const rowsOf = (table: unknown[][]) => {
  const read = readSheet(table);
  if (!read.ok) throw new Error(read.why);
  return read.rows;
};
const why = (written: Parameters<typeof writtenResident>[0], ...more: Parameters<typeof writtenResident>[0][]) =>
  checkResidents([written, ...more].map(writtenResident), HOME).problems.map((one) => `${one.row} ${one.column} ${one.why}`);

describe("a table of residents", () => {
  it("is read by its headings, in Chinese or English and in any order, below a title; other columns are named", () => {
    const chinese = [
      ["住户名单"],
      [],
      ["出生日期", " 房间号 ", "备注", "姓名*", "照护等级（0–4）"],
      [new Date("1940-05-01"), 302, "x", "李梅", "重度失能"],
    ];
    expect(rowsOf(chinese)).toEqual([writtenResident({ name: "李梅", room: "302", level: "重度失能", birthYear: "1940-05-01" })]);
    expect(readSheet(chinese)).toMatchObject({ ignored: ["备注"] });
    expect(
      rowsOf([
        ["Room No", "Full name", "Care level"],
        ["302", "'=Li Mei", "2"],
        ["", null, " "],
      ]),
    ).toEqual([writtenResident({ name: "=Li Mei", room: "302", level: "2" })]);
  });
  it.each([
    ["noHeading", [["李梅", "302"]]],
    [
      "empty",
      [
        ["姓名", "房间"],
        ["", ""],
      ],
    ],
    ["tooMany", [["姓名", "房间"], ...Array.from({ length: MOST_RESIDENTS + 1 }, () => ["李梅", "302"])]],
  ])("that cannot be read is told as %s", (reason, table) => {
    expect(readSheet(table)).toEqual({ ok: false, why: reason });
  });
  it("gives a line that can be added: room by name, level by word or number, year by date", () => {
    const { ready, problems } = checkResidents(
      rowsOf([
        ["姓名", "房间", "楼栋", "楼层", "等级", "生日"],
        ["李梅", "302室", "", "", "", ""],
        ["赵刚", "101", "B", "1层", "3级", "1938年2月"],
        ["Ann", "302", "", "", "Mild", "2/3/1941"],
      ]),
      HOME,
    );
    expect(problems).toEqual([]);
    expect([...ready.values()]).toEqual([
      { name: "李梅", placeId: "p302", level: 0, birthYear: null },
      { name: "赵刚", placeId: "pB1", level: 3, birthYear: 1938 },
      { name: "Ann", placeId: "p302", level: 1, birthYear: 1941 },
    ]);
  });
  it.each([
    ["no name", { room: "302" }, ["0 name missingName"]],
    ["a name that is a text", { name: "长".repeat(61), room: "302" }, ["0 name longName"]],
    ["no room", { name: "李梅" }, ["0 room missingRoom"]],
    ["a room that the home has not", { name: "李梅", room: "999" }, ["0 room unknownRoom"]],
    ["a room that two buildings have", { name: "李梅", room: "101" }, ["0 room severalRooms"]],
    ["a level that is none", { name: "李梅", room: "302", level: "7" }, ["0 level badLevel"]],
    ["a year to come", { name: "李梅", room: "302", birthYear: "2093" }, ["0 birthYear badBirthYear"]],
    ["a year that nobody was born in", { name: "李梅", room: "302", birthYear: "40" }, ["0 birthYear badBirthYear"]],
    ["somebody who lives there", { name: "王秀英", room: "301" }, ["0 name livesThere"]],
    [
      "everything at once",
      { level: "x", birthYear: "y" },
      ["0 name missingName", "0 room missingRoom", "0 level badLevel", "0 birthYear badBirthYear"],
    ],
  ])("tells %s at its cell", (_what, written, problems) => {
    expect(why(written)).toEqual(problems);
  });
  it("tells who stands there twice, and leaves namesakes in other rooms alone", () => {
    expect(why({ name: "李梅", room: "302" }, { name: "李梅", room: "301" }, { name: "李梅", room: "302" })).toEqual(["2 name twice"]);
  });
  it("reads any table without failing, and never adds a line with a problem", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("姓名", "房间", "302", "李梅", null), fc.integer()))),
        (table) => {
          const read = readSheet([["姓名", "房间", "level"], ...table]);
          if (!read.ok) return;
          const { ready, problems } = checkResidents(read.rows, HOME);
          expect(problems.some(({ row }) => ready.has(row))).toBe(false);
          expect(read.rows.every((_row, index) => ready.has(index) || problems.some(({ row }) => row === index))).toBe(true);
        },
      ),
    );
  });
});
