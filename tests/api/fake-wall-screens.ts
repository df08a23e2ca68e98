import { AnhuError } from "../../domain/errors.ts";
import { newId } from "../../domain/ids.ts";
import type { WallPairing, WallScreen } from "../../domain/wall-screen.ts";
import type { WallScreenRecords } from "../../api/wall-screen-ports.ts";
import { FakeFloorPlans } from "./fake-floor-plans.ts";

/** Televisions in memory, for the tests of the API. */
export class FakeWallScreens extends FakeFloorPlans implements WallScreenRecords {
  pairingRows: WallPairing[] = [];
  screenRows: (WallScreen & { readonly tokenHash: string })[] = [];

  #change(id: string, facilityId: string, change: Partial<WallScreen>): void {
    const index = this.screenRows.findIndex((row) => row.id === id && row.facilityId === facilityId && row.revokedAtMs === null);
    const row = this.screenRows[index];
    if (row === undefined) throw new AnhuError("NOT_FOUND", "there is none");
    this.screenRows[index] = { ...row, ...change };
  }
  addWallPairing: WallScreenRecords["addWallPairing"] = (pairing) =>
    this.answer(() => {
      const others = this.pairingRows.filter(({ code, expiresAtMs }) => expiresAtMs > pairing.createdAtMs && code !== pairing.code);
      this.pairingRows = [...others, pairing];
    });
  wallPairing: WallScreenRecords["wallPairing"] = (by, nowMs) =>
    this.answer(() =>
      this.pairingRows.find((row) => row.expiresAtMs > nowMs && ("code" in by ? row.code === by.code : row.tokenHash === by.tokenHash)),
    );
  addWallScreen: WallScreenRecords["addWallScreen"] = ({ code, nowMs, ...rest }) =>
    this.answer(() => {
      const waiting = this.pairingRows.find((row) => row.code === code && row.expiresAtMs > nowMs);
      if (waiting === undefined) throw new AnhuError("CONFLICT", "the code has run out or was used");
      this.pairingRows = this.pairingRows.filter((row) => row !== waiting);
      const row = { id: newId("wal"), ...rest, lastSeenAtMs: null, revokedAtMs: null, tokenHash: waiting.tokenHash };
      this.screenRows.push(row);
      return row;
    });
  wallScreens: WallScreenRecords["wallScreens"] = (facilityId) =>
    this.answer(() => this.screenRows.filter((row) => row.facilityId === facilityId).toReversed());
  wallScreenByToken: WallScreenRecords["wallScreenByToken"] = (tokenHash) =>
    this.answer(() => this.screenRows.find((row) => row.tokenHash === tokenHash && row.revokedAtMs === null));
  setWallScreen: WallScreenRecords["setWallScreen"] = ({ id, facilityId, ...change }) =>
    this.answer(() => this.#change(id, facilityId, change));
  wallScreenSeen: WallScreenRecords["wallScreenSeen"] = (screenId, atMs) =>
    this.answer(() => {
      this.screenRows = this.screenRows.map((row) => (row.id === screenId ? { ...row, lastSeenAtMs: atMs } : row));
    });
  revokeWallScreen: WallScreenRecords["revokeWallScreen"] = ({ screenId, facilityId, atMs }) =>
    this.answer(() => this.#change(screenId, facilityId, { revokedAtMs: atMs }));
}
