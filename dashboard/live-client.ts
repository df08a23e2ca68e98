import { Type } from "typebox";
import { AlertView } from "../domain/alert.ts";
import { SilenceView } from "../domain/hold.ts";
import { WallView } from "../domain/live-events.ts";
import { api, ApiError, decode } from "./api-client.ts";
import { openLiveLink, type LiveLink } from "./live-link.ts";
import type { useLive } from "./stores/live.ts";
import { isTile } from "./tile-guard.ts";

const TilesEvent = Type.Object({ facilityId: Type.String(), now: Type.Integer(), tiles: Type.Array(Type.Unknown()) });
const AlertEvent = Type.Object({ facilityId: Type.String(), now: Type.Integer(), alert: AlertView });
const SilencesEvent = Type.Object({ facilityId: Type.String(), now: Type.Integer(), silences: Type.Array(SilenceView) });

/** Keeps `live` equal to the server's picture of one facility. */
export function startLiveClient(facilityId: string, live: ReturnType<typeof useLive>, onSignedOut: () => void): LiveLink {
  /** Events of the facility that was watched before may still come. */
  function here({ facilityId: from }: { readonly facilityId: string }, apply: () => void): void {
    if (from === facilityId) apply();
  }
  return openLiveLink({
    watch: "watch",
    about: [{ facilityId }],
    async read() {
      if (live.state !== "ready") live.state = "loading";
      const wall = await api.get(`/facilities/${encodeURIComponent(facilityId)}/wall`, WallView);
      return () => live.applyWall(wall);
    },
    events: {
      tiles(event) {
        const told = decode(TilesEvent, event, "tiles");
        const tiles = told.tiles.filter(isTile);
        if (tiles.length < told.tiles.length) throw new ApiError(500, "BAD_ANSWER", "tiles");
        here(told, () => live.applyTiles(tiles));
      },
      alert(event) {
        const told = decode(AlertEvent, event, "alert");
        here(told, () => live.applyAlert(told.alert));
      },
      silences(event) {
        const told = decode(SilencesEvent, event, "silences");
        here(told, () => live.applySilences(told.silences));
      },
    },
    hear: live.hear,
    fail: live.fail,
    onSignedOut,
  });
}
