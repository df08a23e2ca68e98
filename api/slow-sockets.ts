import type { Socket } from "socket.io";

/** After so many ticks (seconds) in which nothing could be written, the screen is cut; it connects again and reads anew. */
const MOST_STALLED_TICKS = 4;

/** Counts ticks in which the socket took nothing; cuts it off hard, with what waits for it. Returns whether it was cut. */
export function cutIfSlow(socket: Pick<Socket, "conn" | "disconnect"> & { readonly data: { stalledTicks?: number } }): boolean {
  const { conn, data } = socket;
  data.stalledTicks = conn.transport.writable ? 0 : (data.stalledTicks ?? 0) + 1;
  if (data.stalledTicks < MOST_STALLED_TICKS) return false;
  // A polite close would wait for the peer to read what lies before it.
  conn.close(true);
  const raw: unknown = Reflect.get(conn.transport, "socket");
  if (typeof raw === "object" && raw !== null && "terminate" in raw && typeof raw.terminate === "function")
    void Reflect.apply(raw.terminate, raw, []);
  socket.disconnect(true);
  return true;
}
