import { io } from "socket.io-client";
import { Type } from "typebox";
import { Check } from "typebox/value";
import { ApiError } from "./api-client.ts";

const LinkEvent = Type.Object({ now: Type.Integer() });
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
  /** The picture is the server's, and the server's time is `now`. Not called while what is shown may miss something: it then grows old. */
  readonly hear: (now: number) => void;
  readonly fail: (error: Error) => void;
  /** The server no longer knows the session. */
  readonly onSignedOut: () => void;
}
const AGAIN_MS = 3_000;
/** What no event tells (who is on duty, a resident without a device) is read again so often. */
const WHOLE_EVERY_MS = 300_000;

/**
 * Keeps a picture equal to the server's. After every connect it watches, then reads the picture by REST: it never assumes that no event was
 * missed.
 */
export function openLiveLink({ watch, about, read, events, hear, fail, onSignedOut }: LiveLinkOptions): LiveLink {
  const socket = io({ transports: ["websocket", "polling"], reconnectionDelayMax: 3_000, timeout: 5_000, withCredentials: true });
  let isClosed = false;
  /** Every event since the picture was read was applied. */
  let isCurrent = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  /** A link that the server cut, or that it did not let watch, is tried again. */
  let again: ReturnType<typeof setTimeout> | undefined;
  let isWatched = false;
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
      isCurrent = isWatched;
    } catch (error) {
      if (isClosed) return;
      if (error instanceof ApiError && error.status === 401) return onSignedOut();
      reloadLater(error);
    }
  }
  function reloadLater(error: unknown): void {
    fail(error instanceof Error ? error : new Error(String(error)));
    retry ??= setTimeout(() => void reload(), AGAIN_MS);
  }
  function guarded(apply: () => void): void {
    try {
      apply();
      meanwhile?.push(apply);
    } catch (error) {
      // An event that cannot be read may hide a change: everything is read again.
      isCurrent = false;
      reloadLater(error);
    }
  }
  function watchNow(): void {
    if (isClosed || !socket.connected) return;
    socket.timeout(5_000).emit(watch, ...about, (failure: Error | null, answer: unknown) => {
      if (isClosed) return;
      isWatched = failure === null && Check(WatchAnswer, answer) && answer.ok;
      if (isWatched) return void reload();
      fail(failure ?? new ApiError(403, "FORBIDDEN", watch));
      again = setTimeout(watchNow, AGAIN_MS);
    });
  }
  socket.on("connect", () => {
    isWatched = isCurrent = false;
    clearTimeout(again);
    watchNow();
  });
  socket.on("link", (event: unknown) => {
    if (isCurrent && Check(LinkEvent, event)) hear(event.now);
  });
  // The server cut the link (a right was lost, or this screen was too slow): it does not come back by itself.
  socket.on("disconnect", (reason) => {
    if (reason === "io server disconnect" && !isClosed) again = setTimeout(() => socket.connect(), 2_000);
  });
  // A link that is refused may mean that the session ended; only REST says so.
  socket.on("connect_error", () => {
    if (retry === undefined && !isClosed) void reload();
  });
  for (const [name, apply] of Object.entries(events)) socket.on(name, (event: unknown) => guarded(() => apply(event)));
  const whole = setInterval(() => void reload(), WHOLE_EVERY_MS);
  void reload();
  return {
    reload: () => void reload(),
    close() {
      isClosed = true;
      clearTimeout(retry);
      clearTimeout(again);
      clearInterval(whole);
      socket.close();
    },
  };
}
