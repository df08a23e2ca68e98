import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_ROOMS, readRooms } from "../../domain/room-range.ts";

const short = (text: string) => readRooms(text).rooms.map(({ floor, name }) => `${floor}/${name}`);

describe("rooms as people write them", () => {
  it.each([
    ["301-303, 305", ["3/301", "3/302", "3/303", "3/305"]],
    ["3 层, 301–303", ["3/301", "3/302", "3/303"]],
    ["三楼：护士站、301", ["3/护士站", "3/301"]],
    ["十二层 1201～1202", ["12/1201", "12/1202"]],
    ["Floor 2: A1-A3", ["2/A1", "2/A2", "2/A3"]],
    ["301-03", ["3/301", "3/302", "3/303"]],
    ["B1层 001-002", ["-1/001", "-1/002"]],
    ["3F 301\n401", ["3/301", "4/401"]],
    ["３０１－３０２", ["3/301", "3/302"]],
    ["1208 至 1209", ["12/1208", "12/1209"]],
    ["大厅", ["1/大厅"]],
  ])("%j", (text, rooms) => {
    expect(short(text)).toEqual(rooms);
    expect(readRooms(text).problems).toEqual([]);
  });
  it.each([
    ["320-301", "backwards"],
    ["301, 301", "twice"],
    ["1-9999", "tooMany"],
    ["=cmd()", "words"],
    ["A301-B320", "words"],
  ])("%j is told as %s", (text, why) => {
    expect(readRooms(text).problems.map((problem) => problem.why)).toEqual([why]);
  });
  it("never makes more than the most, never the same twice, and never fails", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60, unit: "grapheme" }),
        fc.array(fc.constantFrom("301-399", "层", "4", ",", "\n", "A1", "-")),
        (a, b) => {
          const { rooms } = readRooms(a + b.join(""));
          expect(rooms.length).toBeLessThanOrEqual(MOST_ROOMS);
          expect(new Set(rooms.map(({ name }) => name)).size).toBe(rooms.length);
          expect(rooms.every(({ floor, name }) => floor !== "" && name.trim() === name && name !== "")).toBe(true);
        },
      ),
    );
  });
});
