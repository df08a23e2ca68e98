import { Type, type Static } from "typebox";

/** `wgs84`: tiles as GPS counts; `gcj02`: tiles of Chinese providers, shifted by some hundred metres. */
export const TILE_SYSTEMS = ["wgs84", "gcj02"] as const;
/** Where a browser may fetch the background of a map. Whoever serves it learns which part of the world is looked at. */
export const MapTiles = Type.Object(
  {
    template: Type.String({ description: "address with {z}, {x}, {y}" }),
    attribution: Type.String({ description: "plain text, shown on the map" }),
    system: Type.Enum(TILE_SYSTEMS),
  },
  { $id: "MapTiles", additionalProperties: false },
);
export type MapTiles = Static<typeof MapTiles>;
export const MapSettings = Type.Object({ tiles: Type.Union([MapTiles, Type.Null()]) }, { additionalProperties: false });
const LONGEST_ATTRIBUTION = 200;

/** `template | attribution | wgs84 or gcj02`, as `ANHU_MAP_TILES` has it. @returns why it is none, as a sentence part, when it is none */
export function readMapTiles(text: string): MapTiles | string {
  const parts = text.split("|").map((part) => part.trim());
  const [template = "", attribution = "", system = ""] = parts;
  if (parts.length !== 3) return "give template | attribution | wgs84 or gcj02";
  const known = TILE_SYSTEMS.find((one) => one === system);
  if (known === undefined) return "the third part is wgs84 or gcj02";
  if (attribution === "" || attribution.length > LONGEST_ATTRIBUTION || /[<>\p{C}]/u.test(attribution))
    return "the second part names who made the map, as plain text of at most 200 characters";
  if (["{z}", "{x}", "{y}"].some((part) => template.split(part).length !== 2)) return "the address has {z}, {x} and {y} once each";
  const plain = template.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0");
  if (/[{}\s"'<>]/.test(plain)) return "the address has no braces but {z}, {x}, {y} (one origin only, so no {s}), no spaces and no quotes";
  const url = URL.canParse(plain) ? new URL(plain) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return "the address begins with https:// (http:// for a server of the house)";
  if (url.username !== "" || url.password !== "") return "the address carries no name and password";
  // A brace in the name of the server would let a tile choose whom to ask.
  if (!template.startsWith(`${url.protocol}//`) || /[{}]/.test(template.slice(0, url.origin.length)) || url.hash !== "")
    return "{z}, {x} and {y} stand behind the name of the server, and nothing behind a #";
  return { template, attribution, system: known };
}
/** The one origin that pages may load pictures from because of it. */
export function tilesOrigin({ template }: MapTiles): string {
  return new URL(template.replace("{z}", "0").replace("{x}", "0").replace("{y}", "0")).origin;
}
