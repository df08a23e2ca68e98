import type { WallPairingView, WallScreenState, WallScreenView } from "../../domain/wall-screen.ts";
import { FACILITY, NOW } from "./mock-home.ts";

const CODE = "K7M4Q2XD";
const screen = (id: string, name: string, over: Partial<WallScreenView>): WallScreenView => ({
  ...{ id, facilityId: FACILITY.id, name, floors: [], hasNames: true, by: "李娜" },
  ...{ createdAt: NOW - 40 * 86_400_000, lastSeenAt: NOW - 20_000, revokedAt: null, ...over },
});
const SCREENS = [
  screen("wal_1", "三楼护士站", { floors: [{ building: "", floor: "3" }] }),
  screen("wal_2", "一楼门厅", { hasNames: false, lastSeenAt: NOW - 3 * 3_600_000 }),
  screen("wal_3", "旧电视", { revokedAt: NOW - 9 * 86_400_000 }),
];
const waiting: WallScreenState = { screen: null, pairing: { code: CODE, expiresInMs: 570_000 } };
const pairing: WallPairingView = { code: CODE, address: "192.168.1.20", ageMs: 30_000, expiresInMs: 570_000 };

/** What the mock answers about televisions; the first also where nobody is signed in. */
export function answerWall(path: string): object | undefined {
  if (path === "/wall-screen") return waiting;
  if (path === `/wall-pairings/${CODE}`) return pairing;
  return path === `/facilities/${FACILITY.id}/wall-screens` ? { items: SCREENS, next: null } : undefined;
}
