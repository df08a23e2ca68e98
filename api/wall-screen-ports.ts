import type { WallPairing, WallScreen } from "../domain/wall-screen.ts";

/** Televisions that show a wall, and those that wait to be one. */
export interface WallScreenRecords {
  /** Forgets those that have run out, and another one of the same code. */
  addWallPairing(pairing: WallPairing): Promise<void>;
  /** One that has not run out at `nowMs`. */
  wallPairing(by: { readonly code: string } | { readonly tokenHash: string }, nowMs: number): Promise<WallPairing | undefined>;
  /**
   * The screen that showed this code is a wall from now on; the code is used up. @throws {AnhuError} `CONFLICT`: the code has run out, was
   * used, or was never given; `NOT_FOUND`: no such facility
   */
  addWallScreen(
    input: Omit<WallScreen, "id" | "lastSeenAtMs" | "revokedAtMs"> & { readonly code: string; readonly nowMs: number },
  ): Promise<WallScreen>;
  /** Newest first, revoked ones too. */
  wallScreens(facilityId: string): Promise<readonly WallScreen[]>;
  /** One that was not revoked. */
  wallScreenByToken(tokenHash: string): Promise<WallScreen | undefined>;
  /** @throws {AnhuError} `NOT_FOUND`: the facility has no such screen that still holds */
  setWallScreen(input: Pick<WallScreen, "id" | "facilityId" | "name" | "floors" | "hasNames">): Promise<void>;
  wallScreenSeen(screenId: string, atMs: number): Promise<void>;
  /** @throws {AnhuError} `NOT_FOUND`: the facility has no such screen that still holds */
  revokeWallScreen(input: { readonly facilityId: string; readonly screenId: string; readonly atMs: number }): Promise<void>;
}
