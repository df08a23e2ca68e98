import { Check } from "typebox/value";
import { expect, it } from "vitest";
import { isTile } from "../../dashboard/tile-guard.ts";
import { Tile } from "../../domain/live-events.ts";
import { makeTile } from "../browser/mock-home.ts";

/** The same value with one thing in it replaced; `path` by keys. */
function spoilt(value: unknown, [key = "", ...rest]: readonly string[], wrong: unknown): unknown {
  if (key === "") return wrong;
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === key ? spoilt(one, rest, wrong) : one));
  return { ...(value as object), [key]: spoilt(Reflect.get(value as object, key), rest, wrong) };
}
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]))];
}

it("the guard of the wall takes the tiles that the schema takes", () => {
  for (let index = 0; index < 60; index++) {
    const tile = makeTile(index);
    expect([index, Check(Tile, tile), isTile(tile)]).toEqual([index, true, true]);
  }
  expect(isTile({ ...makeTile(1), later: 1 })).toBe(true);
});
it("and refuses what the schema refuses by its type, wherever it stands", () => {
  const tile = { ...makeTile(4), sparkline: [71, null], alertIds: ["x"] };
  const wrongs = [undefined, {}, true];
  const missed = pathsOf(tile).flatMap((path) =>
    wrongs.flatMap((wrong) => {
      const bad = spoilt(tile, path, wrong);
      return Check(Tile, bad) === isTile(bad) ? [] : [`${path.join(".")} = ${typeof wrong}`];
    }),
  );
  expect(missed).toEqual([]);
});
