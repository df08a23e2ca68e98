import { describe, expect, it } from "vitest";
import { readMapTiles, tilesOrigin } from "../../domain/map-tiles.ts";

describe("the background of maps", () => {
  it.each([
    ["https://tiles.example/{z}/{x}/{y}.png | © 天地图 GS(2024)0650号 | wgs84", "https://tiles.example"],
    ["http://10.0.0.5:8081/{z}/{x}/{y}|自建|gcj02", "http://10.0.0.5:8081"],
    ["https://a.example/?x={x}&y={y}&z={z}&key=abc|A|gcj02", "https://a.example"],
  ])("%s is asked at one origin", (text, origin) => {
    const tiles = readMapTiles(text);
    expect(typeof tiles === "string" ? tiles : tilesOrigin(tiles)).toBe(origin);
  });
  it.each([
    ["https://tiles.example/{z}/{x}/{y}.png", /template \| attribution/],
    ["https://tiles.example/{z}/{x}/{y}.png|A|bd09", /wgs84 or gcj02/],
    ["https://tiles.example/{z}/{x}/{y}.png||wgs84", /who made the map/],
    ["https://tiles.example/{z}/{x}/{y}.png|<b>A</b>|wgs84", /plain text/],
    ["https://tiles.example/{z}/{x}.png|A|wgs84", /\{z\}, \{x\} and \{y\}/],
    ["https://{s}.tiles.example/{z}/{x}/{y}.png|A|wgs84", /one origin only/],
    ["https://{x}.tiles.example/{z}/{y}.png|A|wgs84", /behind the name of the server/],
    ["javascript:{z}{x}{y}|A|wgs84", /begins with https/],
    ["/{z}/{x}/{y}|A|wgs84", /begins with https/],
    ["https://me:secret@tiles.example/{z}/{x}/{y}|A|wgs84", /no name and password/],
    ["https://tiles.example/{z}/{x}/{y};script-src *|A|wgs84", /no spaces/],
  ])("%s is refused with a reason", (text, why) => {
    expect(readMapTiles(text)).toMatch(why);
  });
});
