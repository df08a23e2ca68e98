import { expect, it } from "vitest";
import { doorsBetween, type Spot } from "../../domain/nearest.ts";

const at = (room: string, floor = room.slice(0, -2), building = "A"): Spot => ({ building, floor, room });
const ROOMS = ["201", "202", "301", "302", "303", "310", "1001"].map((room) => at(room)).concat(at("302", "3", "B"));

it.each([
  { from: at("302"), nearestFirst: ["A302", "A303", "A301", "A310", "A202", "A201", "A1001", "B302"] },
  { from: at("1001"), nearestFirst: ["A1001", "A301", "A302", "A303", "A310", "A201", "A202", "B302"] },
])("from $from.room the others come door by door, then floor by floor, then the other building", ({ from, nearestFirst }) => {
  const order = [...ROOMS].sort((a, b) => doorsBetween(ROOMS, from, a) - doorsBetween(ROOMS, from, b));
  const names = order.map(({ building, room }) => building + room);
  const doors = (name: string) =>
    doorsBetween(
      ROOMS,
      from,
      ROOMS.find(({ building, room }) => building + room === name)!,
    );
  expect(names.map(doors)).toEqual(nearestFirst.map(doors));
});
it("an unknown place comes last, and a room that nobody listed is still of its floor", () => {
  expect(doorsBetween(ROOMS, at("302"), null)).toBeGreaterThan(doorsBetween(ROOMS, at("302"), at("302", "3", "B")));
  expect(doorsBetween(ROOMS, at("302"), at("399"))).toBeLessThan(doorsBetween(ROOMS, at("302"), at("201")));
});
