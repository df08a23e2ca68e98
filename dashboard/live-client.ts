import { io } from "socket.io-client";
import { Type } from "typebox";
import { AlertView } from "../domain/alert.ts";
import { SilenceView } from "../domain/hold.ts";
import { Tile, WallView } from "../domain/live-events.ts";
import { api, ApiError, decode } from "./api-client.ts";
import type { useLive } from "./stores/live.ts";

const TilesEvent = Type.Object({ facilityId: Type.String(), now: Type.Integer(), tiles: Type.Array(Tile) });
const AlertEvent = Type.Object({ facilityId: Type.String(), now: Type.Integer(), alert: AlertView });
const SilencesEvent = Type.Object({ facilityId: Type.String(), now: Type.Integer(), silences: Type.Array(SilenceView) });
const LinkEvent = Type.Object({ now: Type.Integer() });
const WatchAnswer = Type.Object({ ok: Type.Boolean(), error: Type.Optional(Type.String()) });

export interface LiveClient {
  /** Reads the whole wall again, at once. */
  reload(): void;
  close(): void;
}
/**
 * Keeps `live` equal to the server's picture of one facility. After every connect it watches, then reads the wall by REST:
 * it never assumes that no event was missed. `onSignedOut` is called when the server no longer knows the session.
 */
export function startLiveClient(facilityId: string, live: ReturnType<typeof useLive>, onSignedOut: () => void): LiveClient {
  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 3_000, timeout: 5_000, withCredentials: true });
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  /** Events that arrive while the wall is being read: the answer may be older than they are, so they are applied again after it. */
  let meanwhile: (() => void)[] | null = null;

  async function reload(): Promise<void> {
    clearTimeout(retry);
    retry = undefined;
    if (live.state !== "ready") live.state = "loading";
    const events: (() => void)[] = (meanwhile = []);
    try {
      const wall = await api.get(`/facilities/${encodeURIComponent(facilityId)}/wall`, WallView);
      if (isClosed || meanwhile !== events) return;
      live.applyWall(wall);
      for (const apply of events) apply();
      meanwhile = null;
    } catch (error) {
      if (isClosed) return;
      if (error instanceof ApiError && error.status === 401) return onSignedOut();
      reloadLater(error);
    }
  }
  function reloadLater(error: unknown): void {
    live.fail(error instanceof Error ? error : new Error(String(error)));
    retry ??= setTimeout(() => void reload(), 3_000);
  }
  function guarded(apply: () => void): void {
    try {
      apply();
      meanwhile?.push(apply);
    } catch (error) {
      // An event that cannot be read may hide a change: everything is read again.
      reloadLater(error);
    }
  }
  socket.on("connect", () => {
    socket.timeout(5_000).emit("watch", { facilityId }, (failure: Error | null, answer: unknown) => {
      if (failure !== null || !decode(WatchAnswer, answer, "watch").ok) {
        if (!isClosed) live.fail(failure ?? new ApiError(403, "FORBIDDEN", "watch"));
        return;
      }
      void reload();
    });
  });
  // The server cut the link (a right was lost, or this screen was too slow): it does not come back by itself.
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect" && !isClosed) reconnect = setTimeout(() => socket.connect(), 2_000);
  });
  // A link that is refused may mean that the session ended; only REST says so.
  socket.on("connect_error", () => {
    if (retry === undefined && !isClosed) void reload();
  });
  socket.on("tiles", (event: unknown) =>
    guarded(() => {
      const { now, tiles, facilityId: from } = decode(TilesEvent, event, "tiles");
      if (from !== facilityId) return;
      live.applyTiles(tiles);
      live.hear(now);
    }),
  );
  socket.on("alert", (event: unknown) =>
    guarded(() => {
      const { now, alert, facilityId: from } = decode(AlertEvent, event, "alert");
      if (from !== facilityId) return;
      live.applyAlert(alert);
      live.hear(now);
    }),
  );
  socket.on("silences", (event: unknown) =>
    guarded(() => {
      const { now, silences, facilityId: from } = decode(SilencesEvent, event, "silences");
      if (from !== facilityId) return;
      live.applySilences(silences);
      live.hear(now);
    }),
  );
  socket.on("link", (event: unknown) => guarded(() => live.hear(decode(LinkEvent, event, "link").now)));
  void reload();
  return {
    reload: () => void reload(),
    close() {
      isClosed = true;
      clearTimeout(retry);
      clearTimeout(reconnect);
      socket.close();
    },
  };
}
