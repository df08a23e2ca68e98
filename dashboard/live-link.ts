import { io } from "socket.io-client";
import { Type } from "typebox";
import { ApiError, decode } from "./api-client.ts";

const WatchAnswer = Type.Object({ ok: Type.Boolean(), error: Type.Optional(Type.String()) });

export interface LiveLink {
  /** Reads the whole picture again, at once. */
  reload(): void;
  close(): void;
}
export interface LiveLinkOptions {
  /** Event that asks to be told, and what it says. */
  readonly watch: string;
  readonly about: readonly object[];
  /** Reads the picture by REST; resolves with what puts it on the screen. */
  readonly read: () => Promise<() => void>;
  /** What each event of the server changes; it throws when it cannot read it. */
  readonly events: Readonly<Record<string, (event: unknown) => void>>;
  readonly fail: (error: Error) => void;
  /** The server no longer knows the session. */
  readonly onSignedOut: () => void;
}
/**
 * Keeps a picture equal to the server's. After every connect it watches, then reads the picture by REST: it never assumes that no event was
 * missed.
 */
export function openLiveLink({ watch, about, read, events, fail, onSignedOut }: LiveLinkOptions): LiveLink {
  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 3_000, timeout: 5_000, withCredentials: true });
  let isClosed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let reconnect: ReturnType<typeof setTimeout> | undefined;
  /** Events that arrive while the picture is being read: the answer may be older than they are, so they are applied again after it. */
  let meanwhile: (() => void)[] | null = null;

  async function reload(): Promise<void> {
    clearTimeout(retry);
    retry = undefined;
    const waiting: (() => void)[] = (meanwhile = []);
    try {
      const show = await read();
      if (isClosed || meanwhile !== waiting) return;
      show();
      for (const apply of waiting) apply();
      meanwhile = null;
    } catch (error) {
      if (isClosed) return;
      if (error instanceof ApiError && error.status === 401) return onSignedOut();
      reloadLater(error);
    }
  }
  function reloadLater(error: unknown): void {
    fail(error instanceof Error ? error : new Error(String(error)));
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
    socket.timeout(5_000).emit(watch, ...about, (failure: Error | null, answer: unknown) => {
      if (isClosed) return;
      if (failure !== null || !decode(WatchAnswer, answer, watch).ok) fail(failure ?? new ApiError(403, "FORBIDDEN", watch));
      else void reload();
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
  for (const [name, apply] of Object.entries(events)) socket.on(name, (event: unknown) => guarded(() => apply(event)));
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
