import { expect, it } from "vitest";
import { newId } from "../../domain/ids.ts";
import { readRoomCode, roomCode, roomLink, spokenRoomCode } from "../../domain/room-code.ts";

it("a room keeps its code, and its link, its print and what a carer types all read back to it", () => {
  const placeId = "plc_0000000000000302";
  const code = roomCode(placeId);
  expect(code).toMatch(/^[2-9A-HJKMNP-Z]{6}$/);
  expect(roomCode(placeId)).toBe(code);
  expect(readRoomCode(roomLink("http://anhu.example:8080", placeId))).toBe(code);
  expect(readRoomCode(roomLink("https://another.example/", placeId))).toBe(code);
  expect(readRoomCode(spokenRoomCode(placeId))).toBe(code);
  expect(readRoomCode(` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `)).toBe(code);
});
it.each([
  "",
  "302",
  "https://anhu.example/shift",
  "https://anhu.example/shift?room=",
  "ANHU-BADGE-2345",
  "K7M4P0",
  "K7M4PXX",
  "javascript:room",
])("%j is no room's code", (scanned) => {
  expect(readRoomCode(scanned)).toBeNull();
});
it("codes of a large home differ", () => {
  const codes = new Set(Array.from({ length: 500 }, () => roomCode(newId("plc"))));
  expect(codes.size).toBeGreaterThanOrEqual(499);
});
