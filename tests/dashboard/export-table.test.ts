import { describe, expect, it } from "vitest";
import { toCsv } from "../../dashboard/components/figures/export-table.ts";
import type { FigureTable } from "../../dashboard/components/figures/figure-table.ts";

const table: FigureTable = {
  file: "x",
  columns: [
    { name: "Clinic, name", kind: "text" },
    { name: "n", kind: "count" },
    { name: "began", kind: "moment" },
  ],
  rows: [
    { id: "1", cells: ['=HYPERLINK("http://x")', 0.5, Date.parse("2026-11-21T20:15:00Z")] },
    { id: "2", cells: ["阳光\n诊所", null, null] },
    { id: "3", cells: ["+86", 3, 0] },
  ],
};

describe("a figure as CSV", () => {
  it("quotes by RFC 4180, keeps a formula a text, and gives times in Shanghai", () => {
    expect(toCsv(table)).toBe(
      [
        '\uFEFF"Clinic, name",n,began',
        '"\'=HYPERLINK(""http://x"")",0.5,2026-11-22 04:15',
        '"阳光\n诊所",,',
        "'+86,3,1970-01-01 08:00",
        "",
      ].join("\r\n"),
    );
  });
});
