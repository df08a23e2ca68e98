import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { Server } from "socket.io";
import type { LiveEvents, Tile } from "../../domain/live-events.ts";
import { FACILITY, makeTile } from "../../tests/browser/mock-home.ts";
import { peerPage } from "./peer-page.ts";

/** A home whose every tile changes once a second, as a process of its own. Arguments: folder of the dashboard, how many tiles. */
const [, , dist = "", count = "500"] = process.argv;
const TICK_MS = 1_000;
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
let beat = 0;
const calm = Array.from({ length: Number(count) }, (_, index) => makeTile(index, true));

/** The pulse of a resident at a beat: wanders by itself, the same in every run. */
const pulseOf = (index: number, at: number): number => Math.round(72 + 9 * Math.sin(index * 1.7 + at / 11) + 4 * Math.sin(index + at / 3));
function tilesNow(): Tile[] {
  const now = Date.now();
  return calm.map((tile, index) => ({
    ...tile,
    latest: tile.latest.map((latest) => ({
      ...latest,
      at: latest.sign === "heartRate" || latest.sign === "spo2" ? now - 1_000 : latest.at,
      value: latest.sign === "heartRate" ? pulseOf(index, beat) : latest.sign === "spo2" ? 94 + ((index + beat) % 5) : latest.value,
    })),
    sparkline: Array.from({ length: 60 }, (_, minute) => pulseOf(index, beat - 60 + minute)),
    whereabouts: { ...tile.whereabouts, sinceMs: now - 600_000 },
  }));
}
const wall = () => ({
  ...{ facility: FACILITY, now: Date.now(), simulated: false, onDuty: [], tiles: tilesNow(), alerts: [], silences: [] },
});
const screen = { id: "wal_1", name: "bench", floors: [], hasNames: true, facility: { id: FACILITY.id, name: FACILITY.name } };
const ANSWERS: Readonly<Record<string, () => object>> = {
  "/api/v1/session": () => ({ user: null }),
  "/api/v1/setup": () => ({ needed: false }),
  "/api/v1/wall-screen": () => ({ screen, pairing: null }),
  [`/api/v1/facilities/${FACILITY.id}/wall`]: wall,
  [`/api/v1/facilities/${FACILITY.id}/reach`]: () => ({ facilityId: FACILITY.id, state: "reachable", since: null, phones: [] }),
};
const http = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://bench").pathname;
  const send = (type: string, body: string | Buffer, status = 200) => void response.writeHead(status, { "content-type": type }).end(body);
  const answer = ANSWERS[path];
  if (answer !== undefined) return send("application/json", JSON.stringify(answer()));
  if (path === "/peer") return send("text/html; charset=utf-8", peerPage(Number(count)));
  const name = extname(path) === "" ? "index.html" : normalize(path);
  readFile(join(dist, name)).then(
    (content) => send(TYPES[extname(name)] ?? "application/octet-stream", content),
    () => send("text/plain", "", 404),
  );
});
const io = new Server<Record<string, never>, LiveEvents>(http, { serveClient: true });
io.on("connection", (socket) => {
  socket.on("watch", (...args: unknown[]) => {
    const done = args.at(-1);
    if (typeof done === "function") done({ ok: true });
  });
});
setInterval(() => {
  beat += 1;
  const now = Date.now();
  io.emit("link", { now });
  io.emit("tiles", { facilityId: FACILITY.id, now, tiles: tilesNow() });
}, TICK_MS);
http.listen(0, "127.0.0.1");
await once(http, "listening");
const address = http.address();
process.send?.(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
